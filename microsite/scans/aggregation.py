"""Aggregation: add the journals to the hourly counts in the database, each record exactly once.

Counts and journal position are written in one transaction. A journal that no process writes to any
more is deleted once it is counted to its end, and then its position.
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
from sqlalchemy import select
from sqlalchemy import text

from microsite.scans import counts
from microsite.scans import journal_reader
from microsite.scans.dropped import DropCounter
from microsite.scans.journal import SECONDS_PER_DAY
from microsite.scans.journal import JournalEntry
from microsite.scans.journal import build_device_key
from microsite.scans.models import dropped_count
from microsite.scans.models import journal_position
from microsite.scans.models import visitor_hash

MAX_BATCH_BYTES = 512 * 1024
POSITION_RETENTION_DAYS = 366
"""A machine that was offline for longer must not return with partly counted journals."""

_INSERT_POSITION = text(
    "INSERT INTO journal_position (journal, bytes, day) VALUES (:journal, 0, :day)"
    " ON CONFLICT DO NOTHING"
)
_SET_POSITION = text(
    "UPDATE journal_position SET bytes = :bytes, day = :day WHERE journal = :journal"
)
_INSERT_DROPPED = text(
    "INSERT INTO dropped_count (node_id, total) VALUES (:node_id, 0) ON CONFLICT DO NOTHING"
)
_SET_DROPPED = text("UPDATE dropped_count SET total = :total WHERE node_id = :node_id")


class AggregationResult(NamedTuple):
    """The bytes and the requests (by class) that were counted, and the last unreadable journal."""

    bytes_counted: int
    requests: Counter[str]
    unreadable: OSError | ValueError | None


class _Batch(NamedTuple):
    """The size of a counted batch, its requests by class, and its first day (days since 1970)."""

    bytes_counted: int
    requests: Counter[str]
    day: int


def aggregate(
    engine: Engine, folder: Path, node_id: str, now: float, deadline: float = inf
) -> AggregationResult:
    """Count at most one batch of every journal; start none after `deadline` (time.monotonic).

    Raise SQLAlchemyError; the batch at hand is then not counted, and the next call counts it. An
    unreadable journal does not stop the others.
    """
    size, today = 0, int(now) // SECONDS_PER_DAY
    requests: Counter[str] = Counter()
    oldest = today
    unreadable: OSError | ValueError | None = None
    for path in journal_reader.list_journals(folder):
        if size and time.monotonic() > deadline:
            break
        try:
            batch = _count_journal(engine, path, today)
        except (OSError, ValueError) as error:  # ValueError: a file name that is not UTF-8
            unreadable = error
        else:
            size += batch.bytes_counted
            requests += batch.requests
            oldest = min(oldest, batch.day)
    else:
        with engine.begin() as connection:
            _delete_expired(connection, today, oldest)
    with engine.begin() as connection:
        dropped = _count_dropped(connection, folder, node_id, int(now))
    return AggregationResult(size, requests + Counter(dropped=dropped), unreadable)


def measure_lag_bytes(engine: Engine, folder: Path) -> int:
    """Return the number of journal bytes that are not counted yet."""
    with engine.connect() as connection:
        rows = connection.execute(
            select(journal_position.c.journal, journal_position.c.bytes)
        ).all()
    positions = dict(rows)
    uncounted = 0
    for path in journal_reader.list_journals(folder):
        with suppress(FileNotFoundError):  # counted and deleted in the meantime
            uncounted += journal_reader.count_unread_bytes(path, positions.get(path.name, 0))
    return uncounted


def _count_journal(engine: Engine, path: Path, today: int) -> _Batch:
    """Count the next batch of a journal; delete the journal if nothing is left of it."""
    finished = journal_reader.is_finished(path)
    parameters = {"journal": path.name, "day": today}
    query = select(journal_position.c.bytes).where(journal_position.c.journal == path.name)
    entries: list[JournalEntry] = []
    requests: Counter[str] = Counter()
    with engine.begin() as connection:
        start = end = connection.scalar(query) or 0
        if path.stat().st_size > start:
            # The row is locked first: a daemon that died may still have a commit in progress.
            connection.execute(_INSERT_POSITION, parameters)
            start = connection.scalar(query.with_for_update()) or 0
            entries, end = journal_reader.read_entries(
                path, start, MAX_BATCH_BYTES, finished=finished
            )
            added = counts.count_entries(connection, entries)
            counts.add_counts(connection, added)
            requests = counts.total_by_class(added)
            connection.execute(_SET_POSITION, parameters | {"bytes": end})
    if finished and end == start:
        path.unlink()
        with engine.begin() as connection:
            connection.execute(
                delete(journal_position).where(journal_position.c.journal == path.name)
            )
    day = entries[0].time // SECONDS_PER_DAY if entries else today
    return _Batch(end - start, requests, day)


def _count_dropped(connection: Connection, folder: Path, node_id: str, now: int) -> int:
    """Add newly dropped requests to the counts; return their number."""
    total = DropCounter(folder).total()
    query = select(dropped_count.c.total).where(dropped_count.c.node_id == node_id)
    if total == (connection.scalar(query) or 0):
        return 0
    connection.execute(_INSERT_DROPPED, {"node_id": node_id})
    counted = connection.scalar(query.with_for_update()) or 0
    # Less than was counted only if the counter file was deleted and started again at 0.
    dropped = total - counted if total >= counted else total
    if dropped:
        group = now // counts.SECONDS_PER_HOUR, "dropped", build_device_key("", "", "", "")
        counts.add_counts(connection, {group: Counter({"": dropped})})
    connection.execute(_SET_DROPPED, {"node_id": node_id, "total": total})
    return dropped


def _delete_expired(connection: Connection, today: int, oldest: int) -> None:
    """Delete the visitor hashes of past days and the positions of journals that are long gone.

    Journals that waited for the database contain past days: hashes from the oldest day that is
    being counted on are still needed.
    """
    first_day = min(today - 1, oldest)
    connection.execute(delete(visitor_hash).where(visitor_hash.c.day < first_day))
    expired = journal_position.c.day < today - POSITION_RETENTION_DAYS
    connection.execute(delete(journal_position).where(expired))
