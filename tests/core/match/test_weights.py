"""Weights: they add up, they explain themselves, more agreement never weighs less."""

import json
from typing import Any

import numpy as np
import pytest

from service.core.match.levels import COMPARISONS, level, pack
from service.core.match.weights import SIZE_BASE, Scale, explain, load, probability, weigh
from service.reference.matching import match_model_text

BODY = json.loads(match_model_text())
MODEL = load(match_model_text())


def weight_of(**levels: str) -> int:
    packed = pack({name: level(name, value) for name, value in levels.items()})
    return int(weigh(np.array([packed]), MODEL)[0])


def test_the_explanation_adds_up_to_the_weight() -> None:
    chance = np.random.default_rng(3)
    for _ in range(200):
        levels = {name: int(chance.integers(0, len(of))) for name, of in COMPARISONS.items()}
        packed = pack(levels)
        told = explain(packed, MODEL, parties=50_000)
        assert sum(part for _, _, part in told) == int(weigh(np.array([packed]), MODEL, parties=50_000)[0])


def test_one_pair_weighs_what_it_weighs_among_many() -> None:
    chance = np.random.default_rng(5)
    for parties in (10, 5_000, 1_000_000):
        scale = Scale(MODEL, parties)
        found = [pack({n: int(chance.integers(0, len(of))) for n, of in COMPARISONS.items()}) for _ in range(2_000)]
        assert [scale.weight(levels) for levels in found] == weigh(np.array(found), MODEL, parties=parties).tolist()


def test_the_probability_rises_with_the_weight() -> None:
    weights = np.array([-80_000, -3000, 0, 3000, 80_000])
    assert probability(weights).tolist() == [0, 111_111, 500_000, 888_889, 1_000_000]


def test_a_larger_base_asks_for_more() -> None:
    packed = np.array([pack({"surname": 7, "forename": 9})])
    assert weigh(packed, MODEL, parties=SIZE_BASE * 64)[0] < weigh(packed, MODEL, parties=SIZE_BASE)[0]


@pytest.mark.parametrize("kind", ["person", "company"])
@pytest.mark.parametrize(
    ("comparison", "order"),
    [
        ("forename", ["differs", "close", "near", "same_everyday", "same_frequent", "same_common", "same_rare"]),
        ("surname", ["differs", "close", "near", "same_common", "same_medium", "same_rare"]),
        ("company", ["differs", "close", "near", "same_common", "same_rare"]),
        ("phone", ["differs", "near", "same_fixed", "same_mobile"]),
        ("birth", ["differs", "same_year", "two_parts", "swapped"]),
        ("birth", ["differs", "same_year", "two_parts", "slip"]),
        ("place", ["differs", "same_department", "near_city", "same_city"]),
        ("ident", ["differs", "near", "same"]),
    ],
)
@pytest.mark.parametrize("part", [BODY, BODY["open"]], ids=["customers", "open"])
def test_more_agreement_never_weighs_less(part: Any, kind: str, comparison: str, order: list[str]) -> None:
    levels = part["weights"][kind].get(comparison, dict.fromkeys(order, 0))
    weights = [levels[name] for name in order]
    assert weights == sorted(weights)


def test_a_spouse_is_not_the_same_customer_and_a_second_line_is() -> None:
    home = {
        "kind": "person",
        "surname": "same_medium",
        "street": "same",
        "place": "same_postcode",
        "phone": "same_fixed",
    }
    assert weight_of(**home, forename="differs") < -2000
    assert weight_of(**home, forename="same_medium") > 3000
