"""Which question to ask a person first: the answer that tells most, about most records.

A doubtful pair tells as much as its probability is uncertain (its entropy, in bits; Shannon 1948), times what hangs on
it: each doubling of the records of the two customers counts once more. A contradictory one is a mistake that stands
already, in the data or in the clusters: by its records alone, and before all doubtful ones.
"""

from __future__ import annotations

import polars as pl

MILLION = 1_000_000


def usefulness(probability: pl.Expr, records: pl.Expr, *, contradictory: bool) -> pl.Expr:
    """A whole number, the greater the sooner. In: millionths; records of both customers together, at least 2."""
    if contradictory:
        return records.cast(pl.Int64)
    p = (probability / MILLION).clip(1e-6, 1 - 1e-6)
    entropy = -(p * p.log(2) + (1 - p) * (1 - p).log(2))
    return (1000 * entropy * records.log(2)).round().cast(pl.Int64)
