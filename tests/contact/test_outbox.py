"""The outbox, before real mail servers of every kind."""

import socket
import threading
import time
from collections.abc import Callable
from collections.abc import Iterator
from datetime import timedelta
from email import message_from_bytes
from email.policy import default
from pathlib import Path

import pytest
from hypothesis import example
from hypothesis import given
from hypothesis import strategies
from sqlalchemy import Engine
from sqlalchemy import update

from microsite.config.loader import load_config
from microsite.db.engine import connect_database
from microsite.db.engine import migrate
from microsite.contact import email
from microsite.contact import outbox as outbox_module
from microsite.contact import service
from microsite.contact.email import MailError
from microsite.contact.form import ContactForm
from microsite.contact.models import Message
from microsite.contact.outbox import FIRST_RETRY_DELAY
from microsite.contact.outbox import Outbox
from microsite.contact.outbox_status import read_outbox_status
from microsite.contact.service import Submission
from microsite.contact.service import utc_now
from tests.conftest import Settings
from tests.contact.conftest import FORM_VALUES
from tests.contact.conftest import stored_messages
from tests.support.mail_server import MailServer
from tests.support.mail_server import create_certificate
from tests.support.mail_server import free_port
from tests.support.mail_server import require_login
from tests.support.mail_server import serve_mail

SENDER, RECIPIENT = "site@bank.example", "service@bank.example"
MAIL_FROM_AND_TO = {"MICROSITE_MAIL__SENDER": SENDER, "MICROSITE_MAIL__RECIPIENT": RECIPIENT}
HEADERS = set(
    "Subject From To Date Message-ID Content-Language Content-Type Content-Transfer-Encoding"
    " MIME-Version".split()
)
Post = Callable[..., Outbox]


@pytest.fixture
def outbox_to(engine: Engine, settings: Settings, tmp_path: Path) -> Post:
    """The outbox of a database before a server: `outbox_to(port, mail__tls="tls")`."""

    def to(port: int, **given: str) -> Outbox:
        mail = {"mail__host": "127.0.0.1", "mail__port": str(port), "mail__tls": "none"}
        mail |= {"mail__sender": SENDER, "mail__recipient": RECIPIENT}
        return Outbox(engine, settings(**(mail | given)), tmp_path / "instance")

    return to


def write(engine: Engine, settings: Settings, **typed: str) -> str:
    """Keep a message; give its reference."""
    form = ContactForm.parse(FORM_VALUES | typed)
    assert form.errors == {}
    sending = Submission("a token", "a sender", "zh-Hant", utc_now())
    return service.submit_message(engine, settings().contact, form, sending)


@pytest.fixture
def reference(engine: Engine, settings: Settings) -> str:
    """The reference of a message that waits."""
    return write(engine, settings)


def let_be_due(engine: Engine) -> None:
    """Let the time of waiting pass."""
    with engine.begin() as connection:
        waiting = update(Message).where(Message.sent_at.is_(None))
        connection.execute(waiting.values(next_attempt_at=utc_now()))


def the_one(engine: Engine) -> Message:
    [message] = stored_messages(engine)
    return message


def failure(outbox: Outbox) -> str:
    with pytest.raises(MailError) as caught:
        outbox.send_next()
    return str(caught.value)


# What is mailed


def test_a_message_is_mailed_once(outbox_to: Post, engine: Engine, reference: str) -> None:
    server = MailServer()
    with serve_mail(server) as port:
        outbox = outbox_to(port)
        assert outbox.send_next()
        assert not outbox.send_next()
    [envelope] = server.envelopes
    assert (envelope.mail_from, envelope.rcpt_tos) == (SENDER, [RECIPIENT])
    message = the_one(engine)
    assert message.sent_at is not None
    assert message.next_attempt_at is None


def test_the_mail_has_all_that_was_typed_and_is_answered_to_who_wrote(
    outbox_to: Post, reference: str
) -> None:
    server = MailServer()
    with serve_mail(server) as port:
        outbox_to(port).send_next()
    [mail] = server.mails
    assert mail["Subject"] == f"[{service.format_reference(reference)}] {FORM_VALUES['subject']}"
    assert (mail["From"], mail["To"], mail["Reply-To"]) == (SENDER, RECIPIENT, FORM_VALUES["reply"])
    assert mail["Message-ID"] == f"<{reference}@app.psbc.example>"
    assert mail.get_content_type() == "text/plain"
    assert mail.get_content_charset() == "utf-8"
    assert mail["Content-Language"] == "zh-Hant"
    text = mail.get_content().replace("\r\n", "\n")
    assert text.startswith(FORM_VALUES["message"] + "\n\n")
    for part in (
        FORM_VALUES["name"],
        FORM_VALUES["reply"],
        service.format_reference(reference),
        "/zh-Hant/contact",
    ):
        assert part in text


