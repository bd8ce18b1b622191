"""Dates to ISO 8601, in an order that the whole column decides; partial dates stay partial; times are cut.

Two-digit years: a birth is never after today; any other date at most five years after today. Excel serials are those
of the 1900 system (45356 = 2024-03-05; 60 is its 29/02/1900 that never was). Placeholders (01/01/1900, 00/00/0000,
31/12/9999) are nobody's date.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, timedelta

import polars as pl

from service.core.distinct import by_distinct, only_where
from service.core.folding import fold
from service.core.kinds.blanks import tidy, tidy_text
from service.core.kinds.parsed import BLANK, Parsed, blank_verdicts, over_distinct, with_rest

_TIME = r"(?:[T ]+|(?: à ))\d{1,2}[:hH]\d{0,2}.*$"
_PADDED = r"^(?:0[1-9]|[12][0-9]|3[01])[/.-](?:0[1-9]|1[0-2])[/.-](?:1[89]|20)[0-9]{2}$"
_ISO = r"^(?:1[89]|20)[0-9]{2}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12][0-9]|3[01])$"
_PLACEHOLDERS = ("1900-01-01", "1899-12-30", "1899-12-31", "1900-01-00", "1901-01-01", "1800-01-01", "1753-01-01")
_PLACEHOLDER_TEXT = re.compile(r"^0{1,4}\D0{1,2}\D0{1,4}|^0{6,8}$|9999")
_NUMERIC = re.compile(r"^(\d{1,4})\s*[/.\- ]\s*(\d{1,2})\s*[/.\- ]\s*(\d{1,4})$")
_WORDED = re.compile(r"^(?:(\d{1,2})(?:ER|ND|RD|TH|ST)? )?([A-Z]{3,9})(?: (\d{1,2})(?:ST|ND|RD|TH)?)? (\d{4}|\d{2})$")
_WEEKDAY = re.compile(
    r"^(?:LE |LUN(?:DI)? |MAR(?:DI)? |MER(?:CREDI)? |JEU(?:DI)? |VEN(?:DREDI)? |SAM(?:EDI)? |DIM(?:ANCHE)? "
    r"|(?:MON|TUES?|WED(?:NES)?|THU(?:RS)?|FRI|SAT(?:UR)?|SUN)(?:DAY)? )+"
)
_MONTHS = {
    "JANV": 1, "JAN": 1, "FEV": 2, "FEVR": 2, "FEB": 2, "MARS": 3, "MAR": 3, "AVR": 4, "APR": 4, "MAI": 5, "MAY": 5,
    "JUIN": 6, "JUN": 6, "JUIL": 7, "JUL": 7, "AOUT": 8, "AOU": 8, "AUG": 8, "SEPT": 9, "SEP": 9, "OCT": 10, "NOV": 11,
    "DEC": 12, "JANVIER": 1, "JANUARY": 1, "FEVRIER": 2, "FEBRUARY": 2, "MARCH": 3, "AVRIL": 4, "APRIL": 4, "JUNE": 6,
    "JUILLET": 7, "JULY": 7, "AUGUST": 8, "SEPTEMBRE": 9, "SEPTEMBER": 9, "OCTOBRE": 10, "OCTOBER": 10, "NOVEMBRE": 11,
    "NOVEMBER": 11, "DECEMBRE": 12, "DECEMBER": 12,
}  # fmt: skip


def parse_dates(
    texts: pl.Series, *, order: str = "DMY", today: date | None = None, birth: bool = False
) -> pl.DataFrame:
    """VERDICT for a column of dates; `value` ISO 8601, YYYY-MM-DD, YYYY-MM or YYYY.

    In      `order` DMY or MDY for dates whose year is last; `today` for two-digit years and dates to come (null: 2030
            is the pivot and no date is to come).
    Codes   date.unreadable, date.placeholder, date.future (no value); date.swapped (the only reading that exists).
    """
    return by_distinct(texts, lambda values: _verdicts(values, order, today, birth=birth))


def _verdicts(texts: pl.Series, order: str, today: date | None, *, birth: bool) -> pl.DataFrame:
    bare = tidy(texts)
    bare = only_where(bare, bare.str.len_bytes() > len("01/01/2000"), lambda long: long.str.replace(_TIME, ""))
    iso = bare.str.contains(_ISO)
    padded = bare.str.contains(_PADDED) if order == "DMY" else iso & ~iso
    parts = pl.DataFrame({"t": bare, "iso": iso, "padded": padded})
    dmy = pl.concat_str(pl.col("t").str.slice(6, 4), pl.lit("-"), pl.col("t").str.slice(3, 2), pl.lit("-"),
                        pl.col("t").str.slice(0, 2))  # fmt: skip
    text = parts.select(pl.when("iso").then("t").when("padded").then(dmy)).to_series()
    exists = text.str.to_date("%Y-%m-%d", strict=False).is_not_null()
    held = exists & ~text.is_in(_PLACEHOLDERS) & ~(text == "1970-01-01")
    if today is not None:
        held &= text <= today.isoformat()
    held = held.fill_null(value=False)
    decided = blank_verdicts(texts.len()).with_columns(pl.when(held).then(text).alias("value"))
    undecided = bare.is_not_null() & ~held
    rest = over_distinct(bare.filter(undecided).to_frame("t"), lambda t: parse_date(t, order, today, birth=birth))
    return with_rest(decided, undecided, rest)


def parse_date(text: str | None, order: str = "DMY", today: date | None = None, *, birth: bool = False) -> Parsed:
    """The verdict on one date."""
    bare = tidy_text(text)
    if bare is None:
        return BLANK
    bare = re.sub(r"(?i)^le\s+", "", re.sub(_TIME, "", bare)).strip()
    if _PLACEHOLDER_TEXT.search(bare):
        return Parsed(None, "date.placeholder")
    pivot = today or date(2030, 1, 1)
    latest = pivot if birth else date(pivot.year + 5, 12, 31)
    value, code = _numeric(bare, order, latest)
    return _judged(value or _worded(bare, latest) or _compact(bare, latest), code, today, birth=birth)


def _judged(value: str | None, code: str | None, today: date | None, *, birth: bool) -> Parsed:
    if value is None:
        return Parsed(None, "date.unreadable")
    if value in _PLACEHOLDERS or (value == "1970-01-01" and not birth):
        return Parsed(None, "date.placeholder")
    if today is not None and value > today.isoformat():
        return Parsed(None, "date.future")
    return Parsed(value, code)


def _numeric(text: str, order: str, latest: date) -> tuple[str | None, str | None]:
    """Three numbers, a month and a year, or a year alone."""
    if re.fullmatch(r"(?:1[5-9]|20)\d\d", text):
        return text, None
    month = re.fullmatch(r"(0?[1-9]|1[0-2])[/.-]((?:19|20)\d\d)", text)
    if month:
        return f"{month[2]}-{int(month[1]):02d}", None
    month = re.fullmatch(r"((?:19|20)\d\d)[/.-](0[1-9]|1[0-2])", text)
    if month:
        return f"{month[1]}-{month[2]}", None
    found = _NUMERIC.match(text)
    return _three((found[1], found[2], found[3]), order, latest) if found else (None, None)


def _three(numbers: tuple[str, str, str], order: str, latest: date) -> tuple[str | None, str | None]:
    a, b, c = numbers
    if len(a) >= 3 or len(c) == 3:
        return _iso(int(a), int(b), int(c)) if len(a) == 4 and len(c) <= 2 else None, None
    year = int(c) if len(c) == 4 else _century(int(c), latest)
    day, mon = (int(b), int(a)) if order == "MDY" else (int(a), int(b))
    straight = _iso(year, mon, day)
    if straight or len(c) < 4:
        return straight, None
    return _iso(year, day, mon), "date.swapped"


def _worded(text: str, latest: date) -> str | None:
    found = _WORDED.match(_WEEKDAY.sub("", fold(text)))
    if not found or found[2] not in _MONTHS:
        return None
    year = int(found[4]) if len(found[4]) == 4 else _century(int(found[4]), latest)
    day = found[1] or found[3]
    return _iso(year, _MONTHS[found[2]], int(day)) if day else f"{year}-{_MONTHS[found[2]]:02d}"


def _compact(text: str, latest: date) -> str | None:
    """Digits without signs: AAAAMMJJ, JJMMAAAA, JJMMAA, or the serial of a spreadsheet."""
    serial = re.fullmatch(r"([1-6]\d{4})(?:[.,]\d+)?", text)
    if serial:
        return (date(1899, 12, 30) + timedelta(days=int(serial[1]))).isoformat()
    if re.fullmatch(r"\d{8}", text):
        first = _iso(int(text[:4]), int(text[4:6]), int(text[6:])) if "1500" <= text[:4] <= "2100" else None
        day_first = _iso(int(text[4:]), int(text[2:4]), int(text[:2]))
        return first or day_first
    if re.fullmatch(r"\d{6}", text):
        return _iso(_century(int(text[4:]), latest), int(text[2:4]), int(text[:2]))
    return None


def _century(year: int, latest: date) -> int:
    """The latest year with these two digits that is not after `latest`."""
    full = latest.year - latest.year % 100 + year
    return full if full <= latest.year else full - 100


def _iso(year: int, month: int, day: int) -> str | None:
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        return None


def date_profile(texts: pl.Series) -> dict[str, int]:
    """What a batch says about the order of its dates: counts, to be added up over batches."""
    bare = texts.str.strip_chars()
    return {
        "first_over_12": int(bare.str.contains(r"^(?:1[3-9]|2[0-9]|3[01])[/.\- ][0-9]{1,2}[/.\- ][0-9]{2}").sum()),
        "second_over_12": int(bare.str.contains(r"^[0-9]{1,2}[/.\- ](?:1[3-9]|2[0-9]|3[01])[/.\- ][0-9]{2}").sum()),
        "year_last": int(bare.str.contains(r"^[0-9]{1,2}[/.\- ][0-9]{1,2}[/.\- ][0-9]{2,4}").sum()),
        "year_first": int(bare.str.contains(r"^[0-9]{4}[/.\-]?[0-9]{2}[/.\-]?[0-9]{2}").sum()),
    }


def date_order(profile: Mapping[str, int]) -> str:
    """DMY, MDY or YMD from an added-up profile; DMY unless months over 12 in first place say otherwise."""
    if profile.get("second_over_12", 0) > profile.get("first_over_12", 0):
        return "MDY"
    return "YMD" if profile.get("year_first", 0) > profile.get("year_last", 0) else "DMY"
