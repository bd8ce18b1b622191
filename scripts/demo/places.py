"""Where the invented people live: real pairs of postcode and commune, invented street numbers.

places.csv has 6,123 pairs with a weight that follows the population (hundreds of inhabitants): all arrondissements of
Paris, Lyon and Marseille, all communes from 5,000 inhabitants on, and 3,600 smaller ones drawn from the others, which
they stand for. So many, because a name and a town must say as much about a person as they do in France.
Source: @etalab/decoupage-administratif 6.0.0 (Insee, La Poste; Licence Ouverte), read on 2026-11-22.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

import numpy as np
import polars as pl

from demo.chance import Chance, Ints, pick
from demo.words import STREET_NAMES, STREET_TYPES

ADDRESS_COLUMNS = ("street", "postcode", "city")


@cache
def places() -> pl.DataFrame:
    """Read the shipped pairs: postcode, city, weight."""
    types = {"postcode": pl.String, "city": pl.String, "weight": pl.Float64}
    return pl.read_csv(Path(__file__).with_name("places.csv"), schema=types)


def addresses(chance: Chance, name: str, n: int) -> pl.DataFrame:
    """Draw `n` addresses: street (number, type and name), postcode, city and the phone zone 1 to 5."""
    known = places()
    where = pick(chance.uniform(f"{name}.place", n), known["weight"].to_numpy())
    types = [t for t, _ in STREET_TYPES]
    kind = chance.choose(f"{name}.type", n, [w for _, w in STREET_TYPES])
    street = chance.below(f"{name}.street", n, len(STREET_NAMES))
    number = 1 + (chance.uniform(f"{name}.number", n) ** 2 * 180).astype(np.int64)
    repeat = chance.choose(f"{name}.bis", n, [0.94, 0.045, 0.015])
    frame = pl.DataFrame(
        {
            "number": number,
            "repeat": pl.Series(["", " bis", " ter"]).gather(pl.Series(repeat)),
            "type": pl.Series(types).gather(pl.Series(kind)),
            "name": pl.Series(STREET_NAMES).gather(pl.Series(street)),
        }
    )
    at = known[where]
    return frame.select(
        pl.concat_str([pl.col("number").cast(pl.String) + pl.col("repeat"), "type", "name"], separator=" ").alias(
            "street"
        )
    ).with_columns(at["postcode"], at["city"], pl.Series("zone", zones(at["postcode"])))


def zones(postcode: pl.Series) -> Ints:
    """Give the first digits of landlines by department: 1 Île-de-France, 2 north-west, 3 north-east, 4, 5 south."""
    department = postcode.str.head(2).cast(pl.Int64).to_numpy()
    zone = np.full(len(department), 4, dtype=np.int64)
    north_west = [14, 18, 22, 27, 28, 29, 35, 36, 37, 41, 44, 45, 49, 50, 53, 56, 61, 72, 76, 85]
    north_east = [2, 8, 10, 21, 25, 39, 51, 52, 54, 55, 57, 58, 59, 60, 62, 67, 68, 70, 71, 80, 88, 89, 90]
    south_west = [9, 12, 16, 17, 19, 23, 24, 31, 32, 33, 40, 46, 47, 64, 65, 79, 81, 82, 86, 87, 97]
    for listed, value in (([75, 77, 78, 91, 92, 93, 94, 95], 1), (north_west, 2), (north_east, 3), (south_west, 5)):
        zone[np.isin(department, listed)] = value
    return zone
