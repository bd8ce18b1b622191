"""Clocks of customers: whose acts count for whom."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any
from zoneinfo import ZoneInfo

import polars as pl

from service.core.govern.clocks import RECORD_COLUMNS, clocks

PARIS = ZoneInfo("Europe/Paris")
ON = dt.date(2026, 11, 22)
PARTIES = {"party_id": pl.Int64, "customer_id": pl.Int64, "relation": pl.String}
RECORDS = {c: pl.Int64 if c.endswith(("_id", "_count", "_minor")) else pl.String for c in RECORD_COLUMNS}
ACTS = {"party_id": pl.Int64, "kind": pl.String, "on_date": pl.String}
PURCHASES = {"party_id": pl.Int64, "on_date": pl.String, "worth": pl.Int64}
GRANTS = {"party_id": pl.Int64, "occurred_us": pl.Int64}


def ask(
    parties: list[tuple[int, int, str]],
    records: list[dict[str, Any]],
    acts: Sequence[tuple[int, str, str]] = (),
    purchases: Sequence[tuple[int, str | None, int]] = (),
    grants: Sequence[tuple[int, int]] = (),
) -> dict[int, dict[str, Any]]:
    said = {party: relation for party, _, relation in parties}
    rows = [{c: r.get(c) for c in RECORD_COLUMNS} for r in records]
    for row, given in zip(rows, records, strict=True):
        row["relation"] = given.get("relation", said.get(int(row["main_party_id"] or 0)))
    found = clocks(
        pl.DataFrame(parties, schema=PARTIES, orient="row"),
        pl.DataFrame(rows, schema=RECORDS),
        pl.DataFrame(acts, schema=ACTS, orient="row"),
        pl.DataFrame(purchases, schema=PURCHASES, orient="row"),
        pl.DataFrame(grants, schema=GRANTS, orient="row"),
        as_of=ON,
        zone=PARIS,
    )
    return {r["customer_id"]: r for r in found.iter_rows(named=True)}


def test_latest_collection_and_act_of_any_record_count() -> None:
    found = ask(
        [(1, 10, "prospect"), (2, 10, "prospect")],
        [
            {"record_id": 1, "main_party_id": 1, "collected_on": "2020-01-01", "last_activity_on": "2021-05-05"},
            {"record_id": 2, "main_party_id": 2, "collected_on": "2022-02-02"},
        ],
    )[10]
    assert (found["collected_on"], found["last_act_on"]) == (dt.date(2022, 2, 2), dt.date(2021, 5, 5))
    assert found["relation"] == "prospect"


def test_a_line_speaks_of_company_and_contact_alike() -> None:
    found = ask(
        [(1, 10, "prospect"), (2, 20, "prospect")],
        [{"record_id": 1, "main_party_id": 1, "contact_party_id": 2, "collected_on": "2020-01-01"}],
        acts=[(1, "reply", "2024-03-03")],
    )
    assert found[20]["last_act_on"] == dt.date(2024, 3, 3)
    bought = ask(
        [(1, 10, "prospect"), (2, 20, "prospect")],
        [{"record_id": 1, "main_party_id": 1, "contact_party_id": 2}],
        purchases=[(1, "2019-01-01", 0)],
    )
    assert {c["relation"] for c in bought.values()} == {"customer"}


def test_a_summary_of_nothing_is_no_purchase() -> None:
    line = {"record_id": 1, "main_party_id": 1, "order_count": 0, "total_spent_minor": 0}
    assert ask([(1, 10, "prospect")], [line], purchases=[(1, None, 0)])[10]["relation"] == "prospect"
    assert ask([(1, 10, "prospect")], [line | {"order_count": 2}])[10]["relation"] == "customer"


def test_days_after_the_date_asked_do_not_count() -> None:
    found = ask(
        [(1, 10, "prospect")],
        [{"record_id": 1, "main_party_id": 1, "collected_on": "2031-01-01"}],
        acts=[(1, "reply", "2030-01-01"), (1, "click", "2020-06-06")],
    )[10]
    assert (found["collected_on"], found["last_act_on"]) == (None, dt.date(2020, 6, 6))


def test_one_relation_that_is_not_prospect_speaks_for_all() -> None:
    records = [{"record_id": n, "main_party_id": n} for n in (1, 2)]
    for other in ("customer", "unknown", "supplier"):
        assert ask([(1, 10, "prospect"), (2, 10, other)], records)[10]["relation"] == other


def test_a_dated_consent_is_an_act_of_the_person() -> None:
    given = int(dt.datetime(2024, 1, 31, 23, 30, tzinfo=dt.UTC).timestamp() * 1_000_000)
    found = ask([(1, 10, "prospect")], [{"record_id": 1, "main_party_id": 1}], grants=[(1, given)])[10]
    assert found["granted_on"] == dt.date(2024, 2, 1)


def test_what_the_live_line_says_replaces_the_first_sight() -> None:
    now_a_customer = {"record_id": 2, "main_party_id": 1, "relation": "customer"}
    assert ask([(1, 10, "prospect")], [now_a_customer])[10]["relation"] == "customer"
    assert ask([(1, 10, "prospect")], [now_a_customer | {"relation": None}])[10]["relation"] == "unknown"
    assert ask([(1, 10, "prospect")], [])[10]["relation"] == "prospect"
