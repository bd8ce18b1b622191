"""Whom records speak of, and what hangs on them: parties, contact points, links, corrections, acts, purchases."""

from __future__ import annotations

from typing import ClassVar

from sqlalchemy import Index
from sqlmodel import SQLModel

from service.store.tables.columns import COUNTED, KEYED, given_id, partial_index, sequence, to, whole, words, written_by


class Party(SQLModel, table=True):
    """A person, a company or a generic mailbox, as one source row speaks of it. Its id never changes.

    The record that speaks for it now is the live one that names it (`records.main_party_id`, `contact_party_id`).
    `carried_id` is the customer id it carries: its own at first sight, or one inherited from a founder that left.
    """

    __tablename__: ClassVar[str] = "parties"
    id: int = given_id()
    kind: str = words()  # person | company | mailbox
    slot: int = whole()  # 0 main, 1 contact person of the same line
    relation: str = words()  # customer | prospect | supplier | staff | partner | competitor | unknown
    list_id: int = written_by(index=False)
    import_id: int = written_by()  # first sight
    carried_id: int = whole()


class ContactPoint(SQLModel, table=True):
    """One email, phone number or postal address of a party, normalised. Consents hang here.

    No index on `key`: hashes come in no order, so each row written would touch a page of its own (71k rows/s, then 35k
    at 1.5 million). Who looks by value goes through `match_keys`, which is filled in order, or walks the table.
    """

    __tablename__: ClassVar[str] = "contact_points"
    __table_args__ = (
        Index("contact_points_party", "party_id"),
        partial_index("contact_points_ended", "ended_by", where="ended_by IS NOT NULL"),
    )
    id: int = given_id()
    party_id: int = to("parties.id")
    import_id: int = written_by()
    record_id: int = whole()
    kind: str = words()  # email | phone | postal
    subtype: str = words()  # email: named, role; phone: mobile, fixed, special; postal: delivery
    value: str = words()  # address | E.164 | lines joined by U+000A
    key: int = whole()  # 64-bit hash of the match form, core/hashing.py
    ended_by: int | None = whole(null=True)  # import that no longer has it; counts once that is published


class Link(SQLModel, table=True):
    """Related, and never to be merged: works_for, household, establishment_of, supplier_of."""

    __tablename__: ClassVar[str] = "links"
    __table_args__ = (Index("links_to", "to_party_id"), KEYED)
    from_party_id: int = given_id()
    to_party_id: int = given_id()
    kind: str = words(key=True)
    import_id: int = written_by()


class Correction(SQLModel, table=True):
    """A value set by a person: it always wins over a file, and on a split goes with the party it corrected."""

    __tablename__: ClassVar[str] = "corrections"
    __table_args__ = COUNTED
    id: int | None = sequence()
    party_id: int = to("parties.id", index=True)
    record_id: int = whole()
    field: str = words()
    value: str | None = words(null=True)
    replaced: str | None = words(null=True)
    at_us: int = whole()
    principal: str = words()
    ended_us: int | None = whole(null=True)


class Act(SQLModel, table=True):
    """A dated event between the firm and a party. `side` says whose: only the person's own acts restart clocks."""

    __tablename__: ClassVar[str] = "acts"
    id: int = given_id()
    party_id: int = to("parties.id", index=True)
    import_id: int = written_by()
    record_id: int = whole()
    side: str = words()  # ours | theirs
    kind: str = words()  # contact | order | form | click | reply | collection
    on_date: str = words()
    evidence: str = words()  # import | manual | api
    ended_by: int | None = whole(null=True)


class Purchase(SQLModel, table=True):
    """A dated order, invoice or credit note; `summary` when a file gives totals only."""

    __tablename__: ClassVar[str] = "purchases"
    id: int = given_id()
    party_id: int = to("parties.id", index=True)
    import_id: int = written_by()
    record_id: int = whole()
    kind: str = words()  # order | invoice | credit_note | summary
    on_date: str | None = words(null=True)
    amount_minor: int | None = whole(null=True)
    currency: str | None = words(null=True)
    quantity: int | None = whole(null=True)  # orders, for a summary
    evidence: str = words()
    ended_by: int | None = whole(null=True)
