"""The register of fields, checks of values, and the rules that decide."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated

from fastapi import Query
from starlette.responses import Response

from service.api.deps import Called
from service.api.operations import Noun
from service.api.pointed import pointed
from service.api.schemas.common import Day, moment
from service.api.schemas.registers import CheckIn, CheckOut, FieldsOut, RuleOut, RuleSetOut, RulesOut
from service.core.govern.rules import Rule, RuleSet
from service.core.kinds.checking import checked_values
from service.flows.field_register import field_register
from service.flows.moments import noon_us
from service.flows.purge import shipped_rules

check_noun = Noun("check", "Values verified while a person types; nothing is kept.")
fields_noun = Noun("fields", "The register of fields: what is kept of people, how sensitive, how full, when it served.")
rules_noun = Noun("rules", "The rule sets by which it is decided who may be contacted and how long people are kept.")

_EVERY = {"crm", "marketing", "dpo", "admin"}


@check_noun.ask("/v1/check", "checkValues", "Check values", roles={"crm", "marketing", "dpo"}, answers=CheckOut)
def check(call: Called, asked: CheckIn) -> Response:
    """One to 1,000 values of a kind: what they come to, whether they hold, what is wrong, what might be meant.

    With `online` others are asked as well, for at most ten seconds in all; what nobody answered in time is unknown, and
    may be asked again. 422 `lookup-off` where the operator has not switched it on.
    """
    today = datetime.fromtimestamp(call.now_us / 1_000_000, shipped_rules().timezone).date()
    with pointed():
        if asked.online:
            call.house.lookups.of(asked.kind)
        items = list(checked_values(asked.kind, asked.values, country=asked.country, today=today))
    if asked.online:
        items = call.house.lookups.look(asked.kind, items)
    return call.answer({"kind": asked.kind, "items": items})


@fields_noun.get("/v1/fields", "fieldsList", "The register of fields", roles=_EVERY, answers=FieldsOut)
def list_fields(
    call: Called,
    at: Annotated[
        Day | None,
        Query(
            description="The day that twelve months are counted back from; today where absent.", examples=["2026-11-27"]
        ),
    ] = None,
) -> Response:
    """Every field that the latest file of a list carries. What serves nothing, and no delivery used for twelve months,
    is proposed for removal: let the recipe of its file no longer use the column.
    """
    at_us = call.now_us if at is None else noon_us(date.fromisoformat(at), shipped_rules().timezone)
    with call.reading() as work:
        items = field_register(work, at_us=at_us)
    for item in items:
        item["last_used_at"] = moment(item.pop("last_used_us"))
        item["carried_since"] = moment(item.pop("carried_since_us"))
    return call.answer({"items": items})


@rules_noun.get("/v1/rules", "rulesList", "Rule sets", roles=_EVERY, answers=RulesOut)
def list_rules(call: Called) -> Response:
    """With their versions and the dates between which each rule holds."""
    return call.answer(RulesOut(items=[_shown(shipped_rules())]), etag=True)


def _shown(rules: RuleSet) -> RuleSetOut:
    return RuleSetOut(
        name=rules.name,
        version=rules.version,
        label=rules.label,
        jurisdiction=rules.jurisdiction,
        timezone=rules.timezone.key,
        rules=[_rule(rule) for rule in rules.rules],
    )


def _rule(rule: Rule) -> RuleOut:
    scopes = {
        name: None if scope is None else sorted(scope)
        for name in ("channels", "purposes", "audiences", "relations")
        for scope in (getattr(rule, name),)
    }
    return RuleOut.model_validate(
        {
            "id": rule.id, "kind": rule.kind, "test": rule.test, "effective_from": rule.effective_from.isoformat(),
            "effective_to": None if rule.effective_to is None else rule.effective_to.isoformat(), **scopes,
            "articles": list(rule.articles), "read": rule.read, "conditions": rule.conditions,
        }
    )  # fmt: skip