INJECTED = "Bcc: victim@evil.example"
LINE_BREAKS = ["\r\n", "\n", "\r", "\u2028", "\x85", "\x0b", "=0D=0A"]
ENCODED_WORDS = ["=?utf-8?q?=0D=0ABcc=3A_victim@evil.example?=", "=?utf-8?b?DQpCY2M6IHg=?="]


@pytest.mark.parametrize(
    "typed",
    [f"Hello{line_break}{INJECTED}{line_break}{line_break}<html>" for line_break in LINE_BREAKS]
    + ENCODED_WORDS
    + [f"{word}@evil.example" for word in ENCODED_WORDS],
)
def test_nothing_typed_becomes_a_header(
    typed: str, outbox_to: Post, engine: Engine, settings: Settings
) -> None:
    for field in ("name", "subject", "reply", "message"):
        form = ContactForm.parse(FORM_VALUES | {field: typed})
        sending = Submission("a token", "a sender", "en", utc_now())
        service.submit_message(engine, settings().contact, form, sending)  # even unchecked
    server = MailServer()
    with serve_mail(server) as port:
        outbox = outbox_to(port)
        while outbox.send_next():
            pass
    assert len(server.envelopes) == 4
    for envelope, mail in zip(server.envelopes, server.mails, strict=True):
        assert envelope.rcpt_tos == [RECIPIENT]
        assert {name for name in mail if not name.startswith("X-")} - {"Reply-To"} == HEADERS
        assert mail["Reply-To"] in (None, FORM_VALUES["reply"])
        assert mail.get_content_type() == "text/plain"


@given(subject=strategies.text(), reply=strategies.text())
@example(subject="=?utf-8?q?=00=0D=0Ax=3A?=", reply="=?utf-8?q?=0d=0a?=@x.example")
def test_whatever_is_typed_makes_a_mail_of_the_same_headers(subject: str, reply: str) -> None:
    config = load_config({"MICROSITE_ENVIRONMENT": "development"} | MAIL_FROM_AND_TO)
    form = ContactForm.parse({"subject": subject, "reply": reply})
    message = Message(
        reference="K7F3M4XY",
        language="en",
        name="",
        reply=form.reply,
        subject=form.subject,
        message="",
        received_at=utc_now(),
    )
    mail = message_from_bytes(email.build_email(message, config).as_bytes(), policy=default)
    assert set(mail) - {"Reply-To"} == HEADERS


def test_letters_of_every_script_arrive(
    outbox_to: Post, engine: Engine, settings: Settings
) -> None:
    subject = "中國郵政儲蓄銀行 – 信用卡 😀 " * 6
    message = "．\n.\n..\nFrom here\n" + "繁體中文" * 1000
    write(engine, settings, subject=subject, message=message, reply="用户@例子.公司")
    server = MailServer()
    with serve_mail(server) as port:
        outbox_to(port).send_next()
    [mail] = server.mails
    assert mail["Subject"].replace(" ", "").endswith(subject.replace(" ", ""))
    assert mail["Reply-To"] is None
    text = mail.get_content().replace("\r\n", "\n")
    assert text.startswith(message)
    assert "用户@例子.公司" in text
    assert subject.strip() in text
    assert server.envelopes[0].content.isascii()
    assert max(map(len, server.envelopes[0].content.split(b"\r\n"))) <= 998


# Servers that do not take it


