"""A recipe has versions under one id and can be retired; an import tells which one it took, and what its head said.

Revision 0006. Nothing could write recipes before it: the table is made anew.
"""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

WORDS = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
ROW_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.drop_table("recipes")
    op.create_table(
        "recipes",
        sa.Column("id", ROW_ID, primary_key=True, autoincrement=False),
        sa.Column("recipe_id", sa.BigInteger(), nullable=False),
        sa.Column("name", WORDS, nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("software", WORDS, nullable=True),
        sa.Column("headings_sha256", WORDS, nullable=False),
        sa.Column("plan", WORDS, nullable=False),
        sa.Column("created_us", sa.BigInteger(), nullable=False),
        sa.Column("retired_us", sa.BigInteger(), nullable=True),
        sa.UniqueConstraint("name", "version"),
        sa.UniqueConstraint("recipe_id", "version"),
    )
    op.create_table(
        "import_readings",
        sa.Column("import_id", ROW_ID, primary_key=True, autoincrement=False),
        sa.Column("recipe_version", sa.BigInteger(), sa.ForeignKey("recipes.id"), nullable=True),
        sa.Column("recipe", WORDS, nullable=True),
        sa.Column("differences", WORDS, nullable=True),
    )
    op.create_index("ix_import_readings_recipe_version", "import_readings", ["recipe_version"])


def downgrade() -> None:
    op.drop_table("import_readings")
    op.drop_table("recipes")
    op.create_table(
        "recipes",
        sa.Column("id", ROW_ID, primary_key=True, autoincrement=False),
        sa.Column("name", WORDS, nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("software", WORDS, nullable=True),
        sa.Column("headings_sha256", WORDS, nullable=False),
        sa.Column("plan", WORDS, nullable=False),
        sa.Column("created_us", sa.BigInteger(), nullable=False),
        sa.UniqueConstraint("name", "version"),
    )
