"""A message counts its claims for good; processes share the pace that Telegram allows."""

import sqlalchemy as sa
from alembic import op

from storage.schema import Moment

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the schema to this revision."""
    op.add_column("outbox", sa.Column("claim", sa.Integer(), server_default="0", nullable=False))
    op.create_table(
        "shares",
        sa.Column("process", sa.String(length=32), nullable=False),
        sa.Column("share", sa.Integer(), nullable=False),
        sa.Column("until", Moment(), nullable=False),
        sa.PrimaryKeyConstraint("process", name=op.f("pk_shares")),
    )
