"""What the open model asks of a file: the rates that its mixture starts from, and how far each half is believed.

Both are learned on files of match_model/worlds.py: the rates on those that the weights are trained on, the blend on
others.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
from scipy.optimize import minimize

from match_model.fit import Labelled
from service.core.match.levels import COMPARISONS, NAMES, level, unpack_column
from service.core.match.mixture import MOST_BITS, comparisons_made, counts, own_weight
from service.core.match.weights import FEW, FILES, KIND_NAMES, PAIR_KINDS, OpenModel, weigh

Floats = npt.NDArray[np.float64]
_LEAST_PAIRS, _MOST_PAIRS, _LEAST_KNOWN = (
    20,
    500,
    10,
)  # of a file, for its rates to count, and for them not to count more
_LEAST_STRANGERS = 200
HALVES = ([0.5, 0.5, -0.5], [0.5, 0.5, 0.3])  # of people and of firms


def usual(sets: list[Labelled]) -> Floats:
    """How often strangers are at each level, the mean of files, by kind, comparison and level."""
    total: float | Floats = 0.0
    files: float | Floats = 0.0
    for one in sets:
        known = counts(one.strangers)
        known[:, :, 0] = 0.0
        pairs = known.sum(axis=2, keepdims=True)
        enough = pairs >= _LEAST_STRANGERS
        total = total + np.where(enough, known / np.maximum(pairs, 1.0), 0.0)
        files = files + enough
    result: Floats = total / np.maximum(files, 1.0)
    return result


def pair_rates(sets: list[Labelled]) -> Floats:
    """How often pairs of PAIR_KINDS are at each level, by kind, kind of pair, comparison and level."""
    total = np.zeros((len(KIND_NAMES), len(PAIR_KINDS), len(NAMES), 16))
    for one in sets:
        for kind in (0, 1):
            for place, mask in enumerate(_kinds_of_pairs(one, kind)):
                if mask.sum() >= _LEAST_PAIRS:
                    known = counts(one.levels[mask])[kind]
                    known[:, 0] = 0.0
                    pairs = known.sum(axis=1, keepdims=True)
                    share = np.minimum(pairs, _MOST_PAIRS) / np.maximum(pairs, 1.0)
                    total[kind, place] += known * share * (pairs >= _LEAST_KNOWN)
    result: Floats = total / np.maximum(total.sum(axis=3, keepdims=True), 1.0)
    return result


def _kinds_of_pairs(one: Labelled, kind: int) -> list[npt.NDArray[np.bool_]]:
    """True pairs; other pairs of one home (of people with one surname, of firms at one door); other pairs alike."""
    level_of = {name: unpack_column(one.levels, name) for name in ("surname", "street", "phone", "company")}
    mine = unpack_column(one.levels, "kind") == kind
    home = (level_of["street"] == level("street", "same")) | (level_of["phone"] >= level("phone", "same_fixed"))
    if kind == 0:
        family = level_of["surname"] >= level("surname", "near")
        return [mine & one.true, mine & ~one.true & home & family, mine & ~one.true & home & ~family]
    name = level_of["company"] >= level("company", "near")
    return [mine & one.true, mine & ~one.true & home, mine & ~one.true & ~home & name]


def blend(sets: list[Labelled], model: OpenModel) -> dict[str, dict[str, list[float]]]:
    """By kind and FILES, the shares of the trained weight and of the file's own, and a constant in bits.

    For people in files of few columns they are fitted. Elsewhere a fit of pairs joins too much once chains are
    followed, because comparisons depend on one another: there the two count alike (HALVES), with a constant that is
    good for clusters.
    """
    parts = [of for one in sets if (of := _halves(one, model)) is not None]
    trained, own, true, share = (np.concatenate(column) for column in zip(*parts, strict=True))
    matrix = np.column_stack([trained, own, np.ones(len(own))])

    def loss(bits: Floats) -> float:
        score = matrix @ bits * np.log(2.0)
        return float((share * (np.logaddexp(0.0, score) - true * score)).sum())

    best = minimize(loss, [0.5, 0.5, 0.0], method="L-BFGS-B", bounds=[(0, 2), (0, 2), (None, None)])
    return {
        "person": {"few": [round(float(x), 3) for x in best.x], "many": HALVES[0]},
        "company": dict.fromkeys(FILES, HALVES[1]),
    }


def _halves(one: Labelled, model: OpenModel) -> tuple[Floats, Floats, Floats, Floats] | None:
    """Both weights in bits, truth and share of the pairs of a file of people with few columns."""
    mine = unpack_column(one.levels, "kind") == 0
    levels = one.levels[mine]
    if not len(levels) or comparisons_made(levels) > FEW:
        return None
    strangers = one.strangers[unpack_column(one.strangers, "kind") == 0]
    own = own_weight(levels, strangers, one.equal[0], model, 0) / 1000
    trained = np.clip(weigh(levels, model.model, parties=one.parties) / 1000, -MOST_BITS, MOST_BITS)
    return trained, own, one.true[mine].astype(np.float64), np.full(len(levels), one.share)


def named_rates(rates: Floats) -> dict[str, dict[str, dict[str, float]]]:
    """Rates by kind, comparison and level, under their names; what is 0 is left out."""
    named: dict[str, Any] = {}
    for kind, kind_name in enumerate(KIND_NAMES):
        for place, comparison in enumerate(NAMES[1:], start=1):
            for number, of in enumerate(COMPARISONS[comparison]):
                value = float(f"{rates[kind, place, number]:.3g}")
                if number and value:
                    named.setdefault(kind_name, {}).setdefault(comparison, {})[of] = value
    return named
