"""Who is in a segment: one contact point of each customer that may be contacted, and why the others are left out."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

NO_POINT = "point.none"
"""Counted for customers without a live contact point on the channel; no decision was needed."""


@dataclass(frozen=True)
class Chosen:
    """members: customer_id, contact_point_id, value, expires_on, by customer id. Counts are of customers."""

    members: pl.DataFrame
    counts: dict[str, int]  # candidates = allowed + refused + unknown + unreachable
    exclusions: dict[str, int]  # reason -> customers left out for it; one customer may have several


def choose(candidates: pl.Series, decided: pl.DataFrame) -> Chosen:
    """One allowed contact point a customer, the golden value first, then the oldest point.

    In      ids of all candidates; decisions with `value` and `golden` (bool: the value of the golden view).
    """
    allowed = decided.filter(pl.col("verdict") == "allowed")
    members = (
        allowed.select("customer_id", "contact_point_id", "value", "expires_on", "golden")
        .sort("customer_id", "golden", "contact_point_id", descending=[False, True, False])
        .unique("customer_id", keep="first", maintain_order=True)
        .drop("golden")
    )
    left_out = decided.select("customer_id", "verdict", "reasons").join(members, on="customer_id", how="anti")
    doubtful = left_out.filter(pl.col("verdict") == "unknown")["customer_id"].n_unique()
    excluded = left_out["customer_id"].n_unique()
    unreachable = len(candidates) - members.height - excluded
    counts = {
        "candidates": len(candidates),
        "allowed": members.height,
        "refused": excluded - doubtful,
        "unknown": doubtful,
        "unreachable": unreachable,
    }
    return Chosen(members, counts, _reasons(left_out) | ({NO_POINT: unreachable} if unreachable else {}))


def _reasons(left_out: pl.DataFrame) -> dict[str, int]:
    told = left_out.select("customer_id", "reasons").explode("reasons", empty_as_null=False).unique()
    counted = told.group_by("reasons").len().sort("len", "reasons", descending=[True, False])
    return dict(counted.iter_rows())
