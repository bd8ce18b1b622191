"""One amount as people and programs write it: where the number stands in its cell, its sign, its currency, its scale.

Negative: `-` before or behind, also beyond the currency, parentheses, U+2212, C or CR behind (credit).
k€ and M€ are thousands and millions. Words round a number that stands beside a currency are left out and told; without
a currency nothing says that the number is the amount: it is only suggested.
"""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal
from typing import NamedTuple

from service.reference.currencies import ISO_CODES, MEASURES, PRICE_WORDS, SIGNS

# digits in groups of three, or not; cents behind the last separator, or the dash of "50,-"
_NUMBER = re.compile(
    r"(?:[0-9]{1,3}(?:[.,' ][0-9]{3}(?![0-9]))+|[0-9]+)"
    r"(?:[.,][0-9]+(?![0-9])|[.,] [0-9]{2}(?![0-9])|[.,]\s?-+|[.,](?![0-9]))?"
    r"|[.,]{1,2}[0-9]+(?![0-9.,])"
)
_SCIENTIFIC = re.compile(r"[+-]?[0-9]+(?:[.,][0-9]+)?[eE][+-]?[0-9]{1,2}")
_NO_AMOUNT = re.compile(
    r"[0-9]{1,2}([./-])[0-9]{1,2}\1(?:[0-9]{2}|[0-9]{4})"
    r"|[0-9]{4}-[0-9]{2}-[0-9]{2}|[0-9]{1,2}-[0-9]{1,2}|[0-9]{2}(?: [0-9]{2}){4}"
)
_NOTHING_TO_PAY = re.compile(r"(?i)(?:FREE|GRATUITE?|OFFERTE?|GRATIS)!?")
_UNIT = re.compile(r"\s?([^\s\d+*(),;:/-]+(?: CFA)?)(?!\d)")
_UNIT_AHEAD = re.compile(r"([^\s\d+*(),;:/-]+|[A-Z]{2} \$|[A-Z]/\.?)[\s:]{0,2}$")
_TAX = re.compile(r"(?i)\b(?:T\.?T\.?C|H\.?T|T\.?V\.?A|NETS?|BRUTS?|H\.? ?TAXES?)\b\.?")
_SCALE = re.compile(r"\s?(k|K|M|Md|Mrd|MILLIERS?|MILLIONS?)(?=\s?(?:€|EUR|EUROS?|F\b|FRF|\$|D'EUROS))")
_SCALES = {"K": 3, "M": 6, "MD": 9, "MRD": 9, "MILLIER": 3, "MILLIERS": 3, "MILLION": 6, "MILLIONS": 6}
_SIDE = re.compile(r"\s*(CR|C|DB|DR|D)\.?\s*$")
_FEW = 4  # letters of an abbreviation that may be a currency


class Read(NamedTuple):
    """What a cell says: the number (null: none), its currency in ISO 4217, and whether other words stand round it."""

    number: Decimal | None
    digits: str
    currency: str | None
    priced: bool  # a currency stands beside the number
    words: bool


NOTHING = Read(None, "", None, priced=False, words=False)


def read_text(text: str, decimal: str | None) -> Read:
    """The amount of a cell. In: `decimal`, the sign that the column decided, or null."""
    plain = _plain(text)
    if _NOTHING_TO_PAY.fullmatch(plain):
        return Read(Decimal(0), "0", None, priced=True, words=False)
    if _SCIENTIFIC.fullmatch(plain):
        return Read(Decimal(plain.replace(",", ".")), plain, None, priced=False, words=False)
    if _NO_AMOUNT.fullmatch(plain) or re.search(r"\d(?:[€$£¥]| ?[+*] ?)\d", plain):  # a date; "1+1" is none, either
        return NOTHING
    found = [_at(plain, m, decimal) for m in _NUMBER.finditer(plain)]
    read = [f for f in found if f.number is not None]
    priced = next((f for f in read if f.priced), None)
    if len(read) > 1 and re.match(r"[0-9.,' ]+ \(", plain):  # "34,12 (40,94 TTC)": the second explains the first
        return read[0]._replace(priced=True, words=True)
    if not priced and len({f.number for f in read}) == 1:
        return read[0]._replace(priced=len(read) > 1 or read[0].priced)
    return priced or (read[0] if len(read) == 1 else NOTHING)


def _plain(text: str) -> str:
    dashed = re.sub(r"[\u2010-\u2015\u2212]", "-", re.sub(r"[\u2019\u2018`´]", "'", text))
    bare = re.sub(r"[\s\u00a0\u202f\u2009]+", " ", _TAX.sub("", dashed)).strip(" *+")
    return re.sub(r"(?<=\d) ?(?:€|EUR) ?(?=\d\d$)", ",", bare)  # 12€50


