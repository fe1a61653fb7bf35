"""Cases entered from paper for somebody else, and the proof that plaque and certificate were handed over."""

import sqlalchemy as sa
from alembic import op

from storage.schema import Id, Moment

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the schema to this revision; no application before it came in on paper."""
    op.create_table(
        "paper_cases",
        sa.Column("subject", sa.String(length=128), nullable=False),
        sa.Column("entered_by", Id, nullable=False),
        sa.Column("entered_at", Moment(), nullable=False),
        sa.Column("received_at", Moment(), nullable=True),
        sa.Column("scans", sa.Text(), nullable=False),
        sa.Column("late_by", Id, nullable=True),
        sa.Column("late_reason", sa.LargeBinary(), nullable=True),
        sa.Column("code", sa.LargeBinary(), nullable=True),
        sa.Column("claimed_at", Moment(), nullable=True),
        sa.ForeignKeyConstraint(["entered_by"], ["people.id"], name=op.f("fk_paper_cases_entered_by_people")),
        sa.ForeignKeyConstraint(["late_by"], ["people.id"], name=op.f("fk_paper_cases_late_by_people")),
        sa.PrimaryKeyConstraint("subject", name=op.f("pk_paper_cases")),
    )
    for column in ("on_paper", "at_counter"):
        op.add_column("applications", sa.Column(column, sa.Boolean(), server_default=sa.false(), nullable=False))
    op.add_column("presentations", sa.Column("scans", sa.Text(), server_default="[]", nullable=False))


def downgrade() -> None:
    """Take it back to the revision before."""
    op.drop_column("presentations", "scans")
    for column in ("at_counter", "on_paper"):
        op.drop_column("applications", column)
    op.drop_table("paper_cases")
