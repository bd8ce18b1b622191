"""What the base itself says about values: how rare a name is, which hosts are public, which values everybody shares.

Agreement on a rare name says more than on a common one. Names fall into five classes by their shrunken frequency,
(count + S·prior) / (n + S): everyday from 1 in 100, frequent from 1 in 400, common from 1 in 1,500, rare below 1 in
12,000. Shrinking keeps a small file from calling every name common. An email or number that more than OVERSHARED
parties have (a filler that clerks type, a switchboard) identifies nobody and is not compared.

All this is frozen in a match snapshot, so that the order of arrival cannot matter; it holds frequent names, public
hosts and hashes only, no personal value.
"""

from __future__ import annotations

from typing import TypedDict

import numpy as np
import polars as pl

from service.core.hashing import hash_text

EVERYDAY = 1 / 100
FREQUENT = 1 / 400
COMMON = 1 / 1_500
MEDIUM = 1 / 12_000
OVERSHARED = 20
PUBLIC_HOST = 40  # parties whose address ends in it
NAMED = 5  # parties; a name that fewer have could point at a person, and the snapshot outlives an erasure
FEW = ""  # the class of all names that fewer have: that of a name that one party has
_STRENGTH = 4_000
_PRIOR = 1 / 20_000
_BUCKETS = (1 << 20) - 1


class Frequencies(TypedDict):
    """Number of parties; class of names (value -> 0 common, 1 medium, 2 rare, 3 frequent, 4 everyday) that at least
    NAMED parties have, where it is not that of all the others (FEW); public hosts; hashes of overshared values.
    """

    parties: int
    forename: dict[str, int]
    surname: dict[str, int]
    company: dict[str, int]
    hosts: list[str]
    overshared: list[int]


def frequencies(prepared: pl.DataFrame, shared: pl.Series | None = None) -> Frequencies:
    """What the parties of a frame give. In: forename, surname, company, email, email_host, phone1 to 3, prepared;
    `shared`: their overshared values, where they were asked already.
    """
    hosts = prepared["email_host"].drop_nulls().value_counts(name="n").filter(pl.col("n") >= PUBLIC_HOST)
    values = overshared(prepared) if shared is None else shared
    return Frequencies(
        parties=prepared.height,
        forename=_classes(prepared["forename"]),
        surname=_classes(prepared["surname"]),
        company=_classes(prepared["company"]),
        hosts=hosts["email_host"].sort().to_list(),
        overshared=hash_text(values, seed="match.overshared").sort().to_list(),
    )


def _classes(names: pl.Series) -> dict[str, int]:
    return classes_of(names.drop_nulls().value_counts(name="n"))


def classes_of(counted: pl.DataFrame) -> dict[str, int]:
    """The class of each name, as a snapshot keeps them. In: a name, and n parties that have it."""
    name = counted.columns[0]
    total = int(counted["n"].sum())
    share = (pl.col("n") + _STRENGTH * _PRIOR) / (total + _STRENGTH)
    grade = (
        pl.when(share >= EVERYDAY).then(4).when(share >= FREQUENT).then(3).when(share >= COMMON).then(0)
        .when(share >= MEDIUM).then(1).otherwise(2).alias("grade")
    )  # fmt: skip
    graded = counted.filter(pl.col("n") >= NAMED).select(pl.col(name), grade).sort(name)
    few = pl.DataFrame({"n": [1]}).select(grade).item()
    return {FEW: few} | {name: g for name, g in graded.iter_rows() if g != few}


def overshared(prepared: pl.DataFrame) -> pl.Series:
    """The emails and numbers, as text, that more than OVERSHARED parties have."""
    numbers = pl.concat([prepared[c].alias("value").drop_nulls() for c in ("phone1", "phone2", "phone3")])
    found = [_often(prepared["email"].alias("value").drop_nulls()), _often(numbers).cast(pl.String)]
    return pl.concat(found)


def _often(values: pl.Series) -> pl.Series:
    """Values that stand in more than OVERSHARED rows. Only those are counted whose hash shares its last bits with so
    many others.
    """
    words = hash_text(values, seed="match.overshared") if values.dtype == pl.String else values
    bits = words.to_numpy() & _BUCKETS
    crowded = (np.bincount(bits, minlength=_BUCKETS + 1) > OVERSHARED)[bits]
    return values.filter(pl.Series(crowded)).value_counts(name="n").filter(pl.col("n") > OVERSHARED).to_series(0)


def identifying(prepared: pl.DataFrame, known: Frequencies, shared: pl.Series | None = None) -> pl.DataFrame:
    """The prepared frame with overshared emails and numbers emptied, and public hosts marked.

    In      `shared`: the overshared values, where they are at hand; null to find them by their hashes in `known`.
    """
    out = prepared.with_columns(
        pl.col("email_public") | pl.col("email_host").is_in(known["hosts"]).fill_null(value=False)
    )
    if not known["overshared"]:
        return out
    for column in ("phone1", "phone2", "phone3", "email"):
        values = prepared[column]
        empty = _by_hash(values, known) if shared is None else shared.cast(values.dtype, strict=False).drop_nulls()
        if len(empty):
            of_email = ["email", "email_local", "email_host"] if column == "email" else [column]
            gone = values.is_in(empty.implode()).fill_null(value=False)
            out = out.with_columns(pl.when(~gone).then(pl.col(c)).alias(c) for c in of_email)
    return out


def _by_hash(values: pl.Series, known: Frequencies) -> pl.Series:
    distinct = values.drop_nulls().unique()
    hashes = hash_text(distinct.cast(pl.String), seed="match.overshared")
    return distinct.filter(hashes.is_in(known["overshared"]))


def rarity(names: pl.Series, classes: dict[str, int]) -> pl.Series:
    """0 common, 1 medium, 2 rare, 3 frequent, 4 everyday; null stays null."""
    frame = pl.DataFrame({"n": names})
    grade = (
        pl.col("n").replace_strict(classes, default=classes.get(FEW, 2), return_dtype=pl.Int8)
        if classes
        else pl.lit(2, dtype=pl.Int8)
    )
    return frame.select(pl.when(pl.col("n").is_not_null()).then(grade)).to_series().cast(pl.Int8)
