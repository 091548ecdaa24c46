"""Counts of a batch of journal entries, and the SQL that adds them to the database."""

from collections import Counter
from collections import defaultdict
from collections.abc import Iterable
from collections.abc import Mapping

import msgspec
from sqlalchemy import Connection
from sqlalchemy import text

from microsite.scans.journal import SECONDS_PER_DAY
from microsite.scans.journal import JournalEntry

SECONDS_PER_HOUR = 3600

# Long lists go to the database as one JSON parameter: no cost per element on the way.
_COUNTS = {
    "sqlite": "json_each(:counts)",
    "postgresql": "json_each_text(CAST(:counts AS json))",
}
_HASHES = {
    "sqlite": "json_each(:hashes)",
    "postgresql": "json_array_elements_text(CAST(:hashes AS json))",
}
_ADD_COUNTS = (
    "INSERT INTO scan_count (hour, request_class, platform, brand, in_app, outcome, code, count)"
    " SELECT :hour, :request_class, :platform, :brand, :in_app, :outcome,"
    " key, CAST(value AS BIGINT) FROM {counts} WHERE true ORDER BY key"
    " ON CONFLICT (hour, request_class, platform, brand, in_app, outcome, code)"
    " DO UPDATE SET count = scan_count.count + excluded.count"
)
_INSERT_HASHES = (
    "INSERT INTO visitor_hash (day, hash) SELECT :day, value FROM {hashes} WHERE true"
    " ON CONFLICT DO NOTHING RETURNING hash"
)

CountGroup = tuple[int, str, str]
"""Hour (hours since 1970), request class and device key."""


def count_entries(
    connection: Connection, entries: Iterable[JournalEntry]
) -> dict[CountGroup, Counter[str]]:
    """Return the counts of each group by code, with duplicates separated from scans.

    New visitor hashes are inserted into the database. Raise SQLAlchemyError.
    """
    groups: defaultdict[CountGroup, list[str]] = defaultdict(list)
    days: defaultdict[int, dict[str, JournalEntry]] = defaultdict(dict)
    for entry in entries:
        seconds, request_class, device_key, code, visitor = entry
        if visitor and days[seconds // SECONDS_PER_DAY].setdefault(visitor, entry) is entry:
            continue  # the first with this hash: the database knows if it is a duplicate
        group = seconds // SECONDS_PER_HOUR, "duplicate" if visitor else request_class, device_key
        groups[group].append(code)
    for day, first in days.items():
        new = _insert_hashes(connection, day, first)
        for seconds, request_class, device_key, code, visitor in first.values():
            request_class = request_class if visitor in new else "duplicate"
            groups[seconds // SECONDS_PER_HOUR, request_class, device_key].append(code)
    return {group: Counter(codes) for group, codes in groups.items()}


def _insert_hashes(connection: Connection, day: int, hashes: Iterable[str]) -> set[str]:
    """Insert the visitor hashes of a day (days since 1970); return those that are new."""
    statement = text(_INSERT_HASHES.format(hashes=_HASHES[connection.dialect.name]))
    in_order = msgspec.json.encode(sorted(hashes)).decode()  # neighbours share database pages
    return set(connection.scalars(statement, {"day": day, "hashes": in_order}))


def add_counts(connection: Connection, counts: Mapping[CountGroup, Counter[str]]) -> None:
    """Add counts to the table, in sorted order so that two machines cannot deadlock."""
    rows = []
    for (hour, request_class, device_key), codes in sorted(counts.items()):
        platform, brand, in_app, outcome = device_key.split("\t")
        rows.append(
            {
                "hour": hour,
                "request_class": request_class,
                "platform": platform,
                "brand": brand,
                "in_app": in_app,
                "outcome": outcome,
                "counts": msgspec.json.encode(codes).decode(),
            }
        )
    if rows:
        statement = _ADD_COUNTS.format(counts=_COUNTS[connection.dialect.name])
        connection.execute(text(statement), rows)


def total_by_class(counts: Mapping[CountGroup, Counter[str]]) -> Counter[str]:
    """Return the number of requests of each class."""
    totals: Counter[str] = Counter()
    for (_, request_class, _), codes in counts.items():
        totals[request_class] += codes.total()
    return totals
