"""Pairs that wait for a person are read by weight, not found by walking all pairs.

Revision 0003.
"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

DOUBTFUL = sa.text("probability < 850000")


def upgrade() -> None:
    op.create_index(
        "pairs_doubtful",
        "pairs",
        ["weight", "left_id", "right_id"],
        sqlite_where=DOUBTFUL,
        postgresql_where=DOUBTFUL,
    )


def downgrade() -> None:
    op.drop_index("pairs_doubtful", table_name="pairs")
