"""The status file of the daemon, so that monitoring needs no database query."""

import time
from collections import Counter
from collections.abc import Mapping
from pathlib import Path

import msgspec
from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError

from microsite.db.engine import migration_hint
from microsite.files import write_atomically
from microsite.scans.aggregation import measure_lag_bytes

STATUS_FILENAME = "status.json"
STALE_AFTER_SECONDS = 30


class DaemonStatus(msgspec.Struct, frozen=True):
    """The state of database and aggregation at the Unix time `at`.

    database: "ok", or the type of its error and a hint. journal_lag_bytes: bytes not counted yet;
    None while the database is unavailable. requests: requests by class that the daemon of this
    machine has aggregated since it first ran; kept when it restarts. A daemon that is killed, or
    loses its database during an aggregation, can leave that aggregation out of `requests`; the
    counts in the database stay exact.
    """

    at: float
    database: str
    journal_lag_bytes: int | None
    requests: dict[str, int] = {}

    @property
    def is_stale(self) -> bool:
        """True if the daemon has written no newer status for too long."""
        return time.time() - self.at > STALE_AFTER_SECONDS


def write_status(
    folder: Path, engine: Engine, journal_folder: Path, new_requests: Mapping[str, int]
) -> None:
    """Write the status to the instance folder, with `new_requests` added to the last totals.

    Raise OSError.
    """
    lag: int | None = None
    try:
        lag = measure_lag_bytes(engine, journal_folder)
        database = "ok"
    except SQLAlchemyError as error:
        database = ": ".join(filter(None, (type(error).__name__, migration_hint(error))))
    requests = Counter(read_status(folder).requests)
    requests.update(new_requests)
    status = DaemonStatus(time.time(), database, lag, dict(requests))
    write_atomically(folder / STATUS_FILENAME, msgspec.json.encode(status))


def read_status(folder: Path) -> DaemonStatus:
    """Return the last status written; a stale one if there is none."""
    try:
        return msgspec.json.decode((folder / STATUS_FILENAME).read_bytes(), type=DaemonStatus)
    except (OSError, msgspec.MsgspecError):
        return DaemonStatus(0.0, "unknown", None)
