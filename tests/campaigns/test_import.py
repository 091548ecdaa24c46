"""Import of a branch list into a campaign, on both databases."""

import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from microsite.campaigns import service
from microsite.campaigns.branches.branch_list import Branch
from microsite.campaigns.codes import is_code
from microsite.campaigns.models import Campaign
from microsite.campaigns.service import ImportResult

MAX_SECONDS_FOR_40_000 = 20
TWO_BRANCHES = [
    Branch(2, "1101", "Main", "North", {"phone": "010", "floor": ""}),
    Branch(3, "4401", "Side", "South", {"phone": "", "floor": "2"}),
]


@pytest.fixture
def campaign(session: Session) -> Campaign:
    return service.create_campaign(session, "spring", "Spring")


def placements(session: Session, campaign: Campaign) -> list[tuple[object, ...]]:
    session.expire_all()
    return [
        (placement.external_id, placement.label, placement.region, placement.extra)
        for placement in service.list_placements(session, campaign)
    ]


def codes(session: Session, campaign: Campaign) -> list[str]:
    return [placement.code for placement in service.list_placements(session, campaign)]


def test_every_branch_gets_a_placement_with_a_code(session: Session, campaign: Campaign) -> None:
    assert service.import_branches(session, campaign, TWO_BRANCHES) == ImportResult(2, 0, 0, 0)
    session.commit()
    assert placements(session, campaign) == [
        ("1101", "Main", "North", {"phone": "010"}),
        ("4401", "Side", "South", {"floor": "2"}),
    ]
    assert all(map(is_code, codes(session, campaign)))


def test_importing_the_same_list_again_changes_nothing(
    session: Session, campaign: Campaign
) -> None:
    service.import_branches(session, campaign, TWO_BRANCHES)
    session.commit()
    before = placements(session, campaign), codes(session, campaign)
    assert service.import_branches(session, campaign, TWO_BRANCHES) == ImportResult(0, 0, 2, 0)
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
def test_an_import_updates_placements_but_never_their_codes(
    session: Session, campaign: Campaign, changed: Branch
) -> None:
    service.import_branches(session, campaign, TWO_BRANCHES)
    before = codes(session, campaign)
    assert service.import_branches(session, campaign, [TWO_BRANCHES[0], changed]) == ImportResult(
        0, 1, 1, 0
    )
    session.commit()
    extra = {name: text for name, text in changed.extra.items() if text}
    assert placements(session, campaign)[1] == ("4401", changed.label, changed.region, extra)
    assert codes(session, campaign) == before


def test_fields_without_a_column_in_the_list_stay(session: Session, campaign: Campaign) -> None:
    service.import_branches(session, campaign, TWO_BRANCHES)
    service.import_branches(session, campaign, [Branch(2, "1101", "New", None, {"pos": "door"})])
    assert placements(session, campaign)[0] == (
        "1101",
        "New",
        "North",
        {"phone": "010", "pos": "door"},
    )


def test_placements_missing_from_the_list_stay(session: Session, campaign: Campaign) -> None:
    service.add_placements(session, campaign, ["By hand", "By hand, too"])
    service.import_branches(session, campaign, TWO_BRANCHES)
    assert service.import_branches(session, campaign, TWO_BRANCHES[:1]) == ImportResult(0, 0, 1, 3)
    assert len(codes(session, campaign)) == 4


def test_two_campaigns_have_separate_placements_for_the_same_branch(
    session: Session, campaign: Campaign
) -> None:
    autumn = service.create_campaign(session, "autumn", "Autumn")
    for target in (campaign, autumn):
        assert service.import_branches(session, target, TWO_BRANCHES) == ImportResult(2, 0, 0, 0)
    assert not set(codes(session, campaign)) & set(codes(session, autumn))


def test_concurrent_imports_wait_for_each_other(engine: Engine) -> None:
    with Session(engine) as session, session.begin():
        service.create_campaign(session, "spring", "Spring")
    branches = [Branch(n, str(n), f"Branch {n}", None, {}) for n in range(2000)]

    def import_once(_: int) -> ImportResult:
        with Session(engine) as session, session.begin():
            campaign = service.get_campaign(session, "spring")
            return service.import_branches(session, campaign, branches)

    with ThreadPoolExecutor(4) as threads:
        results = sorted(threads.map(import_once, range(4)))
    assert results == [ImportResult(0, 0, 2000, 0)] * 3 + [ImportResult(2000, 0, 0, 0)]


@pytest.mark.slow
def test_40_000_branches_take_seconds(session: Session, campaign: Campaign) -> None:
    branches = [Branch(n, str(n), f"Branch {n}", "North", {"phone": str(n)}) for n in range(40_000)]
    start = time.monotonic()
    assert service.import_branches(session, campaign, branches).added == 40_000
    session.commit()
    assert time.monotonic() - start < MAX_SECONDS_FOR_40_000
