"""May we contact this customer here, on this channel, for this purpose, at this time: allowed, refused or unknown.

The one door to people who may be contacted. Rules answer in columns; the few distinct combinations of answers are then
weighed one by one, so that a million customers cost little more than a thousand.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import polars as pl

from service.core.govern.dates import day_of
from service.core.govern.facts import completed
from service.core.govern.questions import Asked, answer, code_of, lasts_until
from service.core.govern.rules import Rule, RuleSet
from service.core.govern.vocabulary import CHANNELS, OUTCOMES, PURPOSES, Verdict
from service.errors import BadQuery, RulesInvalid

_BITS = 3  # no test has more than seven keys
_MOST = 62 // _BITS
_NEVER = date(9999, 12, 31)
DECISION_SCHEMA: dict[str, type[pl.DataType] | pl.DataType] = {
    "customer_id": pl.Int64,
    "contact_point_id": pl.Int64,
    "verdict": pl.String,
    "reasons": pl.List(pl.String),
    "rule_ids": pl.List(pl.String),
    "expires_on": pl.Date,
}


@dataclass(frozen=True)
class Weighed:
    """A verdict with every reason that bears on it and the rule that gave each, in the order of the rule set."""

    verdict: Verdict
    reasons: tuple[str, ...]
    rule_ids: tuple[str, ...]


def decide(facts: pl.DataFrame, rules: RuleSet, *, at_us: int, channel: str, purpose: str) -> pl.DataFrame:
    """Decisions with every reason.

    In      facts as core/govern/facts.py (REQUIRED columns at least), their consent state as of `at_us` (microseconds
            UTC) for this channel and purpose. Days are those of the rule set's zone.
    Out     the same rows in order, DECISION_SCHEMA: `reasons` (why it is allowed; else all that bars or is not known),
            `rule_ids` (which rule gave each reason), `expires_on` (last day of an allowed answer, null for no end).
    Raises  BadQuery on an unknown channel or purpose.
    """
    if channel not in CHANNELS:
        raise BadQuery("unknown channel", known=list(CHANNELS))
    if purpose not in PURPOSES:
        raise BadQuery("unknown purpose", known=list(PURPOSES))
    asked = Asked(day_of(at_us, rules.timezone), channel)
    spoken = rules.in_force(asked.on, channel, purpose)
    if len(spoken) > _MOST:
        raise RulesInvalid("too many rules speak of one channel and purpose", most=_MOST)
    if facts.height == 0:
        return pl.DataFrame(schema=DECISION_SCHEMA)
    answered = completed(facts).with_columns([answer(r, asked).alias(f"#{r.id}") for r in spoken])
    packed = pl.sum_horizontal(
        [pl.col(f"#{r.id}").cast(pl.Int64) * (1 << (_BITS * i)) for i, r in enumerate(spoken)] or [pl.lit(0)]
    ).alias("#packed")
    answered = answered.with_columns(packed, _expiry(spoken, asked).alias("expires_on"))
    weighed = _weigh_distinct(answered["#packed"].unique(), spoken)
    return (
        answered.select("customer_id", "contact_point_id", "#packed", "expires_on")
        .join(weighed, on="#packed", how="left", maintain_order="left")
        .with_columns(expires_on=pl.when(pl.col("verdict") == "allowed").then("expires_on"))
        .select(list(DECISION_SCHEMA))
    )


def weigh(answers: list[tuple[Rule, str]]) -> Weighed:
    """The verdict of the answers (rule and key) that apply to one situation, in the order of the rule set.

    A stop that refuses decides; then a stop that doubts; then the bases: one that allows is enough, and unknown wins
    over refused. Where no basis speaks, the answer is unknown.
    """
    verdicts = [(r, key, OUTCOMES[r.test][key]) for r, key in answers]
    stops = [x for x in verdicts if x[0].kind == "stop"]
    bases = [x for x in verdicts if x[0].kind == "basis"]
    permitted = [x for x in bases if x[2] == "allowed"]
    verdict: Verdict
    if any(x[2] == "refused" for x in stops):
        verdict = "refused"
    elif stops:
        verdict = "unknown"
    elif permitted:
        return _told("allowed", permitted)
    else:
        verdict = "refused" if bases and all(x[2] == "refused" for x in bases) else "unknown"
    told = stops + ([] if permitted else bases)
    return _told(verdict, told) if told else Weighed(verdict, ("rule.none",), ())


def _told(verdict: Verdict, said: list[tuple[Rule, str, Verdict]]) -> Weighed:
    return Weighed(verdict, tuple(r.reasons[key] for r, key, _ in said), tuple(r.id for r, _, _ in said))


def _weigh_distinct(packed: pl.Series, spoken: tuple[Rule, ...]) -> pl.DataFrame:
    rows = []
    for value in packed.to_list():
        codes = [(value >> (_BITS * i)) & ((1 << _BITS) - 1) for i in range(len(spoken))]
        answers = [(r, list(OUTCOMES[r.test])[c - 1]) for r, c in zip(spoken, codes, strict=True) if c]
        found = weigh(answers)
        rows.append((value, found.verdict, list(found.reasons), list(found.rule_ids)))
    schema = {"#packed": pl.Int64} | {k: DECISION_SCHEMA[k] for k in ("verdict", "reasons", "rule_ids")}
    return pl.DataFrame(rows, schema=schema, orient="row")


def _expiry(spoken: tuple[Rule, ...], asked: Asked) -> pl.Expr:
    """Last day of an allowed answer: the soonest end of a stop's clock and the latest end of what allows it."""
    ends: list[pl.Expr] = []
    grounds: list[pl.Expr] = []
    for rule in spoken:
        until = lasts_until(rule, asked)
        if rule.kind == "stop":
            if until is not None and rule.test == "retention":
                inside = (
                    pl.lit(value=True) if rule.relations is None else pl.col("relation").is_in(sorted(rule.relations))
                )
                ends.append(pl.when(inside).then(until))
            continue
        allows = [code_of(rule.test, key) for key, verdict in OUTCOMES[rule.test].items() if verdict == "allowed"]
        holds = pl.col(f"#{rule.id}").is_in(allows)
        grounds.append(pl.when(holds).then((pl.lit(None, dtype=pl.Date) if until is None else until).fill_null(_NEVER)))
    if grounds:
        ends.append(pl.max_horizontal(grounds))
    soonest = pl.min_horizontal(ends) if ends else pl.lit(None, dtype=pl.Date)
    return pl.when(soonest < _NEVER).then(soonest)
