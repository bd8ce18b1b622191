"""From what the base holds to the facts that decisions lean on: customers, contact points, events and lists, joined.

Consent belongs to one contact point of one person: grants count for the same value of the same customer, refusals for
everyone who shares the value.
"""

from __future__ import annotations

from datetime import date
from zoneinfo import ZoneInfo

import polars as pl

from service.core.govern.audiences import audience
from service.core.govern.consents import consent_state
from service.core.govern.dates import day_of, last_day

CUSTOMER_COLUMNS = (
    "customer_id", "kind", "customer_type", "relation", "legal_form", "birth_date", "company_name", "job_title",
    "order_count", "total_spent_minor", "last_order_date", "last_act_on", "last_activity_on", "collected_on",
    "employer_id", "employer_act_on", "employer_order_on",
)  # fmt: skip
POINT_COLUMNS = ("contact_point_id", "customer_id", "list_id", "subtype", "value", "live")
EVENT_COLUMNS = ("contact_point_id", "status", "occurred_us", "recorded_us", "evidence", "proof")
_WHO = ("customer_id", "value")
_ACTS = ("last_act_on", "last_activity_on", "last_order_date", "employer_act_on", "employer_order_on")


def facts_of(
    customers: pl.DataFrame,
    points: pl.DataFrame,
    events: pl.DataFrame,
    lists: pl.DataFrame,
    *,
    at_us: int,
    zone: ZoneInfo,
) -> pl.DataFrame:
    """One row per customer and live contact point, with the columns of core/govern/facts.py that the base can state.

    In      CUSTOMER_COLUMNS of the candidates; POINT_COLUMNS of the channel, of all customers (`live`: its source
            still has it; `suppressed` where the caller knows); EVENT_COLUMNS of the channel, purpose and controller;
            lists as core/govern/basis.py. Points of other lists are left out.
    Out     also `value`, for choosing among the points of one customer.
    """
    listed = points.join(lists, on="list_id", how="inner")
    state = _states(listed, events, at_us, zone)
    known = listed.filter("live").join(customers, on="customer_id", how="inner")
    return (
        known.join(state, on=_WHO, how="left", maintain_order="left")
        .join(_refusing(state), on="value", how="left", maintain_order="left")
        .with_columns(
            domain=pl.col("value").str.extract(r"@([^@\n]+)$", 1).str.to_lowercase(),
            employed=pl.any_horizontal(
                pl.col("employer_id").is_not_null(),
                pl.col("company_name").is_not_null(),
                pl.col("job_title").is_not_null(),
            ),
            shared_refusal=_refused_by_another(),
        )
        .with_columns(audience=audience(), **relation_and_clocks(day_of(at_us, zone)))
    )


def relation_and_clocks(on: date) -> dict[str, pl.Expr]:
    """Relation and the days of the clocks, no day later than `on`; a person's employer acts for the person too."""

    def days(*columns: str) -> pl.Expr:
        seen = [pl.when(pl.col(c) <= on.isoformat()).then(last_day(pl.col(c))) for c in columns]
        latest = pl.max_horizontal(seen)  # a year alone is read as its last day, which may be after `on`
        return pl.when(latest > on).then(pl.lit(on)).otherwise(latest)

    bought = pl.any_horizontal(
        pl.col("last_order_date").is_not_null(),
        (pl.col("order_count") > 0).fill_null(value=False),
        (pl.col("total_spent_minor") != 0).fill_null(value=False),
    )
    return {
        "relation": pl.when(bought).then(pl.lit("customer")).otherwise(pl.col("relation").fill_null("unknown")),
        "last_purchase_on": days("last_order_date"),
        "last_act_on": days(*_ACTS),
        "collected_on": days("collected_on"),
    }


def _states(listed: pl.DataFrame, events: pl.DataFrame, at_us: int, zone: ZoneInfo) -> pl.DataFrame:
    """Consent state per customer and value, ended points included: an objection outlives the row that told it."""
    where = listed.select("contact_point_id", "customer_id", "value", "attested")
    told = events.join(where, on="contact_point_id", how="inner")
    return consent_state(told, at_us, zone=zone, by=_WHO)


def _refusing(state: pl.DataFrame) -> pl.DataFrame:
    against = state.filter(pl.col("consent").is_in(["refused", "withdrawn"]))
    return against.group_by("value").agg(refusing=pl.len(), refusing_id=pl.col("customer_id").min())


def _refused_by_another() -> pl.Expr:
    other = (pl.col("refusing") > 1) | (pl.col("refusing_id") != pl.col("customer_id"))
    return other.fill_null(value=False)
