"""Reports on both databases: what is counted by what, and that the classes add up."""

from collections.abc import Callable
from datetime import UTC
from datetime import date
from datetime import datetime
from itertools import combinations
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import Engine
from sqlalchemy import insert
from sqlalchemy.orm import Session

from microsite.campaigns import service
from microsite.scans.models import scan_count
from microsite.scans.reports import REQUEST_CLASSES
from microsite.scans.reports import REPORT_COLUMNS
from microsite.scans.reports import ReportFilter
from microsite.scans.reports import ReportRow
from microsite.scans.reports import build_report

SHANGHAI = ZoneInfo("Asia/Shanghai")
NO_ROW = {
    "request_class": "scan",
    "platform": "ios",
    "brand": "",
    "in_app": "",
    "outcome": "app-store",
    "code": "",
}

Count = Callable[..., None]
Reported = Callable[..., list[ReportRow]]


def hour(text: str) -> int:
    """Give the hour (UTC) of the tally for a time as `2027-01-31 16:00`."""
    return int(datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp()) // 3600


@pytest.fixture
def count(engine: Engine) -> Count:
    """Put counts into the tally: `count(3, request_class="choice")`."""

    def count(requests: int, at: str = "2027-01-31 12:00", **known: str) -> None:
        row = NO_ROW | known | {"hour": hour(at), "count": requests}
        with engine.begin() as connection:
            connection.execute(insert(scan_count), row)

    return count


@pytest.fixture
def reported(engine: Engine) -> Reported:
    """Report by columns, in Shanghai's time unless another is given."""

    def reported(*by: str, zone: ZoneInfo = SHANGHAI, **what: object) -> list[ReportRow]:
        with engine.connect() as connection:
            return build_report(connection, by, zone, ReportFilter(**what))  # type: ignore[arg-type]

    return reported


def test_an_empty_tally_is_an_empty_report(reported: Reported) -> None:
    for column in REPORT_COLUMNS:
        assert reported(column) == []


def test_the_classes_of_any_report_add_up_to_the_requests(count: Count, reported: Reported) -> None:
    requests = 0
    for number, request_class in enumerate(REQUEST_CLASSES, start=1):
        count(number, request_class=request_class)
        count(number * 10, request_class=request_class, platform="android", brand="vivo")
        requests += number * 11
    assert dict(reported("class")) == {
        (request_class,): number * 11 for number, request_class in enumerate(REQUEST_CLASSES, start=1)
    }
    for columns in combinations(REPORT_COLUMNS, 2):
        assert sum(number for _, number in reported(*columns)) == requests


def test_rows_are_sorted_by_their_columns(count: Count, reported: Reported) -> None:
    count(1, platform="ios", request_class="scan")
    count(2, platform="android", request_class="scan", brand="vivo")
    count(3, platform="android", request_class="choice", brand="vivo")
    assert reported("platform", "class") == [
        (("android", "choice"), 3),
        (("android", "scan"), 2),
        (("ios", "scan"), 1),
    ]
    assert reported("class", "platform")[0] == (("choice", "android"), 3)


@pytest.mark.parametrize(
    ("zone", "days"),
    [
        ("Asia/Shanghai", {"2027-01-31": 3, "2027-02-01": 4}),
        ("UTC", {"2027-01-31": 7}),
        ("America/New_York", {"2027-01-31": 7}),
        ("Pacific/Kiritimati", {"2027-02-01": 7}),
    ],
)
def test_days_are_those_of_the_sites_time_zone(
    count: Count, reported: Reported, zone: str, days: dict[str, int]
) -> None:
    count(3, at="2027-01-31 15:00")
    count(4, at="2027-01-31 16:00")
    assert {day: number for (day,), number in reported("day", zone=ZoneInfo(zone))} == days


def test_hours_are_those_of_the_sites_time_zone(count: Count, reported: Reported) -> None:
    count(3, at="2027-01-31 15:00")
    count(4, at="2027-01-31 16:00")
    assert reported("hour") == [(("2027-01-31 23:00",), 3), (("2027-02-01 00:00",), 4)]


