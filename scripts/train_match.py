"""Train the match model on generated files and write service/reference/match_model.json with its manifest.

    python scripts/train_match.py                 train, print calibration on held-out files, write nothing
    python scripts/train_match.py --write         the same, and write the model

Files come from the demonstration generator, seeds 101 and up, several sizes and noise levels, read by the product's
own pipeline; some are cut down to a few columns, as files of names and birth dates or of firms and addresses are. The
open model, for files of any shape, learns from small files of worlds of their own (match_model/worlds.py). No
file that the benchmarks score is used: they take other seeds, and public sets are never trained on (a test reads the
manifest).
"""

from __future__ import annotations

import argparse
import json
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import polars as pl
from make_demo import demonstration, write_export
from match_model.fit import Labelled, counted, design, fit, written
from match_model.own import blend, named_rates, pair_rates, usual
from match_model.rules import MAILBOX, RULES, SHAPES
from match_model.worlds import World

from service.core.match.keys import WIDE, rule_keys
from service.core.match.levels import SHIFT, unpack_column
from service.core.match.mixture import equal_values
from service.core.match.prepare import prepare
from service.core.match.view import MATCH_COLUMNS, MATCH_SCHEMA
from service.core.match.weights import KIND_NAMES, PAIR_KINDS, Model, load, load_open, probability, weigh
from service.engines.compare import compare
from service.engines.pairs import candidate_pairs
from service.engines.whole import ALL_WIDE, room, strangers_of
from service.flows.match_file import file_parties

MODEL = Path(__file__).parents[1] / "service" / "reference" / "match_model.json"
RIDGE = 1.0
BORN = 0.3  # share of pairs with two birth dates
SHARED_AT = 20_000  # pairs; those of a larger file count for less each, of a smaller one for more
# rows, seed, noise
WHOLE: tuple[tuple[int, int, float], ...] = (
    (30_000, 101, 0.5), (50_000, 102, 1.0), (30_000, 103, 1.5), (30_000, 104, 2.5), (5_000, 105, 1.0),
    (5_000, 106, 2.0), (120_000, 107, 1.0), (60_000, 108, 2.0),
    *((1_500, 200 + i, (0.5, 1.0, 2.0)[i % 3]) for i in range(10)),
)  # fmt: skip
CUT: tuple[tuple[int, int, float], ...] = ((15_000, 301, 1.0), (15_000, 302, 2.0), (2_000, 303, 1.0), (2_000, 304, 2.0))
WORLDS, BLENDED = range(220), range(1000, 1080)
FEW = ("kind", "forename", "surname", "swap", "birth")  # what is left of worlds that are read once more as few columns
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
        parties = file_parties(path).parties
    truth = made.truth().select(pl.col("row_id").cast(pl.Int64), "entity_id", "contact_id")
    who = parties.select(row_id=pl.col("party_id") // 2, slot=pl.col("party_id") % 2).join(
        truth, on="row_id", how="left", maintain_order="left"
    )
    entity = who.select(pl.when(pl.col("slot") == 1).then("contact_id").otherwise("entity_id")).to_series()
    alone = pl.format("?{}", parties["party_id"])
    return Known(parties, pl.DataFrame({"entity": entity}).select(pl.coalesce("entity", alone)).to_series())


def labelled(known: Known, share: float = 1.0) -> Labelled:
    """Its candidate pairs, with their levels and truth."""
    prepared = prepare(known.parties)
    rules = list(rule_keys(prepared))
    if prepared.height <= ALL_WIDE:
        rules += list(rule_keys(prepared, WIDE))
    left, right, _ = candidate_pairs(rules, parties=prepared.height, room=room(prepared.height))
    entity = known.entity.rank("dense").to_numpy()
    equal = {kind: equal_values(prepared.filter(pl.col("kind") == kind)) for kind in (0, 1)}
    levels, strangers = compare(prepared, left, right), compare(prepared, *strangers_of(prepared))
    share *= (SHARED_AT / max(len(levels), 1)) ** 0.5
    return Labelled(levels, entity[left] == entity[right], prepared.height, strangers, equal, share)


def few_columns(one: Labelled) -> Labelled | None:
    """The same pairs of people in a file of names and birth dates; null when it has no birth dates."""
    if not (unpack_column(one.levels, "birth") > 0).mean() > BORN:
        return None
    mask = sum(15 << SHIFT[name] for name in FEW)
    return replace(one, levels=one.levels & mask, strangers=one.strangers & mask)


