"""What a file itself says about its pairs: a mixture of four kinds of pairs, found without labels.

Pairs are of one customer, of two that share a home or a door, of two that share most of a name, or of strangers.
How often strangers agree is measured (pairs drawn at random, and counts of equal values), so it is not estimated here;
how often the others do starts from the files of training, held to it by so many pairs (HELD), and a few rounds of
expectation maximisation (Dempster, Laird and Rubin 1977) fit it and the share of each kind to the file. Comparisons
are taken as independent within a kind of pair. With only two kinds of pairs, as in Fellegi and Sunter's model, every
family of a file would pull its members together.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import polars as pl

from service.core.match.levels import COMPARISONS, NAMES, level, unpack_column
from service.core.match.weights import FEW, KIND_NAMES, LEVELS, OpenModel

Numbers = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
HELD = (300.0, 200.0, 200.0)
"""Pairs that hold the rates of each kind of pair to those of training: one customer, one home, alike."""
STRANGERS_HELD = 100.0
ROUNDS = 8
_SHARES = (0.1, 0.05, 0.02)  # to begin with: pairs of each kind for each party
_LEAST, _LEAST_STRANGERS = 1e-5, 1e-9
_CLASSES = ("same_common", "same_medium", "same_rare", "same_frequent", "same_everyday")  # in the order of rarity
_NAMES = ("forename", "surname", "company")
MOST_BITS = 15.0
_KNOWN = 0.3


@dataclass(frozen=True)
class Equal:
    """Of the parties of one kind: how many, the share of each class of rarity among those with a name, and how likely
    two of them have the same name of that class (by comparison), or the same birth date.
    """

    parties: int
    share: dict[str, Floats]
    same: dict[str, Floats]
    birth: float


def equal_values(prepared: pl.DataFrame) -> Equal:
    """Counted on prepared parties of one kind."""
    share, same = {}, {}
    for name in _NAMES:
        counted = prepared.select(name, rarity=f"{name}_rarity").drop_nulls().group_by(name, "rarity").len("n")
        times = counted["n"].to_numpy().astype(np.float64)
        rarity = counted["rarity"].to_numpy().astype(np.int64)
        share[name] = np.bincount(rarity, times, minlength=len(_CLASSES)) / max(times.sum(), 1.0)
        pairs = np.bincount(rarity, times * (times - 1) / 2, minlength=len(_CLASSES))
        same[name] = pairs / max(times.sum() * (times.sum() - 1) / 2, 1.0)
    born = prepared["birth"].drop_nulls().value_counts(name="n")["n"].to_numpy().astype(np.float64)
    birth = float((born * (born - 1)).sum() / max(born.sum() * (born.sum() - 1), 1.0))
    return Equal(prepared.height, share, same, birth)


def counts(levels: Numbers) -> Floats:
    """Packed pairs by kind, comparison and level."""
    found = np.zeros((len(KIND_NAMES), len(NAMES), LEVELS))
    patterns, times = np.unique(levels, return_counts=True)
    kind = unpack_column(patterns, "kind")
    for place, name in enumerate(NAMES):
        cell = kind * LEVELS + unpack_column(patterns, name)
        found[:, place] = np.bincount(cell, times, minlength=len(KIND_NAMES) * LEVELS).reshape(-1, LEVELS)
    return found


def own_weight(levels: Numbers, strangers: Numbers, equal: Equal, model: OpenModel, kind: int) -> Numbers:
    """The weight of each pair by this file alone, in thousandths of a bit.

    In      packed levels of the candidate pairs of one kind, and of pairs of it drawn at random.
    """
    patterns, back, times = np.unique(levels, return_inverse=True, return_counts=True)
    seen = np.stack([unpack_column(patterns, name) for name in NAMES], axis=1)
    exchanged = seen[:, NAMES.index("swap")] == level("swap", "swapped")
    for name in ("forename", "surname"):  # each is near the other's
        seen[exchanged, NAMES.index(name)] = level(name, "near")
    by_chance = _by_chance(strangers, equal, model.usual[kind], kind)
    rates = _started(model.pairs[kind], equal)
    every = max(equal.parties * (equal.parties - 1) / 2, 1.0)
    share = np.array(_SHARES) * equal.parties / every
    against = _bits(by_chance, seen)
    start = rates.copy()
    held = np.array(HELD)[:, None]
    for turn in range(ROUNDS + 1):
        told = np.stack([_bits(of, seen) for of in rates], axis=1) + np.log2(np.minimum(share, 0.9))
        if turn == ROUNDS:
            break
        found = _shares(told, against) * times[:, None]
        share = (found.sum(axis=0) + 0.5) / every
        for place in range(1, len(NAMES)):
            here = np.stack([np.bincount(seen[:, place], of, minlength=LEVELS) for of in found.T])
            here[:, 0] = 0.0
            total = here.sum(axis=1, keepdims=True)
            rates[:, place] = np.maximum((here + held * start[:, place]) / (total + held), _LEAST)
    others = np.log2(1.0 + np.exp2(np.clip(told[:, 1:] - against[:, None], -60, 60)).sum(axis=1))
    bits = np.clip(told[:, 0] - against - others, -MOST_BITS, MOST_BITS)
    weight: Numbers = np.rint(1000 * bits).astype(np.int64)[back.reshape(-1)]
    return weight


def _by_chance(strangers: Numbers, equal: Equal, usual: Floats, kind: int) -> Floats:
    """How often strangers are at each level, by comparison."""
    known = counts(strangers)[kind]
    known[:, 0] = 0.0
    rates: Floats = (known + STRANGERS_HELD * np.maximum(usual, 1e-6)) / (
        known.sum(axis=1, keepdims=True) + STRANGERS_HELD
    )
    for name in _NAMES:
        rates[NAMES.index(name), _class_levels(name)] = equal.same[name]
    rates[NAMES.index("birth"), level("birth", "same")] = max(equal.birth, 1e-7)
    return np.maximum(rates, _LEAST_STRANGERS)


def _started(trained: Floats, equal: Equal) -> Floats:
    """The rates of training, names that agree spread over the classes as the file's names are."""
    rates = trained.copy()
    for name in _NAMES:
        place, classes = NAMES.index(name), _class_levels(name)
        share = equal.share[name] + 1e-6
        rates[:, place, classes] = rates[:, place, classes].sum(axis=1, keepdims=True) * (share / share.sum())
    return np.maximum(rates, _LEAST)


