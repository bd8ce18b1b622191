"""Employees are found by their firm, and a list may say how its values survive beside others.

Revision 0008.
"""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

WORDS = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
ROW_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
EMPLOYED = sa.text("employer_id IS NOT NULL")


def upgrade() -> None:
    op.create_index(
        "customers_employer", "customers", ["employer_id"], sqlite_where=EMPLOYED, postgresql_where=EMPLOYED
    )
    op.create_table(
        "survivals",
        sa.Column("list_id", ROW_ID, primary_key=True, autoincrement=False),
        sa.Column("rules", WORDS, nullable=False),
        sa.Column("changed_us", sa.BigInteger(), nullable=False),
    )


def downgrade() -> None:
    op.drop_table("survivals")
    op.drop_index("customers_employer", table_name="customers")
