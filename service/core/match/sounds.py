"""How a French surname sounds, roughly: one short code that survives the usual misspellings.

    "DUPOND", "DUPONT", "DUPON" -> "DPN"        "GAUTHIER", "GOTIER" -> "GTR"

One pass of literal replacements (SOUNDS, longest first), doubled letters and silent endings dropped, then the vowels
but a first one. It serves blocking only: two names of one code are compared, not believed.
"""

from __future__ import annotations

import polars as pl

from service.core.distinct import by_distinct, only_where
from service.core.match.words import SOUNDS

_VOWELS = r"[AEIOU]+"
_LETTERS = "SNTLRKMPB"
_TWICE = "|".join(2 * letter for letter in _LETTERS)


def sounds(surnames: pl.Series) -> pl.Series:
    """The code of each folded surname without blanks; null stays null, what leaves no letter keeps the name."""
    return by_distinct(surnames, lambda values: _codes(values).to_frame("code"))["code"].alias(surnames.name)


def _codes(values: pl.Series) -> pl.Series:
    spelled = values.str.replace_many([s for s, _ in SOUNDS], [t for _, t in SOUNDS], leftmost=True)
    heard = spelled.str.replace(r"(?:ES?|L?[TDX]S?|[SPZ])$", "")
    start = heard.str.extract(r"^([AEIOU])", 1).fill_null("")
    code = start + heard.str.replace_all(_VOWELS, "")
    code = only_where(code, code.str.contains(_TWICE), _once)
    return pl.DataFrame({"c": code, "v": values}).select(
        pl.when(pl.col("c") != "").then(pl.col("c")).otherwise(pl.col("v"))
    )["c"]


def _once(codes: pl.Series) -> pl.Series:
    for letter in _LETTERS:
        codes = codes.str.replace_all(f"{letter}{{2,}}", letter)
    return codes