def _class_levels(name: str) -> list[int]:
    return [COMPARISONS[name].index(of) for of in _CLASSES]


def _bits(rates: Floats, seen: Numbers) -> Floats:
    """log2 of the chance of each pattern, comparisons that could not be made left out."""
    total = np.zeros(len(seen))
    for place, name in enumerate(NAMES):
        if name not in ("kind", "swap"):
            total += np.where(seen[:, place] > 0, np.log2(rates[place][seen[:, place]]), 0.0)
    return total


def _shares(told: Floats, against: Floats) -> Floats:
    """How likely each pattern is of each of the kinds but strangers."""
    every = np.concatenate([told, against[:, None]], axis=1)
    chance = np.exp2(every - every.max(axis=1, keepdims=True))
    found: Floats = chance[:, :-1] / chance.sum(axis=1, keepdims=True)
    return found


def comparisons_made(levels: Numbers) -> int:
    """How many comparisons can be made for a good part of the pairs."""
    made = [name for name in NAMES if name not in ("kind", "swap")]
    return sum(bool((unpack_column(levels, name) > 0).mean() > _KNOWN) for name in made)


def blended(levels: Numbers, trained: Numbers, own: Numbers, blend: Floats) -> Numbers:
    """The two weights of pairs of one kind as one, in thousandths of a bit. `blend`: of OpenModel, for the kind."""
    blend = blend[int(comparisons_made(levels) > FEW)]
    most = 1000 * MOST_BITS
    total = blend[0] * np.clip(trained, -most, most) + blend[1] * own + 1000 * blend[2]
    weight: Numbers = np.rint(total).astype(np.int64)
    return weight
