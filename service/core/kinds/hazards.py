"""What a free text should not hold: account, card and social security numbers, addresses and phones, sensitive words.

Numbers are found by their checksum, not by their look: IBAN modulo 97, cards by Luhn behind a known prefix, NIR by its
key (97 minus the thirteen digits modulo 97; Corsica 2A as 19, 2B as 18). Words: reference/sensitive_words.py, after the
CNIL on fields for notes and comments (28 February 2019). No text and no value leaves this module: what is told is
how often each kind was found, and a mask that holds their names only.
"""

from __future__ import annotations

import re
from functools import cache

import polars as pl
from stdnum import iban as std_iban
from stdnum import luhn

from service.core.distinct import distinct
from service.core.folding import fold, fold_series
from service.core.kinds.emails import parse_email
from service.core.kinds.phones import parse_phone
from service.reference.banks import iban_patterns
from service.reference.sensitive_words import NOT_MEANT, WORDS

NUMBERS = ("iban", "card", "nir", "email", "phone")
CODES: dict[str, str] = {
    "iban": "text.iban", "card": "text.card", "nir": "text.nir", "email": "text.email", "phone": "text.phone",
    "health": "text.health", "religion": "text.religion", "politics": "text.politics", "union": "text.union",
    "sexual_life": "text.sexual-life", "offences": "text.offences", "origin": "text.origin",
    "insults": "text.insults", "financial_distress": "text.financial-distress",
}  # fmt: skip
"""What is looked for, and the issue code of each."""
KINDS: tuple[str, ...] = tuple(CODES)

_GAP = r"[ \u00a0\u202f.\-]?"
_IBAN = re.compile(r"(?<![A-Za-z0-9])[A-Za-z]{2}\d\d")
_DIGITS = re.compile(r"(?<![A-Za-z0-9])\d(?:[ \u00a0\u202f\-]?\d){11,18}(?![A-Za-z0-9])(?![ \u00a0\-]\d)")
_NIR = re.compile(
    rf"(?<![A-Za-z0-9])[1-478]{_GAP}\d\d{_GAP}(?:0[1-9]|[1-9]\d){_GAP}(?:\d\d|2[ABab]){_GAP}\d{{3}}{_GAP}\d{{3}}{_GAP}\d\d"
    r"(?![A-Za-z0-9])"
)
# networks of cards by the first digits (ISO/IEC 7812) and the lengths they use
_CARD = re.compile(
    r"^(?:4\d{12}(?:\d{3}(?:\d{3})?)?|5[1-5]\d{14}|2(?:22[1-9]|2[3-9]\d|[3-6]\d\d|7[01]\d|720)\d{12}|3[47]\d{13}"
    r"|3(?:0[0-5]|[68]\d)\d{11}|(?:6011|64[4-9]\d|65\d\d)\d{12,15}|35(?:2[89]|[3-8]\d)\d{12,15}|62\d{14,17}|81[7-9]\d{13,16}"
    r"|(?:50[1-9]\d|5[6-8]\d\d|6304|6759|67[67]\d)\d{8,15})$"
)
_EMAIL = re.compile(r"[^\s<>;,:\"'()\[\]|/\\]+@[^\s<>;,:\"'()\[\]|/\\]+")
_PHONE = re.compile(
    r"(?<![\dA-Za-z])(?:(?:\+|00)33[ \u00a0.\-]?(?:\(0\))?[ \u00a0.\-]?[1-9]|0[1-9])(?:[ \u00a0.\-/]?\d\d){4}(?!\d)"
    r"|(?<![\dA-Za-z])\+[1-9](?:[ \u00a0.\-()]?\d){7,13}(?!\d)"
)
_MAY_HOLD = r"\d(?:[^\n\d]?\d){7}|@"


def hazards(texts: pl.Series) -> pl.DataFrame:
    """What the distinct texts of a column hold.

    Out     one row for each distinct text with something in it: `text`, `cells` u32 (how many rows have it), and for
            each of KINDS a u32 column: how often it was found.
    """
    values, places = distinct(texts)
    cells = places.drop_nulls().value_counts(name="cells").rename({places.name: "place"})
    found = found_in(values).with_row_index("place").with_columns(pl.col("place").cast(pl.Int32), values.alias("text"))
    some = found.filter(pl.any_horizontal(pl.col(kind) > 0 for kind in KINDS)).join(cells, on="place", how="left")
    return some.sort("place").select("text", "cells", *KINDS)


def found_in(texts: pl.Series) -> pl.DataFrame:
    """A u32 column for each of KINDS: how often it was found in each text, in order; 0 where the text is null."""
    none = pl.Series([0], dtype=pl.UInt32).new_from_index(0, texts.len())
    columns = dict.fromkeys(KINDS, none)
    rows = texts.str.contains(_MAY_HOLD).arg_true()
    if rows.len():
        counts = [_numbers(text) for text in texts.gather(rows).to_list()]
        for name in NUMBERS:
            columns[name] = none.clone().scatter(rows, [count[name] for count in counts])
    plain = fold_series(texts)
    somewhere = plain.str.contains(_any_word()).arg_true()
    if somewhere.len():
        meant = plain.gather(somewhere).str.replace_all(_not_meant(), " / ")
        for name, pattern in _families().items():
            counted = meant.str.count_matches(pattern).cast(pl.UInt32)
            columns[name] = none.clone().scatter(somewhere, counted)
    return pl.DataFrame(columns)


