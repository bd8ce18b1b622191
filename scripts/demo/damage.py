"""What keyboards, ears and spreadsheets do to a cell: pure functions from a series to a series of the same length.

Each function alters every value it is given (null and very short values stay); `struck` applies one to flagged lines.
"""

from __future__ import annotations

from collections.abc import Callable

import polars as pl

from demo.chance import Chance, Flags
from demo.words import DIMINUTIVES, NEIGHBOURS, PHONETIC_RULES, STREET_ABBREVIATIONS

Alter = Callable[[pl.Series], pl.Series]


def struck(values: pl.Series, flags: Flags, alter: Alter) -> pl.Series:
    """Apply `alter` to the flagged, filled values only."""
    at = pl.select(pl.arg_where(pl.Series(flags) & values.is_not_null())).to_series()
    if at.is_empty():
        return values
    return values.clone().scatter(at, alter(values.gather(at)))


def mistype(chance: Chance, name: str, *, digits: bool = False) -> Alter:
    """Make one typing fault: delete, insert, neighbour key or transposition; in numbers only the last two."""

    def alter(values: pl.Series) -> pl.Series:
        n = len(values)
        kind = 2 + chance.below(f"{name}.kind", n, 2) if digits else chance.below(f"{name}.kind", n, 4)
        frame = pl.DataFrame({"s": values, "kind": kind, "u": chance.uniform(f"{name}.at", n)}).with_columns(
            pl.col("s").str.len_chars().cast(pl.Int64).alias("size"),
            pl.Series("side", chance.below(f"{name}.side", n, 2)),
        )
        frame = frame.with_columns((1 + (pl.col("u") * (pl.col("size") - 2)).floor().cast(pl.Int64)).alias("at"))
        left, here = pl.col("s").str.slice(0, pl.col("at")), pl.col("s").str.slice(pl.col("at"), 1)
        right, following = pl.col("s").str.slice(pl.col("at") + 1), pl.col("s").str.slice(pl.col("at") + 1, 1)
        after = pl.col("s").str.slice(pl.col("at") + 2)
        near = _neighbour(here)
        made = (
            pl.when(pl.col("size") < 3).then(pl.col("s"))
            .when(pl.col("kind") == 0).then(left + right)
            .when(pl.col("kind") == 1).then(left + here + near + right)
            .when((pl.col("kind") == 3) & (here != following)).then(left + following + here + after)
            .otherwise(left + near + right)
        )  # fmt: skip
        return frame.select(made.alias("s")).to_series()

    return alter


def _neighbour(key: pl.Expr) -> pl.Expr:
    low = key.str.to_lowercase()
    sides = [low.replace_strict({k: v[i] for k, v in NEIGHBOURS.items()}, default=pl.lit("e")) for i in (0, 1)]
    return pl.when(pl.col("side") == 0).then(sides[0]).otherwise(sides[1])


def mistype_mailbox(chance: Chance, name: str) -> Alter:
    """Make one typing fault in a mailbox, never in its ending `.example`."""
    alter = mistype(chance, name)

    def before_ending(values: pl.Series) -> pl.Series:
        return alter(values.str.strip_suffix(".example")) + ".example"

    return before_ending


def misspell(chance: Chance, name: str) -> Alter:
    """Write a name as it sounds: the first of the phonetic rules that changes it, from a random rule on."""

    def alter(values: pl.Series) -> pl.Series:
        first = pl.Series(chance.below(f"{name}.rule", len(values), len(PHONETIC_RULES)))
        result = values
        for turn in (0, 1):
            for number, (pattern, said) in enumerate(PHONETIC_RULES):
                open_to_change = (result == values) & ((first <= number) if turn == 0 else (first > number))
                changed = values.str.replace(f"(?i){pattern}" if pattern != "$" else "$", said)
                result = pl.select(pl.when(open_to_change).then(changed).otherwise(result)).to_series()
        return result.alias(values.name)

    return alter


def diminutive(values: pl.Series) -> pl.Series:
    """Give the usual diminutive, or the name itself where French has none."""
    return values.replace(DIMINUTIVES)


def initial(values: pl.Series) -> pl.Series:
    """Shorten a forename to its initial and a dot."""
    return values.str.head(1) + "."


def unaccented(values: pl.Series) -> pl.Series:
    """Lose the accents and the ligatures, keep the case."""
    plain = values.str.replace_all("œ", "oe").str.replace_all("Œ", "OE")
    return plain.str.normalize("NFKD").str.replace_all(r"\p{M}", "")


def without_leading_zeros(values: pl.Series) -> pl.Series:
    """Lose what a spreadsheet drops from a number."""
    return values.str.strip_chars_start("0")


def as_float(values: pl.Series) -> pl.Series:
    """Write a phone as a float: 612345678.0."""
    return without_leading_zeros(values) + ".0"


def as_scientific(values: pl.Series) -> pl.Series:
    """Write a phone of ten digits as French spreadsheets do: 6,12345678E+08."""
    short = without_leading_zeros(values)
    return short.str.head(1) + "," + short.str.slice(1) + "E+08"


def abbreviated_street(values: pl.Series) -> pl.Series:
    """Shorten the words that French addresses shorten."""
    for pattern, short in STREET_ABBREVIATIONS:
        values = values.str.replace(pattern, short)
    return values


def abbreviated_firm(values: pl.Series) -> pl.Series:
    """Shorten a firm's name: Ets, and `et` for &."""
    return values.str.replace("Établissements", "Ets").str.replace(" & ", " et ")
