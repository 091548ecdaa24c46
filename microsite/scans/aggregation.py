"""The tally: what the journals say, as hourly counts in the database, each line exactly once.

Counts and the position up to which a journal was read are written in one transaction. A journal
that nobody writes any more is removed once it is counted to its end; its position goes after it.
"""

import time
from collections import Counter
from contextlib import suppress
from math import inf
from pathlib import Path
from typing import NamedTuple

from sqlalchemy import Connection
from sqlalchemy import Engine
from sqlalchemy import delete
from sqlalchemy import func
from sqlalchemy import select
from sqlalchemy import text

from microsite.scans import counts
from microsite.scans import journal_reader
from microsite.scans import models
from microsite.scans.dropped import Losses
from microsite.scans.journal import SECONDS_A_DAY
from microsite.scans.journal import Entry
from microsite.scans.journal import kind_of
from microsite.scans.models import loss
from microsite.scans.models import position
from microsite.scans.models import repeat_token

BYTES_A_BATCH = 512 * 1024
DAYS_TO_COUNT = 366
"""A machine that was away for longer must not come back with journals that are counted in part."""

_CLAIM_POSITION = text(
    "INSERT INTO journal_position (journal, bytes, day) VALUES (:journal, 0, :day)"
    " ON CONFLICT DO NOTHING"
)
_SET_POSITION = text(
    "UPDATE journal_position SET bytes = :bytes, day = :day WHERE journal = :journal"
)
_CLAIM_LOSS = text(
    "INSERT INTO journal_loss (owner, total) VALUES (:owner, 0) ON CONFLICT DO NOTHING"
)
_SET_LOSS = text("UPDATE journal_loss SET total = :total WHERE owner = :owner")


class Run(NamedTuple):
    """What came of a run: the bytes counted, and why a journal could not be read, if so."""

    counted: int
    unreadable: OSError | ValueError | None


def run(engine: Engine, folder: Path, owner: str, now: float, until: float = inf) -> Run:
    """Count at most one batch of every journal; begin none after `until` (of time.monotonic).

    Raises what the database raises; then nothing of the batch was counted, and the next run will.
    A journal that cannot be read holds up no other.
    """
    counted, today = 0, int(now) // SECONDS_A_DAY
    oldest = today
    unreadable: OSError | ValueError | None = None
    for path in journal_reader.paths(folder):
        if counted and time.monotonic() > until:
            break
        try:
            size, day = _count_journal(engine, path, today)
        except (OSError, ValueError) as error:  # ValueError: a name that is no text
            unreadable = error
        else:
            counted, oldest = counted + size, min(oldest, day)
    else:
        with engine.begin() as connection:
            _forget(connection, today, oldest)
    with engine.begin() as connection:
        _count_losses(connection, folder, owner, int(now))
    return Run(counted, unreadable)


def lag(engine: Engine, folder: Path) -> int:
    """Tell how many bytes of the journals are not counted yet."""
    with engine.connect() as connection:
        rows = connection.execute(select(position.c.journal, position.c.bytes)).all()
    counted = dict(rows)
    uncounted = 0
    for path in journal_reader.paths(folder):
        with suppress(FileNotFoundError):  # counted and gone since
            uncounted += journal_reader.unread(path, counted.get(path.name, 0))
    return uncounted


def counted_in(engine: Engine, hour: int) -> dict[str, int]:
    """Tell the requests of an hour by class."""
    query = (
        select(models.tally.c.request_class, func.sum(models.tally.c.count))
        .where(models.tally.c.hour == hour)
        .group_by(models.tally.c.request_class)
    )
    with engine.connect() as connection:
        return {request_class: int(count) for request_class, count in connection.execute(query)}


def _count_journal(engine: Engine, path: Path, today: int) -> tuple[int, int]:
    """Count a batch; give its bytes, and the day (since 1970) that it begins in."""
    finished = journal_reader.is_finished(path)
    name = {"journal": path.name, "day": today}
    query = select(position.c.bytes).where(position.c.journal == path.name)
    entries: list[Entry] = []
    with engine.begin() as connection:
        start = end = connection.scalar(query) or 0
        if path.stat().st_size > start:
            # Claimed first: a keeper that died may have a commit under way, which is waited for.
            connection.execute(_CLAIM_POSITION, name)
            start = connection.scalar(query.with_for_update()) or 0
            entries, end = journal_reader.read(path, start, BYTES_A_BATCH, finished=finished)
            counts.add(connection, counts.count(connection, entries))
            connection.execute(_SET_POSITION, name | {"bytes": end})
    if finished and end == start:
        path.unlink()
        with engine.begin() as connection:
            connection.execute(delete(position).where(position.c.journal == path.name))
    return end - start, entries[0].time // SECONDS_A_DAY if entries else today


def _count_losses(connection: Connection, folder: Path, owner: str, now: int) -> None:
    total = Losses(folder).total()
    query = select(loss.c.total).where(loss.c.owner == owner)
    if total == (connection.scalar(query) or 0):
        return
    connection.execute(_CLAIM_LOSS, {"owner": owner})
    counted = connection.scalar(query.with_for_update()) or 0
    # Less than was counted only where the counter was removed, and began anew.
    if lost := total - counted if total >= counted else total:
        group = now // counts.SECONDS_AN_HOUR, "lost", kind_of("", "", "", "")
        counts.add(connection, {group: Counter({"": lost})})
    connection.execute(_SET_LOSS, {"owner": owner, "total": total})


def _forget(connection: Connection, today: int, oldest: int) -> None:
    """Drop the tokens of past days, and the positions in journals that are long gone.

    Journals that waited for the database are of past days themselves: from the oldest day that is
    being counted on, tokens are still asked for.
    """
    days = repeat_token.c.day
    connection.execute(delete(repeat_token).where(days < min(today - 1, oldest)))
    connection.execute(delete(position).where(position.c.day < today - DAYS_TO_COUNT))
