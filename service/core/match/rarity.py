"""How rare a name is: agreement on a rare name says more than on a common one.

Names fall into three classes by their shrunken frequency, (count + S·prior) / (n + S): common from 1 in 1,500, rare
below 1 in 12,000, medium between. Shrinking keeps a small file from calling every name common. A snapshot freezes the
frequent names only (a frequent name is no personal datum); every other name is rare.
"""

from __future__ import annotations

from typing import TypedDict

import polars as pl

COMMON = 1 / 1_500
MEDIUM = 1 / 12_000
_STRENGTH = 4_000
_PRIOR = 1 / 20_000


class Frequencies(TypedDict):
    """Class of each name that is not rare, per field: value -> 0 common, 1 medium."""

    forename: dict[str, int]
    surname: dict[str, int]
    company: dict[str, int]


def frequencies(prepared: pl.DataFrame) -> Frequencies:
    """The classes that the parties of a frame give. In: columns forename, surname, company, folded."""
    return Frequencies(
        forename=_classes(prepared["forename"]),
        surname=_classes(prepared["surname"]),
        company=_classes(prepared["company"]),
    )


def _classes(names: pl.Series) -> dict[str, int]:
    counted = names.drop_nulls().value_counts(name="n")
    total = int(counted["n"].sum())
    share = (pl.col("n") + _STRENGTH * _PRIOR) / (total + _STRENGTH)
    kept = counted.with_columns(share.alias("share")).filter(pl.col("share") >= MEDIUM)
    grade = (pl.col("share") < COMMON).cast(pl.Int8)
    return dict(kept.select(pl.col(names.name), grade.alias("grade")).sort(names.name).iter_rows())


def rarity(names: pl.Series, classes: dict[str, int]) -> pl.Series:
    """0 common, 1 medium, 2 rare; null stays null."""
    if not classes:
        return pl.DataFrame({"n": names}).select(pl.when(pl.col("n").is_not_null()).then(2)).to_series().cast(pl.Int8)
    grade = pl.col("n").replace_strict(classes, default=2, return_dtype=pl.Int8)
    return pl.DataFrame({"n": names}).select(pl.when(pl.col("n").is_not_null()).then(grade)).to_series()
