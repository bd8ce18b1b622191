"""What may be done and what may not: consent events, suppressions, tombstones."""

from __future__ import annotations

from typing import ClassVar

from sqlalchemy import Index
from sqlmodel import SQLModel

from service.store.tables.columns import COUNTED, given_id, one_of, sequence, to, whole, words, written_by


class ConsentEvent(SQLModel, table=True):
    """One dated act on one contact point, channel, purpose and controller; append-only (RGPD art. 7(1)).

    `occurred_us` is null when the source does not date it: evidence of a yes, never its proof.
    """

    __tablename__: ClassVar[str] = "consent_events"
    __table_args__ = (
        Index("consent_events_point", "contact_point_id", "channel"),
        one_of("status", "granted", "refused", "withdrawn"),
    )
    id: int = given_id()
    contact_point_id: int = to("contact_points.id")
    party_id: int = to("parties.id", index=True)
    import_id: int | None = written_by(null=True)
    channel: str = words()  # email | sms | phone | post
    purpose_id: str = words()
    controller_id: int = to("controllers.id")
    status: str = words()  # granted | refused | withdrawn
    occurred_us: int | None = whole(null=True)
    recorded_us: int = whole()
    evidence: str = words()  # import | form | oral | api
    proof: str | None = words(null=True)  # JSON: how, text version, items of art. R.223-1


class Suppression(SQLModel, table=True):
    """An objection that outlives its person: keyed hash of a contact point, nothing else (CNIL, 27 Jan 2022)."""

    __tablename__: ClassVar[str] = "suppressions"
    __table_args__ = (Index("suppressions_hash", "point_hash"), COUNTED)
    id: int | None = sequence()
    point_hash: str = words()  # HMAC-SHA-256, hex
    kind: str = words()  # email | phone | postal
    channel: str | None = words(null=True)  # null: every channel
    purpose_id: str | None = words(null=True)
    controller_id: int | None = to("controllers.id", null=True)
    at_us: int = whole()
    source: str = words()  # erasure | import | api


class Tombstone(SQLModel, table=True):
    """Someone was erased: keyed hashes by which a restore or a re-import would recognise them."""

    __tablename__: ClassVar[str] = "tombstones"
    __table_args__ = (Index("tombstones_hash", "identity_hash"), COUNTED)
    id: int | None = sequence()
    identity_hash: str = words()  # HMAC-SHA-256 of one identity (list and source key, or a contact point)
    kind: str = words()  # source | email | phone
    customer_id: int = whole()
    erased_us: int = whole()
    reason: str = words()  # retention | request
    review_id: int | None = to("retention_reviews.id", null=True)


class RetentionReview(SQLModel, table=True):
    """A rehearsal of the purge as of a date, and what became of it. `state` erasing until no byte is left."""

    __tablename__: ClassVar[str] = "retention_reviews"
    __table_args__ = (one_of("state", "rehearsed", "applying", "erasing", "done"),)
    id: int = given_id()
    as_of: str = words()
    ruleset: str = words()
    state: str = words()  # rehearsed | applying | erasing | done
    counts: str = words()  # JSON
    certificate: str | None = words(null=True)  # JSON
    created_us: int = whole()
    applied_us: int | None = whole(null=True)
    done_us: int | None = whole(null=True)
