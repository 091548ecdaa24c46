"""The outbox with real mail servers that accept, refuse, hang and fail."""

import socket
import threading
import time
from collections.abc import Callable
from collections.abc import Iterator
from datetime import timedelta
from email import message_from_bytes
from email.policy import default
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.smtp import SMTP
from aiosmtpd.smtp import Envelope
from aiosmtpd.smtp import Session
from hypothesis import example
from hypothesis import given
from hypothesis import strategies
from sqlalchemy import Engine
from sqlalchemy import update

from microsite.clock import utc_now
from microsite.config.loader import load_config
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
from microsite.db.engine import connect_database
from microsite.db.engine import migrate
from tests.conftest import Settings
from tests.contact.conftest import FORM_VALUES
from tests.contact.conftest import stored_messages
from tests.support.mail_server import DROP_CONNECTION
from tests.support.mail_server import MailServer
from tests.support.mail_server import create_certificate
from tests.support.mail_server import drop_connection
from tests.support.mail_server import require_login
from tests.support.mail_server import serve_mail
from tests.support.servers import free_port

SENDER, RECIPIENT = "site@bank.example", "service@bank.example"
MAIL_ENVIRONMENT = {"MICROSITE_MAIL__SENDER": SENDER, "MICROSITE_MAIL__RECIPIENT": RECIPIENT}
EXPECTED_HEADERS = set(
    "Subject From To Date Message-ID Content-Language Content-Type Content-Transfer-Encoding"
    " MIME-Version".split()
)
OutboxTo = Callable[..., Outbox]


@pytest.fixture
def outbox_to(engine: Engine, settings: Settings, tmp_path: Path) -> OutboxTo:
    """Create the outbox for a mail server: `outbox_to(port, mail__tls="tls")`."""

    def create(port: int, **values: str) -> Outbox:
        mail = {"mail__host": "127.0.0.1", "mail__port": str(port), "mail__tls": "none"}
        mail |= {"mail__sender": SENDER, "mail__recipient": RECIPIENT}
        return Outbox(engine, settings(**(mail | values)), tmp_path / "instance")

    return create


def submit(engine: Engine, settings: Settings, **values: str) -> str:
    """Store a message. Return its reference."""
    form = ContactForm.parse(FORM_VALUES | values)
    assert form.errors == {}
    submission = Submission("a token", "a sender", "zh-Hant", utc_now())
    return service.submit_message(engine, settings().contact, form, submission)


@pytest.fixture
def reference(engine: Engine, settings: Settings) -> str:
    """Reference of a waiting message."""
    return submit(engine, settings)


def make_due(engine: Engine) -> None:
    """Make every waiting message due now."""
    with engine.begin() as connection:
        waiting = update(Message).where(Message.sent_at.is_(None))
        connection.execute(waiting.values(next_attempt_at=utc_now()))


def only_message(engine: Engine) -> Message:
    [message] = stored_messages(engine)
    return message


def failure(outbox: Outbox) -> str:
    with pytest.raises(MailError) as caught:
        outbox.send_next()
    return str(caught.value)


# Content


def test_a_message_is_mailed_once(outbox_to: OutboxTo, engine: Engine, reference: str) -> None:
    server = MailServer()
    with serve_mail(server) as port:
        outbox = outbox_to(port)
        assert outbox.send_next()
        assert not outbox.send_next()
    [envelope] = server.envelopes
    assert (envelope.mail_from, envelope.rcpt_tos) == (SENDER, [RECIPIENT])
    message = only_message(engine)
    assert message.sent_at is not None
    assert message.next_attempt_at is None


def test_the_mail_contains_the_message_and_replies_go_to_its_sender(
    outbox_to: OutboxTo, reference: str
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
    typed: str, outbox_to: OutboxTo, engine: Engine, settings: Settings
) -> None:
    for field in ("name", "subject", "reply", "message"):
        form = ContactForm.parse(FORM_VALUES | {field: typed})
        submission = Submission("a token", "a sender", "en", utc_now())
        service.submit_message(engine, settings().contact, form, submission)  # even unchecked
    server = MailServer()
    with serve_mail(server) as port:
        outbox = outbox_to(port)
        while outbox.send_next():
            pass
    assert len(server.envelopes) == 4
    for envelope, mail in zip(server.envelopes, server.mails, strict=True):
        assert envelope.rcpt_tos == [RECIPIENT]
        assert {name for name in mail if not name.startswith("X-")} - {
            "Reply-To"
        } == EXPECTED_HEADERS
        assert mail["Reply-To"] in (None, FORM_VALUES["reply"])
        assert mail.get_content_type() == "text/plain"


