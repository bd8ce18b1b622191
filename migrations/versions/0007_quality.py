"""Counts that the quality of imports and of the base is told from, and answers to suggestions.

Revision 0007.
"""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

WORDS = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "quality_counts",
        sa.Column("import_id", ID, primary_key=True, autoincrement=False),
        sa.Column("day", WORDS, primary_key=True),
        sa.Column("at_us", sa.BigInteger(), nullable=False),
        sa.Column("body", WORDS, nullable=False),
    )
    op.create_table(
        "answers",
        sa.Column("list_id", ID, primary_key=True, autoincrement=False),
        sa.Column("code", WORDS, primary_key=True),
        sa.Column("field", WORDS, primary_key=True),
        sa.Column("digest", WORDS, primary_key=True),
        sa.Column("answer", WORDS, nullable=False),
        sa.Column("at_us", sa.BigInteger(), nullable=False),
        sa.Column("principal", WORDS, nullable=False),
        sa.CheckConstraint("answer IN ('accepted', 'refused')", name="answer_known"),
        sqlite_with_rowid=False,
    )


def downgrade() -> None:
    op.drop_table("answers")
    op.drop_table("quality_counts")
