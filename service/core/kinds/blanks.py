"""What a cell says when it says nothing: blanks, words for "missing", invisible characters around a value."""

from __future__ import annotations

import re

import polars as pl

from service.reference.words import NULL_WORDS, NULL_WORDS_NOT_NAMES

# zero-width and direction marks, soft hyphen, byte order mark, C0 and C1 controls
INVISIBLE = r"[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]"
_SQUEEZE = r"[\s\u00a0]+"
_SQUEEZE_ONE = re.compile(_SQUEEZE)


def _spellings(words: frozenset[str]) -> list[str]:
    forms = {form for w in words for form in (w, w.upper(), w.capitalize(), w.title())}
    return sorted(forms | {"NaN", "NaT"} if "nan" in words else forms)


_WORDS_SET = frozenset(_spellings(NULL_WORDS | NULL_WORDS_NOT_NAMES))
_NAMES_SET = frozenset(_spellings(NULL_WORDS))
_MISSING, _MISSING_NAMES = (pl.Series(["", *sorted(words)]).implode() for words in (_WORDS_SET, _NAMES_SET))
_INVISIBLE_ONE = re.compile(INVISIBLE)
# the characters of the Unicode property White_Space, as polars strips them (Python's own list has four more)
BLANKS = (
    "\t\n\v\f\r \x85\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a"
    "\u2028\u2029\u202f\u205f\u3000"
)


def tidy(texts: pl.Series, *, name: bool = False) -> pl.Series:
    """Cells without blanks or invisible characters at their ends; null for blanks and words that mean "missing".

    `name`: the column holds names, where "Na" or "Nd" may be one.
    """
    if texts.null_count() == texts.len():
        return texts
    if texts.str.contains(INVISIBLE).any():
        texts = texts.str.replace_all(INVISIBLE, "")
    bare = texts.str.strip_chars()
    missing = bare.is_in(_MISSING_NAMES if name else _MISSING)
    return bare.set(missing, None) if missing.any() else bare


def squeezed(texts: pl.Series) -> pl.Series:
    """Runs of blanks of any kind made one ordinary blank."""
    odd = texts.str.contains(r"[\s--[ ]]|  ")
    return texts.str.replace_all(_SQUEEZE, " ") if odd.any() else texts


def squeezed_text(text: str) -> str:
    """`squeezed` on one value."""
    return _SQUEEZE_ONE.sub(" ", text)


def tidy_text(text: str | None, *, name: bool = False) -> str | None:
    """`tidy` on one value."""
    bare = _INVISIBLE_ONE.sub("", text or "").strip(BLANKS)
    return None if not bare or bare in (_NAMES_SET if name else _WORDS_SET) else bare
