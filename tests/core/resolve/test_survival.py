"""What a firm says of its lists: whose value wins, and that a rule never touches a correction or a lone record."""

import json
from typing import Any

import polars as pl
import pytest

from service.core.columns import GOLDEN_NAMES, TYPED_SCHEMA
from service.core.resolve.golden import golden
from service.core.resolve.survival import SURVIVAL_FIELDS, ListSurvival

IDENTITY = {
    "party_id": pl.Int64, "customer_id": pl.Int64, "kind": pl.String, "record_id": pl.Int64, "recency": pl.Int64,
    "manual": pl.Boolean, "list_id": pl.Int64,
}  # fmt: skip
SCHEMA = IDENTITY | {c: TYPED_SCHEMA[c] for c in GOLDEN_NAMES}
OLD, NEW = (
    {"email": "old@x.example", "list_id": 1, "recency": 1},
    {"email": "new@x.example", "list_id": 2, "recency": 9},
)


def _one(policy: dict[int, ListSurvival], *rows: dict[str, Any]) -> tuple[Any, Any]:
    base = {"customer_id": 1, "kind": "person", "manual": False}
    frame = pl.DataFrame(
        [base | {"party_id": i, "record_id": 100 + i, **r} for i, r in enumerate(rows, 1)], schema=SCHEMA
    )
    row = golden(frame, policy).row(0, named=True)
    return row["email"], json.loads(row["lineage"]).get("email")


@pytest.mark.parametrize(
    ("policy", "rows", "value", "origin"),
    [
        ({}, (OLD, NEW), "new@x.example", [102, "recent"]),
        ({2: ListSurvival(fields={"email": "if_newer"})}, (OLD, NEW), "new@x.example", [102, "recent"]),
        ({2: ListSurvival(fields={"email": "if_empty"})}, (OLD, NEW), "old@x.example", [101, "yielded"]),
        ({2: ListSurvival(fields={"email": "if_empty"})}, (OLD | {"email": None}, NEW), "new@x.example", [102, "only"]),
        ({2: ListSurvival(fields={"email": "never"})}, (OLD, NEW), "old@x.example", [101, "only"]),
        ({2: ListSurvival(fields={"email": "never"})}, (OLD | {"email": None}, NEW), None, None),
        ({2: ListSurvival(fields={"email": "never"})}, (NEW, NEW), "new@x.example", [101, "agreed"]),
        ({1: ListSurvival(trust=9)}, (OLD, NEW), "old@x.example", [101, "trusted"]),
        ({2: ListSurvival(trust=1)}, (OLD, NEW), "old@x.example", [101, "trusted"]),
        ({2: ListSurvival(fields={"email": "never"})}, (OLD, NEW | {"manual": True, "list_id": None}), "new@x.example",
         [102, "corrected"]),
    ],
)  # fmt: skip
def test_whose_value_survives(policy: dict[int, ListSurvival], rows: Any, value: Any, origin: Any) -> None:
    assert _one(policy, *rows) == (value, origin)
    assert _one(policy, *rows[::-1])[0] == value


def test_rules_are_kept_as_text() -> None:
    rules = ListSurvival(7, {"email": "if_empty"})
    assert ListSurvival.from_json(rules.to_json()) == rules
    assert {"email", "postal_code"} <= set(SURVIVAL_FIELDS)
    assert not {"city", "order_count", "last_order_date"} & set(SURVIVAL_FIELDS)
