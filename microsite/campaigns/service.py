"""Create, find, list and end campaigns; add, import and find placements."""

from collections.abc import Iterable
from collections.abc import Sequence
from datetime import datetime
from typing import Any
from typing import NamedTuple

from sqlalchemy import func
from sqlalchemy import insert
from sqlalchemy import select
from sqlalchemy import update
from sqlalchemy.orm import Session

from microsite.campaigns import codes
from microsite.campaigns.branches.branch_list import Branch
from microsite.campaigns.branches.branch_list import BranchListError
from microsite.campaigns.branches.ids import find_known_without_zeros
from microsite.campaigns.branches.ids import fold_id
from microsite.campaigns.models import Campaign
from microsite.campaigns.models import Placement
from microsite.campaigns.tables.cells import clean_text
from microsite.campaigns.texts import find_text_error
from microsite.slugs import is_slug

MAX_SLUG_LENGTH = 40


class CampaignError(Exception):
    """An invalid operation on campaigns or placements; str() has the cause and the fix."""


class ImportResult(NamedTuple):
    """Numbers of placements that an import added, changed and left unchanged.

    missing_from_file: placements of the campaign that the file does not list. They are not deleted.
    """

    added: int
    changed: int
    unchanged: int
    missing_from_file: int


class PlacementRow(NamedTuple):
    """The columns of a placement that go into a print job; `external_id` is "" if there is none."""

    code: str
    label: str
    region: str
    external_id: str


def create_campaign(session: Session, slug: str, title: str) -> Campaign:
    """Create a campaign. Raise CampaignError."""
    if not is_slug(slug, MAX_SLUG_LENGTH):
        raise CampaignError(
            f"{slug[:50]!r} is not a valid campaign name: use lower-case letters, digits and single"
            f" hyphens, at most {MAX_SLUG_LENGTH} characters, for example spring-2027."
        )
    if session.scalar(select(Campaign.id).where(Campaign.slug == slug)) is not None:
        raise CampaignError(f"Campaign {slug!r} already exists; choose another name.")
    campaign = Campaign(slug=slug, title=_clean_text(title, "title"))
    session.add(campaign)
    session.flush()
    return campaign


def get_campaign(session: Session, slug: str) -> Campaign:
    """Return the campaign with this slug. Raise CampaignError if there is none."""
    campaign = session.scalar(select(Campaign).where(Campaign.slug == slug))
    if campaign is None:
        raise CampaignError(
            f"There is no campaign {slug!r}; list the campaigns with `microsite campaigns list`."
        )
    return campaign


def end_campaign(session: Session, slug: str, at: datetime) -> Campaign:
    """End a campaign at a time (UTC); its codes then redirect to the store as orphan scans."""
    campaign = get_campaign(session, slug)
    campaign.ends_at = at
    return campaign


def add_placements(session: Session, campaign: Campaign, labels: Iterable[str]) -> list[str]:
    """Add a placement with a new code for each label. Return the codes in order.

    A code is never used twice: the database holds every code ever created.
    """
    return _insert_placements(
        session, campaign, [{"label": _clean_text(label, "label")} for label in labels]
    )


