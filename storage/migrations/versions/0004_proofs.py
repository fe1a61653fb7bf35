"""Proofs of whose a case is, who writes where, who holds a role, who reads tips and what they say; letters of tips."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

_PROVED = ("applications", "channels", "objections", "roles", "tip_handlers", "tip_messages")


def upgrade() -> None:
    """Bring the schema to this revision; the first start proves the rows that are there."""
    for table in _PROVED:
        op.add_column(table, sa.Column("proof", sa.LargeBinary(), nullable=True))
    op.add_column("tip_messages", sa.Column("letter", sa.String(length=32), nullable=True))
    op.create_index(op.f("ix_tip_messages_letter"), "tip_messages", ["letter"], unique=False)


def downgrade() -> None:
    """Take it back to the revision before."""
    op.drop_index(op.f("ix_tip_messages_letter"), table_name="tip_messages")
    op.drop_column("tip_messages", "letter")
    for table in _PROVED:
        op.drop_column(table, "proof")
