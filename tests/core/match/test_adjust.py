"""Weights adjusted to labels: they move where labels say so, stay where they do not, and the check tells which."""

from typing import Any

import numpy as np

from service.core.match.adjust import LEAST_PAIRS, Judged, crossed, moved_weight, moves, written
from service.core.match.levels import level, pack

SURE = pack({"surname": level("surname", "same_rare"), "birth": level("birth", "same")})
WRONG = pack({"surname": level("surname", "near"), "birth": level("birth", "differs")})


def judged(times: int, *, true_of_sure: bool = True) -> Judged:
    levels = np.array([SURE, WRONG] * times)
    true = np.array([true_of_sure, not true_of_sure] * times)
    weight = np.array([8000, -6000] * times)
    half = np.arange(2 * times) % 4 < 2
    return Judged(levels, weight, true, half)


def test_labels_that_agree_with_the_weights_hardly_move_them() -> None:
    pairs = judged(100)
    assert np.abs(moved_weight(pairs, moves(pairs)) - pairs.weight).max() < 500


def test_labels_that_contradict_the_weights_turn_them() -> None:
    pairs = judged(200, true_of_sure=False)
    after = moved_weight(pairs, moves(pairs))
    assert after[0] < 0 < after[1]
    before, then = crossed(pairs, 0)
    assert then.log_loss < before.log_loss
    assert then.f1 > before.f1


def test_too_few_labels_move_nothing() -> None:
    pairs = judged(LEAST_PAIRS - 1, true_of_sure=False)
    assert not moves(pairs).any()


def test_labels_of_no_sense_are_no_better() -> None:
    chance = np.random.default_rng(5)
    levels = chance.choice([SURE, WRONG, pack({"surname": 1}), pack({"birth": 1})], 400)
    pairs = Judged(levels, np.zeros(400, dtype=np.int64), chance.random(400) < 0.5, chance.random(400) < 0.5)
    before, after = crossed(pairs, 2500)
    assert after.log_loss >= before.log_loss - 0.01


def test_what_is_written_weighs_as_what_was_moved() -> None:
    pairs = judged(200, true_of_sure=False)
    by = moves(pairs)
    part: dict[str, Any] = {
        "bias": {"person": 0, "company": 0, "mailbox": 0},
        "weights": {"person": {}, "company": {}, "mailbox": {}},
    }
    made = written(part, by, np.array([0.5, 1.0, 1.0]))
    told = made["bias"]["person"] + made["weights"]["person"]["surname"]["same_rare"]
    told += made["weights"]["person"]["birth"]["same"]
    assert abs(0.5 * told - (moved_weight(pairs, by)[0] - pairs.weight[0])) <= 3
    assert part["bias"]["person"] == 0
