"""Every table of the first version, and the purposes that the rule sets speak of.

Revision 0001.
"""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

# frozen here: a revision never follows later changes of store/tables/columns.py
WORDS = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
ROW_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")

PURPOSES = (
    ("marketing.own", "Prospection pour nos produits et services", "Marketing of our own products and services"),
    ("marketing.partners", "Prospection pour nos partenaires", "Marketing on behalf of our partners"),
    ("tracking.email-open", "Mesure de l'ouverture des e-mails", "Measuring whether emails are opened"),
)


def upgrade() -> None:
    op.create_table(
        "audit",
        sa.Column("id", ROW_ID, primary_key=True),
        sa.Column("at_us", sa.BigInteger(), nullable=False),
        sa.Column("principal", WORDS, nullable=False),
        sa.Column("action", WORDS, nullable=False),
        sa.Column("noun", WORDS, nullable=False),
        sa.Column("noun_id", sa.BigInteger(), nullable=True),
        sa.Column("facts", WORDS, nullable=False),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "changes",
        sa.Column("seq", ROW_ID, primary_key=True),
        sa.Column("customer_id", sa.BigInteger(), nullable=False),
        sa.Column("kind", WORDS, nullable=False),
        sa.Column("into_id", sa.BigInteger(), nullable=True),
        sa.Column("at_us", sa.BigInteger(), nullable=False),
        sa.Column("cause", WORDS, nullable=False),
        sa.Column("cause_id", sa.BigInteger(), nullable=True),
        sqlite_autoincrement=True,
    )
    op.create_index("changes_customer", "changes", ["customer_id"])
    op.create_table(
        "controllers",
        sa.Column("id", ROW_ID, primary_key=True, autoincrement=False),
        sa.Column("name", WORDS, nullable=False),
        sa.Column("created_us", sa.BigInteger(), nullable=False),
        sa.UniqueConstraint("name"),
    )
    op.create_table(
        "customer_redirects",
        sa.Column("old_id", ROW_ID, primary_key=True, autoincrement=False),
        sa.Column("customer_id", sa.BigInteger(), nullable=False),
        sa.Column("at_us", sa.BigInteger(), nullable=False),
    )
    op.create_table(
        "customers",
        sa.Column("id", ROW_ID, primary_key=True, autoincrement=False),
        sa.Column("import_id", sa.BigInteger(), nullable=True),
        sa.Column("kind", WORDS, nullable=False),
        sa.Column("parties", sa.BigInteger(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("updated_us", sa.BigInteger(), nullable=False),
        sa.Column("first_seen_us", sa.BigInteger(), nullable=False),
        sa.Column("last_act_on", WORDS, nullable=True),
        sa.Column("employer_id", sa.BigInteger(), nullable=True),
        sa.Column("lineage", WORDS, nullable=False),
        sa.Column("customer_type", WORDS, nullable=True),
        sa.Column("relation", WORDS, nullable=True),
        sa.Column("salutation", WORDS, nullable=True),
        sa.Column("first_name", WORDS, nullable=True),
        sa.Column("last_name", WORDS, nullable=True),
        sa.Column("birth_date", WORDS, nullable=True),
        sa.Column("job_title", WORDS, nullable=True),
        sa.Column("company_name", WORDS, nullable=True),
        sa.Column("legal_form", WORDS, nullable=True),
        sa.Column("siren", WORDS, nullable=True),
        sa.Column("siret", WORDS, nullable=True),
        sa.Column("vat_number", WORDS, nullable=True),
        sa.Column("naf_code", WORDS, nullable=True),
        sa.Column("email", WORDS, nullable=True),
        sa.Column("phone", WORDS, nullable=True),
        sa.Column("phone_mobile", WORDS, nullable=True),
        sa.Column("address_line1", WORDS, nullable=True),
        sa.Column("address_line2", WORDS, nullable=True),
        sa.Column("address_line3", WORDS, nullable=True),
        sa.Column("postal_code", WORDS, nullable=True),
        sa.Column("city", WORDS, nullable=True),
        sa.Column("country_code", WORDS, nullable=True),
        sa.Column("language", WORDS, nullable=True),
        sa.Column("order_count", sa.BigInteger(), nullable=True),
        sa.Column("total_spent_minor", sa.BigInteger(), nullable=True),
        sa.Column("currency", WORDS, nullable=True),
        sa.Column("last_order_date", WORDS, nullable=True),
        sa.Column("last_contacted_on", WORDS, nullable=True),
        sa.Column("last_activity_on", WORDS, nullable=True),
        sa.Column("collected_on", WORDS, nullable=True),
    )
    op.create_index("ix_customers_import_id", "customers", ["import_id"])
    op.create_table(
        "delivery_members",
        sa.Column("delivery_id", ROW_ID, primary_key=True, autoincrement=False),
        sa.Column("contact_point_id", ROW_ID, primary_key=True, autoincrement=False),
        sa.Column("customer_id", sa.BigInteger(), nullable=False),
        sqlite_with_rowid=False,
    )
    op.create_index("delivery_members_customer", "delivery_members", ["customer_id"])
    op.create_table(
        "id_blocks",
        sa.Column("noun", WORDS, primary_key=True),
        sa.Column("next_id", sa.BigInteger(), nullable=False),
    )
    op.create_table(
        "idempotency",
        sa.Column("principal_id", ROW_ID, primary_key=True, autoincrement=False),
        sa.Column("key", WORDS, primary_key=True),
        sa.Column("request_sha256", WORDS, nullable=False),
        sa.Column("state", WORDS, nullable=False),
        sa.Column("status", sa.BigInteger(), nullable=True),
        sa.Column("body", WORDS, nullable=True),
        sa.Column("created_us", sa.BigInteger(), nullable=False),
    )
    op.create_table(
        "issues",
        sa.Column("import_id", ROW_ID, primary_key=True, autoincrement=False),
        sa.Column("row_id", ROW_ID, primary_key=True, autoincrement=False),
        sa.Column("n", ROW_ID, primary_key=True, autoincrement=False),
        sa.Column("column_index", sa.BigInteger(), nullable=True),
        sa.Column("field", WORDS, nullable=False),
        sa.Column("code", WORDS, nullable=False),
        sa.Column("before", WORDS, nullable=True),
        sa.Column("after", WORDS, nullable=True),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "jobs",
        sa.Column("id", ROW_ID, primary_key=True, autoincrement=False),
        sa.Column("kind", WORDS, nullable=False),
        sa.Column("key", WORDS, nullable=False),
        sa.Column("lane", WORDS, nullable=False),
        sa.Column("payload", WORDS, nullable=False),
        sa.Column("state", WORDS, nullable=False),
        sa.Column("attempt", sa.BigInteger(), nullable=False, server_default=sa.text("0")),
        sa.Column("worker", WORDS, nullable=True),
        sa.Column("lease_until_us", sa.BigInteger(), nullable=True),
        sa.Column("heartbeat_us", sa.BigInteger(), nullable=True),
        sa.Column("checkpoint", WORDS, nullable=False),
        sa.Column("step", WORDS, nullable=False),
        sa.Column("done", sa.BigInteger(), nullable=False, server_default=sa.text("0")),
        sa.Column("total", sa.BigInteger(), nullable=False, server_default=sa.text("0")),
        sa.Column("run_after_us", sa.BigInteger(), nullable=False),
        sa.Column("created_us", sa.BigInteger(), nullable=False),
        sa.Column("finished_us", sa.BigInteger(), nullable=True),
        sa.Column("error", WORDS, nullable=True),
        sa.CheckConstraint("state IN ('queued', 'running', 'done', 'failed')", name="state_known"),
    )
    op.create_index(
        "jobs_key",
        "jobs",
        ["key"],
        unique=True,
        sqlite_where=sa.text("state IN ('queued', 'running')"),
        postgresql_where=sa.text("state IN ('queued', 'running')"),
    )
    op.create_index(
        "jobs_lane",
        "jobs",
        ["lane"],
        unique=True,
        sqlite_where=sa.text("state = 'running'"),
        postgresql_where=sa.text("state = 'running'"),
    )
    op.create_index("jobs_queue", "jobs", ["state", "run_after_us"])
    op.create_table(
        "links",
        sa.Column("from_party_id", ROW_ID, primary_key=True, autoincrement=False),
        sa.Column("to_party_id", ROW_ID, primary_key=True, autoincrement=False),
        sa.Column("kind", WORDS, primary_key=True),
        sa.Column("import_id", sa.BigInteger(), nullable=False),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_links_import_id", "links", ["import_id"])
    op.create_index("links_to", "links", ["to_party_id"])
    op.create_table(
        "match_keys",
        sa.Column("key", ROW_ID, primary_key=True, autoincrement=False),
        sa.Column("party_id", ROW_ID, primary_key=True, autoincrement=False),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "match_snapshots",
        sa.Column("id", ROW_ID, primary_key=True, autoincrement=False),
        sa.Column("model", WORDS, nullable=False),
        sa.Column("body", WORDS, nullable=False),
        sa.Column("created_us", sa.BigInteger(), nullable=False),
    )
    op.create_table(
        "memberships",
        sa.Column("party_id", ROW_ID, primary_key=True, autoincrement=False),
        sa.Column("since_us", ROW_ID, primary_key=True, autoincrement=False),
        sa.Column("customer_id", sa.BigInteger(), nullable=False),
        sa.Column("import_id", sa.BigInteger(), nullable=True),
        sa.Column("until_us", sa.BigInteger(), nullable=True),
        sa.Column("ended_by", sa.BigInteger(), nullable=True),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_memberships_import_id", "memberships", ["import_id"])
    op.create_index(
        "memberships_customer",
        "memberships",
        ["customer_id"],
        sqlite_where=sa.text("until_us IS NULL"),
        postgresql_where=sa.text("until_us IS NULL"),
    )
    op.create_table(
        "parties",
        sa.Column("id", ROW_ID, primary_key=True, autoincrement=False),
        sa.Column("kind", WORDS, nullable=False),
        sa.Column("slot", sa.BigInteger(), nullable=False),
        sa.Column("relation", WORDS, nullable=False),
        sa.Column("list_id", sa.BigInteger(), nullable=False),
        sa.Column("import_id", sa.BigInteger(), nullable=False),
        sa.Column("carried_id", sa.BigInteger(), nullable=False),
    )
    op.create_index("ix_parties_import_id", "parties", ["import_id"])
    op.create_table(
        "principals",
        sa.Column("id", ROW_ID, primary_key=True, autoincrement=False),
        sa.Column("name", WORDS, nullable=False),
        sa.Column("key_sha256", WORDS, nullable=False),
        sa.Column("roles", WORDS, nullable=False),
        sa.Column("created_us", sa.BigInteger(), nullable=False),
        sa.Column("revoked_us", sa.BigInteger(), nullable=True),
        sa.UniqueConstraint("key_sha256"),
        sa.UniqueConstraint("name"),
    )
    op.create_table(
        "purposes",
        sa.Column("id", WORDS, primary_key=True),
        sa.Column("label_fr", WORDS, nullable=False),
        sa.Column("label_en", WORDS, nullable=False),
    )
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
    op.create_table(
        "records",
        sa.Column("id", ROW_ID, primary_key=True, autoincrement=False),
        sa.Column("import_id", sa.BigInteger(), nullable=False),
        sa.Column("list_id", sa.BigInteger(), nullable=False),
        sa.Column("row_id", sa.BigInteger(), nullable=False),
        sa.Column("line", sa.BigInteger(), nullable=False),
        sa.Column("outcome", WORDS, nullable=False),
        sa.Column("code", WORDS, nullable=True),
        sa.Column("source_key", WORDS, nullable=True),
        sa.Column("row_hash", sa.BigInteger(), nullable=False),
        sa.Column("supersedes", sa.BigInteger(), nullable=True),
        sa.Column("superseded_by", sa.BigInteger(), nullable=True),
        sa.Column("main_party_id", sa.BigInteger(), nullable=True),
        sa.Column("contact_party_id", sa.BigInteger(), nullable=True),
        sa.Column("cells", WORDS, nullable=False),
        sa.Column("extra", WORDS, nullable=True),
        sa.Column("customer_code", WORDS, nullable=True),
        sa.Column("customer_type", WORDS, nullable=True),
        sa.Column("relation", WORDS, nullable=True),
        sa.Column("salutation", WORDS, nullable=True),
        sa.Column("first_name", WORDS, nullable=True),
        sa.Column("last_name", WORDS, nullable=True),
        sa.Column("birth_date", WORDS, nullable=True),
        sa.Column("job_title", WORDS, nullable=True),
        sa.Column("company_name", WORDS, nullable=True),
        sa.Column("legal_form", WORDS, nullable=True),
        sa.Column("siren", WORDS, nullable=True),
        sa.Column("siret", WORDS, nullable=True),
        sa.Column("vat_number", WORDS, nullable=True),
        sa.Column("naf_code", WORDS, nullable=True),
        sa.Column("email", WORDS, nullable=True),
        sa.Column("email_secondary", WORDS, nullable=True),
        sa.Column("phone", WORDS, nullable=True),
        sa.Column("phone_mobile", WORDS, nullable=True),
        sa.Column("phone_secondary", WORDS, nullable=True),
        sa.Column("address_line1", WORDS, nullable=True),
        sa.Column("address_line2", WORDS, nullable=True),
        sa.Column("address_line3", WORDS, nullable=True),
        sa.Column("postal_code", WORDS, nullable=True),
        sa.Column("city", WORDS, nullable=True),
        sa.Column("country_code", WORDS, nullable=True),
        sa.Column("language", WORDS, nullable=True),
        sa.Column("order_count", sa.BigInteger(), nullable=True),
        sa.Column("total_spent_minor", sa.BigInteger(), nullable=True),
        sa.Column("currency", WORDS, nullable=True),
        sa.Column("last_order_date", WORDS, nullable=True),
        sa.Column("last_contacted_on", WORDS, nullable=True),
        sa.Column("last_activity_on", WORDS, nullable=True),
        sa.Column("collected_on", WORDS, nullable=True),
        sa.Column("optin_email", sa.BigInteger(), nullable=True),
        sa.Column("optin_sms", sa.BigInteger(), nullable=True),
        sa.Column("optin_phone", sa.BigInteger(), nullable=True),
        sa.Column("optin_post", sa.BigInteger(), nullable=True),
        sa.Column("optin_on", WORDS, nullable=True),
        sa.Column("optout_on", WORDS, nullable=True),
    )
    op.create_index(
        "records_contact_party",
        "records",
        ["contact_party_id"],
        sqlite_where=sa.text("contact_party_id IS NOT NULL"),
        postgresql_where=sa.text("contact_party_id IS NOT NULL"),
    )
    op.create_index("records_import_row", "records", ["import_id", "row_id"])
    op.create_index(
        "records_main_party",
        "records",
        ["main_party_id"],
        sqlite_where=sa.text("main_party_id IS NOT NULL"),
        postgresql_where=sa.text("main_party_id IS NOT NULL"),
    )
    op.create_index(
        "records_superseded",
        "records",
        ["superseded_by"],
        sqlite_where=sa.text("superseded_by IS NOT NULL"),
        postgresql_where=sa.text("superseded_by IS NOT NULL"),
    )
    op.create_table(
        "retention_reviews",
        sa.Column("id", ROW_ID, primary_key=True, autoincrement=False),
        sa.Column("as_of", WORDS, nullable=False),
        sa.Column("ruleset", WORDS, nullable=False),
        sa.Column("state", WORDS, nullable=False),
        sa.Column("counts", WORDS, nullable=False),
        sa.Column("certificate", WORDS, nullable=True),
        sa.Column("created_us", sa.BigInteger(), nullable=False),
        sa.Column("applied_us", sa.BigInteger(), nullable=True),
        sa.Column("done_us", sa.BigInteger(), nullable=True),
        sa.CheckConstraint("state IN ('rehearsed', 'applying', 'erasing', 'done')", name="state_known"),
    )
    op.create_table(
        "segments",
        sa.Column("id", ROW_ID, primary_key=True, autoincrement=False),
        sa.Column("name", WORDS, nullable=False),
        sa.Column("definition", WORDS, nullable=False),
        sa.Column("created_us", sa.BigInteger(), nullable=False),
        sa.UniqueConstraint("name"),
    )
    op.create_table(
        "sightings",
        sa.Column("import_id", ROW_ID, primary_key=True, autoincrement=False),
        sa.Column("row_id", ROW_ID, primary_key=True, autoincrement=False),
        sa.Column("record_id", sa.BigInteger(), nullable=False),
        sa.Column("line", sa.BigInteger(), nullable=False),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "acts",
        sa.Column("id", ROW_ID, primary_key=True, autoincrement=False),
        sa.Column("party_id", sa.BigInteger(), sa.ForeignKey("parties.id"), nullable=False),
        sa.Column("import_id", sa.BigInteger(), nullable=False),
        sa.Column("record_id", sa.BigInteger(), nullable=False),
        sa.Column("side", WORDS, nullable=False),
        sa.Column("kind", WORDS, nullable=False),
        sa.Column("on_date", WORDS, nullable=False),
        sa.Column("evidence", WORDS, nullable=False),
        sa.Column("ended_by", sa.BigInteger(), nullable=True),
    )
    op.create_index("ix_acts_import_id", "acts", ["import_id"])
    op.create_index("ix_acts_party_id", "acts", ["party_id"])
    op.create_table(
        "contact_points",
        sa.Column("id", ROW_ID, primary_key=True, autoincrement=False),
        sa.Column("party_id", sa.BigInteger(), sa.ForeignKey("parties.id"), nullable=False),
        sa.Column("import_id", sa.BigInteger(), nullable=False),
        sa.Column("record_id", sa.BigInteger(), nullable=False),
        sa.Column("kind", WORDS, nullable=False),
        sa.Column("subtype", WORDS, nullable=False),
        sa.Column("value", WORDS, nullable=False),
        sa.Column("key", sa.BigInteger(), nullable=False),
        sa.Column("ended_by", sa.BigInteger(), nullable=True),
    )
    op.create_index(
        "contact_points_ended",
        "contact_points",
        ["ended_by"],
        sqlite_where=sa.text("ended_by IS NOT NULL"),
        postgresql_where=sa.text("ended_by IS NOT NULL"),
    )
    op.create_index("contact_points_party", "contact_points", ["party_id"])
    op.create_index("ix_contact_points_import_id", "contact_points", ["import_id"])
    op.create_table(
        "corrections",
        sa.Column("id", ROW_ID, primary_key=True),
        sa.Column("party_id", sa.BigInteger(), sa.ForeignKey("parties.id"), nullable=False),
        sa.Column("record_id", sa.BigInteger(), nullable=False),
        sa.Column("field", WORDS, nullable=False),
        sa.Column("value", WORDS, nullable=True),
        sa.Column("replaced", WORDS, nullable=True),
        sa.Column("at_us", sa.BigInteger(), nullable=False),
        sa.Column("principal", WORDS, nullable=False),
        sa.Column("ended_us", sa.BigInteger(), nullable=True),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_corrections_party_id", "corrections", ["party_id"])
    op.create_table(
        "deliveries",
        sa.Column("id", ROW_ID, primary_key=True, autoincrement=False),
        sa.Column("segment_id", sa.BigInteger(), sa.ForeignKey("segments.id"), nullable=True),
        sa.Column("channel", WORDS, nullable=False),
        sa.Column("purpose_id", WORDS, nullable=False),
        sa.Column("controller_id", sa.BigInteger(), sa.ForeignKey("controllers.id"), nullable=False),
        sa.Column("at_us", sa.BigInteger(), nullable=False),
        sa.Column("members", sa.BigInteger(), nullable=False),
        sa.Column("manifest", WORDS, nullable=False),
        sa.Column("created_us", sa.BigInteger(), nullable=False),
    )
    op.create_table(
        "lists",
        sa.Column("id", ROW_ID, primary_key=True, autoincrement=False),
        sa.Column("name", WORDS, nullable=False),
        sa.Column("kind", WORDS, nullable=False),
        sa.Column("audience", WORDS, nullable=True),
        sa.Column("controller_id", sa.BigInteger(), sa.ForeignKey("controllers.id"), nullable=False),
        sa.Column("basis", WORDS, nullable=True),
        sa.Column("created_us", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("kind IN ('owned', 'collected', 'purchased', 'rented')", name="kind_known"),
        sa.UniqueConstraint("name"),
    )
    op.create_table(
        "pair_decisions",
        sa.Column("id", ROW_ID, primary_key=True),
        sa.Column("left_id", sa.BigInteger(), sa.ForeignKey("parties.id"), nullable=False),
        sa.Column("right_id", sa.BigInteger(), sa.ForeignKey("parties.id"), nullable=False),
        sa.Column("decision", WORDS, nullable=False),
        sa.Column("principal", WORDS, nullable=False),
        sa.Column("at_us", sa.BigInteger(), nullable=False),
        sa.Column("ended_us", sa.BigInteger(), nullable=True),
        sa.CheckConstraint("decision IN ('same', 'different', 'later')", name="decision_known"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_pair_decisions_left_id", "pair_decisions", ["left_id"])
    op.create_index("ix_pair_decisions_right_id", "pair_decisions", ["right_id"])
    op.create_index(
        "pair_decisions_live",
        "pair_decisions",
        ["left_id", "right_id"],
        unique=True,
        sqlite_where=sa.text("ended_us IS NULL"),
        postgresql_where=sa.text("ended_us IS NULL"),
    )
    op.create_table(
        "pairs",
        sa.Column("left_id", ROW_ID, primary_key=True, autoincrement=False),
        sa.Column("right_id", ROW_ID, primary_key=True, autoincrement=False),
        sa.Column("import_id", ROW_ID, primary_key=True, autoincrement=False),
        sa.Column("levels", sa.BigInteger(), nullable=False),
        sa.Column("weight", sa.BigInteger(), nullable=False),
        sa.Column("probability", sa.BigInteger(), nullable=False),
        sa.Column("snapshot_id", sa.BigInteger(), sa.ForeignKey("match_snapshots.id"), nullable=False),
        sa.Column("ended_by", sa.BigInteger(), nullable=True),
        sqlite_with_rowid=False,
    )
    op.create_index(
        "pairs_ended",
        "pairs",
        ["ended_by"],
        sqlite_where=sa.text("ended_by IS NOT NULL"),
        postgresql_where=sa.text("ended_by IS NOT NULL"),
    )
    op.create_index("pairs_import", "pairs", ["import_id"])
    op.create_index("pairs_right", "pairs", ["right_id"])
    op.create_table(
        "purchases",
        sa.Column("id", ROW_ID, primary_key=True, autoincrement=False),
        sa.Column("party_id", sa.BigInteger(), sa.ForeignKey("parties.id"), nullable=False),
        sa.Column("import_id", sa.BigInteger(), nullable=False),
        sa.Column("record_id", sa.BigInteger(), nullable=False),
        sa.Column("kind", WORDS, nullable=False),
        sa.Column("on_date", WORDS, nullable=True),
        sa.Column("amount_minor", sa.BigInteger(), nullable=True),
        sa.Column("currency", WORDS, nullable=True),
        sa.Column("quantity", sa.BigInteger(), nullable=True),
        sa.Column("evidence", WORDS, nullable=False),
        sa.Column("ended_by", sa.BigInteger(), nullable=True),
    )
    op.create_index("ix_purchases_import_id", "purchases", ["import_id"])
    op.create_index("ix_purchases_party_id", "purchases", ["party_id"])
    op.create_table(
        "suppressions",
        sa.Column("id", ROW_ID, primary_key=True),
        sa.Column("point_hash", WORDS, nullable=False),
        sa.Column("kind", WORDS, nullable=False),
        sa.Column("channel", WORDS, nullable=True),
        sa.Column("purpose_id", WORDS, nullable=True),
        sa.Column("controller_id", sa.BigInteger(), sa.ForeignKey("controllers.id"), nullable=True),
        sa.Column("at_us", sa.BigInteger(), nullable=False),
        sa.Column("source", WORDS, nullable=False),
        sqlite_autoincrement=True,
    )
    op.create_index("suppressions_hash", "suppressions", ["point_hash"])
    op.create_table(
        "tombstones",
        sa.Column("id", ROW_ID, primary_key=True),
        sa.Column("identity_hash", WORDS, nullable=False),
        sa.Column("kind", WORDS, nullable=False),
        sa.Column("customer_id", sa.BigInteger(), nullable=False),
        sa.Column("erased_us", sa.BigInteger(), nullable=False),
        sa.Column("reason", WORDS, nullable=False),
        sa.Column("review_id", sa.BigInteger(), sa.ForeignKey("retention_reviews.id"), nullable=True),
        sqlite_autoincrement=True,
    )
    op.create_index("tombstones_hash", "tombstones", ["identity_hash"])
    op.create_table(
        "consent_events",
        sa.Column("id", ROW_ID, primary_key=True, autoincrement=False),
        sa.Column("contact_point_id", sa.BigInteger(), sa.ForeignKey("contact_points.id"), nullable=False),
        sa.Column("party_id", sa.BigInteger(), sa.ForeignKey("parties.id"), nullable=False),
        sa.Column("import_id", sa.BigInteger(), nullable=True),
        sa.Column("channel", WORDS, nullable=False),
        sa.Column("purpose_id", WORDS, nullable=False),
        sa.Column("controller_id", sa.BigInteger(), sa.ForeignKey("controllers.id"), nullable=False),
        sa.Column("status", WORDS, nullable=False),
        sa.Column("occurred_us", sa.BigInteger(), nullable=True),
        sa.Column("recorded_us", sa.BigInteger(), nullable=False),
        sa.Column("evidence", WORDS, nullable=False),
        sa.Column("proof", WORDS, nullable=True),
        sa.CheckConstraint("status IN ('granted', 'refused', 'withdrawn')", name="status_known"),
    )
    op.create_index("consent_events_point", "consent_events", ["contact_point_id", "channel"])
    op.create_index("ix_consent_events_import_id", "consent_events", ["import_id"])
    op.create_index("ix_consent_events_party_id", "consent_events", ["party_id"])
    op.create_table(
        "imports",
        sa.Column("id", ROW_ID, primary_key=True, autoincrement=False),
        sa.Column("list_id", sa.BigInteger(), sa.ForeignKey("lists.id"), nullable=False),
        sa.Column("state", WORDS, nullable=False),
        sa.Column("kind", WORDS, nullable=False),
        sa.Column("sha256", WORDS, nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("filename", WORDS, nullable=True),
        sa.Column("upload", WORDS, nullable=True),
        sa.Column("mapping_sha256", WORDS, nullable=True),
        sa.Column("plan", WORDS, nullable=True),
        sa.Column("lines", sa.BigInteger(), nullable=False, server_default=sa.text("0")),
        sa.Column("header", sa.BigInteger(), nullable=False, server_default=sa.text("0")),
        sa.Column("preamble", sa.BigInteger(), nullable=False, server_default=sa.text("0")),
        sa.Column("footer", sa.BigInteger(), nullable=False, server_default=sa.text("0")),
        sa.Column("blank", sa.BigInteger(), nullable=False, server_default=sa.text("0")),
        sa.Column("row_lines", sa.BigInteger(), nullable=False, server_default=sa.text("0")),
        sa.Column("rows", sa.BigInteger(), nullable=False, server_default=sa.text("0")),
        sa.Column("accepted", sa.BigInteger(), nullable=False, server_default=sa.text("0")),
        sa.Column("rejected", sa.BigInteger(), nullable=False, server_default=sa.text("0")),
        sa.Column("quarantined", sa.BigInteger(), nullable=False, server_default=sa.text("0")),
        sa.Column("unchanged", sa.BigInteger(), nullable=False, server_default=sa.text("0")),
        sa.Column("changed", sa.BigInteger(), nullable=False, server_default=sa.text("0")),
        sa.Column("fresh", sa.BigInteger(), nullable=False, server_default=sa.text("0")),
        sa.Column("missing", sa.BigInteger(), nullable=False, server_default=sa.text("0")),
        sa.Column("erased", sa.BigInteger(), nullable=False, server_default=sa.text("0")),
        sa.Column("created_us", sa.BigInteger(), nullable=False),
        sa.Column("published_us", sa.BigInteger(), nullable=True),
        sa.Column("reverted_us", sa.BigInteger(), nullable=True),
        sa.Column("error", WORDS, nullable=True),
        sa.CheckConstraint(
            "state IN ('received', 'staging', 'published', 'failed', 'reverting', 'reverted')", name="state_known"
        ),
    )
    op.create_index(
        "imports_content",
        "imports",
        ["list_id", "sha256"],
        unique=True,
        sqlite_where=sa.text("state NOT IN ('failed', 'reverted', 'reverting')"),
        postgresql_where=sa.text("state NOT IN ('failed', 'reverted', 'reverting')"),
    )
    op.create_index(
        "imports_hidden",
        "imports",
        ["id"],
        sqlite_where=sa.text("state <> 'published'"),
        postgresql_where=sa.text("state <> 'published'"),
    )
    op.create_index("ix_imports_list_id", "imports", ["list_id"])
    purposes = sa.table("purposes", sa.column("id", WORDS), sa.column("label_fr", WORDS), sa.column("label_en", WORDS))
    op.bulk_insert(
        purposes, [{"id": key, "label_fr": french, "label_en": english} for key, french, english in PURPOSES]
    )


def downgrade() -> None:
    for table in (
        "imports",
        "consent_events",
        "tombstones",
        "suppressions",
        "purchases",
        "pairs",
        "pair_decisions",
        "lists",
        "deliveries",
        "corrections",
        "contact_points",
        "acts",
        "sightings",
        "segments",
        "retention_reviews",
        "records",
        "recipes",
        "purposes",
        "principals",
        "parties",
        "memberships",
        "match_snapshots",
        "match_keys",
        "links",
        "jobs",
        "issues",
        "idempotency",
        "id_blocks",
        "delivery_members",
        "customers",
        "customer_redirects",
        "controllers",
        "changes",
        "audit",
    ):
        op.drop_table(table)
