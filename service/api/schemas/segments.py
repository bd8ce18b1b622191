"""Segments, previews and deliveries coming in and going out."""

from __future__ import annotations

from typing import Annotated, Any, Literal, Self

from pydantic import ConfigDict, Field

from service.api.schemas.common import Day, In, Moment, Name, Out, example, moment
from service.core.segment.where import LONGEST
from service.flows.contactable import COLUMNS, DEFAULT_COLUMNS
from service.flows.segments import Wanted
from service.store.deliveries import DeliveryRow, delivery_name
from service.store.saved_segments import SavedSegment

Channel = Literal["email", "sms", "phone", "post", "autocall"]
Purpose = Literal["marketing.own", "tracking.email-open", "service"]
Where = Annotated[str, Field(min_length=1, max_length=LONGEST, pattern=r"^[^\x00]*\S[^\x00]*$")]
ColumnName = Annotated[str, Field(min_length=1, max_length=40, pattern=r"^[a-z0-9_]+$")]
Columns = Annotated[
    list[ColumnName],
    Field(max_length=len(COLUMNS), description=f"Beside the contact point; of {', '.join(sorted(COLUMNS))}."),
]
DeliveryId = Annotated[str, Field(min_length=11, max_length=20, pattern=r"^DEL-[0-9A-Za-z]{7,14}$")]

_ASKED: dict[str, Any] = {
    "where": "city = 'Lyon' and last_order_date >= 2025-01-01", "channel": "email", "purpose": "marketing.own",
    "columns": ["salutation", "first_name", "last_name"],
}  # fmt: skip


class SegmentQuestion(In):
    """A question over customers, not saved."""

    model_config = ConfigDict(json_schema_extra=example(_ASKED))

    where: Where | None = Field(default=None, description="The condition (docs/segments.md); null: everyone.")
    channel: Channel
    purpose: Purpose = "marketing.own"
    columns: Columns = Field(default=list(DEFAULT_COLUMNS))
    controller: Name | None = Field(default=None, description="In whose name, when there are several.")
    at: Day | None = Field(default=None, description="The day asked about, at noon in Paris; null: now.")


class SegmentIn(In):
    """A segment to be saved."""

    model_config = ConfigDict(json_schema_extra=example({"name": "Clients de Lyon"} | _ASKED))

    name: Name
    where: Where | None = Field(default=None, description="The condition (docs/segments.md); null: everyone.")
    channel: Channel
    purpose: Purpose = "marketing.own"
    columns: Columns = Field(default=list(DEFAULT_COLUMNS))
    controller: Name | None = Field(default=None, description="In whose name, when there are several.")
    readers: Annotated[list[Name], Field(max_length=100)] = Field(
        default=[], description="Names of further keys that may use it: of the tool that sends, for instance."
    )

    def wanted(self) -> Wanted:
        """As the flow takes it."""
        return Wanted(
            self.name, self.where, self.channel, self.purpose, tuple(dict.fromkeys(self.columns)), self.controller,
            tuple(self.readers),
        )  # fmt: skip


class SegmentChange(In):
    """What changes; absent fields stay, null removes the condition or the controller."""

    model_config = ConfigDict(json_schema_extra=example({"where": "city = 'Lyon'"}))

    name: Name | None = None
    where: Where | None = None
    channel: Channel | None = None
    purpose: Purpose | None = None
    columns: Columns | None = None
    controller: Name | None = None
    readers: Annotated[list[Name], Field(max_length=100)] | None = None

    def changes(self) -> dict[str, Any]:
        """The fields that were given; null counts for where and controller only."""
        given = {name: getattr(self, name) for name in self.model_fields_set}
        lists = {k: tuple(dict.fromkeys(v)) if isinstance(v, list) else v for k, v in given.items()}
        return {k: v for k, v in lists.items() if v is not None or k in ("where", "controller")}


class SegmentOut(Out):
    """A saved segment."""

    id: int
    name: str
    where: str | None
    channel: Channel
    purpose: str
    columns: list[str]
    controller: str | None
    readers: list[str]
    created_at: Moment

    @classmethod
    def of(cls, row: SavedSegment, wanted: Wanted) -> Self:
        """As people see it; `wanted` has the names of its readers."""
        return cls.model_validate(
            {
                "id": row.id, "name": row.name, "where": wanted.where, "channel": wanted.channel,
                "purpose": wanted.purpose, "columns": list(wanted.columns), "controller": wanted.controller,
                "readers": list(wanted.readers), "created_at": moment(row.created_us),
            }
        )  # fmt: skip


class SegmentPage(Out):
    """A page of segments."""

    items: list[SegmentOut]
    next_cursor: str | None


class Exclusion(Out):
    """Customers left out for one reason; one customer may have several."""

    reason: str = Field(examples=["consent.missing-email"])
    customers: int
    fr: str
    en: str
    remedy_fr: str
    remedy_en: str


class PreviewOut(Out):
    """Who would be in and who not; candidates = allowed + refused + unknown + unreachable."""

    decided_at: Moment = Field(description="The moment that the decisions speak of.")
    rules: str = Field(examples=["fr-marketing@2026.11.27"])
    candidates: int
    allowed: int
    refused: int
    unknown: int
    unreachable: int
    exclusions: list[Exclusion]


class DeliveryIn(In):
    """A delivery to be made."""

    model_config = ConfigDict(json_schema_extra=example({}))

    at: Day | None = Field(default=None, description="Decide as of this day, at noon in Paris; null: now.")


class DeliveryOut(Out):
    """One frozen answer to a segment. `manifest`: question, rules, counts, exclusions, the file's rows and digest."""

    id: str = Field(examples=["DEL-0000012"])
    segment_id: int
    members: int
    decided_at: Moment = Field(description="The moment that the decisions speak of: who objects later is still in it.")
    created_at: Moment
    manifest: dict[str, Any]

    @classmethod
    def of(cls, row: DeliveryRow) -> Self:
        """As people see it."""
        return cls.model_validate(
            {
                "id": delivery_name(row.id), "segment_id": row.segment_id, "members": row.members,
                "decided_at": moment(row.at_us), "created_at": moment(row.created_us), "manifest": row.manifest,
            }
        )  # fmt: skip


class DeliveryPage(Out):
    """A page of deliveries."""

    items: list[DeliveryOut]
    next_cursor: str | None


class FrozenFrom(Out):
    """The delivery that a page is cut from."""

    id: str
    members: int
    decided_at: Moment
    rules: str


class MemberPage(Out):
    """A page of members: customer_id, the contact point, the segment's columns, expires_on."""

    delivery: FrozenFrom
    items: list[dict[str, Any]] = Field(
        examples=[[{"customer_id": "CUS-0000011", "email": "a@courrier.example", "expires_on": "2027-01-31"}]]
    )
    next_cursor: str | None
