"""What a new resolution changes: who moves, which customers come, go, merge or split, and what the feed says of it."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

FEED_SCHEMA: dict[str, type[pl.DataType]] = {"customer_id": pl.Int64, "kind": pl.String, "into_id": pl.Int64}


@dataclass(frozen=True)
class Moves:
    """entered  party_id, customer_id: parties whose customer is another than before, or their first
    left     party_id: parties whose membership before must end (they moved, or are gone)
    gone     old_id, customer_id: customers no party belongs to any more and who answers for them, null: nobody
    came     customer_id of customers that were not there before
    feed     FEED_SCHEMA of created, split, merged and erased, in order; updates are told by whoever sees the values
    """

    entered: pl.DataFrame
    left: pl.Series
    gone: pl.DataFrame
    came: pl.Series
    feed: pl.DataFrame


def moves(before: pl.DataFrame, after: pl.DataFrame, carried: pl.DataFrame) -> Moves:
    """Compare memberships before and after.

    In      before, after: party_id, customer_id of the same neighbourhood (a party in one only came or left);
            carried: party_id, carried_id of the parties of `after`.
    """
    both = after.join(before, on="party_id", how="full", suffix="_before", coalesce=True).sort("party_id")
    now, then = pl.col("customer_id"), pl.col("customer_id_before")
    entered = both.filter(now.is_not_null() & then.ne_missing(now)).select("party_id", "customer_id")
    left = both.filter(then.is_not_null() & now.ne_missing(then))["party_id"]
    gone = _gone(both, carried)
    came = after.join(before, on="customer_id", how="anti").select("customer_id").unique().sort("customer_id")
    origin = (
        both.filter(then.is_not_null() & now.is_not_null())
        .group_by("customer_id")
        .agg(then.min().alias("into_id"))
        .filter(pl.col("customer_id") != pl.col("into_id"))
    )
    made = came.join(origin, on="customer_id", how="left", maintain_order="left").select(
        "customer_id",
        pl.when(pl.col("into_id").is_null()).then(pl.lit("created")).otherwise(pl.lit("split")).alias("kind"),
        "into_id",
    )
    ended = gone.select(
        pl.col("old_id").alias("customer_id"),
        pl.when(now.is_null()).then(pl.lit("erased")).otherwise(pl.lit("merged")).alias("kind"),
        now.alias("into_id"),
    )
    return Moves(entered, left, gone, came["customer_id"], pl.concat([made, ended]).cast(FEED_SCHEMA))  # type: ignore[arg-type]  # polars types the schema too narrowly


def _gone(both: pl.DataFrame, carried: pl.DataFrame) -> pl.DataFrame:
    """Customers of before that have no party after: the customer of the party that carries their id answers for them,
    else that of their smallest party that remains, else nobody.
    """
    survivors = both["customer_id"].drop_nulls().unique()
    ended = (
        both.filter(pl.col("customer_id_before").is_not_null())
        .filter(~pl.col("customer_id_before").is_in(survivors.implode()))
        .join(carried, on="party_id", how="left")
    )
    first = pl.col("customer_id").sort_by(
        pl.col("customer_id").is_null(), pl.col("carried_id").ne_missing(pl.col("customer_id_before")), "party_id"
    )
    grouped = ended.group_by(pl.col("customer_id_before").alias("old_id")).agg(first.first())
    return grouped.select("old_id", "customer_id").sort("old_id")


def inherit(before: pl.DataFrame, leaving: pl.Series, carried: pl.DataFrame) -> pl.DataFrame:
    """Ids carried by parties that leave pass to the oldest party that remains in their customer (design, 4.4).

    In      before: party_id, customer_id; leaving: party ids; carried: party_id, carried_id of all parties of `before`.
    Out     party_id, carried_id of the heirs: the smallest carried id among the leavers' and their own.
    """
    rows = before.join(carried, on="party_id").with_columns(pl.col("party_id").is_in(leaving.implode()).alias("leaves"))
    least = rows.group_by("customer_id").agg(
        pl.col("carried_id").filter("leaves").min().alias("carried_id"),
        pl.col("party_id").filter(~pl.col("leaves")).min().alias("party_id"),
        pl.col("carried_id").filter(~pl.col("leaves")).min().alias("stays"),
    )
    heirs = least.filter(
        pl.col("party_id").is_not_null() & pl.col("carried_id").is_not_null() & (pl.col("carried_id") < pl.col("stays"))
    )
    return heirs.select("party_id", "carried_id").sort("party_id")
