"""The outbox: mail the messages stored in the database until the mail server accepts each.

A sender claims one message at a time by setting its next attempt in the same statement that selects
it: of any number of machines exactly one gets it, and if that machine dies, the message is due
again later. So a message is mailed at least once, and twice only if a process or the database fails
between the server's reply and the commit that records it; both mails then have the same Message-ID.
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

from microsite.clock import utc_now
from microsite.config.schema import Config
from microsite.contact.email import MailError
from microsite.contact.email import build_email
from microsite.contact.email import describe_unexpected
from microsite.contact.email import send_email
from microsite.contact.models import MAX_FAILURE_LENGTH
from microsite.contact.models import Message
from microsite.contact.outbox_status import shorten_failure
from microsite.contact.outbox_status import write_outbox_status
from microsite.contact.service import RATE_LIMIT_WINDOW
from microsite.log_on_change import LogOnChange

OUTBOX_POLL_INTERVAL_SECONDS = 5.0
FIRST_RETRY_DELAY = timedelta(minutes=10)
"""Longer than any send (email.SMTP_TIMEOUT_SECONDS) and than the usual delay of greylisting."""
MAX_DELAY_DOUBLINGS = 5
"""Delays of 10, 20, 40 … minutes, up to 5 hours and 20 minutes; attempts never stop."""


class Outbox:
    """The outbox of a database, as one machine runs it."""

    def __init__(self, engine: Engine, config: Config, folder: Path) -> None:
        self._engine = engine
        self._config = config
        self._folder = folder
        self._log = LogOnChange()

    def run(self, stop: threading.Event) -> None:
        """Mail due messages and delete expired ones until `stop` is set.

        Run it in its own thread, so that a mail server that hangs blocks nothing else.
        """
        while not stop.is_set():
            with self._log.reporting("Mailing messages"):
                while self._config.mail.host and not stop.is_set() and self.send_next():
                    self.write_status()
            with self._log.reporting("Deleting expired messages"):
                self.delete_expired()
                self.write_status()
            stop.wait(OUTBOX_POLL_INTERVAL_SECONDS)

    def send_next(self) -> bool:
        """Mail the message that is due first. Return False if none is due. Raise MailError."""
        now = utc_now()
        with Session(self._engine, expire_on_commit=False) as session, session.begin():
            message = session.scalar(
                update(Message)
                .where(Message.id == _select_first_due(now).scalar_subquery())
                .values(attempts=Message.attempts + 1, next_attempt_at=_next_attempt(now))
                .returning(Message),
                execution_options={"synchronize_session": False},
            )
        if message is None:
            return False
        try:
            send_email(self._config.mail, build_email(message, self._config))
        except MailError as error:
            self._update(message, failure=str(error)[:MAX_FAILURE_LENGTH])
            raise
        except Exception as error:  # in building the mail: its text may quote the message
            failure = describe_unexpected(error)
            self._update(message, failure=failure)
            raise MailError(failure) from None
        self._update(message, sent_at=utc_now(), next_attempt_at=None, failure="")
        return True

    def delete_expired(self) -> None:
        """Delete messages after their retention, and sender hashes after the rate limit window."""
        now = utc_now()
        expired = now - timedelta(days=self._config.contact.retention_days)
        with self._engine.begin() as connection:
            connection.execute(delete(Message).where(Message.sent_at < expired))
            connection.execute(
                update(Message)
                .where(Message.received_at < now - RATE_LIMIT_WINDOW, Message.sender_hash != "")
                .values(sender_hash="")
            )

    def write_status(self) -> None:
        """Write the status file: waiting messages, the oldest of them, the last failure."""
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
        write_outbox_status(self._folder, count, oldest, shorten_failure(failure or ""))

    def _update(self, message: Message, **values: Any) -> None:
        with self._engine.begin() as connection:
            connection.execute(update(Message).where(Message.id == message.id).values(**values))


def _select_first_due(now: datetime) -> Select[int]:
    return (
        select(Message.id)
        .where(Message.next_attempt_at <= now)
        .order_by(Message.next_attempt_at, Message.id)
        .limit(1)
        .with_for_update(skip_locked=True)  # SQLite needs none: it has one writer at a time
    )


def _next_attempt(now: datetime) -> ColumnElement[datetime]:
    """Return the time of the attempt after this one, as an SQL expression."""
    times = {n: now + FIRST_RETRY_DELAY * 2**n for n in range(MAX_DELAY_DOUBLINGS + 1)}
    return case(times, value=Message.attempts, else_=times[MAX_DELAY_DOUBLINGS])
