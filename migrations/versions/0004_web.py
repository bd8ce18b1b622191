"""People sign in to the pages: one-time links and sessions, as hashes.

Revision 0004.
"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

WORDS = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def upgrade() -> None:
    op.create_table(
        "sign_in_links",
        sa.Column("token_sha256", WORDS, primary_key=True),
        sa.Column("principal_id", sa.BigInteger(), sa.ForeignKey("principals.id"), nullable=False),
        sa.Column("created_us", sa.BigInteger(), nullable=False),
        sa.Column("until_us", sa.BigInteger(), nullable=False),
        sa.Column("used_us", sa.BigInteger(), nullable=True),
    )
    op.create_index("ix_sign_in_links_principal_id", "sign_in_links", ["principal_id"])
    op.create_table(
        "sessions",
        sa.Column("token_sha256", WORDS, primary_key=True),
        sa.Column("principal_id", sa.BigInteger(), sa.ForeignKey("principals.id"), nullable=False),
        sa.Column("created_us", sa.BigInteger(), nullable=False),
        sa.Column("seen_us", sa.BigInteger(), nullable=False),
        sa.Column("ended_us", sa.BigInteger(), nullable=True),
    )
    op.create_index("ix_sessions_principal_id", "sessions", ["principal_id"])


def downgrade() -> None:
    op.drop_table("sessions")
    op.drop_table("sign_in_links")