@pytest.mark.parametrize(
    ("command", "answer"),
    [
        ("RCPT", "450 4.2.0 Greylisted, try again"),
        ("DATA", "451 4.3.0 Try later"),
        ("DATA", "452 4.3.1 Disk full"),
        ("RCPT", "550 5.1.1 No such user"),
        ("DATA", "554 5.7.1 Spam"),
        ("RCPT", "421 4.3.2 Shutting down"),
    ],
)
def test_a_message_that_is_refused_is_kept_and_taken_at_the_next_attempt(
    command: str, answer: str, outbox_to: Post, engine: Engine, reference: str
) -> None:
    server = MailServer(**{command: [answer]})
    with serve_mail(server) as port:
        outbox = outbox_to(port)
        assert failure(outbox) == answer
        refused = the_one(engine)
        assert (refused.failure, refused.sent_at) == (answer, None)
        assert not outbox.send_next()  # it is not due
        assert server.envelopes == []
        let_be_due(engine)
        assert outbox.send_next()
    assert len(server.envelopes) == 1
    assert the_one(engine).failure == ""


def test_the_waits_double_up_to_hours_and_there_is_no_last(
    outbox_to: Post, engine: Engine, reference: str
) -> None:
    outbox = outbox_to(free_port())
    waits = []
    for _ in range(8):
        let_be_due(engine)
        before = utc_now()
        assert "ConnectionRefusedError" in failure(outbox)
        due = the_one(engine).next_attempt_at
        assert due is not None
        waits.append(round((due - before) / FIRST_RETRY_DELAY))
    assert waits == [1, 2, 4, 8, 16, 32, 32, 32]


def test_a_message_that_is_refused_holds_up_no_other(
    outbox_to: Post, engine: Engine, settings: Settings
) -> None:
    write(engine, settings, subject="First")
    write(engine, settings, subject="Second")
    server = MailServer(DATA=["554 5.7.1 Spam"])
    with serve_mail(server) as port:
        outbox = outbox_to(port)
        failure(outbox)
        assert outbox.send_next()
    assert [mail["Subject"].partition(" ")[2] for mail in server.mails] == ["Second"]


@pytest.mark.parametrize("command", ["RCPT", "DATA"])
def test_a_connection_that_is_dropped_costs_an_attempt_and_no_message(
    command: str, outbox_to: Post, engine: Engine, reference: str
) -> None:
    server = MailServer(**{command: ["drop"]})
    with serve_mail(server) as port:
        outbox = outbox_to(port)
        assert failure(outbox)
        assert the_one(engine).sent_at is None
        let_be_due(engine)
        assert outbox.send_next()
    assert len(server.envelopes) == 1


