"""Making, finding, listing and ending campaigns, and their placements: all that is registered."""

import re
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
from microsite.campaigns.csv_import.branch_list import Branch
from microsite.campaigns.models import Campaign
from microsite.campaigns.models import Placement

SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
LONGEST_SLUG = 40
LONGEST_TEXT = 200


class RegisterError(Exception):
    """What was asked for cannot be registered; the message says why and what to do."""


class Imported(NamedTuple):
    """How many placements an import added, changed and left as they were.

    absent: placements of the campaign that the list does not have; they stay, as their paper does.
    """

    added: int
    changed: int
    unchanged: int
    absent: int


def create_campaign(session: Session, slug: str, title: str) -> Campaign:
    """Register a campaign. `slug` is what attribution and reports call it. Raises RegisterError."""
    if not SLUG.fullmatch(slug) or len(slug) > LONGEST_SLUG:
        raise RegisterError(
            f"{slug[:50]!r} cannot name a campaign: use small letters, digits and single hyphens,"
            f" {LONGEST_SLUG} characters at most, as in spring-2027."
        )
    if session.scalar(select(Campaign.id).where(Campaign.slug == slug)) is not None:
        raise RegisterError(f"There is a campaign {slug!r} already; choose another name.")
    campaign = Campaign(slug=slug, title=_text(title, "title"))
    session.add(campaign)
    session.flush()
    return campaign


def find_campaign(session: Session, slug: str) -> Campaign:
    """Give the campaign of this name. Raises RegisterError."""
    campaign = session.scalar(select(Campaign).where(Campaign.slug == slug))
    if campaign is None:
        raise RegisterError(
            f"There is no campaign {slug!r}; `microsite campaigns list` shows those there are."
        )
    return campaign


def end_campaign(session: Session, slug: str, at: datetime) -> Campaign:
    """End a campaign at a time (UTC); its codes go on to the store, without placement."""
    campaign = find_campaign(session, slug)
    campaign.ends_at = at
    return campaign


def add_placements(session: Session, campaign: Campaign, labels: Iterable[str]) -> list[str]:
    """Register one placement a label, each with a new code; give the codes, in order.

    A code that was ever given is never given again: the database holds all of them.
    """
    return _add(session, campaign, [{"label": _text(label, "label")} for label in labels])


def import_branches(session: Session, campaign: Campaign, branches: Iterable[Branch]) -> Imported:
    """Bring a campaign's placements to what a list of branches says, by their external ids.

    New branches get a placement with a new code. A code never changes, whatever else does; what
    the list has no column for stays as it is. The same list again changes nothing.
    """
    _lock(session, campaign)
    table = Placement.__table__.c
    placements = session.execute(
        select(table.id, table.external_id, table.label, table.region, table.notes).where(
            table.campaign_id == campaign.id
        )
    ).all()
    known = {row.external_id: row for row in placements if row.external_id}
    added, changed, unchanged = [], [], 0
    for branch in branches:
        before = known.get(branch.external_id)
        region, notes = (before.region, before.notes) if before else ("", {})
        after = {
            "label": branch.label,
            "region": region if branch.region is None else branch.region,
            "notes": {name: text for name, text in (notes | branch.notes).items() if text},
        }
        if before is None:
            added.append(after | {"external_id": branch.external_id})
        elif after == {"label": before.label, "region": region, "notes": notes}:
            unchanged += 1
        else:
            changed.append(after | {"id": before.id})
    _add(session, campaign, added)
    if changed:
        session.execute(update(Placement), changed)
    absent = len(placements) - len(changed) - unchanged
    return Imported(len(added), len(changed), unchanged, absent)


def list_campaigns(session: Session) -> Sequence[tuple[Campaign, int]]:
    """List the campaigns with the number of their placements, newest first."""
    placements = func.count(Placement.id)
    rows = session.execute(
        select(Campaign, placements)
        .outerjoin(Placement)
        .group_by(Campaign.id)
        .order_by(Campaign.created_at.desc(), Campaign.id.desc())
    )
    return [(campaign, count) for campaign, count in rows]


def list_placements(session: Session, campaign: Campaign) -> Sequence[Placement]:
    """List the placements of a campaign in the order they were registered."""
    return session.scalars(
        select(Placement).where(Placement.campaign_id == campaign.id).order_by(Placement.id)
    ).all()


def list_labels(session: Session, campaign: Campaign) -> Sequence[tuple[str, str, str, str]]:
    """List what tells the placements of a campaign apart, in the order they were registered: code,
    label, region, external id ("" where there is none).
    """
    wanted = select(
        Placement.code, Placement.label, Placement.region, func.coalesce(Placement.external_id, "")
    )
    found = session.execute(
        wanted.where(Placement.campaign_id == campaign.id).order_by(Placement.id)
    )
    return [row.tuple() for row in found]


def find_placement(session: Session, code: str) -> Placement | None:
    """Give the placement of a code, in any letter case, or None."""
    return session.scalar(select(Placement).where(Placement.code == code.strip().upper()))


def get_placement(session: Session, code: str) -> Placement:
    """Give the placement of a code, in any letter case. Raises RegisterError."""
    placement = find_placement(session, code)
    if placement is None:
        raise RegisterError(
            f"{code!r} is no placement's code; `microsite placements list CAMPAIGN` shows them."
        )
    return placement


def _lock(session: Session, campaign: Campaign) -> None:
    """Let imports into a campaign wait for one another: a write locks its row, or all of SQLite."""
    session.execute(update(Campaign).where(Campaign.id == campaign.id).values(slug=Campaign.slug))


def _add(session: Session, campaign: Campaign, rows: list[dict[str, Any]]) -> list[str]:
    """Insert placements, each with a new code; give the codes, in order."""
    drawn = _new_codes(session, len(rows))
    if rows:
        session.execute(
            insert(Placement),
            [
                row | {"campaign_id": campaign.id, "code": code}
                for row, code in zip(rows, drawn, strict=True)
            ],
        )
    return drawn


def _new_codes(session: Session, count: int) -> list[str]:
    taken = set(session.scalars(select(Placement.code)))
    drawn: dict[str, None] = {}
    while len(drawn) < count:
        code = codes.draw()
        if code not in taken:
            drawn[code] = None
    return list(drawn)


def _text(text: str, what: str) -> str:
    text = " ".join(text.split())
    if not text:
        raise RegisterError(f"The {what} is empty; write what people call it.")
    if not text.isprintable():
        raise RegisterError(f"The {what} {text[:20]!r} has characters that cannot be printed.")
    if len(text) > LONGEST_TEXT:
        raise RegisterError(
            f"The {what} {text[:20]!r}… has {len(text)} characters; {LONGEST_TEXT} fit."
        )
    return text
