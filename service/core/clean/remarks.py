"""Free text of a line (notes, comments): what it should not hold is told by an issue, the text itself is left.

An issue of free text never carries the text: `before` names the kinds that were found in it, as `[iban] [health]`.
"""

from __future__ import annotations

import polars as pl

from service.core.batch import ISSUE_SCHEMA
from service.core.clean.cells import Cells, Cleaned
from service.core.distinct import by_distinct
from service.core.fields import FIELDS
from service.core.kinds.hazards import CODES, found_in, masks

_FREE = tuple(name for name, field in FIELDS.items() if field.kind == "free")


def clean_remarks(cells: Cells) -> Cleaned:
    """One issue for each kind found in each cell of free text."""
    out = Cleaned()
    for name in _FREE:
        if cells.has(name):
            out.issues.extend(_issues(cells, name))
    return out


def _issues(cells: Cells, name: str) -> list[pl.DataFrame]:
    found = by_distinct(cells.raw(name), lambda texts: _with_masks(found_in(texts)))
    issues = []
    for kind, code in CODES.items():
        rows = (found[kind] > 0).fill_null(value=False)
        if rows.any():
            told = pl.DataFrame({"row_id": cells.rows["row_id"].filter(rows), "before": found["mask"].filter(rows)})
            issues.append(_told(told, name, code))
    return issues


def _with_masks(found: pl.DataFrame) -> pl.DataFrame:
    return found.with_columns(masks(found))


def _told(rows: pl.DataFrame, name: str, code: str) -> pl.DataFrame:
    said = {"field": name, "code": code, "column_index": None, "after": None}
    columns = [pl.lit(value, ISSUE_SCHEMA[column]).alias(column) for column, value in said.items()]
    return rows.with_columns(columns).select(list(ISSUE_SCHEMA))
