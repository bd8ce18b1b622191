"""Rejected and quarantined rows are few among many: an index of their own, for their row files.

Revision 0002, after 0001.
"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

CONDITION = sa.text("outcome <> 'accepted'")


def upgrade() -> None:
    op.create_index(
        "records_not_accepted",
        "records",
        ["import_id", "row_id"],
        sqlite_where=CONDITION,
        postgresql_where=CONDITION,
    )


def downgrade() -> None:
    op.drop_index("records_not_accepted", "records")