def hazards_of(text: str) -> dict[str, int]:
    """What one text holds: kind to how often, only what was found; as `found_in`, in plain Python."""
    counts = _numbers(text) if re.search(_MAY_HOLD, text) else {}
    plain = fold(text)
    if _plain_pattern("any").search(plain):
        meant = _plain_pattern("not meant").sub(" / ", plain)
        counts |= {family: len(_plain_pattern(family).findall(meant)) for family in WORDS}
    return {kind: counts[kind] for kind in KINDS if counts.get(kind)}


@cache
def _plain_pattern(name: str) -> re.Pattern[str]:
    """The patterns of columns for Python, whose words are ASCII here."""
    pattern = {"any": _any_word, "not meant": _not_meant}.get(name, lambda: _families()[name])()
    return re.compile(pattern.replace(r"(?-u:\b)", r"\b"), re.ASCII)


def masks(found: pl.DataFrame) -> pl.Series:
    """The kinds found in each row of `found_in`, as `[iban] [health]`, without its text; null where there are none."""
    named = [pl.when(pl.col(kind) > 0).then(pl.lit(f"[{kind}]")) for kind in KINDS]
    mask = pl.concat_str(*named, separator=" ", ignore_nulls=True)
    return found.select(pl.when(mask != "").then(mask).alias("mask")).to_series()


def _numbers(text: str) -> dict[str, int]:
    """How many of each of NUMBERS a text holds; a piece of it counts once, as the surest."""
    found = dict.fromkeys(NUMBERS, 0)
    for name, find in (("iban", _ibans), ("nir", _nirs), ("card", _cards), ("email", _emails), ("phone", _phones)):
        for start, end in find(text):
            found[name] += 1
            text = text[:start] + "·" * (end - start) + text[end:]
    return found


def _ibans(text: str) -> list[tuple[int, int]]:
    """Places of IBANs; each has the length of its country, and words may follow."""
    places = []
    for start in _IBAN.finditer(text):
        size = _lengths().get(start[0][:2].upper())
        whole = size and re.compile(rf"\w(?:{_GAP}\w){{{size - 1}}}").match(text, start.start())
        if whole and std_iban.is_valid(re.sub(r"\W", "", whole[0]), check_country=False):
            places.append(whole.span())
    return places


@cache
def _lengths() -> dict[str, int]:
    """How long the IBANs of each country are."""
    sizes = {country: re.findall(r"\{(\d+)\}", pattern) for country, pattern in iban_patterns().items()}
    return {country: len("FR76") + sum(map(int, parts)) for country, parts in sizes.items()}


def _nirs(text: str) -> list[tuple[int, int]]:
    return [match.span() for match in _NIR.finditer(text) if nir_holds(match[0])]


def nir_holds(text: str) -> bool:
    """Fifteen characters with the right key."""
    bare = re.sub(_GAP.removesuffix("?"), "", text).upper()
    number = bare[:13].replace("2A", "19").replace("2B", "18")
    return len(bare) == len("255081416802538") and number.isdigit() and 97 - int(number) % 97 == int(bare[13:])


def _cards(text: str) -> list[tuple[int, int]]:
    """Card numbers; fourteen digits that are a SIRET are none."""
    places = []
    for match in _DIGITS.finditer(text):
        bare = re.sub(r"\D", "", match[0])
        siret = len(bare) == len("73282932000074") and luhn.is_valid(bare[:9])
        if _CARD.match(bare) and luhn.is_valid(bare) and not siret and len(set(bare)) > 1:
            places.append(match.span())
    return places


def _emails(text: str) -> list[tuple[int, int]]:
    return [match.span() for match in _EMAIL.finditer(text) if parse_email(match[0]).valid]


def _phones(text: str) -> list[tuple[int, int]]:
    return [match.span() for match in _PHONE.finditer(text) if parse_phone(match[0]).valid]


def _words(terms: tuple[str, ...]) -> str:
    """Terms as one pattern of whole words; folded text is ASCII."""
    inside = "|".join(terms).replace("\\w", "[A-Z0-9]").replace("\\d", "[0-9]")
    return rf"(?-u:\b)(?:{inside})(?-u:\b)"


@cache
def _families() -> dict[str, str]:
    return {name: _words(terms) for name, terms in WORDS.items()}


@cache
def _any_word() -> str:
    return _words(tuple(term for terms in WORDS.values() for term in terms))


@cache
def _not_meant() -> str:
    return _words(NOT_MEANT)