def world(seed: int) -> Known:
    """A small file of a world of its own."""
    one = World(seed)
    rows = one.rows(one.size())
    kind = "company" if one.firms else "person"
    told = [{"party_id": n, "kind": kind, "list_id": 1, "record_id": n, **row} for n, row in enumerate(rows, start=1)]
    schema: dict[str, Any] = {**MATCH_SCHEMA, "ident": pl.String, "entity": pl.Int64}
    frame = pl.DataFrame(told, schema=schema, strict=False).with_columns(pl.col(pl.String).replace("", None))
    return Known(frame.drop("entity").with_columns(kind=pl.lit(kind)), frame["entity"])


def cut(known: Known, columns: tuple[str, ...]) -> Known:
    """The same parties in a file that has these columns only."""
    empty = [pl.lit(None, dtype=pl.String).alias(c) for c in MATCH_COLUMNS if c not in columns]
    return Known(known.parties.with_columns(empty), known.entity)


def train(sets: list[Labelled]) -> dict[str, Any]:
    """Weights of every kind of party: bias, size, weights, together."""
    together = [{k: v for k, v in rule.items() if k != "bounds"} for rule in RULES]
    body: dict[str, Any] = {"bias": {}, "size": {}, "weights": {}, "together": together}
    for kind, name in enumerate(KIND_NAMES):
        if name == "mailbox":
            body["bias"][name], body["size"][name], body["weights"][name] = MAILBOX
            continue
        seen = counted(sets, kind)
        made = design(seen, kind, [dict(rule) for rule in RULES])
        bias, per_size, weights, extra = written(made, fit(made, seen, ridge=RIDGE))
        body["bias"][name], body["size"][name] = bias, per_size
        body["weights"][name] = {c: of for c, of in weights.items() if any(of.values())}
        for rule in together:
            rule["weight"] = extra.get(str(rule["name"]), rule.get("weight", 0))
        print(f"{name}: {len(seen.levels):,} patterns, {seen.matched.sum():,.0f} true of weight", flush=True)
    return body


def with_few(sets: Iterable[Labelled]) -> list[Labelled]:
    """The sets, and those of people once more as files of few columns."""
    given = list(sets)
    return given + [few for one in given if (few := few_columns(one)) is not None]


def train_open(sets: list[Labelled], others: list[Labelled]) -> dict[str, Any]:
    """The open model. `others`: files that the two halves are blended on."""
    body = train(sets)
    pairs = pair_rates(sets)
    body |= {
        "usual": named_rates(usual(sets)),
        "pairs": {name: named_rates(pairs[:, place]) for place, name in enumerate(PAIR_KINDS)},
        "blend": {},
    }
    body["blend"] = blend(others, load_open(json.dumps({"version": "", "open": body})))
    print(f"blend: {body['blend']}", flush=True)
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
    parser.add_argument("--version", default="2026.12.1")
    options = parser.parse_args()
    whole = [labelled(generated(*recipe)) for recipe in WHOLE]
    shapes = [cut(generated(*recipe), columns) for recipe in CUT for columns in SHAPES.values()]
    cuts = [labelled(known) for known in shapes]
    worlds = {seed: labelled(world(seed)) for seed in WORLDS}
    others = [labelled(world(seed)) for seed in BLENDED]
    like = [one for seed, one in worlds.items() if World(seed).columns >= {"email", "phone", "address_line1"}]
    body = {"version": options.version, **train(whole + cuts + like)}
    body["open"] = train_open(with_few(worlds.values()) + cuts, with_few(others))
    body["manifest"] = manifest(sum(len(s.levels) for s in (*whole, *cuts, *worlds.values(), *others)))
    text = json.dumps(body, indent=1) + "\n"
    model = load(text)
    for recipe in HELD_OUT:
        print(f"{recipe}: pairs: predicted/observed  {calibration(labelled(generated(*recipe)), model)}")
    if options.write:
        MODEL.write_text(text, encoding="utf-8")


def manifest(pairs: int) -> dict[str, Any]:
    """What the model was trained on, and how."""
    demo = [
        {"generator": "scripts/make_demo.py", "rows": r, "seed": s, "noise": n, "columns": columns}
        for recipes, columns in ((WHOLE, "all"), (CUT, sorted(SHAPES)))
        for r, s, n in recipes
    ]
    small = [{"generator": "scripts/match_model/worlds.py", "seed": seed} for seed in (*WORLDS, *BLENDED)]
    return {
        "trained_on": demo + small,
        "pairs": pairs,
        "method": "logistic regression over agreement levels, ordered steps, ridge; open: with a mixture",
        "ridge": RIDGE,
    }


if __name__ == "__main__":
    main()