def _at(text: str, place: re.Match[str], decimal: str | None) -> Read:
    """The number at a place of the text, with what stands before and behind it."""
    before, behind = text[: place.start()], text[place.end() :]
    number = value_of(re.sub(r"[,.]\s?-+$", "", place[0]).replace(", ", ",").replace(". ", "."), decimal)
    if number is None or re.search(r"[0-9][^\W\d]*$", before):  # a piece of a longer word
        return NOTHING
    scale = _SCALE.match(behind) or re.match(r"(k|K)(?=$|\s?HT|\s?TTC)", behind)
    if scale:
        number, behind = number.scaleb(_SCALES[scale[1].upper()]), behind[scale.end() :]
    side = _SIDE.match(behind)
    unit, behind = (None, behind) if side else _without_unit(behind)
    side = side or (_SIDE.match(behind) if unit else None)
    minus = re.search(r"(?:^|[^\w\s]|[€$£¥] )-$", before)  # "$-142.85"
    ahead, before = _without_unit_ahead(before[:-1] if minus else before)
    behind = behind[side.end() :] if side else behind
    negative = bool(minus) or _negative(before, behind) or bool(side and side[1].startswith("C"))
    rest = re.sub(r"[\s%*.:()+-]", "", before + behind)
    priced = unit is not None or ahead is not None or _told(before, behind)
    return Read(-number if negative else number, place[0], _iso(unit) or _iso(ahead), priced, bool(rest))


def _told(before: str, behind: str) -> bool:
    """All words round the number say that it is an amount."""
    words = re.findall(r"[^\W\d]+", before + " " + behind)
    return bool(words) and all(w.upper() in PRICE_WORDS for w in words)


def _negative(before: str, behind: str) -> bool:
    """A minus alone before or behind, or parentheses round all."""
    return (
        before.strip() in {"-", "- -"} or before.strip().endswith("(-") or (behind.strip() == "-")
        or (before.strip() == "(" and behind.strip() == ")")
    )  # fmt: skip


def _without_unit(behind: str) -> tuple[str | None, str]:
    """The currency right behind a number, and what follows."""
    unit, known = _unit_behind(behind)
    return (unit, behind.lstrip()[len(unit) :]) if unit and known else (None, behind)


def _unit_behind(behind: str) -> tuple[str | None, bool]:
    found = _UNIT.match(behind)
    return (found[1], is_currency(found[1])) if found else (None, False)


def _without_unit_ahead(before: str) -> tuple[str | None, str]:
    found = _UNIT_AHEAD.search(before)
    if not found:
        return None, before
    sign = re.match(r"(.*?)(-)$", found[1])
    unit = sign[1] if sign else found[1]
    told = ":" in found[0] and unit.upper() not in SIGNS  # "commande : 1" is no currency
    return (unit, before[: found.start()]) if is_currency(unit) and not told else (None, before)


def is_currency(unit: str) -> bool:
    """A code, a sign, a word of another alphabet, or an abbreviation of a few letters that is no measure."""
    upper = unit.upper().strip(".")
    if unit == "ft":  # feet; forints have a capital
        return False
    if upper in ISO_CODES or upper in SIGNS or unit.upper() in SIGNS:
        return True
    if any(unicodedata.category(c) == "Sc" for c in unit):
        return len(unit) <= _FEW + 1
    letters = [c for c in unit if c.isalpha()]
    if letters and not any("LATIN" in unicodedata.name(c, "") for c in letters):
        return True
    sure = len(upper) in (2, 3) or unit[0].isupper() or unit == "q" or not unit.isascii()  # one or four: in capitals
    return bool(letters) and len(upper) <= _FEW and upper not in MEASURES and sure


def _iso(unit: str | None) -> str | None:
    upper = (unit or "").upper()
    return upper if upper in ISO_CODES else SIGNS.get(upper) or SIGNS.get(upper.strip("."))


def value_of(core: str, decimal: str | None) -> Decimal | None:
    """The number that digits, commas, points, blanks and apostrophes write; null when they write none."""
    core = core.replace(" ", "").replace("'", "").rstrip(".,")
    core = re.sub(r"^[.,]+(?=[0-9]+$)", "0.", core)
    if not re.fullmatch(r"[0-9][0-9.,]*", core):
        return None
    commas, points = core.count(","), core.count(".")
    sign = _decimal_sign(core, commas, points, decimal)
    if sign is None:
        return None
    other = core.replace("." if sign == "," else ",", "")
    whole, _, cents = other.partition(sign) if sign else (re.sub(r"[.,]", "", core), "", "")
    if (commas + points > 1 or not sign) and not _well_grouped(core, sign):
        return None
    return Decimal(f"{whole or '0'}.{cents or '0'}") if len(whole) <= 15 else None


def _decimal_sign(core: str, commas: int, points: int, decimal: str | None) -> str | None:
    """The decimal sign of a number, "" where it has none, null where it cannot have one."""
    if commas and points:
        sign = "," if core.rfind(",") > core.rfind(".") else "."
        return sign if core.count(sign) == 1 else None
    if commas + points != 1:
        return ""
    mark = "," if commas else "."
    behind = len(core) - core.index(mark) - 1
    grouped = behind == 3 and 1 <= core.index(mark) <= 3 and core[0] != "0"
    return mark if not grouped or mark == decimal else ""


def _well_grouped(core: str, sign: str) -> bool:
    """Separators of thousands stand every three digits."""
    head = core.rpartition(sign)[0] if sign else core
    return bool(re.fullmatch(r"[0-9]+|[0-9]{1,3}(?:[.,][0-9]{3})+", head))
