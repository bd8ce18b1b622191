"""Free text as people typed it: blanks, invisible characters, and accents that a wrong decoding has doubled.

Mojibake ("CÃ©line") is repaired by `ftfy` and only where the repair is certain: the result decodes back to the bytes,
and no replacement character was in it (those are left and reported).
"""

from __future__ import annotations

import ftfy
import polars as pl

from service.core.kinds.blanks import squeezed, tidy
from service.core.kinds.parsed import BLANK, Parsed, blank_verdicts, over_distinct, with_rest

_SUSPECT = r"[ÂÃâÅÄ][\u0080-\u00bf\u0152-\u017e\u02c6\u02dc\u2010-\u203a\u20ac\u2122]|\ufffd|Ã "


def parse_texts(texts: pl.Series, *, name: bool = False) -> pl.DataFrame:
    """VERDICT for a column of words: single blanks, no invisible characters, mojibake undone.

    Codes   text.mojibake (repaired), text.lost-character (U+FFFD stays: the letter is gone).
    """
    bare = squeezed(tidy(texts, name=name))
    decided = blank_verdicts(texts.len()).with_columns(bare.alias("value"))
    suspect = bare.str.contains(_SUSPECT).fill_null(value=False)
    if not suspect.any():
        return decided
    return with_rest(decided, suspect, over_distinct(bare.filter(suspect).to_frame("text"), _mended))


def parse_text(text: str | None, *, name: bool = False) -> Parsed:
    """The verdict on one text."""
    row = parse_texts(pl.Series([text], dtype=pl.String), name=name).row(0)
    return Parsed(*row) if row[0] is not None else BLANK


def _mended(text: str) -> Parsed:
    if "\ufffd" in text:
        return Parsed(text, "text.lost-character")
    fixed = ftfy.fix_encoding(text)
    return Parsed(fixed, "text.mojibake") if fixed != text else Parsed(text)
