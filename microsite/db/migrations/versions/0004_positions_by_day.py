"""The day on which each journal was counted last, so that positions of old ones can go."""

import time

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    today = str(int(time.time()) // 86400)
    with op.batch_alter_table("journal_position") as table:
        table.add_column(sa.Column("day", sa.Integer(), nullable=False, server_default=today))
    with op.batch_alter_table("journal_position") as table:
        table.alter_column("day", server_default=None)


def downgrade() -> None:
    with op.batch_alter_table("journal_position") as table:
        table.drop_column("day")
