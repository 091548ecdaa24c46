"""A list imported again after Excel has dropped the zeros of its ids, on both databases."""

import pytest
from sqlalchemy.orm import Session

from microsite.campaigns import service
from microsite.campaigns.branches.branch_list import BranchListError
from microsite.campaigns.branches.branch_list import parse_branch_list
from microsite.campaigns.models import Campaign
from microsite.campaigns.service import ImportResult


@pytest.fixture
def campaign(session: Session) -> Campaign:
    """The campaign "spring" with branch 0001."""
    campaign = service.create_campaign(session, "spring", "Spring")
    import_id(session, campaign, "0001")
    return campaign


def import_id(session: Session, campaign: Campaign, id_: str, **options: bool) -> ImportResult:
    branches = parse_branch_list(f"id,branch\n{id_},Main\n".encode()).branches
    return service.import_branches(session, campaign, branches, **options)


@pytest.mark.parametrize("id_", ["0001", "'0001", "０００１", '="0001"'])
def test_the_same_id_written_otherwise_changes_nothing(
    session: Session, campaign: Campaign, id_: str
) -> None:
    assert import_id(session, campaign, id_) == ImportResult(0, 0, 1, 0)


@pytest.mark.parametrize(
    ("id_", "difference"),
    [("1", "without its zeros"), ("01", "without its zeros"), ("00001", "with more zeros")],
)
def test_an_id_that_differs_by_zeros_only_is_named_and_nothing_is_added(
    session: Session, campaign: Campaign, id_: str, difference: str
) -> None:
    with pytest.raises(BranchListError) as caught:
        import_id(session, campaign, id_)
    assert [str(error) for error in caught.value.errors] == [
        f"line 2: id {id_} looks like 0001 {difference}, which is in the campaign already;"
        " write 0001 to keep its code."
    ]
    assert len(service.list_placements(session, campaign)) == 1
    assert import_id(session, campaign, id_, ids_as_written=True) == ImportResult(1, 0, 0, 1)


@pytest.mark.parametrize("id_", ["2", "10001", "A1"])
def test_another_id_is_added(session: Session, campaign: Campaign, id_: str) -> None:
    assert import_id(session, campaign, id_) == ImportResult(1, 0, 0, 1)
