"""The register of campaigns and placements, on both databases."""

import time
from collections.abc import Iterator

import pytest
from sqlalchemy import Engine
from sqlalchemy import func
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from microsite.campaigns import codes
from microsite.campaigns import service
from microsite.campaigns.models import Placement
from microsite.campaigns.service import RegisterError
from microsite.clock import utc_now

SECONDS_FOR_40_000 = 20
END = utc_now()


@pytest.fixture
def session(engine: Engine) -> Iterator[Session]:
    """A transaction on either database."""
    with Session(engine) as session:
        yield session


@pytest.fixture
def on_sqlite(sqlite: Engine) -> Iterator[Session]:
    """A transaction for what does not depend on the database."""
    with Session(sqlite) as session:
        yield session


@pytest.mark.parametrize("slug", ["spring-2027", "a", "2027", "a" * 40, "a-b-c"])
def test_what_can_name_a_campaign(on_sqlite: Session, slug: str) -> None:
    service.create_campaign(on_sqlite, slug, "Spring")
    assert service.find_campaign(on_sqlite, slug).title == "Spring"


@pytest.mark.parametrize(
    "slug",
    [
        *("", "Spring", "spring 2027", "spring_2027", "-spring", "spring-", "a--b", "spring\n"),
        *("春", "é", "a/b", "a&b", "a%20b", "a" * 41, "a" * 100_000),
    ],
)
def test_what_cannot_name_a_campaign(on_sqlite: Session, slug: str) -> None:
    with pytest.raises(RegisterError) as caught:
        service.create_campaign(on_sqlite, slug, "Spring")
    assert "cannot name a campaign" in str(caught.value)
    assert len(str(caught.value)) < 250
    assert service.list_campaigns(on_sqlite) == []


def test_a_name_names_one_campaign_for_ever(session: Session) -> None:
    service.create_campaign(session, "spring", "Spring")
    service.end_campaign(session, "spring", END)
    with pytest.raises(RegisterError, match="There is a campaign 'spring' already"):
        service.create_campaign(session, "spring", "Spring again")


def test_an_unknown_campaign_is_said_so(session: Session) -> None:
    with pytest.raises(RegisterError, match="There is no campaign 'autumn'"):
        service.find_campaign(session, "autumn")
    with pytest.raises(RegisterError, match="There is no campaign 'autumn'"):
        service.end_campaign(session, "autumn", END)


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("Branch 0001, counter", "Branch 0001, counter"),
        ("  Branch \t 0001\n", "Branch 0001"),
        ("北京市西城区金融大街3号，柜台", "北京市西城区金融大街3号，柜台"),
        ("北京\u3000西城", "北京 西城"),
        ("支" * 200, "支" * 200),
        ("'); DROP TABLE placement; --", "'); DROP TABLE placement; --"),
    ],
)
def test_a_label_is_kept_as_people_write_it_on_one_line(
    session: Session, given: str, kept: str
) -> None:
    campaign = service.create_campaign(session, "spring", "Spring")
    service.add_placements(session, campaign, [given])
    session.commit()
    assert [placement.label for placement in service.list_placements(session, campaign)] == [kept]


@pytest.mark.parametrize("label", ["", " \n", "x" * 201, "支" * 201, "Branch\0", "\x1b[2JBranch"])
def test_a_label_that_says_nothing_or_too_much_is_refused(on_sqlite: Session, label: str) -> None:
    campaign = service.create_campaign(on_sqlite, "spring", "Spring")
    with pytest.raises(RegisterError, match="The label"):
        service.add_placements(on_sqlite, campaign, ["Branch", label])
    assert service.list_placements(on_sqlite, campaign) == []


@pytest.mark.parametrize("title", ["", "\t", "x" * 201, "Spring\0"])
def test_a_title_that_says_nothing_or_too_much_is_refused(on_sqlite: Session, title: str) -> None:
    with pytest.raises(RegisterError, match="The title"):
        service.create_campaign(on_sqlite, "spring", title)


def test_codes_come_in_the_order_of_the_labels(session: Session) -> None:
    campaign = service.create_campaign(session, "spring", "Spring")
    labels = [f"Branch {number}" for number in range(20)]
    given = service.add_placements(session, campaign, labels)
    listed = service.list_placements(session, campaign)
    assert [(placement.code, placement.label) for placement in listed] == list(
        zip(given, labels, strict=True)
    )


def test_a_placement_is_found_by_its_code_in_any_letter_case(session: Session) -> None:
    campaign = service.create_campaign(session, "spring", "Spring")
    [code] = service.add_placements(session, campaign, ["Branch"])
    for spelt in (code, code.lower(), f" {code}\n"):
        placement = service.find_placement(session, spelt)
        assert placement is not None
        assert placement.campaign.slug == "spring"
    assert service.find_placement(session, "0" + code[1:]) is None


def test_a_code_that_was_given_is_never_given_again(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn = iter(["222222", "222222", "K7F3M4", "222222", "K7F3M4", "XXXXXX"])
    monkeypatch.setattr(codes, "draw", lambda: next(drawn))
    spring = service.create_campaign(session, "spring", "Spring")
    assert service.add_placements(session, spring, ["one", "two"]) == ["222222", "K7F3M4"]
    service.end_campaign(session, "spring", END)
    session.commit()
    summer = service.create_campaign(session, "summer", "Summer")
    assert service.add_placements(session, summer, ["three"]) == ["XXXXXX"]


def test_the_database_itself_refuses_a_code_given_twice(session: Session) -> None:
    campaign = service.create_campaign(session, "spring", "Spring")
    for label in ("one", "two"):
        session.add(Placement(campaign=campaign, code="222222", label=label))
    with pytest.raises(IntegrityError):
        session.flush()


def test_placements_for_40_000_branches_take_seconds(session: Session) -> None:
    campaign = service.create_campaign(session, "spring", "Spring")
    begin = time.monotonic()
    given = service.add_placements(session, campaign, (f"Branch {n}" for n in range(40_000)))
    session.commit()
    assert time.monotonic() - begin < SECONDS_FOR_40_000
    assert len(set(given)) == 40_000
    assert session.scalar(select(func.count(Placement.code.distinct()))) == 40_000


def test_campaigns_are_listed_newest_first_with_their_placements(session: Session) -> None:
    for slug, labels in (("one", ["a"]), ("two", []), ("three", ["b", "c"])):
        campaign = service.create_campaign(session, slug, slug)
        service.add_placements(session, campaign, labels)
    listed = [(campaign.slug, count) for campaign, count in service.list_campaigns(session)]
    assert listed == [("three", 2), ("two", 0), ("one", 1)]


def test_a_failed_addition_leaves_nothing_behind(engine: Engine) -> None:
    with Session(engine) as session, session.begin():
        service.create_campaign(session, "spring", "Spring")

    def add(*labels: str) -> None:
        with Session(engine) as session, session.begin():
            campaign = service.find_campaign(session, "spring")
            for label in labels:
                service.add_placements(session, campaign, [label])

    with pytest.raises(RegisterError):
        add("one", "")
    with Session(engine) as session:
        assert session.scalar(select(func.count(Placement.id))) == 0
