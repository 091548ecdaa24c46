"""What a list of branches says of a placement."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("placement") as table:
        table.add_column(sa.Column("external_id", sa.String(80), nullable=True))
        table.add_column(sa.Column("region", sa.String(100), nullable=False, server_default=""))
        table.add_column(sa.Column("notes", sa.JSON(), nullable=False, server_default="{}"))
        table.create_unique_constraint(
            op.f("uq_placement_campaign_id"), ["campaign_id", "external_id"]
        )
    with op.batch_alter_table("placement") as table:
        table.alter_column("region", server_default=None)
        table.alter_column("notes", server_default=None)


def downgrade() -> None:
    with op.batch_alter_table("placement") as table:
        table.drop_constraint(op.f("uq_placement_campaign_id"), type_="unique")
        for column in ("notes", "region", "external_id"):
            table.drop_column(column)
