"""Values that a file keeps in several columns: a birth date in three, a street number apart from its street."""

from __future__ import annotations

import polars as pl

_BIRTH = ("birth_year", "birth_month", "birth_day")


def composed(batch: pl.DataFrame) -> pl.DataFrame:
    """The mapped batch with `raw.birth_date` and `raw.address_line1` put together where the file has their parts.

    A cell of the whole value is kept where there is one; a year without month or day stays a year.
    """
    made = []
    if "raw.birth_year" in batch.columns:
        made.append(_birth(batch))
    if "raw.street_number" in batch.columns:
        made.append(_line(batch))
    return batch.with_columns(made) if made else batch


def _cell(batch: pl.DataFrame, field: str) -> pl.Expr:
    """The cell of a field, null when blank or when the file has no such column."""
    if f"raw.{field}" not in batch.columns:
        return pl.lit(None, dtype=pl.String)
    bare = pl.col(f"raw.{field}").str.strip_chars()
    return pl.when(bare != "").then(bare)


def _birth(batch: pl.DataFrame) -> pl.Expr:
    year, month, day = (_cell(batch, field).str.strip_suffix(".0") for field in _BIRTH)
    whole = pl.format("{}-{}-{}", year, month.str.zfill(2), day.str.zfill(2))
    return pl.coalesce(_cell(batch, "birth_date"), whole, year).alias("raw.birth_date")


def _line(batch: pl.DataFrame) -> pl.Expr:
    number, line = _cell(batch, "street_number"), _cell(batch, "address_line1")
    apart = ~line.str.starts_with(number)
    return (
        pl.when(number.is_not_null() & apart)
        .then(pl.format("{} {}", number, line))
        .otherwise(line)
        .alias("raw.address_line1")
    )
