"""Who is scored by scripts/bench_match.py: Limpide, recordlinkage's ECM, Splink and goldenmatch, each in a process of
its own. Each clusters one labelled set from its file on disk; what needs the truth comes after the clock has stopped.
"""

from __future__ import annotations

import json
import subprocess
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import polars as pl
from bench_report import measure
from match_model.scoring import best, calibration, components, scored
from match_model.sets import Labelled

if TYPE_CHECKING:  # the parent stays small
    from service.flows.match_file import FileMatch

SPLINK_DEFAULT = 0.95
SURE = 1e6  # bits
LIMIT = 300  # seconds that goldenmatch may take
OURS = "service.flows.match_file"
THRESHOLDS = (
    *(50_000 * i for i in range(1, 20)), 970_000, 980_000, 985_000, 990_000, 993_000, 995_000, 997_000, 998_000,
    999_000, 999_500, 999_900,
)  # fmt: skip


@dataclass(frozen=True)
class Clustered:
    """Rows by cluster (row_id, cluster_id as text), and what the oracle and calibration are taken from afterwards."""

    rows: pl.DataFrame
    rest: Any


Entry = dict[str, Any]
"""What the table is made of, as JSON holds it."""


def ours(one: Labelled) -> Entry:
    """Limpide at the threshold that it ships."""
    ran = measure(_ours, one, imports=(OURS,), afterwards=_judged)
    return {**_figures(one, ran.result.rows, ran.seconds, ran.peak_mib), **ran.result.rest}


def _ours(one: Labelled) -> Clustered:
    from service.flows.match_file import match_file_fully  # noqa: PLC0415 - only the child needs it

    match = match_file_fully(one.path, one.mapping)
    return Clustered(match.rows.select("row_id", pl.col("cluster_id").cast(pl.String)), (one, match))


