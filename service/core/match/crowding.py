"""Blocks that grow beyond their cap: a pair counts while its parties share a key that is no stop-value.

A block of more parties than its rule's cap makes no pair. One that grows over it by new rows must lose the pairs it
made while it was small, else the clusters would depend on the order in which rows came.
"""

from __future__ import annotations

import polars as pl

from service.core.match.keys import CAPS


def overflowing(made: pl.DataFrame, held: pl.DataFrame) -> pl.Series:
    """Keys whose block was within its cap before and is beyond it with the new parties.

    In      made: KEY_SCHEMA of the new parties; held: key, party_id of those who have these keys already.
    """
    ours = made.group_by("key", "rule").len("ours")
    both = ours.join(held.group_by("key").len("theirs"), on="key")
    cap = pl.col("rule").cast(pl.Int64).replace_strict(CAPS, return_dtype=pl.Int64)
    grown = both.filter((pl.col("theirs") > 1) & (pl.col("theirs") <= cap) & (pl.col("ours") + pl.col("theirs") > cap))
    return grown["key"].unique().sort()


def sharing(pairs: pl.DataFrame, keys: pl.DataFrame) -> pl.DataFrame:
    """The pairs whose parties share one of the keys. In: left_id, right_id and more; key, party_id."""
    few = keys.select("key", "party_id")
    left = pairs.select("left_id", "right_id").join(few, left_on="left_id", right_on="party_id")
    both = left.join(few, left_on=["right_id", "key"], right_on=["party_id", "key"], how="semi")
    return pairs.join(both, on=["left_id", "right_id"], how="semi", maintain_order="left")


def within_caps(keys: pl.DataFrame, holders: pl.DataFrame) -> pl.DataFrame:
    """The keys (KEY_SCHEMA) whose block is within its cap. In: key, party_id of everyone who has them, new ones too."""
    counted = holders.unique().group_by("key").len("all")
    cap = pl.col("rule").cast(pl.Int64).replace_strict(CAPS, return_dtype=pl.Int64)
    known = keys.join(counted, on="key", how="left").with_columns(pl.col("all").fill_null(0))
    return known.filter(pl.col("all") <= cap).select("key", "party_id", "rule")