@given(subject=strategies.text(), reply=strategies.text())
@example(subject="=?utf-8?q?=00=0D=0Ax=3A?=", reply="=?utf-8?q?=0d=0a?=@x.example")
def test_any_input_results_in_the_same_headers(subject: str, reply: str) -> None:
    config = load_config({"MICROSITE_ENVIRONMENT": "development"} | MAIL_ENVIRONMENT)
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
    assert set(mail) - {"Reply-To"} == EXPECTED_HEADERS


def test_text_in_every_script_arrives(
    outbox_to: OutboxTo, engine: Engine, settings: Settings
) -> None:
    subject = "中國郵政儲蓄銀行 – 信用卡 😀 " * 6
    message = "．\n.\n..\nFrom here\n" + "繁體中文" * 1000
    submit(engine, settings, subject=subject, message=message, reply="用户@例子.公司")
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
    assert server.contents[0].isascii()
    assert max(map(len, server.contents[0].split(b"\r\n"))) <= 998


# Failures


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
def test_a_refused_message_is_kept_and_mailed_at_the_next_attempt(
    command: str, answer: str, outbox_to: OutboxTo, engine: Engine, reference: str
) -> None:
    server = MailServer(**{command: [answer]})
    with serve_mail(server) as port:
        outbox = outbox_to(port)
        assert failure(outbox) == answer
        refused = only_message(engine)
        assert (refused.failure, refused.sent_at) == (answer, None)
        assert not outbox.send_next()  # it is not due
        assert server.envelopes == []
        make_due(engine)
        assert outbox.send_next()
    assert len(server.envelopes) == 1
    assert only_message(engine).failure == ""


def test_retry_delays_double_up_to_a_maximum_and_attempts_never_stop(
    outbox_to: OutboxTo, engine: Engine, reference: str
) -> None:
    outbox = outbox_to(free_port())
    delays = []
    for _ in range(8):
        make_due(engine)
        before = utc_now()
        assert "ConnectionRefusedError" in failure(outbox)
        due = only_message(engine).next_attempt_at
        assert due is not None
        delays.append(round((due - before) / FIRST_RETRY_DELAY))
    assert delays == [1, 2, 4, 8, 16, 32, 32, 32]


def test_a_refused_message_does_not_delay_others(
    outbox_to: OutboxTo, engine: Engine, settings: Settings
) -> None:
    submit(engine, settings, subject="First")
    submit(engine, settings, subject="Second")
    server = MailServer(DATA=["554 5.7.1 Spam"])
    with serve_mail(server) as port:
        outbox = outbox_to(port)
        failure(outbox)
        assert outbox.send_next()
    assert [mail["Subject"].partition(" ")[2] for mail in server.mails] == ["Second"]


@pytest.mark.parametrize("command", ["RCPT", "DATA"])
def test_a_dropped_connection_costs_an_attempt_but_no_message(
    command: str, outbox_to: OutboxTo, engine: Engine, reference: str
) -> None:
    server = MailServer(**{command: [DROP_CONNECTION]})
    with serve_mail(server) as port:
        outbox = outbox_to(port)
        assert failure(outbox)
        assert only_message(engine).sent_at is None
        make_due(engine)
        assert outbox.send_next()
    assert len(server.envelopes) == 1


