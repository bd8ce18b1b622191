"""How many parties have each value, counted part by part: what a snapshot of a whole base is made of.

The same as core/match/rarity.frequencies of all parties at once, in the memory of distinct values.
"""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from service.core.hashing import hash_text
from service.core.match.rarity import OVERSHARED, PUBLIC_HOST, Frequencies, classes_of


def nothing_known() -> Frequencies:
    """Of no party."""
    return Frequencies(parties=0, forename={}, surname={}, company={}, hosts=[], overshared=[])


@dataclass(frozen=True)
class Counts:
    """Frames of a value and `n`; emails and numbers stand as hashes (`shared`)."""

    parties: int
    forename: pl.DataFrame
    surname: pl.DataFrame
    company: pl.DataFrame
    email_host: pl.DataFrame
    shared: pl.DataFrame

    def plus(self, other: Counts) -> Counts:
        """Those of both."""
        both = {name: _summed(getattr(self, name), getattr(other, name)) for name in (*_COLUMNS, "shared")}
        return Counts(self.parties + other.parties, **both)


_COLUMNS = ("forename", "surname", "company", "email_host")


def _summed(ours: pl.DataFrame, theirs: pl.DataFrame) -> pl.DataFrame:
    return pl.concat([ours, theirs]).group_by(ours.columns[0]).agg(pl.col("n").sum())


def counts(prepared: pl.DataFrame) -> Counts:
    """Of the parties of a frame. In: forename, surname, company, email, email_host, phone1 to 3, prepared."""
    told = {name: prepared[name].drop_nulls().value_counts(name="n") for name in _COLUMNS}
    return Counts(parties=prepared.height, shared=_shared(prepared), **told)


def _shared(prepared: pl.DataFrame) -> pl.DataFrame:
    numbers = pl.concat([prepared[c].alias("value").drop_nulls() for c in ("phone1", "phone2", "phone3")])
    texts = [prepared["email"].alias("value").drop_nulls(), numbers.cast(pl.String)]
    every = pl.concat([values.value_counts(name="n") for values in texts])
    return every.select(hash_text(every["value"], seed="match.overshared").alias("value"), "n")


def frequencies_of(counted: Counts) -> Frequencies:
    """What counted values give."""
    hosts = counted.email_host.filter(pl.col("n") >= PUBLIC_HOST)
    return Frequencies(
        parties=counted.parties,
        forename=classes_of(counted.forename),
        surname=classes_of(counted.surname),
        company=classes_of(counted.company),
        hosts=hosts["email_host"].sort().to_list(),
        overshared=counted.shared.filter(pl.col("n") > OVERSHARED)["value"].sort().to_list(),
    )
