"""A real mail server in this process, with configurable failures."""

import asyncio
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

from tests.conftest import find_program
from tests.support.servers import free_port

ACCEPTED_REPLY = "250 OK"
DROP_CONNECTION = "drop"


class MailServer:
    """Accepts mails, unless `replies` has another reply to RCPT or DATA.

    replies: by command, one after another; DROP_CONNECTION closes the connection.
    """

    def __init__(self, **replies: list[str]) -> None:
        self.replies = replies
        self.envelopes: list[Envelope] = []
        self.attempts = 0
        self.encrypted: list[bool] = []

    @property
    def contents(self) -> list[bytes]:
        """The accepted mails as bytes."""
        found = [envelope.content for envelope in self.envelopes]
        assert all(isinstance(content, bytes) for content in found)
        return [content for content in found if isinstance(content, bytes)]

    @property
    def mails(self) -> list[EmailMessage]:
        """The accepted mails, parsed."""
        return [message_from_bytes(content, policy=default) for content in self.contents]

    async def handle_RCPT(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        self.attempts += 1
        self.encrypted.append(session.ssl is not None)
        reply = self._reply("RCPT", server)
        if reply == ACCEPTED_REPLY:
            envelope.rcpt_tos.append(address)
        return reply

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        reply = self._reply("DATA", server)
        if reply == ACCEPTED_REPLY:
            self.envelopes.append(envelope)
        return reply

    def _reply(self, command: str, server: SMTP) -> str:
        remaining = self.replies.get(command, [])
        reply = remaining.pop(0) if remaining else ACCEPTED_REPLY
        if reply == DROP_CONNECTION:
            drop_connection(server)
        return reply


def drop_connection(server: SMTP) -> None:
    """Close the connection without a reply."""
    assert isinstance(server.transport, asyncio.WriteTransport)
    server.transport.abort()


@contextmanager
def serve_mail(handler: MailServer, port: int = 0, **options: Any) -> Iterator[int]:
    """Serve on `port` of this machine, or on a free one, and yield the port."""
    controller = Controller(handler, hostname="127.0.0.1", port=port or free_port(), **options)
    controller.start()
    try:
        yield controller.port
    finally:
        controller.stop()


def create_certificate(folder: Path) -> tuple[Path, ssl.SSLContext]:
    """Create a certificate for 127.0.0.1. Return it as a file to trust and as a server context."""
    path, key = folder / "certificate.pem", folder / "key.pem"
    command = [find_program("openssl"), "req", "-x509", "-newkey", "ec", "-nodes", "-days", "2"]
    command += ["-pkeyopt", "ec_paramgen_curve:prime256v1", "-subj", "/CN=127.0.0.1"]
    command += ["-addext", "subjectAltName=IP:127.0.0.1", "-keyout", str(key), "-out", str(path)]
    subprocess.run(command, check=True, capture_output=True)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(path, key)
    return path, context


def require_login(user: str, password: str) -> dict[str, Any]:
    """Return the options of a server that accepts mails of one user only."""

    def authenticate(*arguments: Any) -> AuthResult:
        login = arguments[-1]
        assert isinstance(login, LoginPassword)
        is_valid = (login.login, login.password) == (user.encode(), password.encode())
        return AuthResult(success=is_valid, handled=False)

    return {"authenticator": authenticate, "auth_required": True}
