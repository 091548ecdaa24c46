"""Create the tables of campaigns, scans and contact."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create all tables."""
    _create_campaigns()
    _create_scans()
    _create_contact()


def downgrade() -> None:
    """Drop all tables."""
    for table in (
        "message",
        "dropped_count",
        "journal_position",
        "visitor_hash",
        "scan_count",
        "placement",
        "campaign",
    ):
        op.drop_table(table)


def _create_campaigns() -> None:
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
        sa.Column("external_id", sa.String(80), nullable=True),
        sa.Column("region", sa.String(100), nullable=False),
        sa.Column("extra", sa.JSON(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["campaign_id"], ["campaign.id"], name=op.f("fk_placement_campaign_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_placement")),
        sa.UniqueConstraint("code", name=op.f("uq_placement_code")),
        sa.UniqueConstraint("campaign_id", "external_id", name=op.f("uq_placement_campaign_id")),
    )
    op.create_index(op.f("ix_placement_campaign_id"), "placement", ["campaign_id"])


def _create_scans() -> None:
    key: list[sa.Column[Any]] = [
        sa.Column("hour", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("request_class", sa.String(20), nullable=False),
        sa.Column("platform", sa.String(12), nullable=False),
        sa.Column("brand", sa.String(20), nullable=False),
        sa.Column("in_app", sa.String(20), nullable=False),
        sa.Column("outcome", sa.String(40), nullable=False),
        sa.Column("code", sa.String(10), nullable=False),
    ]
    op.create_table(
        "scan_count",
        *key,
        sa.Column("count", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint(*(column.name for column in key), name=op.f("pk_scan_count")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "visitor_hash",
        sa.Column("day", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("hash", sa.String(20), nullable=False),
        sa.PrimaryKeyConstraint("day", "hash", name=op.f("pk_visitor_hash")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "journal_position",
        sa.Column("journal", sa.String(100), nullable=False),
        sa.Column("bytes", sa.BigInteger(), nullable=False),
        sa.Column("day", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("journal", name=op.f("pk_journal_position")),
    )
    op.create_table(
        "dropped_count",
        sa.Column("node_id", sa.String(40), nullable=False),
        sa.Column("total", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("node_id", name=op.f("pk_dropped_count")),
    )


def _create_contact() -> None:
    op.create_table(
        "message",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("fingerprint", sa.String(64), nullable=False),
        sa.Column("reference", sa.String(10), nullable=False),
        sa.Column("language", sa.String(20), nullable=False),
        sa.Column("name", sa.String(100), nullable=False),
        sa.Column("reply", sa.String(200), nullable=False),
        sa.Column("subject", sa.String(150), nullable=False),
        sa.Column("message", sa.Text(), nullable=False),
        sa.Column("sender_hash", sa.String(40), nullable=False),
        sa.Column("received_at", sa.DateTime(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("next_attempt_at", sa.DateTime(), nullable=True),
        sa.Column("sent_at", sa.DateTime(), nullable=True),
        sa.Column("failure", sa.String(200), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_message")),
        sa.UniqueConstraint("fingerprint", name=op.f("uq_message_fingerprint")),
        sa.UniqueConstraint("reference", name=op.f("uq_message_reference")),
    )
    for column in ("received_at", "next_attempt_at", "sent_at"):
        op.create_index(op.f(f"ix_message_{column}"), "message", [column])
