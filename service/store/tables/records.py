"""What files said: records (with their typed columns), sightings and issues."""

from __future__ import annotations

from typing import ClassVar

from sqlalchemy import Index
from sqlmodel import SQLModel

from service.store.tables.columns import KEYED, given_id, partial_index, whole, words, written_by


class Record(SQLModel, table=True):
    """One line of one import, raw and cleaned; immutable except by erasure.

    The typed columns are those of core/columns.py, in that order (a test says so).
    """

    __tablename__: ClassVar[str] = "records"
    __table_args__ = (
        Index("records_import_row", "import_id", "row_id"),
        partial_index("records_not_accepted", "import_id", "row_id", where="outcome <> 'accepted'"),
        partial_index("records_superseded", "superseded_by", where="superseded_by IS NOT NULL"),
        partial_index("records_main_party", "main_party_id", where="main_party_id IS NOT NULL"),
        partial_index("records_contact_party", "contact_party_id", where="contact_party_id IS NOT NULL"),
    )
    id: int = given_id()
    import_id: int = written_by(index=False)
    list_id: int = written_by(index=False)
    row_id: int = whole()
    line: int = whole()
    outcome: str = words()  # accepted | rejected | quarantined
    code: str | None = words(null=True)  # why not accepted
    source_key: str | None = words(null=True)  # customer code, else hash of the row; null unless accepted
    row_hash: int = whole()
    supersedes: int | None = whole(null=True)  # the record this one replaces (same source key, changed)
    superseded_by: int | None = whole(null=True)  # import that replaces it; counts once that is published
    main_party_id: int | None = whole(null=True)
    contact_party_id: int | None = whole(null=True)
    cells: str = words()  # JSON array of the cells as they came
    extra: str | None = words(null=True)  # JSON object of what no typed column holds
    customer_code: str | None = words(null=True)
    customer_type: str | None = words(null=True)
    relation: str | None = words(null=True)
    salutation: str | None = words(null=True)
    first_name: str | None = words(null=True)
    last_name: str | None = words(null=True)
    birth_date: str | None = words(null=True)
    job_title: str | None = words(null=True)
    company_name: str | None = words(null=True)
    legal_form: str | None = words(null=True)
    siren: str | None = words(null=True)
    siret: str | None = words(null=True)
    vat_number: str | None = words(null=True)
    naf_code: str | None = words(null=True)
    email: str | None = words(null=True)
    email_secondary: str | None = words(null=True)
    phone: str | None = words(null=True)
    phone_mobile: str | None = words(null=True)
    phone_secondary: str | None = words(null=True)
    address_line1: str | None = words(null=True)
    address_line2: str | None = words(null=True)
    address_line3: str | None = words(null=True)
    postal_code: str | None = words(null=True)
    city: str | None = words(null=True)
    country_code: str | None = words(null=True)
    language: str | None = words(null=True)
    order_count: int | None = whole(null=True)
    total_spent_minor: int | None = whole(null=True)
    currency: str | None = words(null=True)
    last_order_date: str | None = words(null=True)
    last_contacted_on: str | None = words(null=True)
    last_activity_on: str | None = words(null=True)
    collected_on: str | None = words(null=True)
    optin_email: int | None = whole(null=True)
    optin_sms: int | None = whole(null=True)
    optin_phone: int | None = whole(null=True)
    optin_post: int | None = whole(null=True)
    optin_on: str | None = words(null=True)
    optout_on: str | None = words(null=True)


class Sighting(SQLModel, table=True):
    """An import saw an existing record again, unchanged."""

    __tablename__: ClassVar[str] = "sightings"
    __table_args__ = KEYED
    import_id: int = given_id()
    row_id: int = given_id()
    record_id: int = whole()
    line: int = whole()


class Issue(SQLModel, table=True):
    """One thing wrong with one cell, or with a row (`column_index` null). Codes: core/reasons.py."""

    __tablename__: ClassVar[str] = "issues"
    __table_args__ = KEYED
    import_id: int = given_id()
    row_id: int = given_id()
    n: int = given_id()  # order within the row
    column_index: int | None = whole(null=True)
    field: str = words()
    code: str = words()
    before: str | None = words(null=True)
    after: str | None = words(null=True)
