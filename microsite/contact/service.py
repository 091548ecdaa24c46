"""Messages as they come in, and as the command line looks after them.

Who sent how many is told from the messages themselves, whose `sender` is forgotten after the hour:
nothing else is written down, and it holds for all workers at once.
"""

from collections.abc import Sequence
from dataclasses import astuple
from dataclasses import dataclass
from datetime import UTC
from datetime import datetime
from datetime import timedelta
from hashlib import blake2b

import msgspec
from sqlalchemy import Engine
from sqlalchemy import func
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from microsite.campaigns import codes
from microsite.config.schema import Contact
from microsite.contact.form import Draft
from microsite.contact.models import Message

LENGTH_OF_REFERENCE = 8
HOUR = timedelta(hours=1)


class TooManyError(Exception):
    """More messages came within an hour than the settings let through; this one is not kept."""


class InboxError(Exception):
    """What was asked for cannot be done; the message says why."""


@dataclass(frozen=True, slots=True)
class Sending:
    """How a draft came: with which token of a form, in which language, when (UTC).

    `sender`: a hash of who sent it.
    """

    token: str
    sender: str
    language: str
    at: datetime


def keep(engine: Engine, limits: Contact, draft: Draft, sending: Sending) -> str:
    """Keep a message, unless it is kept already; give its reference.

    Raises TooManyError, and SQLAlchemyError where the database does not take it.
    """
    try:
        return _keep(engine, limits, draft, sending)
    except IntegrityError:  # it was sent twice at the same moment, or a reference was drawn again
        return _keep(engine, limits, draft, sending)


def _keep(engine: Engine, limits: Contact, draft: Draft, sending: Sending) -> str:
    """Write first and count then: where writers wait for one another, none slips through."""
    fingerprint = _fingerprint(draft, sending.token)
    with Session(engine, expire_on_commit=False) as session, session.begin():
        known = select(Message.reference).where(Message.fingerprint == fingerprint)
        if reference := session.scalar(known):
            return reference
        message = Message(
            fingerprint=fingerprint,
            reference=codes.draw(LENGTH_OF_REFERENCE),
            language=sending.language,
            name=draft.name,
            reply=draft.reply,
            subject=draft.subject,
            message=draft.message,
            sender=sending.sender,
            received_at=sending.at,
            next_attempt_at=sending.at,
        )
        session.add(message)
        session.flush()
        recent = select(func.count()).where(Message.received_at > sending.at - HOUR)
        in_all = session.scalar(recent) or 0
        from_sender = session.scalar(recent.where(Message.sender == sending.sender)) or 0
        if from_sender > limits.messages_an_hour or in_all > limits.messages_an_hour_in_all:
            raise TooManyError
        return message.reference


def list_messages(session: Session, *, waiting: bool) -> Sequence[Message]:
    """List the messages, oldest first; with `waiting` only those that are not mailed yet."""
    query = select(Message).order_by(Message.received_at, Message.id)
    return session.scalars(query.where(Message.sent_at.is_(None)) if waiting else query).all()


def find_message(session: Session, reference: str) -> Message:
    """Give the message of a reference, however it is written. Raises InboxError."""
    plain = reference.strip().upper().replace("-", "").replace(" ", "")
    message = session.scalar(select(Message).where(Message.reference == plain))
    if message is None:
        reason = "it was deleted" if codes.is_code(plain) else "it is mistyped"
        raise InboxError(f"There is no message {reference[:40]!r}; {reason}.")
    return message


def utc_now() -> datetime:
    """The time in UTC without a zone, as both databases keep it alike."""
    return datetime.now(UTC).replace(tzinfo=None)


def written(reference: str) -> str:
    """Write a reference as people read it: K7F3-M4XY."""
    middle = len(reference) // 2
    return f"{reference[:middle]}-{reference[middle:]}"


def _fingerprint(draft: Draft, token: str) -> str:
    return blake2b(msgspec.json.encode((token, astuple(draft))), digest_size=32).hexdigest()
