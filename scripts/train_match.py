"""Train the match model on generated files and write service/reference/match_model.json with its manifest.

    python scripts/train_match.py                 train, print calibration on held-out files, write nothing
    python scripts/train_match.py --write         the same, and write the model

Files come from the demonstration generator, seeds 101 and up, several sizes and noise levels, read by the product's
own pipeline; some are cut down to a few columns, as files of names and birth dates or of firms and addresses are. No
file that the benchmarks score is used: they take other seeds, and public sets are never trained on (a test reads the
manifest).
"""

from __future__ import annotations

import argparse
import json
import tempfile
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
from make_demo import demonstration, write_export
from match_model.fit import Labelled, counted, design, fit, written
from match_model.rules import MAILBOX, RULES, SHAPES

from service.core.match.keys import rule_keys
from service.core.match.prepare import prepare
from service.core.match.view import MATCH_COLUMNS
from service.core.match.weights import KIND_NAMES, Model, load, probability, weigh
from service.engines.compare import compare
from service.engines.pairs import candidate_pairs
from service.flows.match_file import file_parties

MODEL = Path(__file__).parents[1] / "service" / "reference" / "match_model.json"
RIDGE = 1.0
# rows, seed, noise
WHOLE: tuple[tuple[int, int, float], ...] = (
    (30_000, 101, 0.5), (50_000, 102, 1.0), (50_000, 103, 1.5), (30_000, 104, 2.5), (5_000, 105, 1.0),
    (5_000, 106, 2.0), (150_000, 107, 1.0), *((1_500, 200 + i, (0.5, 1.0, 2.0)[i % 3]) for i in range(12)),
)  # fmt: skip
CUT: tuple[tuple[int, int, float], ...] = ((20_000, 301, 1.0), (20_000, 302, 2.0), (2_000, 303, 1.0), (2_000, 304, 2.0))
HELD_OUT: tuple[tuple[int, int, float], ...] = ((60_000, 401, 1.0), (60_000, 402, 2.0), (3_000, 403, 1.0))


@dataclass(frozen=True)
class Known:
    """The parties of a generated file, and the customer each one is."""

    parties: pl.DataFrame
    entity: pl.Series


def generated(rows: int, seed: int, noise: float) -> Known:
    """A demonstration file as the product reads it, with its truth."""
    made = demonstration(rows, seed, noise)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "file.csv"
        write_export(made.cells(), path)
        _, parties = file_parties(path)
    truth = made.truth().select(pl.col("row_id").cast(pl.Int64), "entity_id", "contact_id")
    who = parties.select(row_id=pl.col("party_id") // 2, slot=pl.col("party_id") % 2).join(
        truth, on="row_id", how="left", maintain_order="left"
    )
    entity = who.select(pl.when(pl.col("slot") == 1).then("contact_id").otherwise("entity_id")).to_series()
    alone = pl.format("?{}", parties["party_id"])
    return Known(parties, pl.DataFrame({"entity": entity}).select(pl.coalesce("entity", alone)).to_series())


def labelled(known: Known) -> Labelled:
    """Its candidate pairs, with their levels and truth."""
    prepared = prepare(known.parties)
    left, right, _ = candidate_pairs(rule_keys(prepared), parties=prepared.height)
    entity = known.entity.rank("dense").to_numpy()
    return Labelled(compare(prepared, left, right), entity[left] == entity[right], prepared.height)


def cut(known: Known, columns: tuple[str, ...]) -> Known:
    """The same parties in a file that has these columns only."""
    empty = [pl.lit(None, dtype=pl.String).alias(c) for c in MATCH_COLUMNS if c not in columns]
    return Known(known.parties.with_columns(empty), known.entity)


def train(sets: list[Labelled]) -> dict[str, Any]:
    """The body of the model, without its manifest."""
    together = [{k: v for k, v in rule.items() if k != "bounds"} for rule in RULES]
    body: dict[str, Any] = {"bias": {}, "size": {}, "weights": {}, "together": together}
    for kind, name in enumerate(KIND_NAMES):
        if name == "mailbox":
            body["bias"][name], body["size"][name], body["weights"][name] = MAILBOX
            continue
        levels, size, matched, other = counted(sets, kind)
        made = design(levels, size, kind, [dict(rule) for rule in RULES])
        bias, per_size, weights, extra = written(made, fit(made, matched, other, ridge=RIDGE))
        body["bias"][name], body["size"][name] = bias, per_size
        body["weights"][name] = {c: of for c, of in weights.items() if any(of.values())}
        for rule in together:
            rule["weight"] = extra.get(str(rule["name"]), rule.get("weight", 0))
        print(f"{name}: {len(levels):,} patterns, {matched.sum():,.0f} true and {other.sum():,.0f} other pairs")
    return body


def calibration(one: Labelled, model: Model) -> str:
    """Predicted beside observed precision, in bins of probability."""
    chance = probability(weigh(one.levels, model, parties=one.parties))
    edges = (50_000, 200_000, 500_000, 800_000, 950_000, 990_000, 999_000, 1_000_001)
    parts = []
    for low, high in pairwise(edges):
        inside = (chance >= low) & (chance < high)
        if inside.any():
            predicted, observed = chance[inside].mean() / 1e6, one.true[inside].mean()
            parts.append(f"{inside.sum()}: {predicted:.3f}/{observed:.3f}")
    return "  ".join(parts)


def main() -> None:
    """Train, show calibration, write."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--write", action="store_true")
    parser.add_argument("--version", default="2026.11")
    options = parser.parse_args()
    sets = [labelled(generated(*recipe)) for recipe in WHOLE]
    for recipe in CUT:
        known = generated(*recipe)
        sets += [labelled(cut(known, columns)) for columns in SHAPES.values()]
    manifest = {
        "trained_on": [
            {"generator": "scripts/make_demo.py", "rows": r, "seed": s, "noise": n, "columns": columns}
            for recipes, columns in ((WHOLE, "all"), (CUT, sorted(SHAPES)))
            for r, s, n in recipes
        ],
        "pairs": int(np.sum([len(s.levels) for s in sets])),
        "method": "logistic regression over agreement levels, ordered steps, ridge",
        "ridge": RIDGE,
    }
    body = {"version": options.version, **train(sets), "manifest": manifest}
    text = json.dumps(body, indent=1) + "\n"
    model = load(text)
    for recipe in HELD_OUT:
        print(f"{recipe}: pairs: predicted/observed  {calibration(labelled(generated(*recipe)), model)}")
    if options.write:
        MODEL.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
