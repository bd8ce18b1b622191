"""Phone numbers to E.164, read as the French write them: overseas prefixes go to their own country code.

Repaired: the zero Excel drops, `612345678.0`, `6,12345678E+08` with all nine digits, `+33 (0)6`, a letter O; words
round a number and a second one in the cell. The plan itself: phone_plan.py.
"""

from __future__ import annotations

import re
from dataclasses import replace

import polars as pl

from service.core.distinct import distinct_rows
from service.core.kinds.blanks import tidy, tidy_text
from service.core.kinds.parsed import BLANK, Parsed, over_distinct, with_rest
from service.core.kinds.phone_plan import (
    FRENCH,
    MACHINE,
    NATIONAL,
    NOBODY,
    SHORT,
    country_of,
    fast,
    foreign,
    french,
    line_type,
    mark,
    marks,
    regions_of,
    unconfirmed,
)

_SEPARATORS = r"[\s.\-()/\u00a0\u2010-\u2015\u200e\u202a-\u202e'·]+"
_FLOAT = r"^[0-9]{6,15}[.,]0+$"
_EXTENSION = re.compile(r"(?i)[\s,;(]*(?:(?:\b|(?<=\d))(?:poste|post|ext|extension|p|x)[\s.:]*|#\s*)(\d{1,6})\)?$")
_LABEL = re.compile(
    r"(?i)^(?:t[ée]l(?:[ée]phone)?|phone|port(?:able)?|mob(?:ile)?|gsm|fixe|fax|bureau|dom(?:icile)?|[tpm])[\s.:]+"
)
# a number inside words, as the French write them, and an international one
_INSIDE = re.compile(
    r"(?:\+|00)33[\s.\-]*(?:\(0\))?[\s.\-]*[1-9](?:[\s.\-/]?\d\d){4}(?!\d)|(?<!\d)0[1-9](?:[\s.\-/]?\d\d){4}(?!\d)"
    r"|(?<!\d)\+[1-9](?:[\s.\-()]*\d){7,14}(?!\d)"
)
_FAX = re.compile(r"(?i)(?:fax|t[ée]l[ée]copie(?:ur)?)\W*$")
_WORDS_ROUND = re.compile(r"^[^\d+(]*[^\W\d_][^\d+(]*|[\s,;:(\-]*[^\W\d_][^\d]*$")
# words beside a number that say not to use it, or that it is no longer theirs
_NOT_THEIRS = re.compile(
    r"(?i)\bne pas\b|\bstop\b|refus|bloctel|liste rouge|\bancien|\bplus (?:valable|attribu)|erron|invalide|\bfaux\b"
    r"|wrong"
)
_SPLIT = re.compile(r"\s*(?:;|,|\||\s/\s|/(?=\s*[0+])|\bou\b|\bet\b|\n)\s*")
_LAST_TWO = re.compile(r"^(.*\d)\s*(?:/|\bou\b|\bà\b)\s*(\d\d)$")  # 01 99 00 12 34/35: a second line beside the first
_LOOKALIKES = str.maketrans("OoIl", "0011")
_OTHERS = ("more", "fax")


def parse_phones(
    texts: pl.Series, *, country: str = "FR", countries: pl.Series | None = None, postcodes: pl.Series | None = None
) -> pl.DataFrame:
    """VERDICT for a column of phone numbers, and the other numbers of the cell: `more` and those of a `fax`, joined by
    U+000A; numbers are E.164.

    In      `countries` alpha-2 and `postcodes`, row by row, say how a number without country code is to be read;
            `country` where they are silent.
    Codes   phone.unreadable, phone.unassigned, phone.short (no value; phone.placeholder of zeros as well);
            phone.repaired; phone.several (the first is the value, the next suggested); phone.placeholder,
            phone.platform, phone.premium, phone.machine, phone.unconfirmed (kept).
    """
    region = regions_of(texts.len(), country, countries, postcodes)
    asked, places = distinct_rows(pl.DataFrame({"text": texts, "region": region}))
    return _verdicts(asked["text"], asked["region"]).select(pl.all().gather(places))


def _verdicts(texts: pl.Series, region: pl.Series) -> pl.DataFrame:
    bare = tidy(texts)
    digits = bare.str.replace_all(_SEPARATORS, "")
    digits = digits.set(bare.str.contains(_FLOAT), None)
    values = fast(digits, region)
    repaired = pl.when(pl.col("value").is_not_null() & (pl.col("digits").str.len_bytes() == len("612345678")))
    decided = pl.DataFrame({"value": values, "digits": digits, "mark": marks(values)}).select(
        "value",
        pl.coalesce("mark", repaired.then(pl.lit("phone.repaired"))).alias("code"),
        *(pl.lit(None, pl.String).alias(name) for name in ("suggestion", *_OTHERS)),
    )
    undecided = bare.is_not_null() & values.is_null()
    asked = pl.DataFrame({"text": bare, "region": region}).filter(undecided)
    return with_rest(decided, undecided, over_distinct(asked, cell_verdict, _OTHERS))


