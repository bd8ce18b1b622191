"""A base can be matched again: snapshots have a state, and the models that they were made with are kept.

Revision 0009.
"""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

WORDS = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def upgrade() -> None:
    with op.batch_alter_table("match_snapshots") as table:
        table.add_column(sa.Column("state", WORDS, nullable=False, server_default=sa.text("'used'")))
        table.add_column(sa.Column("whole", sa.SmallInteger(), nullable=False, server_default=sa.text("1")))
    op.execute("UPDATE match_snapshots SET whole = 0 WHERE id > (SELECT min(id) FROM match_snapshots)")
    op.create_table(
        "match_models",
        sa.Column("version", WORDS, primary_key=True),
        sa.Column("body", WORDS, nullable=False),
        sa.Column("source", WORDS, nullable=False),
        sa.Column("principal", WORDS, nullable=False),
        sa.Column("at_us", sa.BigInteger(), nullable=False),
        sa.Column("chosen_us", sa.BigInteger(), nullable=True),
    )


def downgrade() -> None:
    op.execute("DELETE FROM pairs WHERE snapshot_id IN (SELECT id FROM match_snapshots WHERE state <> 'used')")
    op.execute("DELETE FROM match_snapshots WHERE state <> 'used'")
    op.drop_table("match_models")
    with op.batch_alter_table("match_snapshots") as table:
        table.drop_column("whole")
        table.drop_column("state")
