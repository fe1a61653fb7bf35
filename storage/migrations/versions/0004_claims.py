"""A message counts its claims for good, so that whoever sends can see that another has claimed it."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the schema to this revision."""
    op.add_column("outbox", sa.Column("claim", sa.Integer(), server_default="0", nullable=False))
