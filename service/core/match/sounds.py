"""How a French surname sounds, roughly: one short code that survives the usual misspellings.

    "DUPOND", "DUPONT", "DUPON" -> "DPN"        "GAUTHIER", "GOTIER" -> "GTR"

One pass of literal replacements (SOUNDS, longest first), doubled letters and silent endings dropped, then the vowels
but a first one. It serves blocking only: two names of one code are compared, not believed.
"""

from __future__ import annotations

import polars as pl

from service.core.match.words import SOUNDS

_VOWELS = r"[AEIOU]+"


def sounds(surnames: pl.Series) -> pl.Series:
    """The code of each folded surname without blanks; null stays null, what leaves no letter keeps the name."""
    values = surnames.drop_nulls().unique()
    made = pl.DataFrame({"value": values, "code": _codes(values)})
    joined = pl.DataFrame({"value": surnames}).join(made, on="value", how="left", maintain_order="left")
    return joined["code"].alias(surnames.name)


def _codes(values: pl.Series) -> pl.Series:
    spelled = values.str.replace_many([s for s, _ in SOUNDS], [t for _, t in SOUNDS], leftmost=True)
    heard = spelled.str.replace(r"(?:ES?|L?[TDX]S?|[SPZ])$", "")
    start = heard.str.extract(r"^([AEIOU])", 1).fill_null("")
    code = start + heard.str.replace_all(_VOWELS, "")
    for letter in "SNTLRKMPB":
        code = code.str.replace_all(f"{letter}{{2,}}", letter)
    return pl.DataFrame({"c": code, "v": values}).select(
        pl.when(pl.col("c") != "").then(pl.col("c")).otherwise(pl.col("v"))
    )["c"]
