"""Values that a person types or a program sends, through the same stages as a file: map, clean, split.

One value a canonical field, under the names of core/columns.py; what the stages make of it is what an import would.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import polars as pl

from service.core.batch import no_issues
from service.core.clean.cleaning import clean
from service.core.clean.options import CleanOptions
from service.core.columns import TYPED_COLUMNS
from service.core.mapping import apply
from service.core.pipeline import Prepared, identities
from service.core.plan import Column, Plan
from service.core.read import Counters, RawBatch

ENTRY_FIELDS: tuple[str, ...] = tuple(c.name for c in TYPED_COLUMNS if c.subject != "behaviour")
"""What may be entered: who somebody is and how to reach them. Consents and purchases have ways of their own."""

_CANONICAL = {"customer_code": "customer_id"}
RELATIONS = ("customer", "prospect", "supplier", "staff", "partner", "competitor")

Entry = Mapping[str, str | None]


@dataclass(frozen=True)
class Entered:
    """The plan that names the cells, the cleaned rows with their parties, and source_key and row_hash by row."""

    plan: Plan
    prepared: Prepared
    identities: pl.DataFrame


def enter(records: Sequence[Entry], options: CleanOptions) -> Entered:
    """Records (field of ENTRY_FIELDS -> value) as rows from 1.

    Raises  ValueError on another field; nothing on values: what cannot be used is null and has an issue.
    """
    named = [f for f in ENTRY_FIELDS if any(r.get(f) is not None for r in records)]
    if strange := {f for r in records for f in r} - set(ENTRY_FIELDS):
        raise ValueError(f"no fields of an entry: {sorted(strange)}")
    columns = tuple(Column(i, f, f, field=_CANONICAL.get(f, f)) for i, f in enumerate(named))
    plan = Plan(columns=columns)
    rows = pl.DataFrame(
        {
            "row_id": range(1, len(records) + 1),
            "line": range(1, len(records) + 1),
            "cells": [[r.get(f) for f in named] for r in records],
        },
        schema={"row_id": pl.Int64, "line": pl.Int64, "cells": pl.List(pl.String)},
    )
    staged = clean(apply(plan, rows), options)
    said = pl.Series("relation", [r.get("relation") for r in records], dtype=pl.String)
    known = said.set(~said.is_in(list(RELATIONS)).fill_null(value=False), None)
    cleaned = staged.rows.with_columns(pl.coalesce(known, "relation").alias("relation"))
    raw = RawBatch(rows, _NO_LINES, no_issues(), Counters())
    return Entered(plan, Prepared(cleaned, staged.issues), identities(raw, plan))


_NO_LINES = pl.DataFrame(schema={"row_id": pl.Int64, "line": pl.Int64, "text": pl.String, "code": pl.String})


def refused(records: Sequence[Entry], entered: Entered) -> list[dict[str, int | str]]:
    """What was given and cannot be used: row (from 0), field, code of the issue."""
    codes: dict[int, dict[str, str]] = {}
    for row, field, code in entered.prepared.issues.select("row_id", "field", "code").iter_rows():
        codes.setdefault(row, {})[field] = code
    found: list[dict[str, int | str]] = []
    for n, (record, row) in enumerate(zip(records, entered.prepared.rows.iter_rows(named=True), strict=True)):
        for field, value in record.items():
            if value is not None and value.strip() and row[field] is None:
                found.append({"row": n, "field": field, "code": code_of(codes.get(n + 1, {}), field)})
    return found


def code_of(codes: Mapping[str, str], field: str) -> str:
    """Why a field cannot be used. In: the last issue of each field of the record. One of both names is told of the
    family name.
    """
    name = _CANONICAL.get(field, field)
    return codes.get(name) or (codes.get("last_name") if name == "first_name" else None) or "value.unusable"
