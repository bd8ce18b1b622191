"""Facts from what the base holds: whose consent counts for whom, and clocks that know nothing stay unknown."""

from __future__ import annotations

import datetime as dt
from typing import Any
from zoneinfo import ZoneInfo

import polars as pl

from service.core.columns import TYPED_SCHEMA
from service.core.govern.assemble import CUSTOMER_COLUMNS, facts_of
from service.core.govern.basis import list_facts

PARIS = ZoneInfo("Europe/Paris")
AT = int(dt.datetime(2026, 11, 20, 10, tzinfo=PARIS).timestamp() * 1_000_000)
DAY = 86_400_000_000
CUSTOMERS = {
    c: pl.Int64 if c in ("customer_id", "employer_id") else TYPED_SCHEMA.get(c, pl.String) for c in CUSTOMER_COLUMNS
}
POINTS = {
    "contact_point_id": pl.Int64, "customer_id": pl.Int64, "list_id": pl.Int64, "subtype": pl.String,
    "value": pl.String, "live": pl.Boolean,
}  # fmt: skip
EVENTS = {
    "contact_point_id": pl.Int64, "status": pl.String, "occurred_us": pl.Int64, "recorded_us": pl.Int64,
    "evidence": pl.String, "proof": pl.String,
}  # fmt: skip


def facts(
    customers: list[dict[str, Any]],
    points: list[tuple[Any, ...]],
    events: tuple[tuple[int, str], ...] = (),
    **basis: Any,
) -> list[dict[str, Any]]:
    rows = [{c: row.get(c) for c in CUSTOMER_COLUMNS} | {"kind": row.get("kind", "person")} for row in customers]
    said = [(point, status, AT - 5 * DAY, AT - 5 * DAY, "form", None) for point, status in events]
    found = facts_of(
        pl.DataFrame(rows, schema=CUSTOMERS),
        pl.DataFrame(points, schema=POINTS, orient="row"),
        pl.DataFrame(said, schema=EVENTS, orient="row"),
        list_facts([(1, "owned", basis.get("audience"), None), (2, "purchased", None, None)], "email"),
        at_us=AT,
        zone=PARIS,
    )
    return found.sort("contact_point_id").to_dicts()


ONE = {"customer_id": 10}
MAIL = "a@courrier.example"


def test_no_date_is_an_unknown_clock_never_today() -> None:
    row = facts([ONE], [(1, 10, 1, "named", MAIL, True)])[0]
    assert (row["last_act_on"], row["collected_on"], row["last_purchase_on"]) == (None, None, None)
    assert row["relation"] == "unknown"


def test_latest_act_counts_but_none_after_the_day_asked() -> None:
    known = ONE | {"last_act_on": "2024-03-01", "last_activity_on": "2025-04", "last_order_date": "2027-01-01"}
    row = facts([known], [(1, 10, 1, "named", MAIL, True)])[0]
    assert row["last_act_on"] == dt.date(2025, 4, 30)
    assert row["last_purchase_on"] is None
    assert row["relation"] == "customer"


def test_the_employers_orders_keep_the_contact_person() -> None:
    row = facts([ONE | {"employer_id": 3, "employer_order_on": "2026-01-05"}], [(1, 10, 1, "named", MAIL, True)])[0]
    assert row["last_act_on"] == dt.date(2026, 1, 5)
    assert row["audience"] == "b2b_named"


def test_a_grant_counts_for_the_same_value_of_the_same_customer_only() -> None:
    points = [
        (1, 10, 1, "named", MAIL, True),
        (2, 10, 1, "named", MAIL, True),
        (3, 10, 1, "named", "b@courrier.example", True),
        (4, 20, 1, "named", MAIL, True),
    ]
    rows = facts([ONE, {"customer_id": 20}], points, ((1, "granted"),))
    assert [r["consent"] for r in rows] == ["granted", "granted", None, None]


def test_a_refusal_on_an_ended_point_still_stands_and_holds_for_who_shares_it() -> None:
    points = [(1, 10, 1, "named", MAIL, False), (2, 10, 1, "named", MAIL, True), (3, 20, 1, "named", MAIL, True)]
    rows = facts([ONE, {"customer_id": 20}], points, ((1, "refused"),))
    assert [(r["contact_point_id"], r["consent"], r["shared_refusal"]) for r in rows] == [
        (2, "refused", False),
        (3, None, True),
    ]


def test_points_of_lists_of_another_controller_do_not_count() -> None:
    assert facts([ONE], [(1, 10, 99, "named", MAIL, True)]) == []


def test_the_list_says_who_its_people_are_and_where_they_come_from() -> None:
    row = facts([ONE], [(1, 10, 2, "named", MAIL, True)])[0]
    assert (row["list_kind"], row["audience"]) == ("purchased", "b2c")
    assert facts([ONE], [(1, 10, 1, "named", MAIL, True)], audience="b2b")[0]["audience"] == "b2b_named"
    assert facts([ONE], [(1, 10, 1, "named", "x@orange.fr", True)], audience="b2b")[0]["audience"] == "unknown"
