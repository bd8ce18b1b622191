"""Parties that belong together and are not one: households, establishments of one firm. They are linked, never merged.

A household: persons of one family name at one door (number, street, place) whose first names differ. Establishments:
companies of one SIREN and several SIRET; each is linked to the firm's oldest party. Links are found through keys that
are stored with the others (core/match/search.py) and make no pair.
"""

from __future__ import annotations

import polars as pl

from service.core.hashing import hash_parts
from service.core.match.levels import COMPARISONS

HOUSEHOLD, ESTABLISHMENT = "household", "establishment_of"
MOST_AT_HOME, MOST_OF_FIRM = 10, 200
"""Parties with one key beyond which no link is made: a home for old people, a filler number."""

_PERSON, _COMPANY = COMPARISONS["kind"].index("person"), COMPARISONS["kind"].index("company")
KIN: dict[str, type[pl.DataType]] = {
    "key": pl.Int64, "party_id": pl.Int64, "kind": pl.String, "forename": pl.String, "siret": pl.Int64,
}  # fmt: skip


def kin_keys(prepared: pl.DataFrame) -> pl.DataFrame:
    """KIN of the parties that may be linked. In: PREPARED_SCHEMA (core/match/prepare.py)."""
    place = pl.coalesce("postcode", "city")
    home = pl.col("surname").is_not_null() & pl.col("number").is_not_null() & pl.col("street").is_not_null()
    people = prepared.filter(
        (pl.col("kind") == _PERSON) & home & place.is_not_null() & pl.col("forename").is_not_null()
    )
    firms = prepared.filter((pl.col("kind") == _COMPANY) & pl.col("siren").is_not_null())
    doors = people.select("surname", pl.col("number").cast(pl.String), "street", place.alias("place"))
    numbers = firms.select(pl.col("siren").cast(pl.String))
    parts = [
        people.select(
            hash_parts(doors, doors.columns, seed="kin.home").alias("key"), "party_id", pl.lit(HOUSEHOLD).alias("kind"),
            pl.col("forename_canon").alias("forename"), pl.lit(None, pl.Int64).alias("siret"),
        ),
        firms.select(
            hash_parts(numbers, ["siren"], seed="kin.firm").alias("key"), "party_id",
            pl.lit(ESTABLISHMENT).alias("kind"), pl.lit(None, pl.String).alias("forename"), "siret",
        ),
    ]  # fmt: skip
    return pl.concat(parts)


def kin_links(new: pl.DataFrame, old: pl.DataFrame) -> pl.DataFrame:
    """from_party_id, to_party_id, kind of the links that new parties bring. In: KIN, of parties in one only."""
    fresh = new.with_columns(new=pl.lit(value=True))
    every = pl.concat([fresh, old.with_columns(new=pl.lit(value=False))]).filter(pl.col("key").is_duplicated())
    size = pl.len().over("key")
    homes = every.filter((pl.col("kind") == HOUSEHOLD) & (size <= MOST_AT_HOME))
    firms = every.filter((pl.col("kind") == ESTABLISHMENT) & (size <= MOST_OF_FIRM))
    return pl.concat([_households(homes), _establishments(firms)]).unique().sort("from_party_id", "to_party_id")


def _households(rows: pl.DataFrame) -> pl.DataFrame:
    both = rows.join(rows, on="key", suffix="_other").filter(
        (pl.col("party_id") < pl.col("party_id_other")) & (pl.col("forename") != pl.col("forename_other"))
    )
    initial = (pl.col("forename").str.len_chars() == 1) | (pl.col("forename_other").str.len_chars() == 1)
    apart = both.filter((pl.col("new") | pl.col("new_other")) & ~initial)
    return apart.select(from_party_id="party_id", to_party_id="party_id_other", kind="kind")


def _establishments(rows: pl.DataFrame) -> pl.DataFrame:
    """Each to the oldest party of the firm, where they are not the same establishment."""
    first = rows.sort("party_id").group_by("key").first().select("key", oldest="party_id", of="siret", first_new="new")
    both = rows.join(first, on="key").filter(pl.col("party_id") != pl.col("oldest"))
    other = both.filter((pl.col("siret") != pl.col("of")) & (pl.col("new") | pl.col("first_new")))
    return other.select(from_party_id="party_id", to_party_id="oldest", kind="kind")
