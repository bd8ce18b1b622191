"""Rows with fewer or more cells than there are columns."""

from __future__ import annotations

import polars as pl

from service.core.batch import no_issues, row_issues


def even_rows(rows: pl.DataFrame, width: int) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Short rows end in null cells; empty cells too many are dropped, others kept.

    In      row_id, line, `cells` list[str].
    Out     the same rows in order with at least `width` cells; `row.too-few-cells` and `row.too-many-cells`.
    """
    size = rows["cells"].list.len()
    if (size == width).all():
        return rows, no_issues()
    frame = rows.with_columns(size.alias("size"))
    short, even, long = (
        frame.filter(pl.col("size") < width),
        frame.filter(pl.col("size") == width),
        frame.filter(pl.col("size") > width),
    )
    some = pl.col("cells").list.slice(width).list.eval(pl.element().str.strip_chars() != "").list.any()
    long = long.with_columns(some.alias("some"))
    trimmed = pl.when("some").then(pl.col("cells")).otherwise(pl.col("cells").list.head(width))
    kept = long.filter("some")
    padded = pl.concat_list(pl.col("cells").list.get(i, null_on_oob=True) for i in range(width))
    names = ["row_id", "line", "cells"]
    whole = pl.concat(
        [
            short.with_columns(padded.alias("cells")).select(names),
            even.select(names),
            long.with_columns(trimmed.alias("cells")).select(names),
        ]
    ).sort("row_id")
    issues = pl.concat([_issues(short, "row.too-few-cells"), _issues(kept, "row.too-many-cells")]).sort("row_id")
    return whole, issues


def _issues(rows: pl.DataFrame, code: str) -> pl.DataFrame:
    return row_issues(rows["row_id"], code, rows["size"].cast(pl.String))
