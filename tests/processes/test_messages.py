"""Every message answered with a reference is mailed, even after crashes."""

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

from microsite.clock import utc_now
from microsite.contact.models import Message
from microsite.contact.outbox import OUTBOX_POLL_INTERVAL_SECONDS
from tests.contact.conftest import FORM_VALUES
from tests.contact.conftest import stored_messages
from tests.support.mail_server import MailServer
from tests.support.mail_server import serve_mail
from tests.support.markup import ParsedHtml
from tests.support.servers import free_port
from tests.support.sites import Site
from tests.support.sites import kill
from tests.support.sites import until

pytestmark = pytest.mark.processes

TIMEOUT_SECONDS = 8 * OUTBOX_POLL_INTERVAL_SECONDS
"""For the next rounds of the outbox on a busy machine."""


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
    """Start the server and wait for the first round of the outbox."""
    before = time.time()
    site.server.start()
    status = site.folder / "outbox.json"
    until(lambda: status.exists() and status.stat().st_mtime > before, TIMEOUT_SECONDS)


def kill_everything(site: Site) -> None:
    daemon = site.daemon_pid()
    site.server.kill()
    kill(daemon or 0)


def make_due(site: Site) -> None:
    """Make every waiting message due now."""
    with site.engine.begin() as connection:
        waiting = update(Message).where(Message.sent_at.is_(None))
        connection.execute(waiting.values(next_attempt_at=utc_now()))


def subjects(server: MailServer) -> Counter[str]:
    return Counter(mail["Subject"].partition(" ")[2] for mail in server.mails)


def send(site: Site, subject: str) -> str:
    """Send the form, with retries until it is answered; return the reference."""
    token = ParsedHtml(retry(lambda: request_form(site, "GET"))[1]).one("input", name="token")[
        "value"
    ]
    form = urlencode(FORM_VALUES | {"subject": subject, "token": token})
    status, location = retry(lambda: request_form(site, "POST", form))
    assert status == 303, location
    return location.rpartition("/")[2]


def request_form(site: Site, method: str, form: str = "") -> tuple[int, str]:
    """Return the status and the body, or the location of a redirect."""
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    with closing(HTTPConnection("127.0.0.1", site.server.port, timeout=30)) as connection:
        connection.request(method, "/en/contact", form or None, headers)
        answer = connection.getresponse()
        return answer.status, answer.headers.get("Location") or answer.read().decode()


def retry(request: Callable[[], tuple[int, str]]) -> tuple[int, str]:
    """Repeat a request until it is answered."""
    deadline = time.monotonic() + TIMEOUT_SECONDS
    while True:
        try:
            return request()
        except (OSError, HTTPException):
            assert time.monotonic() < deadline
            time.sleep(0.05)


def test_messages_stored_before_a_crash_are_mailed_after_the_restart(
    site: Site, mail_port: int
) -> None:
    start(site)
    references = {send(site, f"Number {number}") for number in range(5)}
    kill_everything(site)
    assert {message.reference for message in stored_messages(site.engine)} == references
    server = MailServer()
    with serve_mail(server, mail_port):
        site.server.start()
        until(lambda: len(server.envelopes) == 5, TIMEOUT_SECONDS)
    assert subjects(server) == Counter(f"Number {number}" for number in range(5))


class SlowMailServer(MailServer):
    """A mail server that does not answer before `proceed` is set."""

    def __init__(self) -> None:
        super().__init__()
        self.reached = threading.Event()
        self.proceed = threading.Event()

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        self.reached.set()
        while not self.proceed.is_set():
            await asyncio.sleep(0.02)
        return await super().handle_DATA(server, session, envelope)


def test_a_message_interrupted_by_a_crash_is_mailed_again(site: Site, mail_port: int) -> None:
    server = SlowMailServer()
    with serve_mail(server, mail_port):
        start(site)
        reference = send(site, "In the middle")
        assert server.reached.wait(TIMEOUT_SECONDS)
        kill_everything(site)
        [message] = stored_messages(site.engine)
        assert message.sent_at is None
        server.proceed.set()
        site.server.start()
        make_due(site)
        until(lambda: stored_messages(site.engine)[0].sent_at is not None, TIMEOUT_SECONDS)
    assert server.envelopes
    assert {mail["Message-ID"].partition("@")[0] for mail in server.mails} == {f"<{reference}"}


def test_waiting_messages_are_mailed_when_the_mail_server_is_back(
    site: Site, mail_port: int
) -> None:
    start(site)
    send(site, "Waiting")
    until(lambda: "Refused" in stored_messages(site.engine)[0].failure, TIMEOUT_SECONDS)
    server = MailServer(DATA=["451 4.3.0 Try later"])
    with serve_mail(server, mail_port):
        make_due(site)
        until(lambda: stored_messages(site.engine)[0].failure.startswith("451"), TIMEOUT_SECONDS)
        assert server.envelopes == []
        make_due(site)
        until(lambda: stored_messages(site.engine)[0].sent_at is not None, TIMEOUT_SECONDS)
    assert subjects(server) == Counter(["Waiting"])


def test_a_mail_server_that_hangs_delays_neither_messages_nor_counting(
    site: Site, mail_port: int
) -> None:
    server = SlowMailServer()
    with serve_mail(server, mail_port):
        start(site)
        send(site, "First")
        assert server.reached.wait(TIMEOUT_SECONDS)
        started = time.monotonic()
        send(site, "Second")
        assert time.monotonic() - started < 2
        with closing(HTTPConnection("127.0.0.1", site.server.port, timeout=30)) as connection:
            connection.request("GET", f"/q/{site.codes[0]}", headers={"User-Agent": "iPhone"})
            connection.getresponse().read()
        site.wait_until_counted()
        server.proceed.set()
        until(lambda: len(server.envelopes) == 2, TIMEOUT_SECONDS)


def test_each_message_is_stored_once_and_mailed_despite_killed_processes(
    site: Site, mail_port: int
) -> None:
    server = MailServer()
    sent: dict[str, str] = {}
    stop = threading.Event()

    def write(person: int) -> None:
        number = 0
        while not stop.wait(0.1):
            subject = f"Person {person}, message {number}"
            sent[subject] = send(site, subject)
            number += 1

    with serve_mail(server, mail_port):
        start(site)
        threads = [threading.Thread(target=write, args=(person,)) for person in range(4)]
        for thread in threads:
            thread.start()
        rng = random.Random(5)
        for number in range(10):
            time.sleep(rng.uniform(0.3, 0.9))
            if number == 7:
                kill_everything(site)
                site.server.start()
            elif number % 3 == 2:
                kill(site.daemon_pid() or 0)
            elif workers := site.server.workers():
                kill(rng.choice(workers))
        stop.set()
        for thread in threads:
            thread.join()
        make_due(site)
        until(
            lambda: all(message.sent_at for message in stored_messages(site.engine)),
            3 * TIMEOUT_SECONDS,
        )
    messages = stored_messages(site.engine)
    assert len(sent) > 20
    assert {message.subject: message.reference for message in messages} == sent
    assert len(messages) == len(sent)
    mailed = subjects(server)
    assert mailed.keys() == sent.keys()
    assert (
        sum(mailed.values()) - len(mailed) <= 4
    )  # twice only if a daemon was killed while sending it
