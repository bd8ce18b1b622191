"""Counts that pages show are kept, and what caused a change is found by an index.

Revision 0005.
"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

WORDS = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "tallies",
        sa.Column("import_id", ID, primary_key=True, autoincrement=False),
        sa.Column("controller_id", ID, primary_key=True, autoincrement=False),
        sa.Column("body", WORDS, nullable=False),
        sa.Column("at_us", sa.BigInteger(), nullable=False),
    )
    op.create_index("changes_cause", "changes", ["cause", "cause_id"])


def downgrade() -> None:
    op.drop_index("changes_cause", table_name="changes")
    op.drop_table("tallies")
