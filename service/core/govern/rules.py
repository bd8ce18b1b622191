"""Rule sets: what a YAML file of rules means, checked strictly before anything is decided by it.

Pure: the caller hands in the parsed mapping (service/reference/rulesets.py reads the shipped one). A rule set has a
version, rules with effective dates (both ends included), and texts in French and English for every reason.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal
from zoneinfo import ZoneInfo

from service.core.govern import vocabulary as v
from service.errors import RulesInvalid

_ID = re.compile(r"[A-Z0-9]+(-[A-Z0-9]+)+")
_DURATION = re.compile(r"P(\d{1,3})([YMD])")
_COMMON = frozenset({"id", "kind", "test", "from", "articles", "read", "reasons"})
_SCOPE = frozenset({"to", "channels", "purposes", "audiences", "relations", "conditions"})
_SCOPES: dict[str, tuple[str, ...]] = {
    "channels": v.CHANNELS,
    "purposes": v.PURPOSES,
    "audiences": v.AUDIENCES,
    "relations": v.RELATIONS,
}
_ALWAYS_USED = frozenset({"rule.none", "retention.within", "customer.kept-no-archive"})


@dataclass(frozen=True)
class Rule:
    """One rule. A scope of None means any; `reasons` maps each key of its test to a reason code."""

    id: str
    kind: Literal["stop", "basis"]
    test: str
    effective_from: date
    effective_to: date | None
    channels: frozenset[str] | None
    purposes: frozenset[str] | None
    audiences: frozenset[str] | None
    relations: frozenset[str] | None
    articles: tuple[str, ...]
    read: str
    reasons: Mapping[str, str]
    conditions: str | None = None
    duration: str | None = None  # as polars offsets: 3y, 1mo, 30d
    fact: str | None = None
    years: int | None = None
    proof: str | None = None
    clocks: tuple[str, ...] = ()
    on_due: str | None = None

    def in_force(self, on: date) -> bool:
        """Whether the rule holds on that day."""
        return self.effective_from <= on and (self.effective_to is None or on <= self.effective_to)

    def speaks_of(self, channel: str, purpose: str) -> bool:
        """Whether channel and purpose are in its scope."""
        return (self.channels is None or channel in self.channels) and (
            self.purposes is None or purpose in self.purposes
        )


@dataclass(frozen=True)
class ReasonText:
    """What a clerk reads, and what would change the answer."""

    fr: str
    en: str
    remedy_fr: str
    remedy_en: str


@dataclass(frozen=True)
class RuleSet:
    """Rules in order of precedence, with their texts. `label` is what manifests and reviews record."""

    name: str
    version: str
    jurisdiction: str
    timezone: ZoneInfo
    rules: tuple[Rule, ...]
    reasons: Mapping[str, ReasonText]
    conditions: Mapping[str, tuple[str, str]]

    @property
    def label(self) -> str:
        """Name and version, as `fr-marketing@2026.11.27`."""
        return f"{self.name}@{self.version}"

    def in_force(self, on: date, channel: str, purpose: str) -> tuple[Rule, ...]:
        """The rules that speak of this channel and purpose on that day, in order."""
        return tuple(r for r in self.rules if r.in_force(on) and r.speaks_of(channel, purpose))


def parse_rules(source: Mapping[str, Any]) -> RuleSet:
    """A rule set from its parsed YAML.

    Raises  RulesInvalid naming the rule and the key: an unknown key or word, a missing reason, a reason without text,
            a text without use, dates in the wrong order, an id used twice.
    """
    where = "rule set"
    wanted = {"ruleset", "version", "jurisdiction", "timezone", "rules", "conditions", "reasons"}
    _keys(where, source, wanted, frozenset())
    reasons = {code: _reason(code, body) for code, body in _mapping(where, source, "reasons").items()}
    conditions = {name: _pair(name, body) for name, body in _mapping(where, source, "conditions").items()}
    raw = source["rules"]
    if not isinstance(raw, list) or not raw:
        raise RulesInvalid("rules must be a list with at least one rule", key="rules")
    rules = tuple(_rule(item) for item in raw)
    _coherent(rules, reasons, conditions)
    return RuleSet(
        name=_text(where, source, "ruleset"),
        version=_text(where, source, "version"),
        jurisdiction=_text(where, source, "jurisdiction"),
        timezone=_zone(_text(where, source, "timezone")),
        rules=rules,
        reasons=reasons,
        conditions=conditions,
    )


def _rule(raw: object) -> Rule:
    if not isinstance(raw, Mapping) or not isinstance(raw.get("id"), str) or not _ID.fullmatch(raw["id"]):
        raise RulesInvalid("a rule needs an id of capitals, digits and hyphens", key="id")
    where = raw["id"]
    test, kind = _text(where, raw, "test"), _text(where, raw, "kind")
    if test not in v.OUTCOMES:
        raise RulesInvalid(f"{where}: there is no test {test}", rule=where, key="test")
    if kind != ("stop" if test in v.STOP_TESTS else "basis"):
        raise RulesInvalid(f"{where}: a rule with test {test} cannot be a {kind}", rule=where, key="kind")
    needs = v.NEEDS.get(test, frozenset())
    _keys(where, raw, _COMMON | needs, _SCOPE | v.MAY.get(test, frozenset()))
    start, end = _day(where, raw, "from"), _day(where, raw, "to") if raw.get("to") else None
    if start is None or (end is not None and end < start):
        raise RulesInvalid(f"{where}: its dates are missing or in the wrong order", rule=where, key="to")
    scopes = {name: _words(where, raw, name, words) for name, words in _SCOPES.items()}
    return Rule(
        id=where,
        kind="stop" if kind == "stop" else "basis",
        test=test,
        effective_from=start,
        effective_to=end,
        articles=tuple(_texts(where, raw, "articles")),
        read=_one_of(where, raw, "read", ("text", "secondary", "quoted", "reading")),
        reasons=_outcomes(where, raw, test),
        conditions=_text(where, raw, "conditions") if "conditions" in raw else None,
        duration=_duration(where, raw),
        fact=_one_of(where, raw, "fact", v.FLAGS) if "fact" in raw else None,
        years=_whole(where, raw, "years"),
        proof=_one_of(where, raw, "proof", v.PROOFS) if "proof" in raw else None,
        clocks=tuple(sorted(_words(where, raw, "clocks", v.CLOCKS) or ())),
        on_due=_one_of(where, raw, "on_due", v.ON_DUE) if "on_due" in raw else None,
        **scopes,
    )


def _coherent(
    rules: tuple[Rule, ...], reasons: Mapping[str, ReasonText], conditions: Mapping[str, tuple[str, str]]
) -> None:
    ids = [r.id for r in rules]
    twice = sorted({i for i in ids if ids.count(i) > 1})
    if twice:
        raise RulesInvalid("rule ids must be unique", rules=twice)
    used = {code for r in rules for code in r.reasons.values()} | _ALWAYS_USED
    if missing := sorted(used - set(reasons)):
        raise RulesInvalid("reasons without text", reasons=missing)
    if idle := sorted(set(reasons) - used):
        raise RulesInvalid("texts of reasons that no rule gives", reasons=idle)
    named = {r.conditions for r in rules if r.conditions}
    if named != set(conditions):
        raise RulesInvalid("conditions named and described differ", conditions=sorted(named ^ set(conditions)))


def _keys(where: str, raw: Mapping[str, Any], wanted: frozenset[str] | set[str], allowed: frozenset[str]) -> None:
    if missing := sorted(wanted - set(raw)):
        raise RulesInvalid(f"{where}: missing {', '.join(missing)}", rule=where, keys=missing)
    if extra := sorted(set(raw) - wanted - allowed):
        raise RulesInvalid(f"{where}: unknown {', '.join(extra)}", rule=where, keys=extra)


def _outcomes(where: str, raw: Mapping[str, Any], test: str) -> dict[str, str]:
    given = _mapping(where, raw, "reasons")
    if set(given) != set(v.OUTCOMES[test]) or not all(isinstance(code, str) for code in given.values()):
        wanted = sorted(v.OUTCOMES[test])
        raise RulesInvalid(f"{where}: reasons must be given for {', '.join(wanted)}", rule=where, keys=wanted)
    return {key: given[key] for key in v.OUTCOMES[test]}


def _reason(code: str, raw: object) -> ReasonText:
    if not isinstance(raw, Mapping):
        raise RulesInvalid(f"{code}: a reason needs its texts", reason=code)
    _keys(code, raw, {"fr", "en", "remedy_fr", "remedy_en"}, frozenset())
    return ReasonText(**{key: _text(code, raw, key) for key in ("fr", "en", "remedy_fr", "remedy_en")})


def _pair(name: str, raw: object) -> tuple[str, str]:
    if not isinstance(raw, Mapping):
        raise RulesInvalid(f"{name}: a condition needs its texts", key=name)
    _keys(name, raw, {"fr", "en"}, frozenset())
    return _text(name, raw, "fr"), _text(name, raw, "en")


def _mapping(where: str, raw: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    value = raw[key]
    if not isinstance(value, Mapping):
        raise RulesInvalid(f"{where}: {key} must be a mapping", rule=where, key=key)
    return value


def _text(where: str, raw: Mapping[str, Any], key: str) -> str:
    value = raw[key]
    if not isinstance(value, str) or not value.strip():
        raise RulesInvalid(f"{where}: {key} must be a text", rule=where, key=key)
    return value


def _texts(where: str, raw: Mapping[str, Any], key: str) -> list[str]:
    value = raw[key]
    if not isinstance(value, list) or not value or not all(isinstance(item, str) for item in value):
        raise RulesInvalid(f"{where}: {key} must be a list of texts", rule=where, key=key)
    return value


def _words(where: str, raw: Mapping[str, Any], key: str, allowed: tuple[str, ...]) -> frozenset[str] | None:
    if key not in raw:
        return None
    given = _texts(where, raw, key)
    if strange := sorted(set(given) - set(allowed)):
        raise RulesInvalid(f"{where}: {key} cannot be {', '.join(strange)}", rule=where, key=key)
    return frozenset(given)


def _one_of(where: str, raw: Mapping[str, Any], key: str, allowed: tuple[str, ...]) -> str:
    value = _text(where, raw, key)
    if value not in allowed:
        raise RulesInvalid(f"{where}: {key} must be one of {', '.join(allowed)}", rule=where, key=key)
    return value


def _whole(where: str, raw: Mapping[str, Any], key: str) -> int | None:
    value = raw.get(key)
    if value is not None and (not isinstance(value, int) or isinstance(value, bool) or value < 0):
        raise RulesInvalid(f"{where}: {key} must be a whole number", rule=where, key=key)
    return value


def _duration(where: str, raw: Mapping[str, Any]) -> str | None:
    if "duration" not in raw:
        return None
    found = _DURATION.fullmatch(_text(where, raw, "duration"))
    if found is None:
        raise RulesInvalid(f"{where}: duration must look like P3Y, P1M or P30D", rule=where, key="duration")
    return found[1] + {"Y": "y", "M": "mo", "D": "d"}[found[2]]


def _day(where: str, raw: Mapping[str, Any], key: str) -> date | None:
    value = raw[key]
    if type(value) is not date:
        raise RulesInvalid(f"{where}: {key} must be a date", rule=where, key=key)
    return value


def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError) as unknown:
        raise RulesInvalid("timezone is not known", key="timezone") from unknown
