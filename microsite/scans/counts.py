"""Counts: what a batch of entries adds to the tally, and how the database takes it."""

from collections import Counter
from collections import defaultdict
from collections.abc import Iterable
from collections.abc import Mapping

import msgspec
from sqlalchemy import Connection
from sqlalchemy import text

from microsite.scans.journal import SECONDS_A_DAY
from microsite.scans.journal import Entry

SECONDS_AN_HOUR = 3600

# What is many comes as one parameter, JSON: no cost for each on the way to the database.
_COUNTS = {
    "sqlite": "json_each(:counts)",
    "postgresql": "json_each_text(CAST(:counts AS json))",
}
_TOKENS = {
    "sqlite": "json_each(:tokens)",
    "postgresql": "json_array_elements_text(CAST(:tokens AS json))",
}
_ADD = (
    "INSERT INTO tally (hour, request_class, platform, brand, in_app, outcome, code, count)"
    " SELECT :hour, :request_class, :platform, :brand, :in_app, :outcome,"
    " key, CAST(value AS BIGINT) FROM {counts} WHERE true ORDER BY key"
    " ON CONFLICT (hour, request_class, platform, brand, in_app, outcome, code)"
    " DO UPDATE SET count = tally.count + excluded.count"
)
_REMEMBER = (
    "INSERT INTO repeat_token (day, token) SELECT :day, value FROM {tokens} WHERE true"
    " ON CONFLICT DO NOTHING RETURNING token"
)

Group = tuple[int, str, str]
"""Hour, request class and kind: what a count has beside its code."""


def count(connection: Connection, entries: Iterable[Entry]) -> dict[Group, Counter[str]]:
    """Count the codes of every group, telling repeats from scans.

    Writes down the tokens that are new. Raises what the database raises.
    """
    groups: defaultdict[Group, list[str]] = defaultdict(list)
    days: defaultdict[int, dict[str, Entry]] = defaultdict(dict)
    for entry in entries:
        seconds, request_class, kind, code, token = entry
        if token and days[seconds // SECONDS_A_DAY].setdefault(token, entry) is entry:
            continue  # the first with this token: whether it is a repeat, the database knows
        group = seconds // SECONDS_AN_HOUR, "repeat" if token else request_class, kind
        groups[group].append(code)
    for day, first in days.items():
        new = _remember(connection, day, first)
        for seconds, request_class, kind, code, token in first.values():
            group = seconds // SECONDS_AN_HOUR, request_class if token in new else "repeat", kind
            groups[group].append(code)
    return {group: Counter(codes) for group, codes in groups.items()}


def _remember(connection: Connection, day: int, tokens: Iterable[str]) -> set[str]:
    """Write down the tokens of a day (since 1970); give those that were not there yet."""
    statement = text(_REMEMBER.format(tokens=_TOKENS[connection.dialect.name]))
    in_order = msgspec.json.encode(sorted(tokens)).decode()  # neighbours are written together
    return set(connection.scalars(statement, {"day": day, "tokens": in_order}))


def add(connection: Connection, counts: Mapping[Group, Counter[str]]) -> None:
    """Add to the tally; in order, so that two machines cannot deadlock."""
    rows = []
    for (hour, request_class, kind), codes in sorted(counts.items()):
        platform, brand, in_app, outcome = kind.split("\t")
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
        connection.execute(text(_ADD.format(counts=_COUNTS[connection.dialect.name])), rows)
