"""How well the matcher finds a customer's lines, beside tuned Splink, on demonstration files made here.

    python scripts/bench_match_peers.py --rows 10000 100000 --seeds 1 2 3
    python scripts/bench_match_peers.py --rows 1000000 --seeds 1 --noise 2 --write

Closure F1: pairs of lines in one cluster against pairs of lines of one main party (the firm if the line has one, else
the person), all pairs counted. Splink clusters at probability 0.95; ours at the threshold we ship. Seconds from the
file on disk to clusters in memory, in a warm process that has imported its libraries; peak memory of that process.
"""

from __future__ import annotations

import argparse
import importlib
import importlib.util
import tempfile
from collections.abc import Callable
from pathlib import Path

import polars as pl
from bench_report import add_write_option, conditions, measure, publish, table
from make_demo import demonstration, write_export

THRESHOLD = 0.95
OURS = "service.flows.match_file"


def splink_lines(path: Path) -> pl.DataFrame:
    """Cluster a file with tuned Splink: row_id, cluster_id. Persons, firms and lone mailboxes apart."""
    from splink_preparation import prepared  # noqa: PLC0415 - the bench group may be absent
    from splink_settings import clusters, firm_model, person_model  # noqa: PLC0415 - as above

    frame = prepared(path)
    firm = frame["company"].is_not_null()
    nameless = ~firm & frame["last_name"].is_null() & frame["first_name"].is_null()
    parts = []
    for letter, part, model in (("P", ~firm & ~nameless, person_model()), ("F", firm, firm_model())):
        found = clusters(frame.filter(part), model, THRESHOLD)
        parts.append(found.select(row_id="unique_id", cluster_id=letter + pl.col("cluster_id").cast(pl.String)))
    box = pl.coalesce("email", pl.col("unique_id").cast(pl.String))
    parts.append(frame.filter(nameless).select(row_id="unique_id", cluster_id="M" + box))
    return pl.concat(parts)


def our_lines(path: Path) -> pl.DataFrame:
    """Cluster a file with Limpide: row_id, cluster_id."""
    match_file: Callable[[Path], pl.DataFrame] = importlib.import_module(OURS).match_file
    return match_file(path).select("row_id", cluster_id=pl.col("cluster_id").cast(pl.String))


def closure(truth: pl.DataFrame, found: pl.DataFrame) -> tuple[float, float, float]:
    """Give precision, recall and F1 over pairs of rows.

    In      truth: row_id, entity_id; found: row_id, cluster_id. A row that was not clustered stands alone.
    """
    both = truth.select(pl.col("row_id").cast(pl.Int64), "entity_id").join(
        found.select(pl.col("row_id").cast(pl.Int64), "cluster_id"), on="row_id", how="left"
    )
    alone = "alone" + pl.col("row_id").cast(pl.String)
    both = both.with_columns(pl.coalesce("cluster_id", alone).alias("cluster_id"))
    right = _pairs(both, "entity_id", "cluster_id")
    precision, recall = right / max(_pairs(both, "cluster_id"), 1), right / max(_pairs(both, "entity_id"), 1)
    return precision, recall, 2 * precision * recall / max(precision + recall, 1e-9)


def _pairs(frame: pl.DataFrame, *columns: str) -> int:
    size = frame.group_by(columns).len()["len"].cast(pl.Int64)
    return int((size * (size - 1) // 2).sum())


def contestants() -> dict[str, tuple[Callable[[Path], pl.DataFrame], str]]:
    """Give who can run here, and the module it needs: Splink with the bench group, ours once its flow exists."""
    known = {
        "Splink, tuned": (splink_lines, "splink_settings", "splink"),
        "Limpide": (our_lines, OURS, OURS),
    }
    return {who: (work, module) for who, (work, module, needed) in known.items() if importlib.util.find_spec(needed)}


def compare(rows: int, seed: int, noise: float, folder: Path, who: list[str]) -> list[list[str]]:
    """Make one file, let each contestant cluster it, give a line of the table each."""
    made = demonstration(rows, seed, noise)
    path, truth = folder / f"demo_{rows}_{seed}.csv", made.truth()
    write_export(made.cells(), path)
    del made
    lines = []
    for name, (work, module) in contestants().items():
        if not any(name.lower().startswith(asked) for asked in who):
            continue
        ran = measure(work, path, imports=(module,))
        precision, recall, f1 = closure(truth, ran.result)
        figures = [f"{precision:.3f}", f"{recall:.3f}", f"{f1:.4f}", f"{ran.seconds:.1f}", f"{ran.peak_mib:,.0f}"]
        lines.append([name, f"{rows:,}", str(seed), f"{noise:g}", *figures])
        print("  ".join(lines[-1]), flush=True)
    path.unlink()
    return lines


def main() -> None:
    """Compare on every file asked for."""
    parser = argparse.ArgumentParser(description="Closure F1, time and memory beside Splink.")
    parser.add_argument("--rows", type=int, nargs="+", default=[10_000, 100_000])
    parser.add_argument("--seeds", type=int, nargs="+", default=[1, 2, 3])
    parser.add_argument("--noise", type=float, nargs="+", default=[1.0])
    parser.add_argument("--who", nargs="+", choices=["splink", "limpide"], default=["splink", "limpide"])
    add_write_option(parser)
    asked = parser.parse_args()
    lines = []
    with tempfile.TemporaryDirectory() as folder:
        for noise in asked.noise:
            for rows in asked.rows:
                for seed in asked.seeds:
                    lines += compare(rows, seed, noise, Path(folder), asked.who)
    heads = ["who", "rows", "seed", "noise", "precision", "recall", "closure F1", "seconds", "peak MiB"]
    publish("match-peers", conditions(Path(__file__).name) + "\n" + table(heads, lines), write=asked.write)


if __name__ == "__main__":
    main()
