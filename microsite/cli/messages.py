"""`microsite messages`: list, show, retry, delete."""

from collections.abc import Sequence

import click
from flask.cli import AppGroup

from microsite.clock import utc_now
from microsite.contact import service
from microsite.contact.email import build_email
from microsite.contact.models import Message
from microsite.contact.outbox_status import shorten_failure
from microsite.context import current_config
from microsite.context import transaction


@click.group(cls=AppGroup)
def messages() -> None:
    """Manage the messages sent with the contact form.

    A message is stored until the mail server accepts it, and deleted some days later
    (contact.retention_days).
    """


@messages.command("list")
@click.option("--waiting", is_flag=True, help="List only messages that are not mailed yet.")
def list_(waiting: bool) -> None:
    """List the messages, oldest first: reference, time, status, subject."""
    with transaction() as session:
        found = service.list_messages(session, waiting=waiting)
    for message in found:
        reference = service.format_reference(message.reference)
        received = f"{message.received_at:%Y-%m-%d %H:%M} UTC"
        click.echo(f"{reference}  {received}  {_describe_status(message):32}  {message.subject}")
    if not found:
        click.echo("No messages.", err=True)


@messages.command()
@click.argument("reference")
def show(reference: str) -> None:
    """Print the message REFERENCE as it is mailed."""
    with transaction() as session:
        message = service.get_message(session, reference)
    mail = build_email(message, current_config())
    click.echo(mail.get_content(), nl=False)


@messages.command()
@click.argument("references", nargs=-1)
def retry(references: tuple[str, ...]) -> None:
    """Mail the messages REFERENCES now, or without REFERENCES every waiting message.

    A message named here is mailed even if it was mailed before.
    """
    with transaction() as session, session.begin():
        if references:
            found = [service.get_message(session, reference) for reference in references]
        else:
            found = list(service.list_messages(session, waiting=True))
        for message in found:
            message.next_attempt_at, message.sent_at = utc_now(), None
    click.echo(f"Queued {_count(found)}.")
    if not current_config().mail.host:
        click.echo(
            "No mail server is configured (mail.host): messages are stored, not mailed.", err=True
        )


@messages.command()
@click.argument("references", nargs=-1, required=True)
def delete(references: tuple[str, ...]) -> None:
    """Delete the messages REFERENCES, mailed or not. This cannot be undone."""
    with transaction() as session, session.begin():
        for reference in references:
            session.delete(service.get_message(session, reference))
    click.echo(f"Deleted {_count(references)}.")


def _count(messages: Sequence[object]) -> str:
    return "1 message" if len(messages) == 1 else f"{len(messages)} messages"


def _describe_status(message: Message) -> str:
    if message.sent_at:
        return "mailed"
    if message.attempts:
        return f"waiting, attempts: {message.attempts} ({shorten_failure(message.failure)})"
    return "waiting"
