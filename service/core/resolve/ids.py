"""Customer ids that stay: the customer of a cluster is the smallest id that its parties carry (docs/architecture.md).

A party carries its own number at first, or the id of a founder that left. The ids that the others carry redirect to the
customer, flatly: every carried id in a cluster points to the survivor itself.
"""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl


@dataclass(frozen=True)
class Assigned:
    """`members`: party_id, customer_id, by party_id. `redirects`: old_id, customer_id, by old_id, never from itself."""

    members: pl.DataFrame
    redirects: pl.DataFrame


def assign(clusters: pl.DataFrame, carried: pl.DataFrame, *, known: pl.Series | None = None) -> Assigned:
    """The customer id of each party, and which carried ids redirect.

    In      `clusters` party_id, cluster; `carried` party_id, carried_id, for every party of `clusters`;
            `known`: ids that people may have seen; others need no redirect (null: all carried ids do).
    """
    rows = clusters.join(carried, on="party_id", how="inner", validate="1:1")
    least = rows.group_by("cluster").agg(pl.col("carried_id").min().alias("customer_id"))
    placed = rows.join(least, on="cluster").sort("party_id")
    moved = placed.filter(pl.col("carried_id") != pl.col("customer_id"))
    if known is not None:
        moved = moved.filter(pl.col("carried_id").is_in(known.implode()))
    redirects = moved.select(pl.col("carried_id").alias("old_id"), "customer_id").unique().sort("old_id")
    return Assigned(placed.select("party_id", "customer_id"), redirects)
