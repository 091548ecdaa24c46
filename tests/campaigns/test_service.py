"""The campaign service, on both databases."""

import time

import pytest
from sqlalchemy import Engine
from sqlalchemy import func
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from microsite.campaigns import codes
from microsite.campaigns import service
from microsite.campaigns.models import Placement
from microsite.campaigns.service import CampaignError
from microsite.clock import utc_now

MAX_SECONDS_FOR_40_000 = 20
END = utc_now()


@pytest.mark.parametrize("slug", ["spring-2027", "a", "2027", "a" * 40, "a-b-c"])
def test_a_valid_slug_names_a_campaign(sqlite_session: Session, slug: str) -> None:
    service.create_campaign(sqlite_session, slug, "Spring")
    assert service.get_campaign(sqlite_session, slug).title == "Spring"


@pytest.mark.parametrize(
    "slug",
    [
        *("", "Spring", "spring 2027", "spring_2027", "-spring", "spring-", "a--b", "spring\n"),
        *("春", "é", "a/b", "a&b", "a%20b", "a" * 41, "a" * 100_000),
    ],
)
def test_an_invalid_slug_is_rejected(sqlite_session: Session, slug: str) -> None:
    with pytest.raises(CampaignError) as caught:
        service.create_campaign(sqlite_session, slug, "Spring")
    assert "is not a valid campaign name" in str(caught.value)
    assert len(str(caught.value)) < 250
    assert service.list_campaigns(sqlite_session) == []


def test_the_slug_of_an_ended_campaign_cannot_be_used_again(session: Session) -> None:
    service.create_campaign(session, "spring", "Spring")
    service.end_campaign(session, "spring", END)
    with pytest.raises(CampaignError, match="Campaign 'spring' already exists"):
        service.create_campaign(session, "spring", "Spring again")


def test_an_unknown_campaign_is_an_error(session: Session) -> None:
    with pytest.raises(CampaignError, match="There is no campaign 'autumn'"):
        service.get_campaign(session, "autumn")
    with pytest.raises(CampaignError, match="There is no campaign 'autumn'"):
        service.end_campaign(session, "autumn", END)


@pytest.mark.parametrize(
    ("label", "stored"),
    [
        ("Branch 0001, counter", "Branch 0001, counter"),
        ("  Branch \t 0001\n", "Branch 0001"),
        ("北京市西城区金融大街3号，柜台", "北京市西城区金融大街3号，柜台"),
        ("北京\u3000西城", "北京 西城"),
        ("支" * 200, "支" * 200),
        ("'); DROP TABLE placement; --", "'); DROP TABLE placement; --"),
    ],
)
def test_a_label_is_stored_as_typed_on_one_line(session: Session, label: str, stored: str) -> None:
    campaign = service.create_campaign(session, "spring", "Spring")
    service.add_placements(session, campaign, [label])
    session.commit()
    assert [placement.label for placement in service.list_placements(session, campaign)] == [stored]


@pytest.mark.parametrize("label", ["", " \n", "x" * 201, "支" * 201, "Branch\0", "\x1b[2JBranch"])
def test_an_empty_long_or_unprintable_label_is_rejected(
    sqlite_session: Session, label: str
) -> None:
    campaign = service.create_campaign(sqlite_session, "spring", "Spring")
    with pytest.raises(CampaignError, match="The label"):
        service.add_placements(sqlite_session, campaign, ["Branch", label])
    assert service.list_placements(sqlite_session, campaign) == []


@pytest.mark.parametrize("title", ["", "\t", "x" * 201, "Spring\0"])
def test_an_empty_long_or_unprintable_title_is_rejected(
    sqlite_session: Session, title: str
) -> None:
    with pytest.raises(CampaignError, match="The title"):
        service.create_campaign(sqlite_session, "spring", title)


def test_codes_are_returned_in_the_order_of_the_labels(session: Session) -> None:
    campaign = service.create_campaign(session, "spring", "Spring")
    labels = [f"Branch {number}" for number in range(20)]
    added = service.add_placements(session, campaign, labels)
    listed = service.list_placements(session, campaign)
    assert [(placement.code, placement.label) for placement in listed] == list(
        zip(added, labels, strict=True)
    )


def test_a_placement_is_found_by_its_code_in_any_spelling(session: Session) -> None:
    campaign = service.create_campaign(session, "spring", "Spring")
    [code] = service.add_placements(session, campaign, ["Branch"])
    for spelling in (code, code.lower(), f" {code}\n", f"{code}。", f"{code[:3]}–{code[3:]}"):
        placement = service.find_placement(session, spelling)
        assert placement is not None
        assert placement.campaign.slug == "spring"
    assert service.find_placement(session, "0" + code[1:]) is None


def test_a_code_is_never_used_twice(session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    generated = iter(["222222", "222222", "K7F3M4", "222222", "K7F3M4", "XXXXXX"])
    monkeypatch.setattr(codes, "generate_code", lambda: next(generated))
    spring = service.create_campaign(session, "spring", "Spring")
    assert service.add_placements(session, spring, ["one", "two"]) == ["222222", "K7F3M4"]
    service.end_campaign(session, "spring", END)
    session.commit()
    summer = service.create_campaign(session, "summer", "Summer")
    assert service.add_placements(session, summer, ["three"]) == ["XXXXXX"]


def test_the_database_rejects_a_duplicate_code(session: Session) -> None:
    campaign = service.create_campaign(session, "spring", "Spring")
    for label in ("one", "two"):
        session.add(Placement(campaign=campaign, code="222222", label=label))
    with pytest.raises(IntegrityError):
        session.flush()


@pytest.mark.slow
def test_placements_for_40_000_branches_take_seconds(session: Session) -> None:
    campaign = service.create_campaign(session, "spring", "Spring")
    start = time.monotonic()
    added = service.add_placements(session, campaign, (f"Branch {n}" for n in range(40_000)))
    session.commit()
    assert time.monotonic() - start < MAX_SECONDS_FOR_40_000
    assert len(set(added)) == 40_000
    assert session.scalar(select(func.count(Placement.code.distinct()))) == 40_000


def test_campaigns_are_listed_newest_first_with_placement_counts(session: Session) -> None:
    for slug, labels in (("one", ["a"]), ("two", []), ("three", ["b", "c"])):
        campaign = service.create_campaign(session, slug, slug)
        service.add_placements(session, campaign, labels)
    listed = [(campaign.slug, count) for campaign, count in service.list_campaigns(session)]
    assert listed == [("three", 2), ("two", 0), ("one", 1)]


def test_a_failed_addition_adds_nothing(engine: Engine) -> None:
    with Session(engine) as session, session.begin():
        service.create_campaign(session, "spring", "Spring")

    def add(*labels: str) -> None:
        with Session(engine) as session, session.begin():
            campaign = service.get_campaign(session, "spring")
            for label in labels:
                service.add_placements(session, campaign, [label])

    with pytest.raises(CampaignError):
        add("one", "")
    with Session(engine) as session:
        assert session.scalar(select(func.count(Placement.id))) == 0
