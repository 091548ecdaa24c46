"""Campaign and placement as the database keeps them.

A placement is never deleted and its code never changes: the paper hangs. Hence foreign keys without
a cascade, and no command that removes one.
"""

from datetime import datetime

from sqlalchemy import JSON
from sqlalchemy import ForeignKey
from sqlalchemy import String
from sqlalchemy import UniqueConstraint
from sqlalchemy.orm import Mapped
from sqlalchemy.orm import mapped_column
from sqlalchemy.orm import relationship

from microsite.campaigns.codes import LONGEST
from microsite.clock import utc_now
from microsite.db.engine import Base


class Campaign(Base):
    """A reason to print codes. `slug` names it in addresses, attribution and reports.

    From `ends_at` (UTC) on, its codes lead to the store as scans without placement.
    """

    __tablename__ = "campaign"

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(String(40), unique=True)
    title: Mapped[str] = mapped_column(String(200))
    created_at: Mapped[datetime] = mapped_column(default=utc_now)
    ends_at: Mapped[datetime | None]

    placements: Mapped[list["Placement"]] = relationship(back_populates="campaign")


class Placement(Base):
    """One printed code: a branch, a poster. `label` says which, to people.

    external_id: what the organisation's own list calls it, once a campaign; None if added by hand.
    notes: what else that list says of it, by the names of its columns.
    """

    __tablename__ = "placement"
    __table_args__ = (UniqueConstraint("campaign_id", "external_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaign.id"), index=True)
    code: Mapped[str] = mapped_column(String(LONGEST), unique=True)
    label: Mapped[str] = mapped_column(String(200))
    external_id: Mapped[str | None] = mapped_column(String(80))
    region: Mapped[str] = mapped_column(String(100), default="")
    notes: Mapped[dict[str, str]] = mapped_column(JSON, default=dict)
    created_at: Mapped[datetime] = mapped_column(default=utc_now)

    campaign: Mapped[Campaign] = relationship(back_populates="placements")
