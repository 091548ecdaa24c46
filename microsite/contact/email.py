"""A message as a mail, and its way to the mail server.

Whoever reads the mail answers it to the person who wrote: Reply-To is that person's address. From
is the organisation's own, as receiving servers refuse mail in the name of domains that are not the
sending server's (SPF, RFC 7208; DMARC, RFC 7489).
"""

import smtplib
import ssl
from contextlib import suppress
from datetime import UTC
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

from microsite.config.schema import Config
from microsite.config.schema import Mail
from microsite.contact.form import Draft
from microsite.contact.models import Message
from microsite.contact.service import written

SECONDS_TO_WAIT = 60
"""For each answer of the mail server. A delivery waits for eight of them or fewer."""


class MailError(Exception):
    """The mail server did not take a mail; the message is what it said, or what went wrong."""


def letter(message: Message, config: Config) -> EmailMessage:
    """Write a message as a mail. It has the same Message-ID whenever it is sent again."""
    mail = EmailMessage(policy=SMTP)
    mail["Subject"] = f"[{written(message.reference)}] {_plain(message.subject)}"
    mail["From"] = config.mail.sender
    mail["To"] = config.mail.recipient
    address = Draft(reply=message.reply).email
    if address == _plain(address) != "":
        mail["Reply-To"] = address
    received = message.received_at.replace(tzinfo=UTC)
    mail["Date"] = format_datetime(received)
    mail["Message-ID"] = f"<{message.reference}@{config.host.partition(':')[0]}>"
    text = (
        f"{message.message}\n\n"
        "-- \n"
        f"Subject:   {message.subject}\n"  # as typed
        f"Name:      {message.name}\n"
        f"Reply to:  {message.reply}\n"
        f"Reference: {written(message.reference)}\n"
        f"Received:  {received:%Y-%m-%d %H:%M} UTC, /{message.language}/contact\n"
    )
    mail.set_content(text, cte="base64")  # passes any server, whatever its longest line
    mail["Content-Language"] = message.language  # set_content removes what was there of content
    return mail


def deliver(mail: Mail, message: EmailMessage) -> None:
    """Hand a mail to the server. Raises MailError."""
    try:
        _deliver(mail, message)
    except OSError as error:  # of which smtplib's errors are a kind
        raise MailError(_reason(error)) from error


def _deliver(mail: Mail, message: EmailMessage) -> None:
    """Once the server has said that it took a mail it has, whatever the farewell is like."""
    context = ssl.create_default_context()
    client = (
        smtplib.SMTP_SSL(mail.host, mail.port, timeout=SECONDS_TO_WAIT, context=context)
        if mail.tls == "tls"
        else smtplib.SMTP(mail.host, mail.port, timeout=SECONDS_TO_WAIT)
    )
    try:
        if mail.tls == "starttls":
            client.starttls(context=context)
        if mail.user:
            client.login(mail.user, mail.password)
        client.send_message(message, mail.sender, [mail.recipient])
        with suppress(OSError):
            client.quit()
    finally:
        client.close()


def _plain(text: str) -> str:
    """Break up what would pass for an encoded word (RFC 2047), and so could hide a line break.

    EmailMessage decodes such words in the headers it is given and writes what was in them.
    """
    return text.replace("=?", "= ?")


def _reason(error: OSError) -> str:
    answer: bytes | str
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        code, answer = next(iter(error.recipients.values()))
    elif isinstance(error, smtplib.SMTPResponseException):
        code, answer = error.smtp_code, error.smtp_error
    else:
        return f"{type(error).__name__}: {error.strerror or error}"
    said = answer.decode("utf-8", "replace") if isinstance(answer, bytes) else answer
    return f"{code} {' '.join(said.split())}"
