"""How the outbox is doing, as it leaves it for monitoring: no request asks the database."""

import time
from datetime import UTC
from datetime import datetime
from pathlib import Path

import msgspec

NAME = "outbox.json"
SECONDS_TILL_STALE = 900
"""Longer than a delivery that goes on; one that does not needs a person."""
SECONDS_TILL_STUCK = 3600


class OutboxState(msgspec.Struct, frozen=True):
    """When this was (seconds since 1970), how many messages wait, and since when the oldest does.

    `failure`: what the mail server said last, by its code or the kind of the error.
    """

    at: float
    waiting: int = 0
    oldest: float | None = None
    failure: str = ""

    @property
    def seconds_waited(self) -> int:
        """How long the oldest message has waited."""
        return int(time.time() - self.oldest) if self.oldest else 0

    @property
    def is_stuck(self) -> bool:
        """Whether a message has waited for too long, or nobody has looked for too long."""
        stale = time.time() - self.at > SECONDS_TILL_STALE
        return stale or self.seconds_waited > SECONDS_TILL_STUCK


def write_state(folder: Path, waiting: int, oldest: datetime | None, failure: str) -> None:
    """Leave the state in the instance folder. Raises OSError."""
    since = oldest.replace(tzinfo=UTC).timestamp() if oldest else None
    new = folder / f"{NAME}.new"
    new.write_bytes(msgspec.json.encode(OutboxState(time.time(), waiting, since, failure)))
    new.replace(folder / NAME)


def read_state(folder: Path) -> OutboxState:
    """Give what the outbox left last; a stale one where there is none."""
    try:
        return msgspec.json.decode((folder / NAME).read_bytes(), type=OutboxState)
    except (OSError, msgspec.MsgspecError):
        return OutboxState(0.0)
