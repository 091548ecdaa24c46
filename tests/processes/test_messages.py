"""Every message that was answered with a reference is mailed, whatever dies in between."""

import asyncio
import random
import threading
import time
from collections import Counter
from collections.abc import Callable
from collections.abc import Iterator
from contextlib import closing
from http.client import HTTPConnection
from http.client import HTTPException
from pathlib import Path
from urllib.parse import urlencode

import pytest
from aiosmtpd.smtp import SMTP
from aiosmtpd.smtp import Envelope
from aiosmtpd.smtp import Session
from sqlalchemy import update

from microsite.contact.models import Message
from microsite.contact.outbox import POLL_INTERVAL_SECONDS
from microsite.contact.service import utc_now
from tests.contact.conftest import FORM_VALUES
from tests.contact.conftest import stored_messages
from tests.support.mail_server import MailServer
from tests.support.mail_server import free_port
from tests.support.mail_server import serve_mail
from tests.support.markup import ParsedHtml
from tests.support.sites import Site
from tests.support.sites import kill
from tests.support.sites import until

pytestmark = pytest.mark.processes

SECONDS = 8 * POLL_INTERVAL_SECONDS
"""For what the outbox does in its next rounds, on a busy machine."""


@pytest.fixture
def mail_port() -> int:
    return free_port()


@pytest.fixture
def site(tmp_path: Path, mail_port: int) -> Iterator[Site]:
    """A site with a mail server on `mail_port`; neither is started."""
    site = Site(
        tmp_path / "instance",
        placements=1,
        mail__host="127.0.0.1",
        mail__port=str(mail_port),
        mail__tls="none",
        mail__sender="site@bank.example",
        mail__recipient="service@bank.example",
        contact__rate_limit_per_client="1000",
    )
    try:
        yield site
    finally:
        site.stop()


def start(site: Site) -> None:
    """Start, and let the first round of the outbox pass."""
    before = time.time()
    site.server.start()
    state = site.folder / "outbox.json"
    until(lambda: state.exists() and state.stat().st_mtime > before, SECONDS)


def kill_everything(site: Site) -> None:
    daemon = site.daemon_pid()
    site.server.kill()
    kill(daemon or 0)


def let_be_due(site: Site) -> None:
    """Let the time of waiting pass."""
    with site.engine.begin() as connection:
        waiting = update(Message).where(Message.sent_at.is_(None))
        connection.execute(waiting.values(next_attempt_at=utc_now()))


def subjects(server: MailServer) -> Counter[str]:
    return Counter(mail["Subject"].partition(" ")[2] for mail in server.mails)


def send(site: Site, subject: str) -> str:
    """Open the page and send the form, again and again till it is answered; give the reference."""
    token = ParsedHtml(persist(lambda: ask(site, "GET"))[1]).one("input", name="token")["value"]
    form = urlencode(FORM_VALUES | {"subject": subject, "token": token})
    status, where = persist(lambda: ask(site, "POST", form))
    assert status == 303, where
    return where.rpartition("/")[2]


def ask(site: Site, method: str, form: str = "") -> tuple[int, str]:
    """Give status and body, of a redirect the address."""
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    with closing(HTTPConnection("127.0.0.1", site.server.port, timeout=30)) as connection:
        connection.request(method, "/en/contact", form or None, headers)
        answer = connection.getresponse()
        return answer.status, answer.headers.get("Location") or answer.read().decode()


def persist(request: Callable[[], tuple[int, str]]) -> tuple[int, str]:
    """Ask until there is an answer, as a person does who presses the button again."""
    deadline = time.monotonic() + SECONDS
    while True:
        try:
            return request()
        except (OSError, HTTPException):
            assert time.monotonic() < deadline
            time.sleep(0.05)


def test_what_was_kept_when_everything_was_killed_is_mailed_after_the_restart(
    site: Site, mail_port: int
) -> None:
    start(site)
    references = {send(site, f"Number {number}") for number in range(5)}
    kill_everything(site)
    assert {message.reference for message in stored_messages(site.engine)} == references
    server = MailServer()
    with serve_mail(server, mail_port):
        site.server.start()
        until(lambda: len(server.envelopes) == 5, SECONDS)
    assert subjects(server) == Counter(f"Number {number}" for number in range(5))


