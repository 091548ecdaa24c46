"""A real mail server in this process, which can be as bad as those outside."""

import socket
import ssl
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP
from aiosmtpd.smtp import AuthResult
from aiosmtpd.smtp import Envelope
from aiosmtpd.smtp import LoginPassword
from aiosmtpd.smtp import Session

from tests.conftest import program

TOOK = "250 OK"


class MailServer:
    """Takes mails, unless `answers` has something else to say to RCPT or DATA.

    answers: what to say, by command; "drop" drops the connection. A list says one after another.
    """

    def __init__(self, **answers: list[str]) -> None:
        self.answers = answers
        self.taken: list[Envelope] = []
        self.attempts = 0
        self.encrypted: list[bool] = []

    @property
    def mails(self) -> list[EmailMessage]:
        """The mails as who receives them reads them."""
        found = [message_from_bytes(taken.content, policy=default) for taken in self.taken]
        assert all(isinstance(mail, EmailMessage) for mail in found)
        return found

    async def handle_RCPT(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        self.attempts += 1
        self.encrypted.append(session.ssl is not None)
        answer = self._answer("RCPT", server)
        if answer == TOOK:
            envelope.rcpt_tos.append(address)
        return answer

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        answer = self._answer("DATA", server)
        if answer == TOOK:
            self.taken.append(envelope)
        return answer

    def _answer(self, command: str, server: SMTP) -> str:
        left = self.answers.get(command, [])
        answer = left.pop(0) if left else TOOK
        if answer == "drop":
            assert server.transport is not None
            server.transport.abort()
        return answer


@contextmanager
def serving(handler: MailServer, port: int = 0, **options: Any) -> Iterator[int]:
    """Serve on a port of this machine."""
    controller = Controller(handler, hostname="127.0.0.1", port=port or free_port(), **options)
    controller.start()
    try:
        yield controller.port
    finally:
        controller.stop()


def free_port() -> int:
    """A port that nothing listens on."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port: int = probe.getsockname()[1]
        return port


def certificate(folder: Path) -> tuple[Path, ssl.SSLContext]:
    """Make a certificate of 127.0.0.1: as a file to trust, and as a server shows it."""
    path, key = folder / "certificate.pem", folder / "key.pem"
    made = [program("openssl"), "req", "-x509", "-newkey", "ec", "-nodes", "-days", "2"]
    made += ["-pkeyopt", "ec_paramgen_curve:prime256v1", "-subj", "/CN=127.0.0.1"]
    made += ["-addext", "subjectAltName=IP:127.0.0.1", "-keyout", str(key), "-out", str(path)]
    subprocess.run(made, check=True, capture_output=True)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(path, key)
    return path, context


def only_with(user: str, password: str) -> dict[str, Any]:
    """Options of a server that takes mails of one user."""

    def authenticate(*arguments: Any) -> AuthResult:
        given = arguments[-1]
        assert isinstance(given, LoginPassword)
        good = (given.login, given.password) == (user.encode(), password.encode())
        return AuthResult(success=good, handled=False)

    return {"authenticator": authenticate, "auth_required": True}
