"""Pairs to be reviewed, and answers on them."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import ConfigDict, Field

from service.api.people import cus
from service.api.schemas.common import In, Out, example
from service.api.schemas.customers import Kind
from service.api.schemas.why import ContradictionOut, EditOut, PartOut

Answer = Literal["same", "different", "later"]


class SideOut(Out):
    """One side of a pair, as its newest row speaks of it."""

    model_config = ConfigDict(extra="allow")

    customer_id: str
    kind: Kind
    list_id: int
    record_id: int


class PairOut(Out):
    """Two records of two customers that may be one."""

    pair: str = Field(description="Its id: the two parties.")
    sort: Literal["doubtful", "contradictory"] = Field(
        description="contradictory: alike enough to be joined, but something says that they cannot be one."
    )
    answer: Answer | None
    contradiction: ContradictionOut | None = Field(
        description="What keeps the two customers apart, and the parties that contradict each other."
    )
    reason: str | None = Field(description="The contradiction in one sentence.")
    left: SideOut
    right: SideOut
    levels: dict[str, str]
    parts: list[PartOut] = Field(description="They sum to the weight.")
    weight: int = Field(description="Thousandths of a bit.")
    probability: float
    sentence: str


class PairPage(Out):
    """A page of pairs, the most telling first."""

    items: list[PairOut]
    next_cursor: str | None


class AnswerIn(In):
    """A person's answer."""

    model_config = ConfigDict(json_schema_extra=example({"decision": "same"}))

    decision: Answer


class DecidedOut(Out):
    """Who the two are of now; the same customer once they are merged."""

    pair: str
    decision_id: int | None
    left_id: str
    right_id: str
    merged: bool
    edits: list[EditOut] = Field(
        description="Of an answer taken back: what people did to the customers meanwhile. It is kept."
    )


def pair_out(row: dict[str, Any]) -> dict[str, Any]:
    """PairOut of flows/review.py."""
    told = {k: v for k, v in row.items() if k not in ("left_party", "right_party")}
    for side in ("left", "right"):
        told[side] = {**row[side], "customer_id": cus(row[side]["customer_id"])}
    return {"pair": f"{row['left_party']}-{row['right_party']}", **told}
