"""In which message an answer was given, so that its edit can correct the answer."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the schema to this revision."""
    op.add_column("answers", sa.Column("said", sa.String(length=40), nullable=True))


def downgrade() -> None:
    """Go back to the revision before."""
    op.drop_column("answers", "said")
