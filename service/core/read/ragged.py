"""Rows with fewer or more cells than there are columns, and those that another separator makes even."""

from __future__ import annotations

import polars as pl

from service.core.batch import no_issues, row_issues
from service.core.plan import Dialect
from service.core.read.separators import other_separator, worth_trying


def even_rows(rows: pl.DataFrame, width: int, dialect: Dialect) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Short rows are read by another separator where that makes them even, else end in null cells; empty cells too many
    are dropped, others kept.

    In      row_id, line, `cells` list[str].
    Out     the same rows in order with at least `width` cells; `row.other-separator`, `row.too-few-cells` and
            `row.too-many-cells`.
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
    short, other = _by_other_separators(short, width, dialect)
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
            other.select(names),
            long.with_columns(trimmed.alias("cells")).select(names),
        ]
    ).sort("row_id")
    ragged = [_issues(short, "row.too-few-cells"), _issues(kept, "row.too-many-cells")]
    return whole, pl.concat([*ragged, row_issues(other["row_id"], "row.other-separator")]).sort("row_id")


def _by_other_separators(short: pl.DataFrame, width: int, dialect: Dialect) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Rows that stay short, and those that another separator makes even, with its cells."""
    texts = short["cells"].list.join(dialect.delimiter)
    tried = worth_trying(texts, dialect.delimiter, width)
    if not tried.any():
        return short, short.clear()
    read = [other_separator(t, dialect.delimiter, dialect.quote, width) for t in texts.filter(tried)]
    cells = pl.Series(read, dtype=pl.List(pl.String))
    made = short.filter(tried).with_columns(cells.alias("cells")).filter(cells.is_not_null())
    return short.join(made, on="row_id", how="anti", maintain_order="left"), made


def _issues(rows: pl.DataFrame, code: str) -> pl.DataFrame:
    return row_issues(rows["row_id"], code, rows["size"].cast(pl.String))
