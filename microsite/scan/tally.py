"""The tally: what the journals say, as hourly counts in the database, each line exactly once.

Counts and the position up to which a journal was read are written in one transaction. A journal
that nobody writes any more is removed once it is counted to its end; its position goes after it.
"""

from collections import Counter
from collections.abc import Iterable
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from sqlalchemy import Connection
from sqlalchemy import Engine
from sqlalchemy import delete
from sqlalchemy import insert
from sqlalchemy import select
from sqlalchemy import text

from microsite.scan import journal
from microsite.scan.tables import loss
from microsite.scan.tables import position
from microsite.scan.tables import repeat_token
from microsite.scan.tables import tally

SECONDS_AN_HOUR = 3600
SECONDS_A_DAY = 86400
BYTES_A_BATCH = 1024 * 1024
TOKENS_A_QUERY = 500

_ADD = text(
    "INSERT INTO tally (hour, request_class, platform, brand, in_app, outcome, code, count)"
    " VALUES (:hour, :request_class, :platform, :brand, :in_app, :outcome, :code, :count)"
    " ON CONFLICT (hour, request_class, platform, brand, in_app, outcome, code)"
    " DO UPDATE SET count = tally.count + excluded.count"
)
_SET_POSITION = text(
    "INSERT INTO journal_position (journal, bytes) VALUES (:journal, :bytes)"
    " ON CONFLICT (journal) DO UPDATE SET bytes = excluded.bytes"
)
_SET_LOSS = text(
    "INSERT INTO journal_loss (owner, total) VALUES (:owner, :total)"
    " ON CONFLICT (owner) DO UPDATE SET total = excluded.total"
)

Key = tuple[int, str, str, str, str, str, str]
"""Hour, request_class, platform, brand, in_app, outcome, code: the columns of a count."""


def run(engine: Engine, folder: Path, owner: str, now: float) -> int:
    """Count at most one batch of every journal; give the number of bytes counted.

    Raises what the database raises; then nothing of the batch was counted, and the next run will.
    """
    counted = 0
    for path in sorted(folder.glob("*" + journal.SUFFIX)):
        counted += _count_journal(engine, path)
    with engine.begin() as connection:
        _count_losses(connection, folder, owner, int(now))
        _forget(connection, folder, owner, int(now))
    return counted


def lag(engine: Engine, folder: Path) -> int:
    """Tell how many bytes of the journals are not counted yet."""
    with engine.connect() as connection:
        rows = connection.execute(select(position.c.journal, position.c.bytes)).all()
    counted = dict(rows)
    uncounted = 0
    for path in folder.glob("*" + journal.SUFFIX):
        with suppress(FileNotFoundError):  # counted and gone since
            uncounted += path.stat().st_size - counted.get(path.name, 0)
    return uncounted


def _count_journal(engine: Engine, path: Path) -> int:
    finished = journal.is_finished(path)
    with engine.begin() as connection:
        start = connection.scalar(select(position.c.bytes).where(position.c.journal == path.name))
        with path.open("rb") as file:
            file.seek(start or 0)
            batch = file.read(BYTES_A_BATCH)
        whole = batch[: batch.rfind(b"\n") + 1]
        if whole:
            entries = list(filter(None, map(journal.parse, whole.splitlines())))
            _add(connection, _counts(connection, entries))
            end = (start or 0) + len(whole)
            connection.execute(_SET_POSITION, {"journal": path.name, "bytes": end})
    if finished and len(batch) < BYTES_A_BATCH:
        path.unlink()
    return len(whole)


def _counts(connection: Connection, entries: Iterable[journal.Entry]) -> Counter[Key]:
    """Count the entries, telling repeats from scans."""
    counts: Counter[Key] = Counter()
    tokens: dict[tuple[int, str], journal.Entry] = {}
    for entry in entries:
        request_class = entry.request_class
        if entry.repeat_token:
            token = (entry.time // SECONDS_A_DAY, entry.repeat_token)
            if token not in tokens:
                tokens[token] = entry
                continue
            request_class = "repeat"
        counts[_key(entry, request_class)] += 1
    known = set(_known(connection, tokens))
    for token, entry in tokens.items():
        counts[_key(entry, "repeat" if token in known else entry.request_class)] += 1
    if new := [{"day": day, "token": token} for day, token in tokens.keys() - known]:
        connection.execute(insert(repeat_token), new)
    return counts


def _key(entry: journal.Entry, request_class: str) -> Key:
    hour = entry.time // SECONDS_AN_HOUR
    return (hour, request_class, entry.platform, entry.brand, entry.in_app, entry.outcome,
    entry.code)


def _known(connection: Connection, tokens: Iterable[tuple[int, str]]) -> Iterator[tuple[int, str]]:
    """Give those of the tokens that were seen before on their day."""
    days: dict[int, list[str]] = {}
    for day, token in tokens:
        days.setdefault(day, []).append(token)
    for day, of_day in days.items():
        for start in range(0, len(of_day), TOKENS_A_QUERY):
            some = of_day[start : start + TOKENS_A_QUERY]
            query = select(repeat_token.c.token).where(
                repeat_token.c.day == day, repeat_token.c.token.in_(some)
            )
            yield from ((day, token) for token in connection.scalars(query))


def _add(connection: Connection, counts: Counter[Key]) -> None:
    """Add to the tally, in the order of the keys, so that two machines cannot deadlock."""
    names = [column.name for column in tally.columns]
    rows = [dict(zip(names, (*key, counts[key]), strict=True)) for key in sorted(counts)]
    if rows:
        connection.execute(_ADD, rows)


def _count_losses(connection: Connection, folder: Path, owner: str, now: int) -> None:
    total = journal.losses(folder)
    counted = connection.scalar(select(loss.c.total).where(loss.c.owner == owner)) or 0
    if total != counted:  # less only where the counter was removed, and began anew
        key = (now // SECONDS_AN_HOUR, "lost", "", "", "", "", "")
        _add(connection, Counter({key: total - counted if total > counted else total}))
        connection.execute(_SET_LOSS, {"owner": owner, "total": total})


def _forget(connection: Connection, folder: Path, owner: str, now: int) -> None:
    """Drop the tokens of past days, and the positions of this machine's journals that are gone."""
    connection.execute(delete(repeat_token).where(repeat_token.c.day < now // SECONDS_A_DAY - 1))
    mine = select(position.c.journal).where(position.c.journal.startswith(f"{owner}-"))
    gone = [name for name in connection.scalars(mine) if not (folder / name).exists()]
    if gone:
        connection.execute(delete(position).where(position.c.journal.in_(gone)))
