"""Parties for tests: match frames from a few fields."""

from __future__ import annotations

from typing import Any

import polars as pl

from service.core.match.prepare import prepare
from service.core.match.view import MATCH_SCHEMA


def frame(*parties: dict[str, Any], kind: str = "person") -> pl.DataFrame:
    rows = [{"party_id": i, "kind": kind, "list_id": 1, "record_id": i, **p} for i, p in enumerate(parties, start=1)]
    return pl.DataFrame(rows, schema={**MATCH_SCHEMA, "ident": pl.String})


def pair(left: dict[str, Any], right: dict[str, Any], *, kind: str = "person") -> tuple[dict[str, Any], dict[str, Any]]:
    a, b = prepare(frame(left, right, kind=kind)).rows(named=True)
    return a, b
