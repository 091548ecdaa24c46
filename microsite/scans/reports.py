"""Reports: the number of requests by class, day, device, store, campaign or placement."""

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
from microsite.scans.counts import SECONDS_PER_HOUR
from microsite.scans.models import scan_count

REQUEST_CLASSES = {
    "scan": "a person scanned a code",
    "duplicate": "same person and code, again on the same day (UTC)",
    "hint": "asked for the phone's model; its repetition is the scan",
    "landing_click": "store or platform chosen on the landing page",
    "bot": "crawlers, monitors and other programs",
    "preview": "link previews fetched by messengers",
    "app": "an app's own request, nobody scanned",
    "prefetch": "loaded ahead by a browser, not yet a person",
    "head": "HEAD request",
    "method_not_allowed": "any other method, answered with 405",
    "dropped": "redirected, but the disk was full; nothing else is known",
}
"""Every request to /q is in exactly one of them."""

ReportRow = tuple[tuple[str, ...], int]
_EPOCH = date(1970, 1, 1).toordinal()


@dataclass(frozen=True, slots=True)
class ReportFilter:
    """The requests to count: days `since` to `until`, both included; a campaign; some classes."""

    since: date | None = None
    until: date | None = None
    campaign: str | None = None
    classes: frozenset[str] = frozenset(REQUEST_CLASSES)


def _local_time(hour: int, zone: ZoneInfo) -> datetime:
    return datetime.fromtimestamp(hour * SECONDS_PER_HOUR, UTC).astimezone(zone)


def _store_key(outcome: str) -> str:
    return "" if outcome.startswith(f"{LANDING}:") else outcome


_COLUMNS: Mapping[str, Callable[[RowMapping, ZoneInfo], str]] = {
    "day": lambda row, zone: _local_time(row["hour"], zone).strftime("%Y-%m-%d"),
    "hour": lambda row, zone: _local_time(row["hour"], zone).strftime("%Y-%m-%d %H:%M"),
    "class": lambda row, _: str(row["request_class"]),
    "platform": lambda row, _: str(row["platform"]),
    "brand": lambda row, _: str(row["brand"]),
    "in-app": lambda row, _: str(row["in_app"]),
    "store": lambda row, _: _store_key(row["outcome"]),
    "outcome": lambda row, _: str(row["outcome"]),
    "campaign": lambda row, _: str(row["slug"] or ""),
    "placement": lambda row, _: f"{row['code']} {row['label']}" if row["label"] else row["code"],
}
REPORT_COLUMNS = tuple(_COLUMNS)
"""Columns that a report can group by."""


def build_report(
    connection: Connection, by: Sequence[str], zone: ZoneInfo, only: ReportFilter = ReportFilter()
) -> list[ReportRow]:
    """Return the number of requests grouped by some of REPORT_COLUMNS, sorted by them.

    Days and hours are those of the time zone. Counts are stored per hour of UTC and never split: in
    a zone that is half an hour off, an hour starts at half past and belongs to the day in which it
    starts.
    """
    counts: Counter[tuple[str, ...]] = Counter()
    for row in connection.execute(_build_query(only)).mappings():
        day = _local_time(row["hour"], zone).date()
        if (only.since and day < only.since) or (only.until and day > only.until):
            continue
        counts[tuple(_COLUMNS[column](row, zone) for column in by)] += row["requests"]
    return sorted(counts.items())


def _build_query(only: ReportFilter) -> Select[Any]:
    columns = [column for column in scan_count.columns if column.name != "count"]
    query = (
        select(*columns, scan_count.c.count.label("requests"), Campaign.slug, Placement.label)
        .outerjoin(Placement, Placement.code == scan_count.c.code)
        .outerjoin(Campaign, Campaign.id == Placement.campaign_id)
        .where(scan_count.c.request_class.in_(only.classes))
    )
    if only.campaign:
        query = query.where(Campaign.slug == only.campaign)
    if only.since:  # one more day on either side covers every time zone
        query = query.where(scan_count.c.hour >= 24 * (only.since.toordinal() - _EPOCH - 1))
    if only.until:
        query = query.where(scan_count.c.hour < 24 * (only.until.toordinal() - _EPOCH + 2))
    return query
