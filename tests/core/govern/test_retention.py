"""Retention: only acts of the person and the collection move the due day."""

from __future__ import annotations

import datetime as dt
from typing import Any

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.core.govern import vocabulary as v
from service.core.govern.retention import DUE_SCHEMA, due
from service.core.govern.rules import parse_rules
from service.errors import RulesInvalid
from service.reference.rulesets import FR_MARKETING, ruleset_source

RULES = parse_rules(ruleset_source(FR_MARKETING))
ON = dt.date(2026, 11, 22)


def judge(as_of: dt.date = ON, **facts: Any) -> dict[str, Any]:
    frame = pl.DataFrame([{"customer_id": 1} | facts], infer_schema_length=None)
    return due(frame, RULES, as_of=as_of).row(0, named=True)


@pytest.mark.parametrize(
    ("collected", "act", "verdict"),
    [
        (dt.date(2020, 1, 1), dt.date(2023, 11, 23), "keep"),
        (dt.date(2020, 1, 1), dt.date(2023, 11, 22), "erase"),
        (dt.date(2023, 11, 23), dt.date(2020, 1, 1), "keep"),
        (dt.date(2020, 1, 1), None, "erase"),
        (None, dt.date(2020, 1, 1), "erase"),
        (None, None, "unknown"),
        (dt.date(2030, 1, 1), None, "unknown"),
    ],
)
def test_prospects(collected: dt.date | None, act: dt.date | None, verdict: str) -> None:
    assert judge(relation="prospect", collected_on=collected, last_act_on=act)["verdict"] == verdict


def test_leap_day_is_over_on_the_twenty_eighth() -> None:
    found = judge(dt.date(2027, 2, 28), relation="prospect", collected_on=dt.date(2024, 2, 29))
    assert (found["verdict"], found["due_on"]) == ("erase", dt.date(2027, 2, 28))


def test_customers_are_kept_and_the_reason_says_why() -> None:
    assert judge(relation="customer", last_purchase_on=dt.date(2026, 1, 1))["reasons"] == ["customer.kept-no-archive"]
    old = judge(relation="customer", last_purchase_on=dt.date(2010, 1, 1))
    assert (old["verdict"], old["reasons"]) == ("keep", ["retention.customer-over"])
    assert judge(relation="customer")["verdict"] == "keep"


def test_unknown_relation_is_asked_not_erased() -> None:
    found = judge(relation="unknown", collected_on=dt.date(2010, 1, 1))
    assert (found["verdict"], found["reasons"]) == ("unknown", ["retention.relation-unknown-over"])


def test_restriction_holds_erasure() -> None:
    found = judge(relation="prospect", collected_on=dt.date(2010, 1, 1), restricted=True)
    assert (found["verdict"], found["reasons"][0]) == ("keep", "person.restricted")


def test_no_rule_on_that_day_is_an_error() -> None:
    with pytest.raises(RulesInvalid, match="no retention rule"):
        judge(dt.date(2010, 1, 1), relation="prospect", collected_on=dt.date(2005, 1, 1))


def test_no_rows_give_no_rows() -> None:
    assert due(pl.DataFrame(), RULES, as_of=ON).schema == pl.Schema(DUE_SCHEMA)


DAYS = st.none() | st.dates(dt.date(2019, 1, 1), dt.date(2026, 1, 1))


@given(st.sampled_from(v.RELATIONS), DAYS, DAYS, DAYS, st.dates(dt.date(2026, 1, 1), dt.date(2032, 1, 1)))
def test_erase_is_final_and_never_without_a_date(
    relation: str, collected: dt.date | None, act: dt.date | None, given_on: dt.date | None, as_of: dt.date
) -> None:
    facts = {"relation": relation, "collected_on": collected, "last_act_on": act, "granted_on": given_on}
    frame = pl.DataFrame([{"customer_id": 1} | facts], infer_schema_length=None)
    now, later = (due(frame, RULES, as_of=d).row(0, named=True) for d in (as_of, as_of + dt.timedelta(days=400)))
    if now["verdict"] == "erase":
        assert relation == "prospect"
        assert max(d for d in (collected, act, given_on) if d).replace(day=1) <= as_of.replace(
            day=1, year=as_of.year - 3
        )
        assert later["verdict"] == "erase"
    if not (collected or act or given_on):
        assert now["verdict"] != "erase"
