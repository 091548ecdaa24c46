"""Submit messages; list and find them for the command line.

The rate limit counts the stored messages by `sender_hash`, which is deleted after the window:
nothing else is recorded, and the limit holds for all workers together.
"""

from collections.abc import Sequence
from dataclasses import astuple
from dataclasses import dataclass
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
from microsite.contact.form import ContactForm
from microsite.contact.models import Message

REFERENCE_LENGTH = 8
RATE_LIMIT_WINDOW = timedelta(hours=1)


class RateLimitedError(Exception):
    """More messages within the rate limit window than the settings allow; this one is dropped."""


class MessageNotFoundError(Exception):
    """There is no message with this reference."""


@dataclass(frozen=True, slots=True)
class Submission:
    """A sent form: its token, the hash of its sender, its language, the time (UTC)."""

    token: str
    sender_hash: str
    language: str
    at: datetime


def submit_message(
    engine: Engine, limits: Contact, form: ContactForm, submission: Submission
) -> str:
    """Store a message, unless the same form was stored before. Return its reference.

    Raise RateLimitedError, and SQLAlchemyError if the database does not accept the message.
    """
    try:
        return _store_message(engine, limits, form, submission)
    except IntegrityError:  # sent twice at the same moment, or the reference was already used
        return _store_message(engine, limits, form, submission)


def _store_message(
    engine: Engine, limits: Contact, form: ContactForm, submission: Submission
) -> str:
    """Insert before counting: since writers wait for each other, none exceeds the rate limit."""
    fingerprint = _fingerprint(form, submission.token)
    with Session(engine, expire_on_commit=False) as session, session.begin():
        existing = select(Message.reference).where(Message.fingerprint == fingerprint)
        if reference := session.scalar(existing):
            return reference
        message = Message(
            fingerprint=fingerprint,
            reference=codes.generate_code(REFERENCE_LENGTH),
            language=submission.language,
            name=form.name,
            reply=form.reply,
            subject=form.subject,
            message=form.message,
            sender_hash=submission.sender_hash,
            received_at=submission.at,
            next_attempt_at=submission.at,
        )
        session.add(message)
        session.flush()
        recent = select(func.count()).where(Message.received_at > submission.at - RATE_LIMIT_WINDOW)
        total = session.scalar(recent) or 0
        by_sender = recent.where(Message.sender_hash == submission.sender_hash)
        from_sender = session.scalar(by_sender) or 0
        if from_sender > limits.rate_limit_per_client or total > limits.rate_limit_total:
            raise RateLimitedError
        return message.reference


def list_messages(session: Session, *, waiting: bool) -> Sequence[Message]:
    """Return the messages, oldest first; with `waiting` only those not mailed yet."""
    query = select(Message).order_by(Message.received_at, Message.id)
    return session.scalars(query.where(Message.sent_at.is_(None)) if waiting else query).all()


def get_message(session: Session, reference: str) -> Message:
    """Return the message with a reference, in any spelling. Raise MessageNotFoundError."""
    code = codes.fold_code(reference)
    message = session.scalar(select(Message).where(Message.reference == code))
    if message is None:
        reason = "it was deleted" if codes.is_code(code) else "the reference is mistyped"
        raise MessageNotFoundError(f"There is no message {reference[:40]!r}: {reason}.")
    return message


def format_reference(reference: str) -> str:
    """Return a reference in two groups: K7F3-M4XY."""
    middle = len(reference) // 2
    return f"{reference[:middle]}-{reference[middle:]}"


def _fingerprint(form: ContactForm, token: str) -> str:
    return blake2b(msgspec.json.encode((token, astuple(form))), digest_size=32).hexdigest()
