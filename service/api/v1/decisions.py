"""Decisions: may we contact, on which grounds, and what would change the answer."""

from __future__ import annotations

from datetime import date
from typing import Any

from starlette.responses import Response

from service.api.deps import Called
from service.api.operations import Noun
from service.api.people import number_of
from service.api.schemas.common import microseconds, moment
from service.api.schemas.decisions import DecisionsIn, DecisionsOut, SimulateIn, SimulationOut, decision_out
from service.flows.decisions import Question, decide_customers, rules_in_force, simulate

noun = Noun("decisions", "May we contact a customer: allowed, refused or unknown, with every reason, rule and article.")

_DAYS = ("bloctel_checked_on", "granted_on", "complete_on", "last_act_on", "last_purchase_on", "collected_on")


@noun.ask(
    "/v1/decisions", "decisionsAsk", "May we contact these customers", roles={"dpo", "crm", "marketing"},
    answers=DecisionsOut, errors=(404,),
)  # fmt: skip
def ask(call: Called, asked: DecisionsIn) -> Response:
    """One to 1,000 customers, one channel, purpose and moment. `unknown` is not yes. The contact point named is the one
    that may be used; values are not shown here.
    """
    at_us = call.now_us if asked.at is None else microseconds(asked.at) or 0
    rules = rules_in_force()
    question = Question(asked.channel, asked.purpose, at_us, asked.controller)
    with call.reading() as work:
        told = decide_customers(
            work, [number_of(c) for c in asked.customers], question, rules=rules, secret=call.house.secret
        )
    return call.answer({"rules": rules.label, "at": moment(at_us), "items": [decision_out(row) for row in told]})


@noun.ask(
    "/v1/decisions/simulate", "decisionsSimulate", "What would be, if", roles={"dpo", "crm", "marketing"},
    answers=SimulationOut,
)  # fmt: skip
def simulate_facts(call: Called, asked: SimulateIn) -> Response:
    """The same rules on facts that you state; no customer is looked at."""
    at_us = call.now_us if asked.at is None else microseconds(asked.at) or 0
    rules = rules_in_force()
    told = simulate(
        [_facts(f.model_dump()) for f in asked.facts], channel=asked.channel, purpose=asked.purpose, at_us=at_us,
        rules=rules,
    )  # fmt: skip
    return call.answer({"rules": rules.label, "at": moment(at_us), "items": told})


def _facts(given: dict[str, Any]) -> dict[str, Any]:
    return given | {day: date.fromisoformat(given[day]) for day in _DAYS if given[day] is not None}
