"""Reports on both databases: grouping, filters, time zones, and classes that add up."""

from collections.abc import Callable
from datetime import UTC
from datetime import date
from datetime import datetime
from itertools import combinations
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import Engine
from sqlalchemy import insert
from sqlalchemy.orm import Session

from microsite.campaigns import service
from microsite.scans.models import scan_count
from microsite.scans.reports import REPORT_COLUMNS
from microsite.scans.reports import REQUEST_CLASSES
from microsite.scans.reports import ReportFilter
from microsite.scans.reports import ReportRow
from microsite.scans.reports import build_report

SHANGHAI = ZoneInfo("Asia/Shanghai")
DEFAULT_ROW = {
    "request_class": "scan",
    "platform": "ios",
    "brand": "",
    "in_app": "",
    "outcome": "app-store",
    "code": "",
}

Count = Callable[..., None]
Report = Callable[..., list[ReportRow]]


def hour(text: str) -> int:
    """Return the hours since 1970 (UTC) of a time such as `2027-01-31 16:00`."""
    return int(datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp()) // 3600


@pytest.fixture
def count(engine: Engine) -> Count:
    """Return a function that inserts counts: `count(3, request_class="landing_click")`."""

    def count(requests: int, at: str = "2027-01-31 12:00", **columns: str) -> None:
        row = DEFAULT_ROW | columns | {"hour": hour(at), "count": requests}
        with engine.begin() as connection:
            connection.execute(insert(scan_count), row)

    return count


@pytest.fixture
def report(engine: Engine) -> Report:
    """Return a function that reports by columns, in Shanghai time by default."""

    def report(*by: str, zone: ZoneInfo = SHANGHAI, **only: Any) -> list[ReportRow]:
        with engine.connect() as connection:
            return build_report(connection, by, zone, ReportFilter(**only))

    return report


def test_without_counts_the_report_is_empty(report: Report) -> None:
    for column in REPORT_COLUMNS:
        assert report(column) == []


def test_the_classes_of_any_report_add_up_to_the_requests(count: Count, report: Report) -> None:
    requests = 0
    for number, request_class in enumerate(REQUEST_CLASSES, start=1):
        count(number, request_class=request_class)
        count(number * 10, request_class=request_class, platform="android", brand="vivo")
        requests += number * 11
    assert dict(report("class")) == {
        (request_class,): number * 11
        for number, request_class in enumerate(REQUEST_CLASSES, start=1)
    }
    for columns in combinations(REPORT_COLUMNS, 2):
        assert sum(number for _, number in report(*columns)) == requests


def test_rows_are_sorted_by_their_columns(count: Count, report: Report) -> None:
    count(1, platform="ios", request_class="scan")
    count(2, platform="android", request_class="scan", brand="vivo")
    count(3, platform="android", request_class="landing_click", brand="vivo")
    assert report("platform", "class") == [
        (("android", "landing_click"), 3),
        (("android", "scan"), 2),
        (("ios", "scan"), 1),
    ]
    assert report("class", "platform")[0] == (("landing_click", "android"), 3)


@pytest.mark.parametrize(
    ("zone", "days"),
    [
        ("Asia/Shanghai", {"2027-01-31": 3, "2027-02-01": 4}),
        ("UTC", {"2027-01-31": 7}),
        ("America/New_York", {"2027-01-31": 7}),
        ("Pacific/Kiritimati", {"2027-02-01": 7}),
    ],
)
def test_days_are_in_the_time_zone_of_the_site(
    count: Count, report: Report, zone: str, days: dict[str, int]
) -> None:
    count(3, at="2027-01-31 15:00")
    count(4, at="2027-01-31 16:00")
    assert {day: number for (day,), number in report("day", zone=ZoneInfo(zone))} == days


def test_hours_are_in_the_time_zone_of_the_site(count: Count, report: Report) -> None:
    count(3, at="2027-01-31 15:00")
    count(4, at="2027-01-31 16:00")
    assert report("hour") == [(("2027-01-31 23:00",), 3), (("2027-02-01 00:00",), 4)]


