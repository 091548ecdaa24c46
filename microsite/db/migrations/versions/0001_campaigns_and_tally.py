"""Campaigns, placements, and the tally of their scans."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "campaign",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("slug", sa.String(40), nullable=False),
        sa.Column("title", sa.String(200), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("ends_at", sa.DateTime(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_campaign")),
        sa.UniqueConstraint("slug", name=op.f("uq_campaign_slug")),
    )
    op.create_table(
        "placement",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("campaign_id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(10), nullable=False),
        sa.Column("label", sa.String(200), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["campaign_id"], ["campaign.id"], name=op.f("fk_placement_campaign_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_placement")),
        sa.UniqueConstraint("code", name=op.f("uq_placement_code")),
    )
    op.create_index(op.f("ix_placement_campaign_id"), "placement", ["campaign_id"])
    op.create_table(
        "tally",
        sa.Column("hour", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("request_class", sa.String(12), nullable=False),
        sa.Column("platform", sa.String(12), nullable=False),
        sa.Column("brand", sa.String(20), nullable=False),
        sa.Column("in_app", sa.String(20), nullable=False),
        sa.Column("outcome", sa.String(40), nullable=False),
        sa.Column("code", sa.String(10), nullable=False),
        sa.Column("count", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint(
            "hour",
            "request_class",
            "platform",
            "brand",
            "in_app",
            "outcome",
            "code",
            name=op.f("pk_tally"),
        ),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "repeat_token",
        sa.Column("day", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("token", sa.String(20), nullable=False),
        sa.PrimaryKeyConstraint("day", "token", name=op.f("pk_repeat_token")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "journal_position",
        sa.Column("journal", sa.String(100), nullable=False),
        sa.Column("bytes", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("journal", name=op.f("pk_journal_position")),
    )
    op.create_table(
        "journal_loss",
        sa.Column("owner", sa.String(40), nullable=False),
        sa.Column("total", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("owner", name=op.f("pk_journal_loss")),
    )


def downgrade() -> None:
    for table in (
        "journal_loss",
        "journal_position",
        "repeat_token",
        "tally",
        "placement",
        "campaign",
    ):
        op.drop_table(table)
