"""${message}"""

# ruff: noqa: PLR0915  # a revision is as long as what it changes

import sqlalchemy as sa
from alembic import op

from storage.schema import Moment

revision = ${repr(up_revision)}
down_revision = ${repr(down_revision)}
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the schema to this revision."""
    ${upgrades if upgrades else "pass"}


def downgrade() -> None:
    """Take it back to the revision before."""
    ${downgrades if downgrades else "pass"}
