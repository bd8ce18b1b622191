"""Acts on being contacted, and objections, coming in and going out."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import ConfigDict, Field

from service.api.people import CUSTOMER_PATTERN, Channel, Purpose, cus
from service.api.schemas.common import In, Moment, MomentIn, Name, Out, example, moment
from service.api.schemas.history import EventOut, event_out

Words = Annotated[str, Field(min_length=1, max_length=2000, pattern=r"^[^\x00]*\S[^\x00]*$")]
PointId = Annotated[int, Field(ge=1, le=2**53 - 1)]
Value = Annotated[str, Field(min_length=1, max_length=320, pattern=r"^[^\x00]*$")]
Items = Field(min_length=1, max_length=1000)


class Proof(In):
    """How somebody said yes (RGPD art. 7(1)); `items` are those of C. conso R.223-1, for calls."""

    how: Words = Field(description="Form, page, shop, call: where and how.")
    text_version: Words | None = Field(default=None, description="The text that was agreed to.")
    items: Annotated[list[Literal["caller", "choice", "period", "withdrawal", "copy"]], Field(max_length=5)] | None = (
        None
    )
    reference: Words | None = Field(default=None, description="Where the proof itself is kept.")


class ConsentIn(In):
    """One act. Where: `contact_point_id`, or `value` (an address, a number)."""

    contact_point_id: PointId | None = None
    value: Value | None = None
    customer_id: Annotated[str, Field(max_length=24, pattern=CUSTOMER_PATTERN)] | None = Field(
        default=None, description="Who said it, when several people have the value."
    )
    channel: Literal["email", "sms", "phone", "post"]
    purpose: Purpose = "marketing.own"
    controller: Name | None = Field(default=None, description="In whose name; needed when there are several.")
    status: Literal["granted", "refused", "withdrawn"]
    occurred_at: MomentIn | None = Field(default=None, description="When it was said, RFC 3339; a yes needs it.")
    evidence: Literal["form", "oral", "api"] = "api"
    proof: Proof | None = Field(default=None, description="A yes needs it.")


class ConsentsIn(In):
    """Acts to be appended; all or none."""

    model_config = ConfigDict(
        json_schema_extra=example(
            {
                "items": [
                    {
                        "contact_point_id": 1, "channel": "email", "status": "withdrawn",
                        "occurred_at": "2026-05-01T10:00:00Z", "proof": {"how": "unsubscribe link"},
                    }
                ]
            }
        )
    )  # fmt: skip

    items: Annotated[list[ConsentIn], Items]


class AppendedOut(Out):
    """The events of each act, in order."""

    items: list[list[int]]


class ListedEventOut(EventOut):
    """An act, with whom it is of now."""

    customer_id: str | None


class EventPage(Out):
    """A page of acts."""

    items: list[ListedEventOut]
    next_cursor: str | None


def listed(row: dict[str, Any]) -> dict[str, Any]:
    """ListedEventOut of store/consents.py."""
    return event_out(row) | {"customer_id": cus(row["customer_id"])}


class ObjectionIn(In):
    """On a contact point (`contact_point_id`, or `kind` and `value`); what is absent is any."""

    kind: Literal["email", "phone"] | None = None
    value: Value | None = None
    contact_point_id: PointId | None = None
    channel: Channel | None = None
    purpose: Purpose | None = None
    controller: Name | None = None


class ObjectionsIn(In):
    """Objections to be kept; all or none."""

    model_config = ConfigDict(
        json_schema_extra=example({"items": [{"kind": "email", "value": "opposition@courrier.example"}]})
    )

    items: Annotated[list[ObjectionIn], Items]


class ObjectionsTakenOut(Out):
    """Their ids, in order."""

    items: list[int]


class SuppressionOut(Out):
    """An objection: of whom, nobody can tell from here."""

    id: int
    kind: Literal["email", "phone", "postal"]
    channel: str | None
    purpose: str | None
    controller_id: int | None
    at: Moment
    source: str


class SuppressionPage(Out):
    """A page of objections."""

    items: list[SuppressionOut]
    next_cursor: str | None


class SuppressionAsk(In):
    """An address or number to be looked for."""

    model_config = ConfigDict(json_schema_extra=example({"kind": "email", "value": "opposition@courrier.example"}))

    kind: Literal["email", "phone"]
    value: Value


class SuppressionsOut(Out):
    """The objections on it."""

    suppressed: bool
    items: list[SuppressionOut]


def suppression_out(row: dict[str, Any]) -> dict[str, Any]:
    """SuppressionOut of store/suppressions.py."""
    told = {k: row[k] for k in ("id", "kind", "channel", "controller_id", "source")}
    return told | {"purpose": row["purpose_id"], "at": moment(row["at_us"])}
