"""Successions: who has taken a holder's place, so that what stands against it is found under the successor."""

import sqlalchemy as sa
from alembic import op

from storage.schema import Id, Moment

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the schema to this revision."""
    op.create_table(
        "successions",
        sa.Column("id", Id, nullable=False),
        sa.Column("holder", sa.String(length=64), nullable=False),
        sa.Column("heir", sa.String(length=64), nullable=False),
        sa.Column("affair_id", Id, nullable=False),
        sa.Column("at", Moment, nullable=False),
        sa.ForeignKeyConstraint(["affair_id"], ["affairs.id"], name=op.f("fk_successions_affair_id_affairs")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_successions")),
    )
    op.create_index(op.f("ix_successions_holder"), "successions", ["holder"], unique=False)
    op.create_index(op.f("ix_successions_heir"), "successions", ["heir"], unique=False)


def downgrade() -> None:
    """Take it back to the revision before."""
    op.drop_index(op.f("ix_successions_heir"), table_name="successions")
    op.drop_index(op.f("ix_successions_holder"), table_name="successions")
    op.drop_table("successions")
