"""Capitals of names, repaired where a whole name is in capitals or in small letters; mixed case is left as typed.

JEAN-PIERRE -> Jean-Pierre, D'ARTAGNAN -> d'Artagnan, LE GALL -> Le Gall, DE LA FONTAINE -> de La Fontaine.
Particles (de, d', du, des, van, von) stay small, articles that open a family name are capital (usage of the Lexique des
règles typographiques de l'Imprimerie nationale).
"""

from __future__ import annotations

import re

import polars as pl

from service.core.kinds.parsed import Parsed, over_distinct
from service.reference.words import ARTICLES, COMPOUND_INITIALS, PARTICLES

_WORD = re.compile(r"[^\W\d_]+(?:['’](?=$|\s))?|[\W\d_]")
_SIMPLE = r"^(?:[\p{Lu}]{2,}|[\p{Ll}]{2,})(?:-(?:[\p{Lu}]{3,}|[\p{Ll}]{3,}))?$"
_ONE_CASE = r"^[^\p{Ll}]*$|^[^\p{Lu}]*$"
_LETTER = r"\p{L}\p{L}"
_TWO_LETTERS = re.compile(r"[^\W\d_]{2}")
# French surnames begin like these as well (Macé, Maquet): only these are split
_SCOTTISH = frozenset({
    "macdonald", "mackenzie", "macleod", "macgregor", "macarthur", "macpherson", "macfarlane", "macmillan", "maclean",
    "macintosh", "macdougall", "macdowell", "macinnes", "mackinnon", "maclaren", "macneill", "macallister", "macbride",
})  # fmt: skip
# a family name in capitals behind a small particle: d'ORNANO, de LA TOUR
_SMALL_OPENING = r"^(?:(?:de la|de|du|des|da|dos|di|van der|van|von|la|le) |[dl]['’])+[\p{Lu}'’ -]{2,}$"
_SMALL_OPENING_ONE = re.compile(
    r"(?:(?:de la|de|du|des|da|dos|di|van der|van|von|la|le) |[dl]['’])+(?:(?!\d)[^\W_]|['’ -]){2,}"
)
_AFTER_OPENING = re.compile(r"^(?:(?:de la|de|du|des|da|dos|di|van der|van|von|la|le) |[dl]['’])+")
_INITIALS = "|".join(sorted(COMPOUND_INITIALS, key=len, reverse=True))
_INNER = frozenset({"en", "sur", "sous", "lès", "les", "la", "le", "aux", "et", "à", "de", "du", "des", "d", "l"})


def recased(names: pl.Series) -> pl.Series:
    """Names with their capitals; null stays null."""
    one_case = names.str.contains(_ONE_CASE) & names.str.contains(_LETTER) & ~names.str.contains(f"^(?:{_INITIALS})$")
    one_case |= names.str.contains(_SMALL_OPENING)
    if not one_case.any():
        return names
    single = (one_case & names.str.contains(_SIMPLE)).fill_null(value=False)
    rest = (one_case & ~single).fill_null(value=False)
    special = single & names.str.contains(r"(?i)^mc[a-z]{3}|^mac[a-z]{4}|^(?:" + "|".join(sorted(PARTICLES)) + ")$")
    single, rest = single & ~special, rest | special
    out = names.str.to_titlecase().zip_with(single, names)
    if rest.any():
        mended = over_distinct(names.filter(rest).to_frame("t"), lambda t: Parsed(recase(t)))["value"]
        out = out.scatter(rest.arg_true(), mended)
    return out


def recase(name: str) -> str:
    """One name with its capitals; mixed case is kept."""
    opened = _SMALL_OPENING_ONE.fullmatch(name) and _AFTER_OPENING.sub("", name).isupper()
    if not (opened or name.isupper() or name.islower()) or not _TWO_LETTERS.search(name) or name in COMPOUND_INITIALS:
        return name
    words = _WORD.findall(name.lower())
    last = max((i for i, w in enumerate(words) if w[0].isalpha()), default=0)
    return "".join(_cased(words, i, last) for i in range(len(words)))


def _cased(words: list[str], place: int, last: int) -> str:
    word = words[place]
    if not word[0].isalpha():
        return word
    before = words[place - 1] if place else " "
    after = words[place + 1] if place + 1 < len(words) else ""
    if after in {"'", "’"} and word in {"d", "dall", "dell", "de"}:
        return word
    inner = before in {"-", "–"} and after in {"-", "–", "'", "’"}
    if inner and word in _INNER:
        return word
    joined = {before, after} & {"-", "–"}  # Dalla-Riva, as one word
    if word in PARTICLES and place < last and not joined and word not in ARTICLES:
        return word
    if word in _SCOTTISH or (word.startswith("mc") and len(word) > 4):
        size = 3 if word in _SCOTTISH else 2
        return word[:size].capitalize() + word[size:].capitalize()
    return word.capitalize()
