"""Match weights: how much each agreement level speaks for or against one customer, in thousandths of a bit.

Fellegi and Sunter (1969): the weight of a pair is the sum of log2(m/u) over its comparisons; households make
comparisons depend on one another (same surname, address and phone, another forename), so the model adds weights for
levels that occur together. Each kind has its constant, which falls as the base grows: chance agreements grow with it.
Weights are trained as a logistic regression over levels (scripts/train_match.py), so the sum is the log-odds in base 2
and the probability is calibrated as it stands.
"""

from __future__ import annotations

import json
import math
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import polars as pl

from service.core.distinct import distinct
from service.core.match.levels import BITS, COMPARISONS, NAMES, level, unpack_column

Numbers = npt.NDArray[np.int64]
Rates = npt.NDArray[np.float64]
LEVELS = 1 << BITS
FILES = ("few", "many")  # comparisons that can be made: to FEW, or more
FEW = 4
_ALONE = (1.0, 0.0, 0.0)
PAIR_KINDS = ("one customer", "one home", "alike")
KIND_NAMES: tuple[str, ...] = COMPARISONS["kind"]
MILLION = 1_000_000
SIZE_BASE = 16_384  # parties of the base at which the size weighs nothing
SIZES = (64, 262_144)  # below and above, the size weighs as at these: the training files are no smaller or larger


@dataclass(frozen=True)
class Together:
    """An extra weight when each named comparison has one of these levels."""

    name: str
    kinds: tuple[int, ...]
    when: tuple[tuple[str, tuple[int, ...]], ...]
    weight: int


@dataclass(frozen=True)
class Model:
    """Weights by kind, comparison and level, in thousandths of a bit; `table[kind, comparison, level]`."""

    version: str
    bias: tuple[int, ...]
    size: tuple[int, ...]  # for each doubling of the parties of the base
    table: Numbers
    together: tuple[Together, ...]


@dataclass(frozen=True)
class OpenModel:
    """What weighs the pairs of any file: weights trained on files of all shapes, and what a file is asked about itself
    (core/match/mixture.py).

    usual   how often strangers were at each level in training, by kind, comparison and level
    pairs   how often pairs of PAIR_KINDS were, by kind, kind of pair, comparison and level
    blend   by kind and FILES: the shares of the trained weight and of the file's own, and a constant in bits
    """

    model: Model
    usual: Rates
    pairs: Rates
    blend: Rates


def load(text: str) -> Model:
    """A model from the JSON of service/reference/match_model.json. Levels are named there, so order cannot slip."""
    return _model(json.loads(text))


def load_open(text: str) -> OpenModel:
    """The open model in the same JSON."""
    body = json.loads(text)
    told = body["open"]
    return OpenModel(
        _model({"version": body["version"], **told}),
        by_level(told["usual"]),
        np.stack([by_level(told["pairs"].get(of, {})) for of in PAIR_KINDS], axis=1),
        np.array([[told["blend"].get(kind, {}).get(of, _ALONE) for of in FILES] for kind in KIND_NAMES]),
    )


def _model(body: dict[str, Any]) -> Model:
    return Model(
        version=body["version"],
        bias=tuple(body["bias"][kind] for kind in KIND_NAMES),
        size=tuple(body["size"][kind] for kind in KIND_NAMES),
        table=by_level(body["weights"]).astype(np.int64),
        together=tuple(together_rule(entry) for entry in body["together"]),
    )


def by_level(named: dict[str, dict[str, dict[str, float]]]) -> Rates:
    """Numbers by kind, comparison and level, from their names; what is not named is 0."""
    table = np.zeros((len(KIND_NAMES), len(NAMES), LEVELS))
    for kind, comparisons in named.items():
        for comparison, levels in comparisons.items():
            for name, value in levels.items():
                table[KIND_NAMES.index(kind), NAMES.index(comparison), level(comparison, name)] = value
    return table


