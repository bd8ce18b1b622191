"""A rule set is checked before it decides anything: each mistake is named by rule and key."""

from __future__ import annotations

import copy
import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest

from service.core.govern.rules import parse_rules
from service.errors import RulesInvalid
from service.reference.rulesets import FR_MARKETING, ruleset_source

SOURCE = ruleset_source(FR_MARKETING)
RULES = parse_rules(SOURCE)


def _rule(source: dict[str, Any], rule_id: str) -> dict[str, Any]:
    return next(r for r in source["rules"] if r["id"] == rule_id)


def test_shipped_rules_are_sound_and_named() -> None:
    assert RULES.label == "fr-marketing@2026.11.27"
    assert RULES.timezone.key == "Europe/Paris"
    assert all(text.fr and text.en and text.remedy_fr and text.remedy_en for text in RULES.reasons.values())


def test_phone_rules_change_hands_on_the_eleventh_of_august() -> None:
    def bases(day: dt.date) -> set[str]:
        return {r.id for r in RULES.in_force(day, "phone", "marketing.own") if r.kind == "basis"}

    before, after = bases(dt.date(2026, 8, 10)), bases(dt.date(2026, 8, 11))
    assert before - after == {"FR-PHONE-B2C-OPTOUT"}
    assert after - before == {"FR-PHONE-B2C-CONSENT"}


def test_reading_twice_gives_equal_sets() -> None:
    assert parse_rules(copy.deepcopy(SOURCE)) == RULES


MISTAKES: dict[str, tuple[Callable[[dict[str, Any]], object], str]] = {
    "missing key": (lambda s: _rule(s, "FR-POST").pop("articles"), "FR-POST: missing articles"),
    "unknown key": (lambda s: _rule(s, "FR-POST").update(colour="red"), "FR-POST: unknown colour"),
    "unknown test": (lambda s: _rule(s, "FR-POST").update(test="mood"), "FR-POST: there is no test mood"),
    "kind of another test": (lambda s: _rule(s, "FR-POST").update(kind="stop"), "cannot be a stop"),
    "unknown audience": (lambda s: _rule(s, "FR-POST").update(audiences=["aliens"]), "audiences cannot be aliens"),
    "dates reversed": (lambda s: _rule(s, "FR-POST").update(to=dt.date(2000, 1, 1)), "wrong order"),
    "date as text": (lambda s: _rule(s, "FR-POST").update({"from": "2018"}), "from must be a date"),
    "duration": (lambda s: _rule(s, "FR-PHONE-B2C-CONSENT").update(duration="1 year"), "duration must look like"),
    "outcome without reason": (lambda s: _rule(s, "FR-POST")["reasons"].pop("free"), "reasons must be given for"),
    "reason without text": (lambda s: s["reasons"].pop("interest.post"), "reasons without text"),
    "text without use": (
        lambda s: s["reasons"].update(idle=dict(s["reasons"]["rule.none"])),
        "texts of reasons that no rule gives",
    ),
    "empty text": (lambda s: s["reasons"]["rule.none"].update(fr=" "), "rule.none: fr must be a text"),
    "condition undescribed": (lambda s: s["conditions"].pop("call-hours"), "conditions named and described differ"),
    "same id twice": (lambda s: s["rules"].append(copy.deepcopy(_rule(s, "FR-POST"))), "must be unique"),
    "bad id": (lambda s: _rule(s, "FR-POST").update(id="post"), "needs an id"),
    "unknown zone": (lambda s: s.update(timezone="Europe/Lutece"), "timezone is not known"),
    "unknown flag": (lambda s: _rule(s, "FR-STOP-DECEASED").update(fact="tired"), "fact must be one of"),
    "negative years": (lambda s: _rule(s, "FR-STOP-MINOR").update(years=-1), "years must be a whole number"),
    "no rules": (lambda s: s.update(rules=[]), "at least one rule"),
}


@pytest.mark.parametrize("name", MISTAKES)
def test_mistakes_are_named(name: str) -> None:
    spoil, told = MISTAKES[name]
    source = copy.deepcopy(SOURCE)
    spoil(source)
    with pytest.raises(RulesInvalid, match=told):
        parse_rules(source)
