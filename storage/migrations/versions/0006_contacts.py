"""Acts of the office: contacts, entrustments of associations, and longer Measures."""

import sqlalchemy as sa
from alembic import op

from storage.schema import Id, Moment

revision = "0006"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the schema to this revision."""
    op.create_table(
        "provisions",
        sa.Column("id", Id, nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("about", sa.String(length=64), nullable=False),
        sa.Column("document", sa.String(length=200), nullable=False),
        sa.Column("decided_on", sa.Date(), nullable=True),
        sa.Column("from_on", sa.Date(), nullable=True),
        sa.Column("until_on", sa.Date(), nullable=True),
        sa.Column("name_zh", sa.String(length=200), nullable=False),
        sa.Column("name_en", sa.String(length=200), nullable=False),
        sa.Column("phone", sa.String(length=50), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("hours", sa.Text(), nullable=False),
        sa.Column("draft_id", Id, nullable=True),
        sa.Column("made_by", Id, nullable=False),
        sa.Column("made_at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(["draft_id"], ["drafts.id"], name=op.f("fk_provisions_draft_id_drafts")),
        sa.ForeignKeyConstraint(["made_by"], ["people.id"], name=op.f("fk_provisions_made_by_people")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_provisions")),
        sqlite_autoincrement=True,
    )


def downgrade() -> None:
    """Take it back to the revision before."""
    op.drop_table("provisions")
