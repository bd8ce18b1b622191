"""How well the matcher does on labelled sets that it never saw: public ones, and generated ones of other seeds.

    python scripts/bench_match.py                      all sets at hand
    python scripts/bench_match.py --only febrl1 demo-10k --write

Per set: precision, recall and F1 over pairs inside clusters at the threshold we ship, B-cubed F1, calibration, seconds
from file to clusters. Beside it recordlinkage's ECM (unsupervised, the owner's reference) on the same candidate pairs
and comparisons, clustered the same way. Tuned Splink stands in bench_match_peers.py.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import polars as pl
from bench_report import add_write_option, conditions, publish, table
from match_model.sets import Labelled, generated, labelled_sets
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from service.core.resolve.components import THRESHOLD
from service.engines.unsupervised import ecm
from service.flows.match_file import OPEN_THRESHOLD, FileMatch, match_file_fully

FLOOR = 0  # millionths: every candidate pair is kept, for calibration and for ECM


@dataclass(frozen=True)
class Score:
    """Over pairs inside clusters, and B-cubed."""

    precision: float
    recall: float
    f1: float
    b_cubed: float


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


def calibration(pairs: pl.DataFrame, truth: dict[int, str]) -> str:
    """Predicted/observed precision in bins of probability, of pairs between main parties."""
    true = np.array([truth[a] == truth[b] for a, b in pairs.select("left_row", "right_row").iter_rows()])
    chance = pairs["probability"].to_numpy()
    parts = []
    for low, high in ((50_000, 500_000), (500_000, 850_000), (850_000, 990_000), (990_000, 1_000_001)):
        inside = (chance >= low) & (chance < high)
        if inside.any():
            parts.append(f"{chance[inside].mean() / 1e6:.2f}/{true[inside].mean():.2f} ({inside.sum()})")
    return " ".join(parts)


def ecm_clusters(match: FileMatch, rows: pl.Series) -> pl.Series:
    """Cluster by recordlinkage's ECM over our comparisons, made binary: agrees well, or not."""
    pairs = match.result.pairs.filter((pl.col("left_id") % 2 == 0) & (pl.col("right_id") % 2 == 0))
    linked = ecm(pairs["levels"].to_numpy())
    left, right = (pairs[side].to_numpy()[linked] // 2 for side in ("left_id", "right_id"))
    size = int(rows.max() or 0) + 1  # type: ignore[arg-type]  # `max` of numbers is a number
    _, label = connected_components(coo_array((np.ones(len(left)), (left, right)), shape=(size, size)), directed=False)
    return pl.Series(label[rows.to_numpy()])


def measured(one: Labelled) -> list[str]:
    """One line of the table."""
    start = time.perf_counter()
    match = match_file_fully(one.path, one.mapping, floor=FLOOR)
    seconds = time.perf_counter() - start
    rows = match.rows.join(one.truth, on="row_id", how="inner")
    ours = score(rows["entity"], rows["cluster_id"])
    truth = dict(rows.select("row_id", "entity").iter_rows())
    mains = match.pairs.filter((pl.col("left_slot") == 0) & (pl.col("right_slot") == 0))
    ecm = score(rows["entity"], ecm_clusters(match, rows["row_id"]))
    figures = (ours.precision, ours.recall, ours.f1, ours.b_cubed, ecm.f1)
    model = "open" if match.result.fitted else "customers"
    return [
        one.name,
        model,
        f"{rows.height:,}",
        *(f"{x:.3f}" for x in figures),
        calibration(mains, truth),
        f"{seconds:.1f}",
    ]


def main() -> None:
    """Measure, print, and write when asked."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--only", nargs="*", help="names of sets")
    parser.add_argument("--shared", type=Path, default=Path(__file__).parents[2] / "shared" / "data")
    add_write_option(parser)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        lines = [measured(one) for one in _sets(options.shared, Path(folder), options.only)]
    head = ["set", "model", "rows", "precision", "recall", "F1", "B³ F1", "ECM F1", "predicted/observed (pairs)", "s"]
    text = (
        f"Closure at the shipped thresholds: {THRESHOLD / 10_000:g} % for files of customers, "
        f"{OPEN_THRESHOLD / 10_000:g} % for others (`open`). ECM: recordlinkage, unsupervised, on the same "
        f"pairs.\n\n{table(head, lines)}\n\n{conditions('bench_match.py')}"
    )
    publish("match-sets", text, write=options.write)


def _sets(shared: Path, folder: Path, only: list[str] | None) -> Iterator[Labelled]:
    for one in (*labelled_sets(shared, folder), *generated(folder)):
        if not only or one.name in only:
            yield one.made()


if __name__ == "__main__":
    main()
