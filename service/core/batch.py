"""What stages hand to one another: a columnar batch and the issues found in it.

Every stage keeps the rows, their number and their order, and only adds columns:

    read        row_id i64 (from 1), line i64 (first physical line), cells list[str|null], one per heading
    map         + `raw.<field>` str|null per mapped canonical field (the cell as it came), + `extra` str|null (JSON of
                 the cells no field claims, by heading)
    clean       + the typed columns of core/columns.py, + outcome str (accepted|rejected|quarantined), + code str|null
    (parties, contact points, acts, purchases and consents are then frames of their own: core/clean/parties.py)
"""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

ISSUE_SCHEMA: dict[str, type[pl.DataType]] = {
    "row_id": pl.Int64,
    "column_index": pl.Int64,  # null: the row as a whole, or a value made of several columns
    "field": pl.String,
    "code": pl.String,  # registered in core/reasons.py
    "before": pl.String,
    "after": pl.String,  # null: left as it was
}


def no_issues() -> pl.DataFrame:
    """An empty frame of issues."""
    return pl.DataFrame(schema=ISSUE_SCHEMA)


@dataclass(frozen=True)
class Staged:
    """Rows after a stage, and what was wrong with them. `issues` has ISSUE_SCHEMA."""

    rows: pl.DataFrame
    issues: pl.DataFrame


def issues_where(
    rows: pl.DataFrame, bad: pl.Expr, *, field: str, code: str, before: pl.Expr, after: pl.Expr | None = None
) -> pl.DataFrame:
    """One issue per row where `bad` holds; `column_index` is filled in by the pipeline, which knows the plan.

    In      rows with `row_id`; expressions over its columns.
    Out     a frame of ISSUE_SCHEMA, in row order.
    """
    return rows.filter(bad).select(
        pl.col("row_id"),
        pl.lit(None, dtype=pl.Int64).alias("column_index"),
        pl.lit(field).alias("field"),
        pl.lit(code).alias("code"),
        before.cast(pl.String).alias("before"),
        (after if after is not None else pl.lit(None)).cast(pl.String).alias("after"),
    )


def row_issues(row_ids: pl.Series, code: str, before: pl.Series | None = None) -> pl.DataFrame:
    """One issue per row as a whole; `before` speaks of it without a value."""
    given = {"row_id": row_ids, "code": pl.repeat(code, row_ids.len(), dtype=pl.String, eager=True), "before": before}
    nothing = pl.Series([None]).new_from_index(0, row_ids.len())
    columns = [nothing if given.get(name) is None else given[name] for name in ISSUE_SCHEMA]
    return pl.DataFrame(dict(zip(ISSUE_SCHEMA, columns, strict=True)), schema=ISSUE_SCHEMA)


def gather_issues(parts: list[pl.DataFrame]) -> pl.DataFrame:
    """All parts as one frame, by row then in the order given."""
    kept = [p for p in parts if p.height]
    if not kept:
        return no_issues()
    return pl.concat(kept).sort("row_id", maintain_order=True)