def test_the_hour_that_comes_twice_when_summer_ends_is_counted_whole(
    count: Count, reported: Reported
) -> None:
    count(3, at="2027-10-31 00:00")
    count(4, at="2027-10-31 01:00")
    assert reported("hour", zone=ZoneInfo("Europe/Berlin")) == [(("2027-10-31 02:00",), 7)]


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
    count: Count, reported: Reported, since: date | None, until: date | None, requests: int
) -> None:
    count(1, at="2027-01-30 15:00")
    count(10, at="2027-01-30 16:00")
    count(100, at="2027-01-31 15:00")
    count(1000, at="2027-01-31 16:00")
    assert sum(number for _, number in reported("class", since=since, until=until)) == requests


def test_hours_of_a_zone_of_half_hours_begin_at_half_past(count: Count, reported: Reported) -> None:
    count(3, at="2027-01-31 18:00")
    count(4, at="2027-01-31 19:00")
    kolkata = ZoneInfo("Asia/Kolkata")
    hours = [(("2027-01-31 23:30",), 3), (("2027-02-01 00:30",), 4)]
    assert reported("hour", zone=kolkata) == hours
    assert reported("day", zone=kolkata) == [(("2027-01-31",), 3), (("2027-02-01",), 4)]


@pytest.mark.parametrize("zone", ["Pacific/Kiritimati", "Pacific/Pago_Pago"])
def test_a_day_is_whole_in_the_zones_at_the_ends_of_the_earth(
    count: Count, reported: Reported, zone: str
) -> None:
    for day in (29, 30, 31):
        for hour_of_day in range(24):
            count(1, at=f"2027-01-{day} {hour_of_day:02}:00")
    day_there = date(2027, 1, 30)
    [(_, number)] = reported("class", since=day_there, until=day_there, zone=ZoneInfo(zone))
    assert number == 24


def test_a_campaign_has_the_requests_of_its_placements_alone(
    engine: Engine, count: Count, reported: Reported
) -> None:
    with Session(engine) as session, session.begin():
        spring = service.create_campaign(session, "spring", "Spring")
        one, two = service.add_placements(session, spring, ["counter", "door"])
        autumn = service.create_campaign(session, "autumn", "Autumn")
        [three] = service.add_placements(session, autumn, ["counter"])
    for number, code in ((1, one), (10, two), (100, three), (1000, "")):
        count(number, code=code)
        count(number, code=code, request_class="repeat")
    assert reported("campaign") == [(("",), 2000), (("autumn",), 200), (("spring",), 22)]
    assert reported("class", campaign="spring") == [(("repeat",), 11), (("scan",), 11)]
    assert reported("class", campaign="winter") == []
    assert sorted(reported("placement", campaign="spring")) == sorted(
        [((f"{one} counter",), 2), ((f"{two} door",), 20)]
    )


def test_only_the_wanted_classes_are_counted(count: Count, reported: Reported) -> None:
    for number, request_class in ((1, "scan"), (2, "repeat"), (4, "bot")):
        count(number, request_class=request_class)
    people = frozenset(("scan", "repeat"))
    assert sum(number for _, number in reported("platform", classes=people)) == 3


def test_the_landing_page_is_no_store(count: Count, reported: Reported) -> None:
    count(1, outcome="landing:desktop")
    count(2, outcome="landing:perhaps-ipad")
    count(4, outcome="landing-zone")
    count(8, outcome="play")
    assert reported("store") == [(("",), 3), (("landing-zone",), 4), (("play",), 8)]
    assert len(reported("outcome")) == 4


def test_a_placement_of_a_code_that_no_campaign_has_is_named_by_its_code(
    count: Count, reported: Reported
) -> None:
    count(1, code="222222")
    assert reported("placement") == [(("222222",), 1)]
    assert reported("campaign") == [(("",), 1)]
