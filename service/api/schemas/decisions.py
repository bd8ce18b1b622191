"""Questions on being contacted, and answers with every reason."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import ConfigDict, Field

from service.api.people import CUSTOMER_PATTERN, Channel, Purpose, cus
from service.api.schemas.common import Day, In, Moment, MomentIn, Name, Out, example
from service.core.ids import public_id

Verdict = Literal["allowed", "refused", "unknown"]
Partial = Annotated[str, Field(max_length=10, pattern=r"^[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?$")]


class DecisionsIn(In):
    """May we contact these customers?"""

    model_config = ConfigDict(json_schema_extra=example({"customers": [public_id("CUS", 1)], "channel": "email"}))

    customers: Annotated[
        list[Annotated[str, Field(max_length=24, pattern=CUSTOMER_PATTERN)]], Field(min_length=1, max_length=1000)
    ]
    channel: Channel
    purpose: Purpose = "marketing.own"
    controller: Name | None = Field(default=None, description="In whose name; needed when there are several.")
    at: MomentIn | None = Field(default=None, description="The moment asked about, RFC 3339; now when absent.")


class ReasonOut(Out):
    """Why, by which rule, and what would change it."""

    code: str
    rule_id: str | None
    articles: list[str]
    fr: str
    en: str
    remedy_fr: str
    remedy_en: str
    condition_fr: str | None
    condition_en: str | None


class PointDecisionOut(Out):
    """The answer for one contact point."""

    contact_point_id: int
    verdict: Verdict
    reasons: list[ReasonOut]
    expires_on: str | None


class DecisionOut(Out):
    """The answer for one customer: that of its best contact point."""

    requested_id: str
    customer_id: str | None = Field(description="Who answers for the id asked; null: nobody.")
    found: bool
    verdict: Verdict | None
    contact_point_id: int | None = None
    reasons: list[ReasonOut]
    expires_on: str | None = Field(default=None, description="Last day on which an allowed answer holds.")
    points: list[PointDecisionOut]


class DecisionsOut(Out):
    """In the order asked."""

    rules: str = Field(description="Rule set and version.")
    at: Moment
    items: list[DecisionOut]


def decision_out(row: dict[str, Any]) -> dict[str, Any]:
    """DecisionOut of flows/decisions.py."""
    return row | {"requested_id": cus(row["requested_id"]), "customer_id": cus(row["customer_id"])}


class FactsIn(In):
    """What is known of one contact point; what is absent is not known."""

    kind: Literal["person", "company", "mailbox"] = "person"
    audience: Literal["b2c", "b2b_named", "b2b_generic", "b2b_sole_trader", "unknown"]
    relation: Literal["customer", "prospect", "supplier", "staff", "partner", "competitor", "unknown"]
    list_kind: Literal["owned", "collected", "purchased", "rented", "unknown"]
    consent: Literal["none", "granted", "refused", "withdrawn"]
    subtype: Literal["", "named", "role", "mobile", "fixed", "special", "delivery"] = ""
    attested: bool = False
    informed: bool | None = None
    refusal_offered: bool | None = None
    similar_products: bool | None = None
    professional_lines: bool | None = None
    bloctel_checked_on: Day | None = None
    suppressed: bool = False
    shared_refusal: bool = False
    granted_on: Day | None = None
    complete_on: Day | None = None
    contract: Literal["none", "related", "unrelated"] = "none"
    last_act_on: Day | None = None
    last_purchase_on: Day | None = None
    collected_on: Day | None = None
    birth_date: Partial | None = None
    restricted: bool = False
    deceased: bool = False
    archived: bool = False


class SimulateIn(In):
    """What would be, if."""

    model_config = ConfigDict(
        json_schema_extra=example(
            {
                "channel": "email",
                "facts": [
                    {
                        "audience": "b2c", "relation": "prospect", "list_kind": "owned", "consent": "granted",
                        "granted_on": "2026-01-05", "collected_on": "2026-01-05",
                    }
                ],
            }
        )
    )  # fmt: skip

    channel: Channel
    purpose: Purpose = "marketing.own"
    at: MomentIn | None = None
    facts: Annotated[list[FactsIn], Field(min_length=1, max_length=1000)]


class SimulatedOut(Out):
    """The answer on one set of facts."""

    verdict: Verdict
    reasons: list[ReasonOut]
    expires_on: str | None


class SimulationOut(Out):
    """In the order of the facts."""

    rules: str
    at: Moment
    items: list[SimulatedOut]
