"""What two parties of one customer can never be: of two SIREN or SIRET, of two birth dates, of other civility and
forename.

A contradiction is stronger than any weight. Slips are not contradictions: a birth date with one part mistyped, or with
day and month exchanged, stays possible. A couple written as one ("JEAN ET MARIE") is nobody of the two.
"""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import polars as pl

from service.core.match.forenames import within
from service.core.match.levels import CLOSE, level, similarity
from service.core.match.numbers import birth_level

GUARD_SCHEMA: dict[str, type[pl.DataType]] = {
    "party_id": pl.Int64,
    "kind": pl.Int8,
    "siren": pl.Int64,
    "siret": pl.Int64,
    "birth": pl.Int32,
    "civility": pl.Int8,
    "forename": pl.String,
    "forename_canon": pl.String,
}
_APART = (level("birth", "differs"), level("birth", "same_year"))


class Member(NamedTuple):
    """What the guard looks at, of one party."""

    kind: int
    siren: int | None
    siret: int | None
    birth: int | None
    civility: int | None
    forename: str | None
    forename_canon: str | None


def contradict(a: Member, b: Member) -> bool:
    """True when the two can never be one customer. Symmetric."""
    return contradiction(a, b) is not None


def contradiction(a: Member, b: Member) -> str | None:
    """What keeps the two apart for good: CONTRADICTIONS; null when nothing does. Symmetric."""
    if a.kind != b.kind:
        return "kind"
    if _born_apart(a.birth, b.birth):
        return "birth"
    if a.siren is not None and b.siren is not None and a.siren != b.siren:
        return "siren"
    if a.siret is not None and b.siret is not None and a.siret != b.siret:
        return "siret"
    if a.forename is not None and b.forename is not None and _two_people(a, b, a.forename, b.forename):
        return "forename"
    return None


CONTRADICTIONS: tuple[str, ...] = ("kind", "birth", "siren", "siret", "forename")
"""Another kind; dates of birth; SIREN; SIRET (establishments of one firm are linked, not merged); title and first name,
or a couple and one of it.
"""


def _two_people(a: Member, b: Member, ours: str, theirs: str) -> bool:
    """A couple and one of it, or other civility with another forename."""
    if (" ET " in ours) != (" ET " in theirs):
        return True
    if None in (a.civility, b.civility) or a.civility == b.civility or a.forename_canon == b.forename_canon:
        return False
    return _other_forename(*sorted((ours, theirs)))


def _born_apart(a: int | None, b: int | None) -> bool:
    """Both dates are whole, and fewer than two of year, month and day agree."""
    if a is None or b is None or a == b or not (a % 100 and b % 100):
        return False
    return birth_level(a, b) in _APART


@lru_cache(maxsize=65_536)
def _other_forename(a: str, b: str) -> bool:
    """Not the same forename with a slip, an initial or a part."""
    if a[0] == b[0] and (len(a) == 1 or len(b) == 1):
        return False
    return similarity(a, b) < CLOSE and not within(a.split(" "), b.split(" "))


def doubtful(members: pl.DataFrame) -> npt.NDArray[np.int64]:
    """Labels of components in which some two members may contradict one another; every real contradiction is in.

    In      GUARD_SCHEMA and `label`; members of components of several parties only.
    """
    several = [
        members.filter(pl.col(column).is_not_null())
        .group_by("label")
        .agg(pl.col(column).min().alias("a"), pl.col(column).max().alias("b"))
        for column in ("kind", "siren", "siret", "birth")
    ]
    forename = members.filter(pl.col("forename").is_not_null())
    couple = forename.group_by("label").agg(
        pl.col("forename").str.contains(" ET ", literal=True).min().alias("a"),
        pl.col("forename").str.contains(" ET ", literal=True).max().alias("b"),
    )
    civil = (
        forename.filter(pl.col("civility").is_not_null())
        .group_by("label")
        .agg(pl.col("civility").min().alias("a"), pl.col("civility").max().alias("b"))
    )
    labels = [found.filter(pl.col("a") != pl.col("b"))["label"] for found in (*several, couple, civil)]
    return pl.concat(labels).unique().sort().to_numpy()