class Slow(MailServer):
    """Takes a mail, and says so only when it is let."""

    def __init__(self) -> None:
        super().__init__()
        self.asked = threading.Event()
        self.let = threading.Event()

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        self.asked.set()
        while not self.let.is_set():
            await asyncio.sleep(0.02)
        return await super().handle_DATA(server, session, envelope)


def test_what_was_being_handed_over_when_everything_was_killed_is_mailed_again(
    site: Site, mail_port: int
) -> None:
    server = Slow()
    with serve_mail(server, mail_port):
        start(site)
        reference = send(site, "In the middle")
        assert server.asked.wait(SECONDS)
        kill_everything(site)
        [message] = stored_messages(site.engine)
        assert message.sent_at is None
        server.let.set()
        site.server.start()
        let_be_due(site)
        until(lambda: stored_messages(site.engine)[0].sent_at is not None, SECONDS)
    assert server.envelopes
    assert {mail["Message-ID"].partition("@")[0] for mail in server.mails} == {f"<{reference}"}


def test_a_mail_server_that_was_down_gets_what_waited(site: Site, mail_port: int) -> None:
    start(site)
    send(site, "Waiting")
    until(lambda: "Refused" in stored_messages(site.engine)[0].failure, SECONDS)
    server = MailServer(DATA=["451 4.3.0 Try later"])
    with serve_mail(server, mail_port):
        let_be_due(site)
        until(lambda: stored_messages(site.engine)[0].failure.startswith("451"), SECONDS)
        assert server.envelopes == []
        let_be_due(site)
        until(lambda: stored_messages(site.engine)[0].sent_at is not None, SECONDS)
    assert subjects(server) == Counter(["Waiting"])


def test_a_mail_server_that_hangs_holds_up_neither_messages_nor_counting(
    site: Site, mail_port: int
) -> None:
    server = Slow()
    with serve_mail(server, mail_port):
        start(site)
        send(site, "First")
        assert server.asked.wait(SECONDS)
        began = time.monotonic()
        send(site, "Second")
        assert time.monotonic() - began < 2
        with closing(HTTPConnection("127.0.0.1", site.server.port, timeout=30)) as connection:
            connection.request("GET", f"/q/{site.codes[0]}", headers={"User-Agent": "iPhone"})
            connection.getresponse().read()
        site.wait_until_counted()
        server.let.set()
        until(lambda: len(server.envelopes) == 2, SECONDS)


def test_whatever_is_killed_each_message_is_kept_once_and_mailed(
    site: Site, mail_port: int
) -> None:
    server = MailServer()
    sent: dict[str, str] = {}
    enough = threading.Event()

    def write(person: int) -> None:
        number = 0
        while not enough.wait(0.1):
            subject = f"Person {person}, message {number}"
            sent[subject] = send(site, subject)
            number += 1

    with serve_mail(server, mail_port):
        start(site)
        threads = [threading.Thread(target=write, args=(person,)) for person in range(4)]
        for thread in threads:
            thread.start()
        chance = random.Random(5)
        for number in range(10):
            time.sleep(chance.uniform(0.3, 0.9))
            if number == 7:
                kill_everything(site)
                site.server.start()
            elif number % 3 == 2:
                kill(site.daemon_pid() or 0)
            elif workers := site.server.workers():
                kill(chance.choice(workers))
        enough.set()
        for thread in threads:
            thread.join()
        let_be_due(site)
        until(lambda: all(message.sent_at for message in stored_messages(site.engine)), 3 * SECONDS)
    messages = stored_messages(site.engine)
    assert len(sent) > 20
    assert {message.subject: message.reference for message in messages} == sent
    assert len(messages) == len(sent)
    mailed = subjects(server)
    assert mailed.keys() == sent.keys()
    assert sum(mailed.values()) - len(mailed) <= 4  # twice only what a daemon died with