def test_the_repeated_hour_at_the_end_of_summer_time_is_one_row(
    count: Count, report: Report
) -> None:
    count(3, at="2027-10-31 00:00")
    count(4, at="2027-10-31 01:00")
    assert report("hour", zone=ZoneInfo("Europe/Berlin")) == [(("2027-10-31 02:00",), 7)]


@pytest.mark.parametrize(
    ("since", "until", "requests"),
    [
        (None, None, 1111),
        (date(2027, 1, 31), None, 1110),
        (None, date(2027, 1, 31), 111),
        (date(2027, 1, 31), date(2027, 1, 31), 110),
        (date(2027, 2, 1), date(2027, 2, 1), 1000),
        (date(2027, 2, 2), None, 0),
        (date(2027, 2, 1), date(2027, 1, 1), 0),
    ],
)
def test_first_and_last_day_are_included(
    count: Count, report: Report, since: date | None, until: date | None, requests: int
) -> None:
    count(1, at="2027-01-30 15:00")
    count(10, at="2027-01-30 16:00")
    count(100, at="2027-01-31 15:00")
    count(1000, at="2027-01-31 16:00")
    assert sum(number for _, number in report("class", since=since, until=until)) == requests


def test_hours_start_at_half_past_in_a_zone_that_is_half_an_hour_off(
    count: Count, report: Report
) -> None:
    count(3, at="2027-01-31 18:00")
    count(4, at="2027-01-31 19:00")
    kolkata = ZoneInfo("Asia/Kolkata")
    hours = [(("2027-01-31 23:30",), 3), (("2027-02-01 00:30",), 4)]
    assert report("hour", zone=kolkata) == hours
    assert report("day", zone=kolkata) == [(("2027-01-31",), 3), (("2027-02-01",), 4)]


@pytest.mark.parametrize("zone", ["Pacific/Kiritimati", "Pacific/Pago_Pago"])
def test_a_day_has_24_hours_in_the_first_and_last_time_zone(
    count: Count, report: Report, zone: str
) -> None:
    for day in (29, 30, 31):
        for hour_of_day in range(24):
            count(1, at=f"2027-01-{day} {hour_of_day:02}:00")
    local_day = date(2027, 1, 30)
    [(_, number)] = report("class", since=local_day, until=local_day, zone=ZoneInfo(zone))
    assert number == 24


def test_a_campaign_has_only_the_requests_of_its_placements(
    engine: Engine, count: Count, report: Report
) -> None:
    with Session(engine) as session, session.begin():
        spring = service.create_campaign(session, "spring", "Spring")
        one, two = service.add_placements(session, spring, ["counter", "door"])
        autumn = service.create_campaign(session, "autumn", "Autumn")
        [three] = service.add_placements(session, autumn, ["counter"])
    for number, code in ((1, one), (10, two), (100, three), (1000, "")):
        count(number, code=code)
        count(number, code=code, request_class="duplicate")
    assert report("campaign") == [(("",), 2000), (("autumn",), 200), (("spring",), 22)]
    assert report("class", campaign="spring") == [(("duplicate",), 11), (("scan",), 11)]
    assert report("class", campaign="winter") == []
    assert sorted(report("placement", campaign="spring")) == sorted(
        [((f"{one} counter",), 2), ((f"{two} door",), 20)]
    )


def test_only_the_selected_classes_are_counted(count: Count, report: Report) -> None:
    for number, request_class in ((1, "scan"), (2, "duplicate"), (4, "bot")):
        count(number, request_class=request_class)
    people = frozenset(("scan", "duplicate"))
    assert sum(number for _, number in report("platform", classes=people)) == 3


def test_the_landing_page_is_not_reported_as_a_store(count: Count, report: Report) -> None:
    count(1, outcome="landing:desktop")
    count(2, outcome="landing:perhaps-ipad")
    count(4, outcome="landing-zone")
    count(8, outcome="play")
    assert report("store") == [(("",), 3), (("landing-zone",), 4), (("play",), 8)]
    assert len(report("outcome")) == 4


def test_a_code_without_a_placement_is_reported_by_its_code(count: Count, report: Report) -> None:
    count(1, code="222222")
    assert report("placement") == [(("222222",), 1)]
    assert report("campaign") == [(("",), 1)]
