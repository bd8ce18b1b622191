"""One folded form of text, for comparing and for keys: capitals, ASCII, digits, single blanks.

    "  L'Œuvre  d'Élise & Cie " -> "L OEUVRE D ELISE CIE"

It is never shown and never stored as a person's value: it only says whether two texts are the same to a reader.
"""

from __future__ import annotations

import re
import unicodedata

import polars as pl

from service.core.distinct import only_where

# letters that NFKD leaves whole (Latin letters of European languages)
_LETTERS = {
    "œ": "OE", "Œ": "OE", "æ": "AE", "Æ": "AE", "ß": "SS", "ẞ": "SS", "ø": "O", "Ø": "O", "đ": "D", "Đ": "D",
    "ð": "D", "Ð": "D", "ł": "L", "Ł": "L", "þ": "TH", "Þ": "TH", "ı": "I", "ħ": "H", "Ħ": "H", "ŧ": "T", "Ŧ": "T",
}  # fmt: skip

_TABLE = str.maketrans(_LETTERS)
_NOT_FOLDED = "[^A-Z0-9]+"
_FOLDED = "^(?:[A-Z0-9]+(?: [A-Z0-9]+)*)?$"
_OTHER = re.compile(_NOT_FOLDED)


def folded(text: pl.Expr) -> pl.Expr:
    """The folded form as an expression: `[A-Z0-9 ]*`, no blank at either end nor two in a row; null stays null.

    Letters of other alphabets are dropped: a text made of them alone folds to "".
    """
    ascii_text = (
        text.str.normalize("NFKD")
        .str.replace_many(list(_LETTERS), list(_LETTERS.values()))
        .str.replace_all(r"\p{M}+", "")
    )
    return ascii_text.str.to_uppercase().str.replace_all(_NOT_FOLDED, " ").str.strip_chars(" ")


def fold_series(texts: pl.Series) -> pl.Series:
    """`folded` on a column, faster: capitals are enough for most values, and only those beyond ASCII are decomposed."""
    if texts.null_count() == texts.len():
        return texts
    upper = texts.str.to_uppercase()
    plain = texts.str.len_bytes() == texts.str.len_chars()
    signs = plain & ~upper.str.contains(_FOLDED)
    tidied = only_where(upper, signs, lambda odd: odd.str.replace_all(_NOT_FOLDED, " ").str.strip_chars(" "))
    beyond = (~plain).arg_true()
    if beyond.is_empty():
        return tidied
    others = texts.gather(beyond).to_frame("text").select(folded(pl.col("text"))).to_series()
    return tidied.clone().scatter(beyond, others)


def fold(text: str) -> str:
    """The folded form of one text; the same answer as `folded`."""
    if not text.isascii():
        decomposed = unicodedata.normalize("NFKD", text).translate(_TABLE)
        text = "".join(c for c in decomposed if not unicodedata.category(c).startswith("M"))
    if text.isascii() and text.isalnum():  # one word: most names are
        return text.upper()
    return _OTHER.sub(" ", text.upper()).strip(" ")
