"""Reports of the tally: how many requests, by whatever is known of them."""

from collections import Counter
from collections.abc import Callable
from collections.abc import Mapping
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC
from datetime import date
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Connection
from sqlalchemy import RowMapping
from sqlalchemy import Select
from sqlalchemy import select

from microsite.campaigns.models import Campaign
from microsite.campaigns.models import Placement
from microsite.config.store_schema import LANDING
from microsite.scans.counts import SECONDS_AN_HOUR
from microsite.scans.models import tally

CLASSES = {
    "scan": "a person's camera led here",
    "repeat": "the same person and code, again on the same day (UTC)",
    "choice": "a store or platform chosen on the landing page",
    "bot": "crawlers, monitors and other programs",
    "preview": "link previews fetched by messengers",
    "prefetch": "a browser loading ahead, not yet a person",
    "head": "asked whether the address is there (HEAD)",
    "refused": "a method that follows no code (405)",
    "lost": "answered, but the disk had no room for the line; nothing else is known",
}
"""Every request to /q is in exactly one of them."""

Row = tuple[tuple[str, ...], int]
_EPOCH = date(1970, 1, 1).toordinal()


@dataclass(frozen=True, slots=True)
class Filter:
    """What is counted: days from `since` to `until`, both included; one campaign; some classes."""

    since: date | None = None
    until: date | None = None
    campaign: str | None = None
    classes: frozenset[str] = frozenset(CLASSES)


def _local(hour: int, zone: ZoneInfo) -> datetime:
    return datetime.fromtimestamp(hour * SECONDS_AN_HOUR, UTC).astimezone(zone)


def _store(outcome: str) -> str:
    return "" if outcome.startswith(f"{LANDING}:") else outcome


_COLUMNS: Mapping[str, Callable[[RowMapping, ZoneInfo], str]] = {
    "day": lambda row, zone: _local(row["hour"], zone).strftime("%Y-%m-%d"),
    "hour": lambda row, zone: _local(row["hour"], zone).strftime("%Y-%m-%d %H:%M"),
    "class": lambda row, _: str(row["request_class"]),
    "platform": lambda row, _: str(row["platform"]),
    "brand": lambda row, _: str(row["brand"]),
    "in-app": lambda row, _: str(row["in_app"]),
    "store": lambda row, _: _store(row["outcome"]),
    "outcome": lambda row, _: str(row["outcome"]),
    "campaign": lambda row, _: str(row["slug"] or ""),
    "placement": lambda row, _: f"{row['code']} {row['label']}" if row["label"] else row["code"],
}
COLUMNS = tuple(_COLUMNS)
"""What a report can be made by."""


def report(
    connection: Connection, by: Sequence[str], zone: ZoneInfo, what: Filter = Filter()
) -> list[Row]:
    """Count requests by some of COLUMNS; rows are sorted by them.

    Days and hours are those of the time zone. What was counted within an hour of UTC is never
    split: where the zone is half an hour off, hours begin at half past, and belong to the day that
    they begin in.
    """
    counts: Counter[tuple[str, ...]] = Counter()
    for row in connection.execute(_query(what)).mappings():
        day = _local(row["hour"], zone).date()
        if (what.since and day < what.since) or (what.until and day > what.until):
            continue
        counts[tuple(_COLUMNS[column](row, zone) for column in by)] += row["requests"]
    return sorted(counts.items())


def _query(what: Filter) -> Select[Any]:
    columns = [column for column in tally.columns if column.name != "count"]
    query = (
        select(*columns, tally.c.count.label("requests"), Campaign.slug, Placement.label)
        .outerjoin(Placement, Placement.code == tally.c.code)
        .outerjoin(Campaign, Campaign.id == Placement.campaign_id)
        .where(tally.c.request_class.in_(what.classes))
    )
    if what.campaign:
        query = query.where(Campaign.slug == what.campaign)
    if what.since:  # a day more on either side, whatever the time zone
        query = query.where(tally.c.hour >= 24 * (what.since.toordinal() - _EPOCH - 1))
    if what.until:
        query = query.where(tally.c.hour < 24 * (what.until.toordinal() - _EPOCH + 2))
    return query
