"""What is past its date: due days of customers, and whether to erase, keep or ask.

Only acts of the person and the collection restart a clock. A clock without any date is never erased by itself: it is
reported, and a person decides. There is no archive yet, so customers are kept whole.
"""

from __future__ import annotations

import hashlib
from datetime import date

import polars as pl

from service.core.govern.dates import latest_by, over_on
from service.core.govern.facts import completed
from service.core.govern.rules import Rule, RuleSet
from service.errors import RulesInvalid

RETENTION_FACTS = (
    "customer_id", "relation", "collected_on", "last_act_on", "last_purchase_on", "granted_on", "restricted",
)  # fmt: skip
DUE_SCHEMA: dict[str, type[pl.DataType] | pl.DataType] = {
    "customer_id": pl.Int64,
    "due_on": pl.Date,
    "verdict": pl.String,
    "rule_id": pl.String,
    "reasons": pl.List(pl.String),
}


def due(facts: pl.DataFrame, rules: RuleSet, *, as_of: date) -> pl.DataFrame:
    """One row per customer: what becomes of it on that day.

    In      one row per customer: customer_id, relation (customer where one party of the cluster is one), the days of
            FACTS (null: not known) and restricted.
    Out     rows in order, DUE_SCHEMA: verdict erase|keep|unknown, due_on null where the clock is unknown.
    Raises  RulesInvalid when a relation has no retention rule in force.
    """
    ready = completed(facts, RETENTION_FACTS) if facts.height else pl.DataFrame(schema=DUE_SCHEMA)
    if not facts.height:
        return ready
    spoken = [r for r in rules.rules if r.test == "retention" and r.in_force(as_of)]
    verdict, reason, due_on, rule_id = (pl.lit(None) for _ in range(4))
    for rule in reversed(spoken):
        inside = pl.lit(value=True) if rule.relations is None else pl.col("relation").is_in(sorted(rule.relations))
        start = latest_by(rule.clocks, as_of)
        end = over_on(start, str(rule.duration))
        what, why = _outcome(rule, start, end, as_of)
        verdict, reason = pl.when(inside).then(what).otherwise(verdict), pl.when(inside).then(why).otherwise(reason)
        due_on, rule_id = (
            pl.when(inside).then(end).otherwise(due_on),
            pl.when(inside).then(pl.lit(rule.id)).otherwise(rule_id),
        )
    held = pl.col("restricted")
    found = ready.select(
        "customer_id",
        due_on.cast(pl.Date).alias("due_on"),
        pl.when(held & (verdict == "erase")).then(pl.lit("keep")).otherwise(verdict).alias("verdict"),
        rule_id.alias("rule_id"),
        pl.concat_list(pl.when(held).then(pl.lit("person.restricted")), reason).list.drop_nulls().alias("reasons"),
    )
    if found["verdict"].null_count():
        raise RulesInvalid("no retention rule speaks of some relations on this day", rule_set=rules.label)
    return found


def _outcome(rule: Rule, start: pl.Expr, end: pl.Expr, as_of: date) -> tuple[pl.Expr, pl.Expr]:
    over = (end <= as_of).fill_null(value=False)
    past = {"erase": "erase", "keep": "keep", "ask": "unknown"}[str(rule.on_due)]
    unproven = "keep" if rule.on_due == "keep" else "unknown"
    within = "customer.kept-no-archive" if rule.on_due == "keep" else "retention.within"
    what = pl.when(over).then(pl.lit(past)).when(start.is_null()).then(pl.lit(unproven)).otherwise(pl.lit("keep"))
    why = (
        pl.when(over)
        .then(pl.lit(rule.reasons["over"]))
        .when(start.is_null())
        .then(pl.lit(rule.reasons["clock_unknown"]))
        .otherwise(pl.lit(within))
    )
    return what, why


def fingerprint(found: pl.DataFrame) -> str:
    """Of what `due` found: changes when anybody else is to go, or for another reason, or since another day; hex."""
    going = (
        found.filter(pl.col("verdict") == "erase").sort("customer_id").with_columns(pl.col("reasons").list.join(","))
    )
    return hashlib.sha256(going.write_csv().encode()).hexdigest()
