"""Audiences in the law's terms."""

from __future__ import annotations

from typing import Any

import polars as pl
import pytest

from service.core.govern.audiences import audience

BASE = {
    "kind": "person", "subtype": "named", "domain": "exemple.example", "customer_type": None, "list_audience": None,
    "legal_form": None, "employed": False,
}  # fmt: skip
SCHEMA = {k: pl.String for k in BASE if k != "employed"} | {"employed": pl.Boolean}


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ({}, "b2c"),
        ({"employed": True}, "b2b_named"),
        ({"employed": True, "customer_type": "b2c"}, "b2c"),
        ({"list_audience": "b2b"}, "b2b_named"),
        ({"list_audience": "b2c", "customer_type": "b2b"}, "b2b_named"),
        ({"employed": True, "domain": "gmail.com"}, "unknown"),
        ({"customer_type": "b2b", "legal_form": "EI"}, "b2b_sole_trader"),
        ({"kind": "company", "subtype": "role"}, "b2b_generic"),
        ({"kind": "company", "subtype": "fixed", "domain": None}, "b2b_generic"),
        ({"kind": "company", "subtype": "mobile", "domain": None}, "b2b_named"),
        ({"kind": "company", "subtype": "named"}, "b2b_named"),
        ({"kind": "company", "subtype": "role", "legal_form": "Eirl"}, "b2b_sole_trader"),
        ({"kind": "mailbox", "subtype": "role"}, "b2b_generic"),
        ({"kind": "mailbox", "subtype": "role", "domain": "orange.fr"}, "unknown"),
    ],
)
def test_audience(facts: dict[str, Any], expected: str) -> None:
    assert pl.DataFrame([BASE | facts], schema=SCHEMA).select(audience())[0, 0] == expected
