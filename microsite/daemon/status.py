"""How counting goes, as the keeper leaves it for monitoring: no request asks the database."""

import time
from pathlib import Path

import msgspec
from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError

from microsite.db.engine import migration_hint
from microsite.scans import aggregation
from microsite.scans.counts import SECONDS_AN_HOUR

NAME = "state.json"
SECONDS_TILL_STALE = 30


class State(msgspec.Struct, frozen=True):
    """The database, the bytes not counted yet, and when that was.

    `at`: seconds since 1970. `database`: "ok", or the kind of its error, with the mend where there
    is one. `journal_lag_bytes` is None where the database does not tell.
    `this_hour`: the requests counted in this hour (UTC), on all machines, by class.
    """

    at: float
    database: str
    journal_lag_bytes: int | None
    this_hour: dict[str, int] = {}

    @property
    def is_stale(self) -> bool:
        """Whether no keeper has left a newer one for too long."""
        return time.time() - self.at > SECONDS_TILL_STALE


def write_state(folder: Path, engine: Engine, journals: Path) -> None:
    """Leave the state in the instance folder. Raises OSError."""
    lag: int | None = None
    this_hour: dict[str, int] = {}
    now = time.time()
    try:
        lag = aggregation.lag(engine, journals)
        this_hour = aggregation.counted_in(engine, int(now) // SECONDS_AN_HOUR)
        database = "ok"
    except SQLAlchemyError as error:
        database = ": ".join(filter(None, (type(error).__name__, migration_hint(error))))
    new = folder / f"{NAME}.new"
    new.write_bytes(msgspec.json.encode(State(now, database, lag, this_hour)))
    new.replace(folder / NAME)


def read_state(folder: Path) -> State:
    """Give what the keeper left last; a stale one where there is none."""
    try:
        return msgspec.json.decode((folder / NAME).read_bytes(), type=State)
    except (OSError, msgspec.MsgspecError):
        return State(0.0, "not asked yet", None)
