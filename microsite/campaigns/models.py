"""Tables: campaign and placement.

A placement is never deleted and its code never changes, since it stays in print: foreign keys have
no cascade, and no command deletes a placement.
"""

from datetime import datetime

from sqlalchemy import JSON
from sqlalchemy import ForeignKey
from sqlalchemy import String
from sqlalchemy import UniqueConstraint
from sqlalchemy.orm import Mapped
from sqlalchemy.orm import mapped_column
from sqlalchemy.orm import relationship

from microsite.campaigns.codes import MAX_CODE_LENGTH
from microsite.clock import utc_now
from microsite.db.engine import Base


class Campaign(Base):
    """A campaign that codes are printed for; `slug` identifies it in URLs, attribution, reports.

    After `ends_at` (UTC) its codes still redirect to the store; the scans are counted as orphan
    scans.
    """

    __tablename__ = "campaign"

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(String(40), unique=True)
    title: Mapped[str] = mapped_column(String(200))
    created_at: Mapped[datetime] = mapped_column(default=utc_now)
    ends_at: Mapped[datetime | None]

    placements: Mapped[list["Placement"]] = relationship(back_populates="campaign")


class Placement(Base):
    """One printed code: a branch, a poster; `label` describes it to people.

    external_id: the id in the organisation's own list, unique in a campaign; None if added by hand.
    extra: the other columns of that list, by column name.
    """

    __tablename__ = "placement"
    __table_args__ = (UniqueConstraint("campaign_id", "external_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaign.id"), index=True)
    code: Mapped[str] = mapped_column(String(MAX_CODE_LENGTH), unique=True)
    label: Mapped[str] = mapped_column(String(200))
    external_id: Mapped[str | None] = mapped_column(String(80))
    region: Mapped[str] = mapped_column(String(100), default="")
    extra: Mapped[dict[str, str]] = mapped_column(JSON, default=dict)
    created_at: Mapped[datetime] = mapped_column(default=utc_now)

    campaign: Mapped[Campaign] = relationship(back_populates="placements")
