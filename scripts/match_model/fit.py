"""A logistic regression over agreement levels in which more agreement never speaks less for one customer.

Each level's weight is its parent's plus a step that may not be negative (ORDER), so the weights stay sensible where the
training files say little, and on files unlike them. Interactions that stand for households may only be negative.
Pairs are counted by pattern first, so the fit costs the same for ten thousand pairs and for ten million.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt
import polars as pl
from scipy.optimize import minimize

from service.core.match.levels import COMPARISONS, NAMES, level, unpack_column
from service.core.match.mixture import Equal
from service.core.match.weights import KIND_NAMES, SIZE_BASE, SIZES, holds, together_rule

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

# comparison -> level -> the level it may not fall below ("-": below nothing, may be negative; "0": not below missing)
ORDER: dict[str, dict[str, str]] = {
    "forename": {
        "differs": "-", "close": "differs", "near": "close", "initial": "differs", "part": "close", "nickname": "near",
        "same_everyday": "near", "same_frequent": "same_everyday", "same_common": "same_frequent",
        "same_medium": "same_common", "same_rare": "same_medium",
    },
    "surname": {
        "differs": "-", "close": "differs", "near": "close", "part": "close", "same_everyday": "near",
        "same_frequent": "same_everyday", "same_common": "same_frequent", "same_medium": "same_common",
        "same_rare": "same_medium",
    },
    "swap": {"swapped": "0"},
    "company": {
        "differs": "-", "close": "differs", "overlap": "differs", "near": "close", "part": "overlap",
        "same_everyday": "near", "same_frequent": "same_everyday", "same_common": "same_frequent",
        "same_medium": "same_common", "same_rare": "same_medium",
    },
    "email": {
        "differs": "-", "same_firm": "differs", "near": "0", "same_local": "0", "same_role": "0", "same": "near",
    },
    "phone": {"differs": "-", "near": "0", "same_fixed": "near", "same_mobile": "same_fixed"},
    "firm_id": {"differs": "-", "same_siren_other_siret": "differs", "same_siren": "0", "same_siret": "same_siren"},
    "birth": {
        "differs": "-", "same_year": "differs", "two_parts": "same_year", "swapped": "two_parts", "slip": "two_parts",
        "same": "0",
    },
    "street": {"differs": "-", "close": "differs", "other_number": "differs", "near": "0", "same": "near"},
    "place": {"differs": "-", "same_department": "differs", "near_city": "same_department", "same_city": "near_city",
        "same_postcode": "0"},
    "code": {"differs": "-", "same": "0"},
    "civility": {"conflict": "-", "same": "0"},
    "ident": {"differs": "-", "near": "0", "same": "near"},
}  # fmt: skip


@dataclass(frozen=True)
class Labelled:
    """Pairs with their truth. `share` weighs each pair; `parties` is the size of the file they come from; `strangers`
    are pairs of it drawn at random; `equal` its equal values by kind.
    """

    levels: Ints
    true: npt.NDArray[np.bool_]
    parties: int
    strangers: Ints
    equal: dict[int, Equal]
    share: float = 1.0


@dataclass
class Design:
    """Columns of the regression. `kind` is the comparison's name, "together" or "size"."""

    names: list[tuple[str, str]] = field(default_factory=list)
    columns: list[Floats] = field(default_factory=list)
    bounds: list[tuple[float | None, float | None]] = field(default_factory=list)

    def add(self, kind: str, name: str, column: Any, bounds: tuple[float | None, float | None]) -> None:
        """One more column."""
        self.names.append((kind, name))
        self.columns.append(np.asarray(column, dtype=np.float64))
        self.bounds.append(bounds)


@dataclass(frozen=True)
class Patterns:
    """What pairs of one kind look like: levels, log2 of the file's size over SIZE_BASE, the weight of true
    and of other pairs.
    """

    levels: Ints
    size: Floats
    matched: Floats
    other: Floats