def _judged(made: Clustered) -> Clustered:
    """Calibration over pairs of main parties, and the best threshold."""
    one, match = made.rest
    mains = match.result.pairs.filter((pl.col("left_id") % 2 == 0) & (pl.col("right_id") % 2 == 0))
    entity = one.truth.sort("row_id")["entity"].rank("dense").to_numpy()
    true = entity[mains["left_id"].to_numpy() // 2 - 1] == entity[mains["right_id"].to_numpy() // 2 - 1]
    bins = calibration(mains["probability"].to_numpy() / 1e6, true)
    high, at = best(one.truth, pl.Series(THRESHOLDS), lambda t: _our_rows(match, int(t)))
    told = {"model": match.version, "shape": "open" if match.result.fitted else "customers"}
    return Clustered(made.rows, {**told, "bins": [vars(b) for b in bins], "oracle": high, "oracle_at": at / 1e6})


def _our_rows(match: FileMatch, threshold: int) -> pl.DataFrame:
    """row_id, cluster_id of main parties at another threshold."""
    from service.flows.match_file import clusters_of  # noqa: PLC0415 - only the child needs it

    found = clusters_of(match.file.parties, match.result, threshold).filter(pl.col("party_id") % 2 == 0)
    return found.select(row_id=pl.col("party_id") // 2, cluster_id=pl.col("cluster").cast(pl.String))


def ecm(one: Labelled) -> Entry:
    """ECM of recordlinkage on our candidate pairs and comparisons, each made binary: agrees well, or not."""
    ran = measure(_ecm, one, imports=(OURS, "recordlinkage"))
    return _figures(one, ran.result, ran.seconds, ran.peak_mib)


def _ecm(one: Labelled) -> pl.DataFrame:
    from service.engines.unsupervised import ecm as linked_by_ecm  # noqa: PLC0415 - only the child needs it
    from service.flows.match_file import match_file_fully  # noqa: PLC0415 - as above

    match = match_file_fully(one.path, one.mapping, floor=0)
    pairs = match.result.pairs.filter((pl.col("left_id") % 2 == 0) & (pl.col("right_id") % 2 == 0))
    linked = pairs.filter(pl.Series(linked_by_ecm(pairs["levels"].to_numpy())))
    rows = linked.select(left_row=pl.col("left_id") // 2, right_row=pl.col("right_id") // 2)
    return components(rows, match.rows.height)


def splink(one: Labelled) -> Entry:
    """Splink at its default threshold; its oracle's is looked for afterwards."""
    ran = measure(_splink, one, imports=("splink_settings",), afterwards=_splink_pairs)
    rows, pairs = ran.result.rows, ran.result.rest
    body = _figures(one, rows, ran.seconds, ran.peak_mib)
    height = one.truth.height
    high, at = best(
        one.truth, pairs["weight"], lambda t: components(pairs.filter(pl.col("weight") >= t), height)
    )  # every threshold joins rows whose own pair is believed, as Splink's clustering does
    best_at = {"oracle": high, "oracle_at": 1 / (1 + float(np.exp2(-at)))}
    if body["f1"] > high:  # its default lies between the thresholds that were tried
        best_at = {"oracle": body["f1"], "oracle_at": SPLINK_DEFAULT}
    return {**body, **best_at}


def _splink(one: Labelled) -> Clustered:
    from splink_settings import Trained  # noqa: PLC0415 - the bench group may be absent

    lone, models = splink_models(one)
    parts, trained = [lone.select("row_id", "cluster_id")], []
    for letter, frame, model in models:
        made = Trained(frame, model)
        made.predict(SPLINK_DEFAULT)
        found = made.clusters()
        parts.append(found.select(row_id="unique_id", cluster_id=letter + pl.col("cluster_id").cast(pl.String)))
        trained.append(made)
    return Clustered(pl.concat(parts), (lone, trained))


def splink_models(one: Labelled) -> tuple[pl.DataFrame, list[tuple[str, pl.DataFrame, Any]]]:
    """Rows that are joined by their mailbox alone, and a letter, the lines and the model of each linker: for customers,
    persons and firms apart.
    """
    lone = pl.DataFrame(schema={"row_id": pl.Int64, "cluster_id": pl.String})
    if not one.name.startswith("demo"):
        from splink_public import public_lines  # noqa: PLC0415 - the bench group may be absent

        return lone, [("A", *public_lines(one.name, one.cells()))]
    from splink_preparation import prepared  # noqa: PLC0415 - as above
    from splink_settings import firm_model, person_model  # noqa: PLC0415 - as above

    frame = prepared(one.path)
    firm = frame["company"].is_not_null()
    nameless = ~firm & frame["last_name"].is_null() & frame["first_name"].is_null()
    box = pl.lit("M") + pl.coalesce("email", pl.col("unique_id").cast(pl.String))
    lone = frame.filter(nameless).select(pl.col("unique_id").cast(pl.Int64).alias("row_id"), box.alias("cluster_id"))
    return lone, [("P", frame.filter(~firm & ~nameless), person_model()), ("F", frame.filter(firm), firm_model())]


def _splink_pairs(made: Clustered) -> Clustered:
    """Every candidate pair with its weight; rows of one mailbox hang together whatever the threshold."""
    lone, trained = made.rest
    first = lone.select(left_row=pl.col("row_id").min().over("cluster_id"), right_row="row_id")
    sure = first.filter(pl.col("left_row") < pl.col("right_row")).with_columns(weight=pl.lit(SURE))
    return Clustered(made.rows, pl.concat([*(one.pairs() for one in trained), sure]))


def goldenmatch(one: Labelled, interpreter: Path) -> Entry:
    """Run goldenmatch without any configuration, on the cells as text, in the interpreter that has it."""
    with tempfile.TemporaryDirectory() as folder:
        cells, out = Path(folder) / "cells.csv", Path(folder) / "out.json"
        one.cells().write_csv(cells)
        script = Path(__file__).with_name("goldenmatch_lines.py")
        try:
            subprocess.run([interpreter, script, cells, out], check=True, timeout=LIMIT, capture_output=True)
        except subprocess.TimeoutExpired:
            return {"note": f"not done in {LIMIT} s"}
        except subprocess.CalledProcessError as failed:
            last = failed.stderr.decode(errors="replace").strip().splitlines()[-1:]
            return {"note": f"fails: {' '.join(last)[:120]}"}
        body = json.loads(out.read_text(encoding="utf-8"))
    rows = pl.DataFrame(body["clusters"], schema={"row": pl.Int64, "cluster": pl.Int64}, orient="row")
    found = rows.select(row_id=pl.col("row") + 1, cluster_id=pl.col("cluster").cast(pl.String))
    return _figures(one, found, body["seconds"], body["peak_mib"])


def _figures(one: Labelled, rows: pl.DataFrame, seconds: float, peak: float) -> Entry:
    return {**vars(scored(one.truth, rows)), "seconds": seconds, "peak_mib": peak}


def contestants(interpreter: Path | None) -> dict[str, Callable[[Labelled], Entry]]:
    """Who can be asked, by the name in the table."""
    known: dict[str, Callable[[Labelled], Entry]] = {"Limpide": ours, "Splink": splink, "ECM": ecm}
    if interpreter is not None:
        known["goldenmatch"] = lambda one: goldenmatch(one, interpreter)
    return known
