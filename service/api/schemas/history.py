"""A customer's rows, history and consents going out."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import ConfigDict, Field

from service.api.people import cus
from service.api.schemas.common import Moment, Out, moment


class CellOut(Out):
    """A cell as it came, under the heading of its file."""

    heading: str | None
    cell: str | None


class RecordOut(Out):
    """One source row."""

    record_id: int
    import_id: int
    import_kind: Literal["file", "manual", "repair"]
    filename: str | None
    row_id: int
    line: int
    list_id: int
    list_name: str
    list_kind: str
    published_at: Moment | None
    role: Literal["main", "contact"] = Field(description="Whether the row is about this customer, or it is a contact.")
    party_id: int
    supersedes: int | None
    live: bool = Field(description="It has a vote; else a later file replaced it.")
    cells: list[CellOut]
    extra: dict[str, Any] | None


class RecordPage(Out):
    """A page of source rows."""

    items: list[RecordOut]
    next_cursor: str | None


def record_out(row: dict[str, Any]) -> dict[str, Any]:
    """RecordOut of store/lineage.py."""
    rest = {k: v for k, v in row.items() if k != "published_us"}
    return rest | {"published_at": moment(row["published_us"])}


class HappenedOut(Out):
    """One thing that happened; what else is told depends on what it is."""

    model_config = ConfigDict(extra="allow")

    at: str | None = Field(description="A moment (RFC 3339) or a day, possibly partial; null: not known.")
    what: Literal["act", "action", "purchase", "consent", "customer", "correction", "delivery"]
    kind: str
    id: int


class TimelinePage(Out):
    """A page of history, the latest first."""

    items: list[HappenedOut]
    next_cursor: str | None


def happened(row: dict[str, Any]) -> dict[str, Any]:
    """HappenedOut of store/history.py."""
    return row | {k: cus(row[k]) for k in ("customer_id", "into_id") if k in row}


class StateOut(Out):
    """What stands on one contact point, channel, purpose and controller."""

    contact_point_id: int
    kind: Literal["email", "phone", "postal"]
    value: str
    live: bool
    channel: str
    purpose: str
    controller: str
    state: Literal["none", "granted", "refused", "withdrawn"]
    granted_on: str | None
    complete_on: str | None = Field(description="Latest grant with all the proof that the phone needs.")


class EventOut(Out):
    """One act, with its proof."""

    id: int
    contact_point_id: int
    party_id: int
    import_id: int | None
    channel: str
    purpose: str
    controller: str
    status: Literal["granted", "refused", "withdrawn"]
    occurred_at: Moment | None = Field(description="null: the source does not date it; such a yes proves nothing.")
    recorded_at: Moment
    evidence: str
    proof: dict[str, Any] | None


class ConsentsOut(Out):
    """What stands at a moment, and every act behind it."""

    customer_id: str
    at: Moment
    state: list[StateOut]
    events: list[EventOut]


def event_out(row: dict[str, Any]) -> dict[str, Any]:
    """EventOut of flows/consents.py."""
    kept = ("id", "contact_point_id", "party_id", "import_id", "channel", "controller", "status", "evidence", "proof")
    told = {k: row[k] for k in kept}
    told |= {"occurred_at": moment(row["occurred_us"]), "recorded_at": moment(row["recorded_us"])}
    return told | {"purpose": row["purpose_id"]}


def consents_out(told: dict[str, Any], at_us: int) -> dict[str, Any]:
    """ConsentsOut of flows/consents.py."""
    stands = [
        {k: v for k, v in row.items() if k != "purpose_id"} | {"purpose": row["purpose_id"]} for row in told["state"]
    ]
    events = [event_out(row) for row in told["events"]]
    return {"customer_id": cus(told["customer_id"]), "at": moment(at_us), "state": stands, "events": events}