def counted(sets: list[Labelled], kind: int) -> Patterns:
    """Pairs of one kind, each pattern once a size of file."""
    levels, size, true, share = [], [], [], []
    for one in sets:
        mine = unpack_column(one.levels, "kind") == kind
        levels.append(one.levels[mine])
        doublings = np.log2(min(max(one.parties, SIZES[0]), SIZES[1]) / SIZE_BASE)
        size.append(np.full(int(mine.sum()), np.rint(2.0 * doublings)))  # halves, so that files share their patterns
        true.append(one.true[mine])
        share.append(np.full(int(mine.sum()), one.share))
    frame = pl.DataFrame(
        {name: np.concatenate(of) for name, of in zip("lsty", (levels, size, share, true), strict=True)}
    )
    seen = (
        frame.group_by("l", "s").agg(every=pl.col("t").sum(), matched=(pl.col("t") * pl.col("y")).sum()).sort("l", "s")
    )
    every, matched = seen["every"].to_numpy(), seen["matched"].to_numpy()
    return Patterns(seen["l"].to_numpy(), seen["s"].to_numpy() / 2.0, matched, every - matched)


def design(seen: Patterns, kind: int, rules: list[dict[str, Any]]) -> Design:
    """The columns for these patterns: a step applies to its level and to all that stand above it."""
    made = Design()
    made.add("bias", "", np.ones(len(seen.levels)), (None, None))
    made.add("size", "", seen.size, (None, 0.0))
    for comparison in NAMES[1:]:
        value = unpack_column(seen.levels, comparison)
        for name, above in _above(comparison).items():
            steps = np.isin(value, [level(comparison, other) for other in above])
            low = ORDER[comparison][name] == "-"
            made.add(comparison, name, steps, (None, 0.0) if low else (0.0, None))
    for rule in rules:
        if KIND_NAMES[kind] in rule["kinds"]:
            made.add("together", rule["name"], holds(together_rule(rule), seen.levels), tuple(rule["bounds"]))
    return made


def _above(comparison: str) -> dict[str, list[str]]:
    """Each level with all levels that its step raises: itself and those that may not fall below it."""
    parents = ORDER[comparison]
    above: dict[str, list[str]] = {name: [name] for name in parents}
    for name, first in parents.items():
        parent = first
        while parent not in ("-", "0"):
            above[parent].append(name)
            parent = parents[parent]
    return above


def fit(made: Design, seen: Patterns, *, ridge: float) -> Floats:
    """Coefficients in bits. `ridge`: penalty on each step squared, in pairs."""
    matrix = np.column_stack(made.columns)
    matched = seen.matched
    total = matched + seen.other
    free = np.array([name == "bias" for name, _ in made.names])
    penalty = np.where(free, 0.0, ridge)

    def loss(weights: Floats) -> tuple[float, Floats]:
        score = matrix @ weights
        value = float(np.sum(total * np.logaddexp(0.0, score) - matched * score) + 0.5 * np.sum(penalty * weights**2))
        slope = matrix.T @ (total / (1.0 + np.exp(-score)) - matched) + penalty * weights
        return value, slope

    start = np.zeros(matrix.shape[1])
    found = minimize(
        loss, start, jac=True, method="L-BFGS-B", bounds=made.bounds, options={"maxiter": 3000, "maxfun": 5000}
    )
    bits: Floats = found.x / np.log(2.0)
    return bits


def written(made: Design, bits: Floats) -> tuple[int, int, dict[str, dict[str, int]], dict[str, int]]:
    """Thousandths of a bit: bias, size, weight of each level, weight of each interaction."""
    steps = dict(zip(made.names, bits, strict=True))
    weights: dict[str, dict[str, int]] = {}
    for comparison in NAMES[1:]:
        above = _above(comparison)
        weights[comparison] = {
            name: round(1000 * sum(steps[comparison, step] for step in above if name in above[step]))
            for name in COMPARISONS[comparison][1:]
        }
    together = {name: round(1000 * value) for (kind, name), value in steps.items() if kind == "together"}
    return round(1000 * steps["bias", ""]), round(1000 * steps["size", ""]), weights, together