def import_branches(
    session: Session,
    campaign: Campaign,
    branches: Sequence[Branch],
    *,
    ids_as_written: bool = False,
) -> ImportResult:
    """Add or update a campaign's placements from a branch list, matched by folded external id.

    A new branch gets a placement with a new code. An existing code never changes, and fields that
    the list has no column for stay as they are. Importing the same list again changes nothing.
    Raise BranchListError, with nothing added, if a new id is a known one but for leading zeros;
    ids_as_written accepts such ids.
    """
    _lock_campaign(session, campaign)
    table = Placement.__table__.c
    placements = session.execute(
        select(table.id, table.external_id, table.label, table.region, table.extra).where(
            table.campaign_id == campaign.id
        )
    ).all()
    existing = {fold_id(row.external_id): row for row in placements if row.external_id}
    new = {key: b.line for b in branches if (key := fold_id(b.external_id)) not in existing}
    if not ids_as_written and (errors := find_known_without_zeros(new, existing)):
        raise BranchListError(errors)
    added, changed, unchanged = [], [], 0
    for branch in branches:
        before = existing.get(fold_id(branch.external_id))
        region, extra = (before.region, before.extra) if before else ("", {})
        after = {
            "label": branch.label,
            "region": region if branch.region is None else branch.region,
            "extra": {name: text for name, text in (extra | branch.extra).items() if text},
        }
        if before is None:
            added.append(after | {"external_id": branch.external_id})
        elif after == {"label": before.label, "region": region, "extra": extra}:
            unchanged += 1
        else:
            changed.append(after | {"id": before.id})
    _insert_placements(session, campaign, added)
    if changed:
        session.execute(update(Placement), changed)
    missing_from_file = len(placements) - len(changed) - unchanged
    return ImportResult(len(added), len(changed), unchanged, missing_from_file)


def list_campaigns(session: Session) -> Sequence[tuple[Campaign, int]]:
    """Return the campaigns with their numbers of placements, newest first."""
    placements = func.count(Placement.id)
    rows = session.execute(
        select(Campaign, placements)
        .outerjoin(Placement)
        .group_by(Campaign.id)
        .order_by(Campaign.created_at.desc(), Campaign.id.desc())
    )
    return [(campaign, count) for campaign, count in rows]


def list_placements(session: Session, campaign: Campaign) -> Sequence[Placement]:
    """Return the placements of a campaign in the order they were added."""
    return session.scalars(
        select(Placement).where(Placement.campaign_id == campaign.id).order_by(Placement.id)
    ).all()


def list_placement_rows(session: Session, campaign: Campaign) -> Sequence[PlacementRow]:
    """Return the rows of a campaign's placements in the order they were added."""
    rows = session.execute(
        select(
            Placement.code,
            Placement.label,
            Placement.region,
            func.coalesce(Placement.external_id, ""),
        )
        .where(Placement.campaign_id == campaign.id)
        .order_by(Placement.id)
    )
    return [PlacementRow(*row) for row in rows]


def find_placement(session: Session, code: str) -> Placement | None:
    """Return the placement with this code, in any spelling (`fold_code`), or None."""
    return session.scalar(select(Placement).where(Placement.code == codes.fold_code(code)))


def get_placement(session: Session, code: str) -> Placement:
    """Return the placement with this code, in any spelling. Raise CampaignError if none."""
    placement = find_placement(session, code)
    if placement is None:
        raise CampaignError(
            f"There is no placement with code {code!r};"
            " list the codes with `microsite placements list CAMPAIGN`."
        )
    return placement


def _lock_campaign(session: Session, campaign: Campaign) -> None:
    """Serialize imports into a campaign: a write locks its row, or the whole of SQLite."""
    session.execute(update(Campaign).where(Campaign.id == campaign.id).values(slug=Campaign.slug))


def _insert_placements(
    session: Session, campaign: Campaign, rows: list[dict[str, Any]]
) -> list[str]:
    """Insert placements, each with a new code. Return the codes in order."""
    new_codes = _generate_unused_codes(session, len(rows))
    if rows:
        session.execute(
            insert(Placement),
            [
                row | {"campaign_id": campaign.id, "code": code}
                for row, code in zip(rows, new_codes, strict=True)
            ],
        )
    return new_codes


def _generate_unused_codes(session: Session, count: int) -> list[str]:
    used = set(session.scalars(select(Placement.code)))
    new_codes: dict[str, None] = {}
    while len(new_codes) < count:
        code = codes.generate_code()
        if code not in used:
            new_codes[code] = None
    return list(new_codes)


def _clean_text(text: str, field: str) -> str:
    """Return the text with single spaces. Raise CampaignError if it cannot be stored or printed."""
    text = clean_text(text).text
    if error := find_text_error(text):
        raise CampaignError(f"The {field} {error}")
    return text
