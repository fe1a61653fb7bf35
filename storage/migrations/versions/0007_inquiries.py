"""Public answers of the office, apart from the questions that were asked."""

import sqlalchemy as sa
from alembic import op

from storage.schema import Moment

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the schema to this revision."""
    op.create_table(
        "public_answers",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("affair_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("article", sa.Integer(), nullable=False),
        sa.Column("question", sa.Text(), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("question_en", sa.Text(), nullable=True),
        sa.Column("answer_en", sa.Text(), nullable=True),
        sa.Column("published_at", Moment(), nullable=False),
        sa.Column("published_by", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("withdrawn_at", Moment(), nullable=True),
        sa.ForeignKeyConstraint(["affair_id"], ["affairs.id"], name=op.f("fk_public_answers_affair_id_affairs")),
        sa.ForeignKeyConstraint(["published_by"], ["people.id"], name=op.f("fk_public_answers_published_by_people")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_public_answers")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_public_answers_affair_id"), "public_answers", ["affair_id"], unique=False)


def downgrade() -> None:
    """Take it back to the revision before."""
    op.drop_index(op.f("ix_public_answers_affair_id"), table_name="public_answers")
    op.drop_table("public_answers")
