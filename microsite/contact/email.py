"""Build the email for a message and send it to the mail server.

Reply-To is the address of the person who wrote, so that staff can simply answer. From is the
organisation's own address: receiving servers reject mail from domains that the sending server may
not send for (SPF, RFC 7208; DMARC, RFC 7489).
"""

import smtplib
import ssl
from contextlib import suppress
from datetime import UTC
from email.message import EmailMessage
from email.utils import format_datetime

from microsite.config.schema import Config
from microsite.config.schema import Mail
from microsite.contact.form import ContactForm
from microsite.contact.header_words import SUBJECT
from microsite.contact.header_words import ExactSubjectPolicy
from microsite.contact.models import Message
from microsite.contact.service import format_reference

SMTP_TIMEOUT_SECONDS = 60
"""For each reply of the mail server. Sending a mail waits for eight of them or fewer."""


class MailError(Exception):
    """The mail server did not accept a mail; str() is its reply, the network error, or a
    text of our own that begins with "mail".
    """


def build_email(message: Message, config: Config) -> EmailMessage:
    """Return a message as an email, with the same Message-ID on every attempt."""
    mail = EmailMessage(policy=ExactSubjectPolicy(linesep="\r\n"))
    reference = format_reference(message.reference)
    mail[SUBJECT] = f"[{reference}] {message.subject}"
    mail["From"] = config.mail.sender
    mail["To"] = config.mail.recipient
    address = ContactForm(reply=message.reply).email
    if address == _break_encoded_words(address) != "":
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
        f"Reference: {reference}\n"
        f"Received:  {received:%Y-%m-%d %H:%M} UTC, /{message.language}/contact\n"
    )
    mail.set_content(text, cte="base64")  # passes every server, however long the lines
    mail["Content-Language"] = message.language  # after set_content, which removes Content- headers
    return mail


def send_email(mail: Mail, message: EmailMessage) -> None:
    """Send an email to the mail server. Raise MailError."""
    try:
        _send(mail, message)
    except OSError as error:  # base class of smtplib's errors
        raise MailError(_describe(error)) from error
    except MailError:
        raise
    except Exception as error:  # whose text may quote a setting, such as the password
        raise MailError(describe_unexpected(error)) from None


def _send(mail: Mail, message: EmailMessage) -> None:
    """Send an email; once the server has accepted it, errors while quitting are ignored."""
    context = ssl.create_default_context()
    client = (
        smtplib.SMTP_SSL(mail.host, mail.port, timeout=SMTP_TIMEOUT_SECONDS, context=context)
        if mail.tls == "tls"
        else smtplib.SMTP(mail.host, mail.port, timeout=SMTP_TIMEOUT_SECONDS)
    )
    try:
        if mail.tls == "starttls":
            client.starttls(context=context)
        if mail.user:
            _check_credentials(mail)
            client.login(mail.user, mail.password)
        client.send_message(message, mail.sender, [mail.recipient])
        with suppress(OSError):
            client.quit()
    finally:
        client.close()


def describe_unexpected(error: Exception) -> str:
    """Return a text of our own for an error that the mail server did not send."""
    return f"mail: sending failed ({type(error).__name__}); check the settings in [mail]"


def _check_credentials(mail: Mail) -> None:
    """Raise MailError for what smtplib cannot sign in with; its own error quotes the password."""
    for name, value in (("user", mail.user), ("password", mail.password)):
        if not value.isascii():
            raise MailError(
                f"mail.{name}: has letters outside ASCII, which cannot be sent; set another one"
            )


def _break_encoded_words(text: str) -> str:
    """Split `=?`, the start of an encoded word (RFC 2047), which could hide a line break.

    EmailMessage decodes encoded words in header values and writes their content.
    """
    return text.replace("=?", "= ?")


def _describe(error: OSError) -> str:
    reply: bytes | str
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        code, reply = next(iter(error.recipients.values()))
    elif isinstance(error, smtplib.SMTPResponseException):
        code, reply = error.smtp_code, error.smtp_error
    else:
        return f"{type(error).__name__}: {error.strerror or error}"
    text = reply.decode("utf-8", "replace") if isinstance(reply, bytes) else reply
    return f"{code} {' '.join(text.split())}"