@pytest.fixture
def silent_port() -> Iterator[int]:
    """Port of a server that accepts connections and does not respond."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server.getsockname()[1]


def test_a_server_that_does_not_respond_is_a_timeout(
    silent_port: int,
    outbox_to: OutboxTo,
    engine: Engine,
    reference: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(email, "SMTP_TIMEOUT_SECONDS", 0.3)
    start = time.monotonic()
    assert "timed out" in failure(outbox_to(silent_port))
    assert time.monotonic() - start < 3
    assert only_message(engine).sent_at is None


def test_sending_times_out_before_the_message_is_due_again() -> None:
    assert timedelta(seconds=email.SMTP_TIMEOUT_SECONDS) * 8 < FIRST_RETRY_DELAY


def test_a_message_is_mailed_even_if_the_server_fails_at_quit(
    outbox_to: OutboxTo, engine: Engine, reference: str
) -> None:
    class FailingAtQuit(MailServer):
        async def handle_QUIT(  # noqa: N802
            self, server: SMTP, session: Session, envelope: Envelope
        ) -> str:
            drop_connection(server)
            return "221 Bye"

    server = FailingAtQuit()
    with serve_mail(server) as port:
        assert outbox_to(port).send_next()
    assert only_message(engine).sent_at is not None


# Encryption and login


def test_nothing_is_sent_unencrypted_to_a_server_without_starttls(
    outbox_to: OutboxTo, engine: Engine, reference: str
) -> None:
    server = MailServer()
    with serve_mail(server) as port:
        assert "STARTTLS" in failure(outbox_to(port, mail__tls="starttls"))
    assert server.attempts == 0
    assert only_message(engine).sent_at is None


@pytest.mark.parametrize("tls", ["starttls", "tls"])
def test_nothing_is_sent_to_a_server_with_an_untrusted_certificate(
    tls: str, outbox_to: OutboxTo, engine: Engine, reference: str, tmp_path: Path
) -> None:
    server = MailServer()
    _, context = create_certificate(tmp_path)
    options: dict[str, Any] = {"tls_context" if tls == "starttls" else "ssl_context": context}
    with serve_mail(server, **options) as port:
        assert "SSLCertVerificationError" in failure(outbox_to(port, mail__tls=tls))
    assert server.attempts == 0


@pytest.mark.filterwarnings("ignore:Requiring AUTH while not")  # aiosmtpd sees STARTTLS only
@pytest.mark.parametrize("tls", ["starttls", "tls"])
def test_a_message_is_sent_encrypted_with_login(
    tls: str,
    outbox_to: OutboxTo,
    reference: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    server = MailServer()
    path, context = create_certificate(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(path))
    options: dict[str, Any] = {"tls_context" if tls == "starttls" else "ssl_context": context}
    options |= require_login("site", "swordfish") | {"auth_require_tls": tls == "starttls"}
    login = {"mail__tls": tls, "mail__user": "site"}
    with serve_mail(server, **options) as port:
        reply = failure(outbox_to(port, mail__password="trout", **login))
        assert reply.startswith("535 ")
        assert server.attempts == 0
        outbox = outbox_to(port, mail__password="swordfish", **login)
        make_due(outbox._engine)
        assert outbox.send_next()
    assert len(server.envelopes) == 1


# Concurrency


def test_machines_that_share_a_database_mail_no_message_twice(
    outbox_to: OutboxTo, engine: Engine, settings: Settings
) -> None:
    for number in range(12):
        submit(engine, settings, subject=f"Number {number}")
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


# The loop


@pytest.fixture
def short_interval(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(outbox_module, "OUTBOX_POLL_INTERVAL_SECONDS", 0.05)


def run_until(outbox: Outbox, condition: Callable[[], bool]) -> None:
    """Run the outbox until a condition holds; fail if it does not within 10 seconds."""
    stop = threading.Event()
    thread = threading.Thread(target=outbox.run, args=(stop,))
    thread.start()
    deadline = time.monotonic() + 10
    while not condition() and time.monotonic() < deadline:
        time.sleep(0.02)
    holds = condition()
    stop.set()
    thread.join()
    assert holds


def test_a_server_that_recovers_gets_the_waiting_messages(
    short_interval: None, outbox_to: OutboxTo, engine: Engine, reference: str, tmp_path: Path
) -> None:
    port = free_port()
    outbox, folder = outbox_to(port), tmp_path / "instance"
    run_until(outbox, lambda: read_outbox_status(folder).failure == "ConnectionRefusedError")
    assert read_outbox_status(folder).waiting == 1
    make_due(engine)
    server = MailServer()
    with serve_mail(server, port=port):
        run_until(
            outbox, lambda: len(server.envelopes) == 1 and read_outbox_status(folder).waiting == 0
        )
    assert read_outbox_status(folder).failure == ""


def test_messages_wait_without_attempts_if_no_mail_server_is_configured(
    short_interval: None, outbox_to: OutboxTo, engine: Engine, reference: str, tmp_path: Path
) -> None:
    outbox = outbox_to(free_port(), mail__host="")
    run_until(outbox, lambda: read_outbox_status(tmp_path / "instance").waiting == 1)
    assert only_message(engine).attempts == 0


def test_a_failing_database_is_logged_once_and_the_loop_continues(
    short_interval: None, settings: Settings, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    engine = connect_database(f"sqlite:///{tmp_path}/none.sqlite")
    outbox = Outbox(engine, settings(), tmp_path)
    run_until(outbox, lambda: "failed, will retry" in caplog.text)
    migrate(engine)
    run_until(outbox, lambda: "works again" in caplog.text)
    assert caplog.text.count("failed, will retry") == 1
    engine.dispose()


def test_expired_messages_are_deleted_and_sender_hashes_before_them(
    outbox_to: OutboxTo, engine: Engine, settings: Settings
) -> None:
    day, now = timedelta(days=1), utc_now()
    for subject, received, sent in (
        ("old and mailed", now - 40 * day, now - 31 * day),
        ("mailed", now - 40 * day, now - 29 * day),
        ("old and waiting", now - 400 * day, None),
        ("new", now, None),
    ):
        submit(engine, settings, subject=subject)
        with engine.begin() as connection:
            row = update(Message).where(Message.subject == subject)
            connection.execute(row.values(received_at=received, sent_at=sent))
    outbox_to(free_port(), contact__retention_days="30").delete_expired()
    remaining = {message.subject: message.sender_hash for message in stored_messages(engine)}
    assert remaining == {"mailed": "", "old and waiting": "", "new": "a sender"}
