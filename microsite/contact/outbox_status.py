"""The status file of the outbox, so that monitoring needs no database query."""

import time
from datetime import UTC
from datetime import datetime
from pathlib import Path

import msgspec

from microsite.files import write_atomically

OUTBOX_STATUS_FILENAME = "outbox.json"
OUTBOX_STALE_SECONDS = 900
"""Longer than any send that makes progress. An older status needs attention: a send hangs."""
OUTBOX_STUCK_SECONDS = 3600


class OutboxStatus(msgspec.Struct, frozen=True):
    """Status of the outbox at the Unix time `at`: waiting messages, time of the oldest of them.

    `failure`: last failure, as the code of the server's reply or the type of the network error.
    """

    at: float
    waiting: int = 0
    oldest: float | None = None
    failure: str = ""

    @property
    def oldest_age_seconds(self) -> int:
        """Seconds since the oldest waiting message was received."""
        return int(time.time() - self.oldest) if self.oldest else 0

    @property
    def is_stuck(self) -> bool:
        """True if a message has waited too long, or the status is out of date."""
        is_stale = time.time() - self.at > OUTBOX_STALE_SECONDS
        return is_stale or self.oldest_age_seconds > OUTBOX_STUCK_SECONDS


def shorten_failure(failure: str) -> str:
    """Return a failure without the words of the mail server: a reply code, an error type.

    A text of our own is returned whole: it names the setting to change, and nothing of its value.
    """
    if failure.startswith(("mail.", "mail:")):
        return failure
    return failure.partition(" ")[0].rstrip(":")


def write_outbox_status(folder: Path, waiting: int, oldest: datetime | None, failure: str) -> None:
    """Write the status to the instance folder. Raise OSError."""
    since = oldest.replace(tzinfo=UTC).timestamp() if oldest else None
    status = OutboxStatus(time.time(), waiting, since, failure)
    write_atomically(folder / OUTBOX_STATUS_FILENAME, msgspec.json.encode(status))


def read_outbox_status(folder: Path) -> OutboxStatus:
    """Return the last status written; a stale one if there is none."""
    try:
        content = (folder / OUTBOX_STATUS_FILENAME).read_bytes()
        return msgspec.json.decode(content, type=OutboxStatus)
    except (OSError, msgspec.MsgspecError):
        return OutboxStatus(0.0)
