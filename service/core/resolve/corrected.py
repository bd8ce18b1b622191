"""Corrections among the members of customers: rows of their own that win over every file (design, 4.3).

A correction to nothing takes the value away from every row of the customer, so that no file brings it back.
"""

from __future__ import annotations

import polars as pl

from service.core.columns import GOLDEN_NAMES, TYPED_COLUMNS

CORRECTABLE: tuple[str, ...] = tuple(c.name for c in TYPED_COLUMNS if c.golden and c.subject != "behaviour")
"""What a person may correct; behaviour (orders, revenue, dates of acts) is what happened, it comes from its source."""

CORRECTION_SCHEMA: dict[str, type[pl.DataType]] = {
    "party_id": pl.Int64,
    "field": pl.String,
    "value": pl.String,
    "at_us": pl.Int64,
}


def no_corrections() -> pl.DataFrame:
    """An empty frame of corrections."""
    return pl.DataFrame(schema=CORRECTION_SCHEMA)


def with_corrections(members: pl.DataFrame, corrections: pl.DataFrame) -> pl.DataFrame:
    """Members (core/resolve/golden.py) with the live corrections of their parties.

    In      one row a party, `manual` false; CORRECTION_SCHEMA, at most one a party and field.
    Out     the same rows, without the values that were corrected to nothing, and one row more for each value set: that
            of its party's record, `manual` true, the later correction being the more recent.
    """
    told = corrections.join(members.select("party_id", "customer_id", "kind", "record_id"), on="party_id", how="inner")
    if told.is_empty():
        return members
    gone = told.filter(pl.col("value").is_null())
    for field in (f for f in gone["field"].unique().sort() if f in members.columns):
        emptied = gone.filter(pl.col("field") == field)["customer_id"]
        members = members.with_columns(
            pl.when(~pl.col("customer_id").is_in(emptied.implode())).then(field).alias(field)
        )
    parts = [members]
    for field in (f for f in GOLDEN_NAMES if f in CORRECTABLE):
        rows = told.filter((pl.col("field") == field) & pl.col("value").is_not_null())
        if rows.height:
            parts.append(
                rows.select(
                    "party_id", "customer_id", "kind", "record_id", pl.col("at_us").alias("recency"),
                    pl.lit(value=True).alias("manual"), pl.col("value").alias(field),
                )
            )  # fmt: skip
    return pl.concat(parts, how="diagonal")
