"""Making, finding, listing and ending campaigns, and their placements: all that is registered."""

import re
from collections.abc import Iterable
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func
from sqlalchemy import insert
from sqlalchemy import select
from sqlalchemy.orm import Session

from microsite.campaigns import codes
from microsite.campaigns.models import Campaign
from microsite.campaigns.models import Placement

SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
LONGEST_SLUG = 40
LONGEST_TEXT = 200


class RegisterError(Exception):
    """What was asked for cannot be registered; the message says why and what to do."""


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
    rows = [{"campaign_id": campaign.id, "label": _text(label, "label")} for label in labels]
    drawn = _new_codes(session, len(rows))
    if rows:
        session.execute(
            insert(Placement), [row | {"code": code} for row, code in zip(rows, drawn, strict=True)]
        )
    return drawn


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


def find_placement(session: Session, code: str) -> Placement | None:
    """Give the placement of a code, in any letter case, or None."""
    return session.scalar(select(Placement).where(Placement.code == code.strip().upper()))


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
