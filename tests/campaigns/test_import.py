"""Importing a list of branches into a campaign, on both databases."""

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from microsite.campaigns import service
from microsite.campaigns.codes import is_code
from microsite.campaigns.csv_import.branch_list import Branch
from microsite.campaigns.models import Campaign
from microsite.campaigns.service import Imported

SECONDS_FOR_40_000 = 20
TWO = [
    Branch(2, "1101", "Main", "North", {"phone": "010", "floor": ""}),
    Branch(3, "4401", "Side", "South", {"phone": "", "floor": "2"}),
]


@pytest.fixture
def session(engine: Engine) -> Iterator[Session]:
    with Session(engine) as session:
        yield session


@pytest.fixture
def campaign(session: Session) -> Campaign:
    return service.create_campaign(session, "spring", "Spring")


def placements(session: Session, campaign: Campaign) -> list[tuple[object, ...]]:
    session.expire_all()
    return [
        (placement.external_id, placement.label, placement.region, placement.notes)
        for placement in service.list_placements(session, campaign)
    ]


def codes(session: Session, campaign: Campaign) -> list[str]:
    return [placement.code for placement in service.list_placements(session, campaign)]


def test_every_branch_becomes_a_placement_with_a_code(session: Session, campaign: Campaign) -> None:
    assert service.import_branches(session, campaign, TWO) == Imported(2, 0, 0, 0)
    session.commit()
    assert placements(session, campaign) == [
        ("1101", "Main", "North", {"phone": "010"}),
        ("4401", "Side", "South", {"floor": "2"}),
    ]
    assert all(map(is_code, codes(session, campaign)))


def test_the_same_list_again_changes_nothing(session: Session, campaign: Campaign) -> None:
    service.import_branches(session, campaign, TWO)
    session.commit()
    before = placements(session, campaign), codes(session, campaign)
    assert service.import_branches(session, campaign, TWO) == Imported(0, 0, 2, 0)
    session.commit()
    assert (placements(session, campaign), codes(session, campaign)) == before


@pytest.mark.parametrize(
    "changed",
    [
        Branch(9, "4401", "Renamed", "South", {"phone": "", "floor": "2"}),
        Branch(9, "4401", "Side", "East", {"phone": "", "floor": "2"}),
        Branch(9, "4401", "Side", "South", {"phone": "020", "floor": ""}),
    ],
)
def test_what_the_list_says_changes_but_never_a_code(
    session: Session, campaign: Campaign, changed: Branch
) -> None:
    service.import_branches(session, campaign, TWO)
    before = codes(session, campaign)
    assert service.import_branches(session, campaign, [TWO[0], changed]) == Imported(0, 1, 1, 0)
    session.commit()
    notes = {name: text for name, text in changed.notes.items() if text}
    assert placements(session, campaign)[1] == ("4401", changed.label, changed.region, notes)
    assert codes(session, campaign) == before


def test_what_the_list_has_no_column_for_stays(session: Session, campaign: Campaign) -> None:
    service.import_branches(session, campaign, TWO)
    service.import_branches(session, campaign, [Branch(2, "1101", "New", None, {"pos": "door"})])
    assert placements(session, campaign)[0] == (
        "1101",
        "New",
        "North",
        {"phone": "010", "pos": "door"},
    )


def test_placements_that_are_not_in_the_list_stay(session: Session, campaign: Campaign) -> None:
    service.add_placements(session, campaign, ["By hand", "By hand, too"])
    service.import_branches(session, campaign, TWO)
    assert service.import_branches(session, campaign, TWO[:1]) == Imported(0, 0, 1, 3)
    assert len(codes(session, campaign)) == 4


def test_two_campaigns_have_placements_of_their_own_for_one_branch(
    session: Session, campaign: Campaign
) -> None:
    autumn = service.create_campaign(session, "autumn", "Autumn")
    for one in (campaign, autumn):
        assert service.import_branches(session, one, TWO) == Imported(2, 0, 0, 0)
    assert not set(codes(session, campaign)) & set(codes(session, autumn))


def test_imports_at_the_same_time_wait_for_one_another(engine: Engine) -> None:
    with Session(engine) as session, session.begin():
        service.create_campaign(session, "spring", "Spring")
    many = [Branch(n, str(n), f"Branch {n}", None, {}) for n in range(2000)]

    def once(_: int) -> Imported:
        with Session(engine) as session, session.begin():
            campaign = service.find_campaign(session, "spring")
            return service.import_branches(session, campaign, many)

    with ThreadPoolExecutor(4) as threads:
        results = sorted(threads.map(once, range(4)))
    assert results == [Imported(0, 0, 2000, 0)] * 3 + [Imported(2000, 0, 0, 0)]


def test_40_000_branches_take_seconds(session: Session, campaign: Campaign) -> None:
    many = [Branch(n, str(n), f"Branch {n}", "North", {"phone": str(n)}) for n in range(40_000)]
    begin = time.monotonic()
    assert service.import_branches(session, campaign, many).added == 40_000
    session.commit()
    assert time.monotonic() - begin < SECONDS_FOR_40_000
