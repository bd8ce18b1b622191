"""Golden values: which survives, where it came from, and that no order of rows matters."""

import json
from typing import Any

import polars as pl
import pytest

from service.core.columns import GOLDEN_NAMES, TYPED_SCHEMA
from service.core.resolve.golden import golden, lineage_of

IDENTITY = {
    "party_id": pl.Int64, "customer_id": pl.Int64, "kind": pl.String, "record_id": pl.Int64, "recency": pl.Int64,
    "manual": pl.Boolean,
}  # fmt: skip
SCHEMA = IDENTITY | {c: TYPED_SCHEMA[c] for c in GOLDEN_NAMES}


def members(*rows: Any) -> Any:
    base = {"customer_id": 1, "kind": "person", "recency": 1, "manual": False}
    return pl.DataFrame(
        [base | {"party_id": i, "record_id": 100 + i, **r} for i, r in enumerate(rows, 1)], schema=SCHEMA
    )


def one(*rows: Any) -> Any:
    return golden(members(*rows)).row(0, named=True)


@pytest.mark.parametrize(
    ("rows", "field", "value", "origin"),
    [
        ([{"email": "a@x.example"}, {}], "email", "a@x.example", [101, "only"]),
        ([{"email": "a@x.example"}, {"email": "a@x.example"}], "email", "a@x.example", [101, "agreed"]),
        ([{"email": "a@x.example", "recency": 2}, {"email": "ab@x.example"}], "email", "a@x.example", [101, "recent"]),
        ([{"last_name": "Roux"}, {"last_name": "Roux-Martin"}], "last_name", "Roux-Martin", [102, "complete"]),
        ([{"first_name": "J.", "recency": 9}, {"first_name": "Jean"}], "first_name", "Jean", [102, "usable"]),
        ([{"city": "Lyon", "recency": 9}, {"city": "Brest", "postal_code": "29200"}], "city", "Brest", [102, "usable"]),
        ([{"phone": "+331"}, {"phone": "+332"}, {"phone": "+332"}], "phone", "+332", [102, "majority"]),
        ([{"city": "Rou", "recency": 9}, {"city": "R", "manual": True}], "city", "R", [102, "corrected"]),
        ([{"relation": "supplier", "recency": 9}, {"relation": "customer"}], "relation", "customer", [102, "usable"]),
        ([{"relation": "prospect", "recency": 9}, {"relation": "supplier"}], "relation", "supplier", [102, "usable"]),
        ([{"relation": "customer"}, {"relation": "prospect", "manual": True}], "relation", "prospect",
         [102, "corrected"]),
        ([{"relation": "staff"}, {"relation": "staff"}], "relation", "staff", [101, "agreed"]),
        ([{"last_order_date": "2024-01-02", "recency": 9}, {"last_order_date": "2025-06-01"}], "last_order_date",
         "2025-06-01", [102, "latest"]),
        ([{"collected_on": "2024-01-02", "recency": 9}, {"collected_on": "2019-06-01"}], "collected_on", "2019-06-01",
         [102, "earliest"]),
    ],
)  # fmt: skip
def test_the_value_that_survives_and_its_lineage(rows: Any, field: Any, value: Any, origin: Any) -> None:
    customer = one(*rows)
    assert customer[field] == value
    assert json.loads(customer["lineage"])[field] == origin


def test_an_address_comes_from_one_record() -> None:
    customer = one(
        {"address_line1": "1 rue A", "postal_code": "69003", "city": "Lyon", "recency": 5},
        {"address_line1": "22 avenue B", "address_line2": "Bât. C", "postal_code": "75011", "city": "Paris"},
    )
    assert (customer["address_line1"], customer["address_line2"], customer["city"]) == ("1 rue A", None, "Lyon")


def test_a_correction_of_one_line_lies_over_the_address() -> None:
    customer = one(
        {"address_line1": "1 rue A", "postal_code": "69003", "city": "Lyon"},
        {"party_id": 1, "address_line1": "3 rue A", "manual": True},
    )
    assert (customer["address_line1"], customer["city"], customer["parties"]) == ("3 rue A", "Lyon", 1)
    assert json.loads(customer["lineage"])["address_line1"] == [102, "corrected"]


def test_a_customer_of_one_party_is_that_party() -> None:
    customer = one({"email": "a@x.example", "last_name": "Roux", "order_count": 3})
    assert customer["order_count"] == 3
    present = [c for c in GOLDEN_NAMES if customer[c] is not None]
    assert lineage_of(customer["lineage"], present) == dict.fromkeys(present, (101, "only"))


def test_lineage_names_exactly_the_fields_that_have_a_value() -> None:
    customer = one({"email": "a@x.example", "city": "Lyon"}, {"last_name": "Roux"})
    present = {c for c in GOLDEN_NAMES if customer[c] is not None}
    assert set(json.loads(customer["lineage"])) == present


@pytest.mark.parametrize("seed", range(5))
def test_no_order_of_rows_matters(seed: Any) -> None:
    rows = [
        {
            "customer_id": 1 + i % 7,
            "email": [None, "a@x.example", "b@x.example", "ab@x.example"][(i * 7) % 4],
            "first_name": [None, "J.", "Jean", "Jan"][(i * 5) % 4],
            "postal_code": [None, "69003", "75011"][i % 3],
            "city": ["Lyon", None, "Paris"][i % 3],
            "last_order_date": [None, "2024-05-01", "2025"][(i * 11) % 3],
            "recency": (i * 3) % 4,
            "manual": i % 13 == 0,
        }
        for i in range(40)
    ]
    made = golden(members(*rows))
    assert golden(members(*rows).sample(fraction=1, shuffle=True, seed=seed)).equals(made)
    assert made.columns == ["customer_id", "kind", "parties", *GOLDEN_NAMES, "lineage"]