def parse_phone(text: str | None, region: str = "FR") -> Parsed:
    """The verdict on one cell read in `region`; parts: type (mobile, fixed, special, m2m), country, extension, second
    (another number of the cell), fax.
    """
    bare = tidy_text(text)
    found = cell_verdict(bare, region)
    if bare is None or found.value is None:
        return found
    extension = _EXTENSION.search(bare)
    parts = {
        "type": "m2m" if MACHINE.match(found.value) else line_type(found.value),
        "country": country_of(found.value),
        "extension": extension[1] if extension else None,
        "second": found.suggestion,
        "fax": found.parts.get("fax"),
    }
    return replace(found, parts=parts)


def cell_verdict(bare: str | None, region: str) -> Parsed:
    """`parse_phones` on one tidied cell; parts: `more` and `fax`."""
    if bare is None:
        return BLANK
    whole = _one(bare, region)
    if whole.value is not None or whole.code in {"phone.placeholder", "phone.short"}:
        return whole
    if _NOT_THEIRS.search(bare):
        return whole
    pieces = [p for piece in _SPLIT.split(bare.replace("\\n", "\n")) if piece for p in _twins(piece)]
    found = [n for piece in pieces for n in _numbers(piece, region)]
    fax = dict.fromkeys(number for number, by_fax in found if by_fax)
    numbers = list(dict.fromkeys(number for number, by_fax in found if not by_fax and number not in fax))
    if not numbers:
        return _perhaps(bare, region) or whole
    several = len(pieces) > 1 or len(numbers) + len(fax) > 1
    others = {"more": "\n".join(numbers[1:]) or None, "fax": "\n".join(fax) or None}
    code = "phone.several" if several else mark(numbers[0]) or "phone.repaired"
    return Parsed(numbers[0], code, numbers[1] if len(numbers) > 1 else None, others)


def _twins(piece: str) -> list[str]:
    """`01 99 00 12 34/35` is two numbers."""
    place = _LAST_TWO.match(piece)
    return [place[1], f"{place[1][:-2]}{place[2]}"] if place and place[1][-2:].isdigit() else [piece]


def _perhaps(bare: str, region: str) -> Parsed | None:
    """A number abroad that nothing confirms."""
    plain, _ = _unmangled(bare)
    if plain is None or (region in FRENCH and not plain.startswith(("+", "00"))):
        return None
    value = unconfirmed(plain, region)
    return Parsed(value, "phone.unconfirmed") if value else None


def _numbers(piece: str, region: str) -> list[tuple[str, bool]]:
    """The numbers in a text, and whether the word before each says fax."""
    whole = _one(piece, region)
    if whole.value is not None:
        return [(whole.value, bool(_FAX.match(piece.partition(":")[0])))]
    found, end = [], 0
    for place in _INSIDE.finditer(piece):
        number = _one(place[0], region).value
        if number is not None:
            found.append((number, bool(_FAX.search(piece[end : place.start()]))))
        end = place.end()
    if not found and not re.search(r"(?i)fax", piece):
        alone = _one(_WORDS_ROUND.sub("", piece), region).value
        return [(alone, False)] if alone else []
    return found


def _one(text: str, region: str) -> Parsed:
    plain, repaired = _unmangled(text)
    if plain is None:
        return Parsed(None, "phone.unreadable")
    machine = MACHINE.match(plain)
    if machine:
        return Parsed(f"+33{machine[1]}", "phone.machine")
    value, dropped = _read(plain, region)
    if value is None:
        return Parsed(None, _why_not(plain))
    return Parsed(value, mark(value) or ("phone.repaired" if repaired or dropped else None))


def _read(plain: str, region: str) -> tuple[str | None, bool]:
    """E.164 of digits, and whether a zero in front had been lost."""
    national = NATIONAL.match(plain)
    if region == "MC" and national and (value := foreign(plain, region)):
        return value, False
    dialled = region == "MC" and plain.startswith("0") and len(plain) == len("0612345678")
    if national and (region in FRENCH or dialled or plain.startswith(("+33", "0033"))):
        return french(national.group(1), region), len(plain) == len("612345678")
    return foreign(plain, region), False


def _why_not(plain: str) -> str:
    digits = plain.lstrip("+")
    national = NATIONAL.match(plain)
    if set(digits) == {"0"} or (national and re.match(NOBODY, f"+33{national[1]}")):
        return "phone.placeholder"
    if SHORT.match(plain):
        return "phone.short"
    return "phone.unassigned" if 8 <= len(digits.lstrip("0")) <= 15 else "phone.unreadable"


def _unmangled(text: str) -> tuple[str | None, bool]:
    """Digits with an optional plus, and whether Excel's or a writer's mark had to be undone. Null: not a number."""
    bare = _EXTENSION.sub("", _LABEL.sub("", text))
    repaired = bare != text
    if re.fullmatch(_FLOAT, bare):
        return re.split("[.,]", bare)[0], True
    scientific = re.fullmatch(r"([1-9])[.,](\d+)E\+?0?(8|9|10)", bare, re.IGNORECASE)
    if scientific:
        lead, rest, power = scientific.groups()
        return (lead + rest, True) if len(rest) == int(power) else (None, False)
    plain = re.sub(_SEPARATORS, "", bare)
    if re.fullmatch(r"\+?[\dOoIl]+", plain) and sum(c.isdigit() for c in plain) >= 6:
        mended = plain.translate(_LOOKALIKES)
        plain, repaired = mended, repaired or mended != plain
    return (plain, repaired) if re.fullmatch(r"\+?[0-9]{2,17}", plain) else (None, False)