@pytest.fixture
def silent_port() -> Iterator[int]:
    """A server that takes connections and says nothing."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server.getsockname()[1]


def test_a_server_that_says_nothing_is_given_up_in_time(
    silent_port: int,
    outbox_to: Post,
    engine: Engine,
    reference: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(email, "SMTP_TIMEOUT_SECONDS", 0.3)
    began = time.monotonic()
    assert "timed out" in failure(outbox_to(silent_port))
    assert time.monotonic() - began < 3
    assert the_one(engine).sent_at is None


def test_a_delivery_ends_before_its_message_is_due_again() -> None:
    assert timedelta(seconds=email.SMTP_TIMEOUT_SECONDS) * 8 < FIRST_RETRY_DELAY


def test_a_server_that_fails_at_the_farewell_has_taken_the_message(
    outbox_to: Post, engine: Engine, reference: str
) -> None:
    class Rude(MailServer):
        async def handle_QUIT(self, server, session, envelope):  # noqa: N802
            server.transport.abort()
            return "221 Bye"

    server = Rude()
    with serve_mail(server) as port:
        assert outbox_to(port).send_next()
    assert the_one(engine).sent_at is not None


# Encryption and passwords


def test_without_starttls_at_the_server_nothing_is_sent_in_clear(
    outbox_to: Post, engine: Engine, reference: str
) -> None:
    server = MailServer()
    with serve_mail(server) as port:
        assert "STARTTLS" in failure(outbox_to(port, mail__tls="starttls"))
    assert server.attempts == 0
    assert the_one(engine).sent_at is None


@pytest.mark.parametrize("tls", ["starttls", "tls"])
def test_a_server_whose_certificate_nobody_trusts_gets_nothing(
    tls: str, outbox_to: Post, engine: Engine, reference: str, tmp_path: Path
) -> None:
    server = MailServer()
    _, context = create_certificate(tmp_path)
    options = {"tls_context" if tls == "starttls" else "ssl_context": context}
    with serve_mail(server, **options) as port:
        assert "SSLCertVerificationError" in failure(outbox_to(port, mail__tls=tls))
    assert server.attempts == 0


@pytest.mark.filterwarnings("ignore:Requiring AUTH while not")  # aiosmtpd sees STARTTLS only
@pytest.mark.parametrize("tls", ["starttls", "tls"])
def test_a_message_goes_encrypted_with_user_and_password(
    tls: str,
    outbox_to: Post,
    reference: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    server = MailServer()
    path, context = create_certificate(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(path))
    options = {"tls_context" if tls == "starttls" else "ssl_context": context}
    options |= require_login("site", "swordfish") | {"auth_require_tls": tls == "starttls"}
    given = {"mail__tls": tls, "mail__user": "site"}
    with serve_mail(server, **options) as port:
        said = failure(outbox_to(port, mail__password="trout", **given))
        assert said.startswith("535 ")
        assert server.attempts == 0
        outbox = outbox_to(port, mail__password="swordfish", **given)
        let_be_due(outbox._engine)
        assert outbox.send_next()
    assert len(server.envelopes) == 1


# Many at once


def test_no_message_is_mailed_twice_by_machines_that_share_a_database(
    outbox_to: Post, engine: Engine, settings: Settings
) -> None:
    for number in range(12):
        write(engine, settings, subject=f"Number {number}")
    server = MailServer()

    def send(outbox: Outbox) -> None:
        while outbox.send_next():
            pass

    with serve_mail(server) as port:
        threads = [threading.Thread(target=send, args=(outbox_to(port),)) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    subjects = [mail["Subject"].partition(" ")[2] for mail in server.mails]
    assert sorted(subjects) == sorted(f"Number {number}" for number in range(12))


# The round


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(outbox_module, "POLL_INTERVAL_SECONDS", 0.05)


def attend(outbox: Outbox, until: Callable[[], bool]) -> None:
    """Let the outbox go its rounds until something is so."""
    ended = threading.Event()
    thread = threading.Thread(target=outbox.run, args=(ended,))
    thread.start()
    deadline = time.monotonic() + 10
    while not until() and time.monotonic() < deadline:
        time.sleep(0.02)
    found = until()
    ended.set()
    thread.join()
    assert found


def test_a_server_that_comes_back_gets_what_waited(
    quick: None, outbox_to: Post, engine: Engine, reference: str, tmp_path: Path
) -> None:
    port = free_port()
    outbox, folder = outbox_to(port), tmp_path / "instance"
    attend(outbox, lambda: read_outbox_status(folder).failure == "ConnectionRefusedError")
    assert read_outbox_status(folder).waiting == 1
    let_be_due(engine)
    server = MailServer()
    with serve_mail(server, port=port):
        attend(
            outbox, lambda: len(server.envelopes) == 1 and read_outbox_status(folder).waiting == 0
        )
    assert read_outbox_status(folder).failure == ""


def test_without_a_mail_server_messages_wait_untouched(
    quick: None, outbox_to: Post, engine: Engine, reference: str, tmp_path: Path
) -> None:
    outbox = outbox_to(free_port(), mail__host="")
    attend(outbox, lambda: read_outbox_status(tmp_path / "instance").waiting == 1)
    assert the_one(engine).attempts == 0


def test_a_database_that_fails_is_reported_once_and_the_rounds_go_on(
    quick: None, settings: Settings, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    engine = connect_database(f"sqlite:///{tmp_path}/none.sqlite")
    outbox = Outbox(engine, settings(), tmp_path)
    attend(outbox, lambda: "no more, for now" in caplog.text)
    migrate(engine)
    attend(outbox, lambda: "again." in caplog.text)
    assert caplog.text.count("no more, for now") == 1
    engine.dispose()


def test_messages_are_forgotten_in_time_and_who_sent_them_before(
    outbox_to: Post, engine: Engine, settings: Settings
) -> None:
    day, now = timedelta(days=1), utc_now()
    for subject, received, sent in (
        ("old and mailed", now - 40 * day, now - 31 * day),
        ("mailed", now - 40 * day, now - 29 * day),
        ("old and waiting", now - 400 * day, None),
        ("new", now, None),
    ):
        write(engine, settings, subject=subject)
        with engine.begin() as connection:
            this = update(Message).where(Message.subject == subject)
            connection.execute(this.values(received_at=received, sent_at=sent))
    outbox_to(free_port(), contact__retention_days="30").delete_expired()
    left = {message.subject: message.sender for message in stored_messages(engine)}
    assert left == {"mailed": "", "old and waiting": "", "new": "a sender"}
