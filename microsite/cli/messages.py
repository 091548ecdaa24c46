"""`microsite messages`: list, show, retry, delete."""

import click
from flask.cli import AppGroup

from microsite.contact import service
from microsite.contact.email import letter
from microsite.contact.models import Message
from microsite.context import current_config
from microsite.context import transaction


@click.group(cls=AppGroup)
def messages() -> None:
    """Messages from the contact form: they wait in the database until a mail server has them.

    Once mailed they are deleted by themselves after some days (contact.days_kept).
    """


@messages.command("list")
@click.option("--waiting", is_flag=True, help="Only those that are not mailed yet.")
def list_(waiting: bool) -> None:
    """List the messages, oldest first: reference, time, state, subject."""
    with transaction() as session:
        found = service.list_messages(session, waiting=waiting)
    for message in found:
        reference = service.written(message.reference)
        received = f"{message.received_at:%Y-%m-%d %H:%M} UTC"
        click.echo(f"{reference}  {received}  {_state(message):32}  {message.subject}")
    if not found:
        click.echo("There are none.", err=True)


@messages.command()
@click.argument("reference")
def show(reference: str) -> None:
    """Show the message REFERENCE as it is mailed."""
    with transaction() as session:
        message = service.find_message(session, reference)
    mail = letter(message, current_config())
    click.echo(mail.get_content(), nl=False)


@messages.command()
@click.argument("references", nargs=-1)
def retry(references: tuple[str, ...]) -> None:
    """Mail the messages REFERENCES now, or all that wait, whenever they were to be tried again.

    A message that was mailed already is mailed again if it is named.
    """
    with transaction() as session, session.begin():
        if references:
            found = [service.find_message(session, reference) for reference in references]
        else:
            found = list(service.list_messages(session, waiting=True))
        for message in found:
            message.next_attempt_at, message.sent_at = service.utc_now(), None
    click.echo(f"{len(found)} to be mailed.")
    if not current_config().mail.host:
        click.echo("No mail server is set (mail.host): they are kept, and not mailed.", err=True)


@messages.command()
@click.argument("references", nargs=-1, required=True)
def delete(references: tuple[str, ...]) -> None:
    """Delete the messages REFERENCES, mailed or not: nothing brings them back."""
    with transaction() as session, session.begin():
        for reference in references:
            session.delete(service.find_message(session, reference))
    click.echo(f"{len(references)} deleted.")


def _state(message: Message) -> str:
    if message.sent_at:
        return "mailed"
    if message.attempts:
        return f"waits, tried {message.attempts} times ({message.failure.partition(' ')[0]})"
    return "waits"
