"""The golden view: customers, redirects, memberships and the change feed."""

from __future__ import annotations

from typing import ClassVar

from sqlalchemy import Index
from sqlmodel import SQLModel

from service.store.tables.columns import COUNTED, KEYED, given_id, partial_index, sequence, whole, words, written_by


class Customer(SQLModel, table=True):
    """The golden view of one cluster of parties of one kind; rebuilt from its parties, never edited in place.

    The golden columns are those of core/columns.py marked golden, in that order (a test says so).
    `lineage` is a JSON object: field -> [record id, rule].
    """

    __tablename__: ClassVar[str] = "customers"
    __table_args__ = (partial_index("customers_employer", "employer_id", where="employer_id IS NOT NULL"),)
    id: int = given_id()
    import_id: int | None = written_by(null=True)  # invisible until it is published; then null-able
    kind: str = words()  # person | company | mailbox
    parties: int = whole()
    version: int = whole()  # counts up at each change; the ETag
    updated_us: int = whole()
    first_seen_us: int = whole()
    last_act_on: str | None = words(null=True)  # latest act of the person, null: clock unknown
    employer_id: int | None = whole(null=True)  # customer of the firm the person works for
    lineage: str = words()
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
    phone: str | None = words(null=True)
    phone_mobile: str | None = words(null=True)
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


class CustomerRedirect(SQLModel, table=True):
    """A merged id and the customer that answers for it now; flat: the target never redirects."""

    __tablename__: ClassVar[str] = "customer_redirects"
    old_id: int = given_id()
    customer_id: int = whole()
    at_us: int = whole()


class Membership(SQLModel, table=True):
    """Party to customer, with history: the row with `until_us` null is the present one."""

    __tablename__: ClassVar[str] = "memberships"
    __table_args__ = (partial_index("memberships_customer", "customer_id", where="until_us IS NULL"), KEYED)
    party_id: int = given_id()
    since_us: int = given_id()
    customer_id: int = whole()
    import_id: int | None = written_by(null=True)  # invisible until it is published
    until_us: int | None = whole(null=True)
    ended_by: int | None = whole(null=True)  # import whose publication ended it


class Change(SQLModel, table=True):
    """The change feed: what happened to customers, in commit order."""

    __tablename__: ClassVar[str] = "changes"
    __table_args__ = (Index("changes_customer", "customer_id"), Index("changes_cause", "cause", "cause_id"), COUNTED)
    seq: int | None = sequence()
    customer_id: int = whole()
    kind: str = words()  # created | updated | merged | split | erased
    into_id: int | None = whole(null=True)  # merged: the survivor; split: where it came from
    at_us: int = whole()
    cause: str = words()  # import | revert | review | correction | purge
    cause_id: int | None = whole(null=True)
