"""Weights adjusted to labelled pairs: as little as the labels ask for, and a check that refuses what is no better.

Each weight may move away from the shipped one, held to it by a ridge; pairs that the shipped model weighs well move
nothing. The check is made by halves: weights adjusted on one half of the customers judge the pairs of the other half.
"""

from __future__ import annotations

import copy
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy.optimize import minimize

from service.core.match.levels import COMPARISONS, NAMES, unpack_column
from service.core.match.weights import KIND_NAMES, LEVELS

Numbers = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]
RIDGE = 8.0
"""Pairs that hold a weight where it was, for each bit squared."""
LEAST_PAIRS = 20
"""True pairs, and other pairs, below which nothing can be learned."""


@dataclass(frozen=True)
class Judged:
    """Labelled pairs: packed levels, weight so far (thousandths of a bit), truth, and which half they are of."""

    levels: Numbers
    weight: Numbers
    true: Flags
    half: Flags

    def of(self, half: Flags) -> Judged:
        """Some of the pairs."""
        return Judged(self.levels[half], self.weight[half], self.true[half], self.half[half])


@dataclass(frozen=True)
class Quality:
    """Of pairs that were not learned from: log loss (bits a pair), and F1 of those believed."""

    log_loss: float
    f1: float


def moves(pairs: Judged) -> Floats:
    """By how many bits each weight moves, by kind, comparison and level; at [kind, 0, 0] the constant moves."""
    moved = np.zeros((len(KIND_NAMES), len(NAMES), LEVELS))
    kinds = unpack_column(pairs.levels, "kind")
    for kind in np.unique(kinds):
        mine = pairs.of(kinds == kind)
        if min(int(mine.true.sum()), int((~mine.true).sum())) >= LEAST_PAIRS:
            moved[kind] = _moved(mine)
    return moved


def _moved(pairs: Judged) -> Floats:
    columns = [(0, 0)] + [(p, n) for p, name in enumerate(NAMES[1:], start=1) for n in range(1, len(COMPARISONS[name]))]
    seen = [np.ones(len(pairs.levels))]
    seen += [(unpack_column(pairs.levels, NAMES[p]) == n).astype(np.float64) for p, n in columns[1:]]
    matrix, start = np.column_stack(seen), pairs.weight / 1000.0 * np.log(2.0)

    def loss(by: Floats) -> tuple[float, Floats]:
        score = start + matrix @ by
        value = float(np.sum(np.logaddexp(0.0, score) - pairs.true * score) + RIDGE * np.sum(by**2))
        return value, matrix.T @ (1.0 / (1.0 + np.exp(-score)) - pairs.true) + 2.0 * RIDGE * by

    found = minimize(loss, np.zeros(len(columns)), jac=True, method="L-BFGS-B").x / np.log(2.0)
    moved = np.zeros((len(NAMES), LEVELS))
    for (place, number), by in zip(columns, found, strict=True):
        moved[place, number] = by
    return moved


def moved_weight(pairs: Judged, by: Floats) -> Numbers:
    """The weights of pairs once moved, in thousandths of a bit."""
    kind = unpack_column(pairs.levels, "kind")
    total = by[kind, 0, 0]
    for place, name in enumerate(NAMES[1:], start=1):
        value = unpack_column(pairs.levels, name)
        total = total + np.where(value > 0, by[kind, place, value], 0.0)
    moved: Numbers = pairs.weight + np.rint(1000.0 * total).astype(np.int64)
    return moved


def crossed(pairs: Judged, threshold: int) -> tuple[Quality, Quality]:
    """How good the weights are before, and once adjusted, each pair judged by what the other half taught.

    In      `threshold`: thousandths of a bit from which a pair is believed.
    """
    after = pairs.weight.copy()
    for half in (pairs.half, ~pairs.half):
        after[half] = moved_weight(pairs.of(half), moves(pairs.of(~half)))
    return quality(pairs.weight, pairs.true, threshold), quality(after, pairs.true, threshold)


def quality(weight: Numbers, true: Flags, threshold: int) -> Quality:
    """Log loss and F1 of weights."""
    score = np.clip(weight / 1000.0, -40, 40) * np.log(2.0)
    loss = float(np.mean(np.logaddexp(0.0, score) - true * score) / np.log(2.0))
    return Quality(loss, f1(weight >= threshold, true))


def f1(believed: Flags, true: Flags) -> float:
    """F1 of the believed pairs."""
    return float(2 * (believed & true).sum() / max(int(believed.sum() + true.sum()), 1))


def written(part: dict[str, Any], by: Floats, share: Floats) -> dict[str, Any]:
    """A part of the model's JSON (that of imports, or the open one) with its weights moved.

    In      `share`: by kind, how much of the weight of a pair comes from these weights.
    """
    made = copy.deepcopy(part)
    for kind, name in enumerate(KIND_NAMES):
        made["bias"][name] += round(1000 * by[kind, 0, 0] / share[kind])
        for place, comparison in enumerate(NAMES[1:], start=1):
            for number, level in enumerate(COMPARISONS[comparison][1:], start=1):
                move = round(1000 * by[kind, place, number] / share[kind])
                if move:
                    levels = made["weights"][name].setdefault(comparison, {})
                    levels[level] = levels.get(level, 0) + move
    return made
