"""The outbox: messages are mailed from the database, each until the mail server has taken it.

A sender claims one message at a time by setting the time of its next attempt, in the statement that
finds it: of any number of machines one gets it, and if that one dies in the middle, the message is
due again by itself. Thus it is mailed at least once, and twice only if a process or the database
fails between the server's taking it and our writing so down; the Message-ID is then the same.
"""

import threading
from datetime import datetime
from datetime import timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import ColumnElement
from sqlalchemy import Engine
from sqlalchemy import Select
from sqlalchemy import case
from sqlalchemy import delete
from sqlalchemy import func
from sqlalchemy import select
from sqlalchemy import update
from sqlalchemy.orm import Session

from microsite.config.schema import Config
from microsite.contact.email import MailError
from microsite.contact.email import send_email
from microsite.contact.email import build_email
from microsite.contact.models import MAX_FAILURE_LENGTH
from microsite.contact.models import Message
from microsite.contact.outbox_status import write_outbox_status
from microsite.contact.service import RATE_LIMIT_WINDOW
from microsite.contact.service import utc_now
from microsite.log_on_change import LogOnChange

POLL_INTERVAL_SECONDS = 5.0
FIRST_RETRY_DELAY = timedelta(minutes=10)
"""Longer than a delivery can take whose server goes on answering (letter.SECONDS_TO_WAIT), and than
greylisting asks for."""
MAX_DELAY_DOUBLINGS = 5
"""The waits: 10, 20, 40 … minutes, up to 5 hours and 20 minutes; there is no last attempt."""


class Outbox:
    """The outbox of a database, as one machine attends to it."""

    def __init__(self, engine: Engine, config: Config, folder: Path) -> None:
        self._engine = engine
        self._config = config
        self._folder = folder
        self._failures = LogOnChange()

    def run(self, ended: threading.Event) -> None:
        """Send what is due and forget what is over, until told to end.

        To be run in a thread of its own: a mail server that hangs holds up nothing else.
        """
        while not ended.is_set():
            with self._failures.reporting("Messages are mailed"):
                while self._config.mail.host and not ended.is_set() and self.send_next():
                    self.write_status()
            with self._failures.reporting("Messages that are over are forgotten"):
                self.delete_expired()
                self.write_status()
            ended.wait(POLL_INTERVAL_SECONDS)

    def send_next(self) -> bool:
        """Mail the message that is due first; tell whether there was one. Raises MailError."""
        now = utc_now()
        with Session(self._engine, expire_on_commit=False) as session, session.begin():
            message = session.scalar(
                update(Message)
                .where(Message.id == _first_due(now).scalar_subquery())
                .values(attempts=Message.attempts + 1, next_attempt_at=_next_attempt(now))
                .returning(Message),
                execution_options={"synchronize_session": False},
            )
        if message is None:
            return False
        try:
            send_email(self._config.mail, build_email(message, self._config))
        except MailError as error:
            self._note(message, failure=str(error)[:MAX_FAILURE_LENGTH])
            raise
        self._note(message, sent_at=utc_now(), next_attempt_at=None, failure="")
        return True

    def delete_expired(self) -> None:
        """Delete messages whose time is over, and who sent them as soon as the hour is."""
        now = utc_now()
        over = now - timedelta(days=self._config.contact.days_kept)
        with self._engine.begin() as connection:
            connection.execute(delete(Message).where(Message.sent_at < over))
            connection.execute(
                update(Message)
                .where(Message.received_at < now - RATE_LIMIT_WINDOW, Message.sender != "")
                .values(sender="")
            )

    def write_status(self) -> None:
        """Tell monitoring how many messages wait, since when, and what the server said last."""
        waiting = Message.sent_at.is_(None)
        with self._engine.connect() as connection:
            count, oldest = connection.execute(
                select(func.count(), func.min(Message.received_at)).where(waiting)
            ).one()
            failure = connection.scalar(
                select(Message.failure)
                .where(waiting, Message.failure != "")
                .order_by(Message.next_attempt_at.desc())
            )
        write_outbox_status(self._folder, count, oldest, (failure or "").partition(" ")[0].rstrip(":"))

    def _note(self, message: Message, **values: Any) -> None:
        with self._engine.begin() as connection:
            connection.execute(update(Message).where(Message.id == message.id).values(**values))


def _first_due(now: datetime) -> Select[int]:
    return (
        select(Message.id)
        .where(Message.next_attempt_at <= now)
        .order_by(Message.next_attempt_at, Message.id)
        .limit(1)
        .with_for_update(skip_locked=True)  # SQLite needs none: it has one writer at a time
    )


def _next_attempt(now: datetime) -> ColumnElement[datetime]:
    waits = {attempts: now + FIRST_RETRY_DELAY * 2**attempts for attempts in range(MAX_DELAY_DOUBLINGS + 1)}
    return case(waits, value=Message.attempts, else_=waits[MAX_DELAY_DOUBLINGS])