def together_rule(entry: dict[str, Any]) -> Together:
    """An interaction from its JSON: name, kinds, when (comparison -> level names), weight."""
    when = tuple((c, tuple(level(c, name) for name in names)) for c, names in sorted(entry["when"].items()))
    kinds = tuple(KIND_NAMES.index(kind) for kind in entry["kinds"])
    return Together(entry["name"], kinds, when, entry.get("weight", 0))


def holds(rule: Together, levels: Numbers) -> npt.NDArray[np.bool_]:
    """Where the levels of `rule` occur together."""
    found = np.isin(unpack_column(levels, "kind"), rule.kinds)
    for comparison, wanted in rule.when:
        found &= np.isin(unpack_column(levels, comparison), wanted)
    return found


def base_weight(model: Model, kind: int, parties: int) -> int:
    """The constant of a kind in a base of so many parties."""
    return model.bias[kind] + round(model.size[kind] * math.log2(min(max(parties, SIZES[0]), SIZES[1]) / SIZE_BASE))


def weigh(levels: Numbers, model: Model, *, parties: int = SIZE_BASE) -> Numbers:
    """The match weight of each packed pair, in thousandths of a bit. `parties`: of the base or file, in all."""
    distinct_levels, back = distinct(pl.Series(levels))
    patterns = distinct_levels.to_numpy()
    kind = unpack_column(patterns, "kind")
    total = np.asarray([base_weight(model, k, parties) for k in range(len(KIND_NAMES))], dtype=np.int64)[kind]
    for place, comparison in enumerate(NAMES):
        total = total + model.table[kind, place, unpack_column(patterns, comparison)]
    for rule in model.together:
        total = total + rule.weight * holds(rule, patterns)
    weight: Numbers = total[back.to_numpy()]
    return weight


class Scale:
    """`weigh` pair by pair, for a few: the weights of a model in a base of so many parties."""

    def __init__(self, model: Model, parties: int) -> None:
        kinds = range(len(KIND_NAMES))
        self._base = [base_weight(model, kind, parties) for kind in kinds]
        self._rows = [
            [(BITS * n, row) for n, row in enumerate(model.table[kind].tolist()) if any(row)] for kind in kinds
        ]
        self._together = [[_masks(rule) for rule in model.together if kind in rule.kinds] for kind in kinds]

    def weight(self, levels: int) -> int:
        """The match weight of one packed pair, in thousandths of a bit."""
        kind = levels & 15
        total: int = self._base[kind] + sum(row[levels >> shift & 15] for shift, row in self._rows[kind])
        for wanted, weight in self._together[kind]:
            if all(mask >> (levels >> shift & 15) & 1 for shift, mask in wanted):
                total += weight
        return total


def _masks(rule: Together) -> tuple[list[tuple[int, int]], int]:
    """Where each comparison of a rule is packed, and its levels as bits; its weight."""
    when = [(BITS * NAMES.index(name), sum(1 << value for value in set(values))) for name, values in rule.when]
    return when, rule.weight


def probability(weight: Numbers) -> Numbers:
    """The probability that the pair is one customer, in millionths: 1 / (1 + 2^-w). Rises with the weight."""
    bits = np.clip(weight, -60_000, 60_000) / 1000.0
    return np.rint(MILLION / (1.0 + np.exp2(-bits))).astype(np.int64)


def explain(levels: int, model: Model, *, parties: int = SIZE_BASE) -> list[tuple[str, str, int]]:
    """What the weight is made of: (comparison or interaction, level, thousandths of a bit); sums to the weight.

    The constant comes first, as ("base", kind, weight); comparisons that cannot be made are left out if they weigh 0.
    """
    packed = np.array([levels], dtype=np.int64)
    kind = levels & 15
    parts = [("base", KIND_NAMES[kind], base_weight(model, kind, parties))]
    for place, comparison in enumerate(NAMES):
        value = int(unpack_column(packed, comparison)[0])
        weight = int(model.table[kind, place, value])
        if weight:
            parts.append((comparison, COMPARISONS[comparison][value], weight))
    parts += [(rule.name, "together", rule.weight) for rule in model.together if holds(rule, packed)[0]]
    return parts
