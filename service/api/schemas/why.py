"""Why customers are one or two, and what parting them leaves."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import ConfigDict, Field

from service.api.people import cus
from service.api.schemas.common import In, Moment, Out, example, moment


class PartOut(Out):
    """A part of a weight."""

    comparison: str
    level: str
    weight: int


class ContradictionOut(Out):
    """Two parties that can never be one customer."""

    what: Literal["kind", "birth", "siren", "siret", "forename"]
    left_party: int
    right_party: int


class KeyOut(Out):
    """A way to be compared, and whether both share it."""

    rule: str
    state: Literal["shared", "differs", "missing"]


class WhyOut(Out):
    """What speaks for and against two customers being one."""

    left_id: str
    right_id: str
    left_party: int
    right_party: int
    verdict: Literal["same_customer", "believed", "doubtful", "unlike", "contradict", "kept_apart"]
    answer: Literal["same", "different", "later"] | None
    contradiction: ContradictionOut | None = Field(description="What forbids that they are one, whatever they weigh.")
    shared_key: bool = Field(description="Without one an import never compares them.")
    keys: list[KeyOut] = Field(description="Rule by rule, by what records come to be compared.")
    reason: str = Field(description="The verdict in one sentence.")
    threshold: float
    levels: dict[str, str]
    parts: list[PartOut] = Field(description="They sum to the weight.")
    weight: int
    probability: float
    sentence: str


class SplitIn(In):
    """Which records leave a customer."""

    model_config = ConfigDict(json_schema_extra=example({"parties": [2]}))

    parties: Annotated[list[Annotated[int, Field(ge=1, le=2**53)]], Field(min_length=1, max_length=100)] = Field(
        description="`party_id` of `/records`: some of the customer's, not all."
    )


class EditOut(Out):
    """What a person did to one of the customers meanwhile; it is kept."""

    what: Literal["correction", "consent", "duplicate"]
    detail: str = Field(description="The field corrected; channel and status of a consent; the answer.")
    customer_id: str | None = Field(description="Whose it is now.")
    party_id: int
    at: Moment
    by: str | None


class SplitOut(Out):
    """Who the parties are of now."""

    customer_id: str = Field(description="Of those that stay.")
    parted_ids: list[str] = Field(description="Of those that left.")
    answers: list[str] = Field(description="Pairs answered `different`; take each back to undo.")
    edits: list[EditOut] = Field(description="Made since they were joined; kept, each with its record.")


def edits_out(edits: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """EditOut of store/edits.edits_on."""
    return [
        {
            "what": e["what"], "detail": e["detail"], "customer_id": cus(e["customer_id"]), "party_id": e["party_id"],
            "at": moment(e["at_us"]), "by": e["principal"],
        }
        for e in edits
    ]  # fmt: skip
