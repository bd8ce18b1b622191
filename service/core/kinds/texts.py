"""Free text as people typed it: blanks, invisible characters, and accents that a wrong decoding has doubled.

Mojibake ("CÃ©line") is repaired by `ftfy`, which decodes again and changes nothing else (no quotes, no ligatures). A
replacement character stays, for nobody knows the letter, and is reported; what stands round it is repaired.
"""

from __future__ import annotations

import re

import ftfy
import polars as pl

from service.core.distinct import by_distinct
from service.core.kinds.blanks import squeezed, squeezed_text, tidy, tidy_text
from service.core.kinds.parsed import BLANK, Parsed, blank_verdicts, over_distinct, with_rest

# two letters beyond ASCII side by side, a control of C1, what Mac Roman, DOS and Windows-1251 make of accents: ask ftfy
_SUSPECT = (
    r"[\u0080-\u009f]|[\u00a0-\u02dd][\u0080-\u02dd\u2013-\u203a\u20ac\u2122]"
    r"|[\u2013-\u203a\u20ac\u2122][\u0080-\u00bf]|\ufffd|[ÂÃ] |√|[\u2500-\u256c]|\u25ca"
    r"|[\u0400-\u045f][\u0080-\u203a\u20ac\u2122]|[\u00c0-\u024f]\u00a0?[\u0400-\u045f]"
)
_SUSPECT_ONE = re.compile(_SUSPECT)


def parse_texts(texts: pl.Series, *, name: bool = False) -> pl.DataFrame:
    """VERDICT for a column of words: single blanks, no invisible characters, mojibake undone.

    Codes   text.mojibake (repaired), text.lost-character (U+FFFD stays: the letter is gone).
    """
    return by_distinct(texts, lambda values: text_verdicts(values, name=name))


def text_verdicts(texts: pl.Series, *, name: bool = False) -> pl.DataFrame:
    """`parse_texts` for a column whose values are distinct already."""
    blank = blank_verdicts(texts.len())
    suspect = texts.str.contains(_SUSPECT)
    if not suspect.any():
        return blank.with_columns(squeezed(tidy(texts, name=name)).alias("value"))
    plain = blank.with_columns(texts.alias("value"))
    mended = with_rest(plain, suspect, over_distinct(texts.filter(suspect).to_frame("text"), _mended))
    return mended.with_columns(squeezed(tidy(mended["value"], name=name)).alias("value"))


def parse_text(text: str | None, *, name: bool = False) -> Parsed:
    """The verdict on one text."""
    mended = _mended(text) if text and _SUSPECT_ONE.search(text) else Parsed(text)
    bare = tidy_text(mended.value, name=name)
    return Parsed(squeezed_text(bare), mended.code) if bare is not None else BLANK


def _mended(text: str) -> Parsed:
    fixed = ftfy.fix_encoding(text)
    if "\ufffd" in text:
        return Parsed(fixed, "text.lost-character")
    return Parsed(fixed, "text.mojibake") if fixed != text else Parsed(text)
