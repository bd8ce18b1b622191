"""How a clustering is scored against the truth: pairs inside clusters, B-cubed, the best threshold, calibration."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise
from math import sqrt

import numpy as np
import numpy.typing as npt
import polars as pl
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

EDGES = (0.05, 0.2, 0.5, 0.8, 0.95, 0.99, 0.999, 1.0)  # of bins of probability; the last one holds 1
MANY, POINTS = 2_000, 0.02  # a bin of so many pairs is held to so many points, a smaller one to its interval
NORMAL = 1.959964  # two-sided 95 %
MOST_TRIED, OF_MANY_ROWS = 300, 60  # different thresholds that are all tried, of a file of up to so many rows
LARGE = 50_000

Numbers = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Score:
    """Over pairs inside clusters, and B-cubed."""

    precision: float
    recall: float
    f1: float
    b_cubed: float


@dataclass(frozen=True)
class Bin:
    """Pairs of one bin of probability: mean predicted probability, the share that is one customer, how many."""

    predicted: float
    observed: float
    pairs: int

    @property
    def holds(self) -> bool:
        """Within two points where pairs are many, inside the 95 % interval of what was observed where they are few."""
        if self.pairs >= MANY:
            return abs(self.predicted - self.observed) <= POINTS
        low, high = wilson(self.observed, self.pairs)
        return low <= self.predicted <= high

    def told(self) -> str:
        """Predicted/observed (pairs), with a mark when it misses."""
        mark = "" if self.holds else " ✗"
        return f"{self.predicted:.3f}/{self.observed:.3f} ({self.pairs:,}){mark}"


def score(truth: pl.Series, found: pl.Series) -> Score:
    """Compare two clusterings of the same rows."""
    rows = pl.DataFrame({"t": truth, "f": found}).with_columns(
        both=pl.len().over("t", "f"), in_t=pl.len().over("t"), in_f=pl.len().over("f")
    )
    right, made, wanted = (_pairs(rows, *c) for c in (("t", "f"), ("f",), ("t",)))
    precision, recall = right / max(made, 1), right / max(wanted, 1)
    b_precision = float(rows.select((pl.col("both") / pl.col("in_f")).mean()).item())
    b_recall = float(rows.select((pl.col("both") / pl.col("in_t")).mean()).item())
    harmonic = 2 * b_precision * b_recall / max(b_precision + b_recall, 1e-12)
    return Score(precision, recall, 2 * precision * recall / max(precision + recall, 1e-12), harmonic)


def _pairs(rows: pl.DataFrame, *columns: str) -> int:
    size = rows.group_by(columns).len()["len"].cast(pl.Int64)
    return int((size * (size - 1) // 2).sum())


def scored(truth: pl.DataFrame, found: pl.DataFrame) -> Score:
    """Score clusters of rows. In: row_id, entity; row_id, cluster_id (text). A row without a cluster stands alone."""
    both = truth.join(found, on="row_id", how="left")
    alone = pl.format("alone {}", "row_id")
    return score(both["entity"], both.select(pl.coalesce("cluster_id", alone)).to_series())


def components(pairs: pl.DataFrame, rows: int) -> pl.DataFrame:
    """row_id, cluster_id of rows 1 to `rows` joined by all pairs (left_row, right_row)."""
    left, right = pairs["left_row"].to_numpy(), pairs["right_row"].to_numpy()
    graph = coo_array((np.ones(len(left), dtype=np.int8), (left, right)), shape=(rows + 1, rows + 1))
    _, label = connected_components(graph, directed=False)
    ids = pl.int_range(1, rows + 1, eager=True).alias("row_id")
    return pl.DataFrame([ids, pl.Series("cluster_id", label[1:]).cast(pl.String)])


def best(truth: pl.DataFrame, weights: pl.Series, found: Callable[[float], pl.DataFrame]) -> tuple[float, float]:
    """The highest F1 over thresholds, and its threshold: what an oracle that knows the truth would choose.

    In      `weights` of the pairs; `found`: the clusters at a threshold. All weights are tried when they are few, else
            300 quantiles of them (60 of large files).
    """
    distinct = weights.unique().sort()
    most = MOST_TRIED if truth.height <= LARGE else OF_MANY_ROWS
    if len(distinct) > most:
        places = np.unique(np.linspace(0, len(distinct) - 1, most).astype(np.int64))
        distinct = distinct[places.tolist()]
    tried = [(scored(truth, found(at)).f1, at) for at in distinct.to_list()]
    return max(tried, default=(0.0, 0.0))


def wilson(share: float, n: int) -> tuple[float, float]:
    """The 95 % interval of a share seen among n (Wilson 1927)."""
    square = NORMAL**2 / n
    middle = share + square / 2
    half = NORMAL * sqrt(share * (1 - share) / n + square / (4 * n))
    return (middle - half) / (1 + square), (middle + half) / (1 + square)


def calibration(chance: Numbers, true: npt.NDArray[np.bool_]) -> list[Bin]:
    """Bins that hold pairs. In: predicted probabilities from 0 to 1, and whether each pair is one customer."""
    bins = []
    for low, high in pairwise(EDGES):
        inside = (chance >= low) & ((chance < high) | (high == 1.0))
        if inside.any():
            bins.append(Bin(float(chance[inside].mean()), float(true[inside].mean()), int(inside.sum())))
    return bins
