"""Dates to ISO 8601, in an order that the whole column decides; partial dates stay partial; times are set apart.

Two-digit years: a birth is never after today; any other date at most five years after today. Excel serials are those
of the 1900 system (45356 = 2024-03-05; 60 is its 29/02/1900 that never was). Placeholders (01/01/1900, 00/00/0000,
31/12/9999) are nobody's date.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta

import polars as pl

from service.core.distinct import by_distinct, only_where
from service.core.folding import fold
from service.core.kinds.blanks import tidy, tidy_text
from service.core.kinds.parsed import BLANK, Parsed, blank_verdicts, over_distinct, with_rest

_HALF = r"(?:0?[0-9]|1[0-2])(?::[0-5][0-9]){1,2} ?[aApP]\.?[mM]\.?"
_FULL = r"(?:[01]?[0-9]|2[0-4])[:hH](?:[0-5][0-9](?:[:mM][0-5][0-9](?:[.,][0-9]+)?[sS]?)?)?"
_ZONE = r"(?: ?(?:[zZ]|UTC|GMT|CES?T|[+-][0-9]{2}:?[0-9]{2}))?"
_TIME = rf"(?:[T ]+|,? +à +)({_HALF}|{_FULL}){_ZONE}$"
_STAMP = re.compile(r"^(\d{8})T?(?:[01]\d|2[0-3])[0-5]\d[0-5]\d(?:\.\d+)?Z?$")
_TWO, _MONTH, _FOUR = "(?:0[1-9]|[12][0-9]|3[01])", "(?:0[1-9]|1[0-2])", "(?:1[89]|20)[0-9]{2}"
_PADDED = rf"^{_TWO}(?:/{_MONTH}/|-{_MONTH}-|[.]{_MONTH}[.]){_FOUR}$"
_ISO = r"^(?:1[89]|20)[0-9]{2}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12][0-9]|3[01])$"
_PLACEHOLDERS = ("1900-01-01", "1899-12-30", "1899-12-31", "1900-01-00", "1901-01-01", "1800-01-01", "1753-01-01")
_PLACEHOLDER_TEXT = re.compile(r"^0{1,4}\D0{1,2}\D0{1,4}|^0{6,8}$|9999|\b(?:0001|1000|1111|2099|2999|3000)\b")
_NUMERIC = re.compile(r"^(\d{1,4})\s*([/.\- ])\s*(\d{1,2})\s*\2\s*(\d{1,4})$")
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
_DAYS = {
    "PREMIER": 1, "UN": 1, "DEUX": 2, "TROIS": 3, "QUATRE": 4, "CINQ": 5, "SIX": 6, "SEPT": 7, "HUIT": 8, "NEUF": 9,
    "DIX": 10, "ONZE": 11, "DOUZE": 12, "TREIZE": 13, "QUATORZE": 14, "QUINZE": 15, "SEIZE": 16, "DIX SEPT": 17,
    "DIX HUIT": 18, "DIX NEUF": 19, "VINGT": 20, "VINGT ET UN": 21, "VINGT DEUX": 22, "VINGT TROIS": 23,
    "VINGT QUATRE": 24, "VINGT CINQ": 25, "VINGT SIX": 26, "VINGT SEPT": 27, "VINGT HUIT": 28, "VINGT NEUF": 29,
    "TRENTE": 30, "TRENTE ET UN": 31,
}  # fmt: skip
_DAY_WORDS = re.compile(rf"^({'|'.join(sorted(_DAYS, key=len, reverse=True))})(?= )")
Read = tuple[str | None, str | None]  # value, code
_NOTHING: Read = (None, None)


def parse_dates(
    texts: pl.Series, *, order: str = "DMY", today: date | None = None, birth: bool = False
) -> pl.DataFrame:
    """VERDICT for a column of dates; `value` ISO 8601, YYYY-MM-DD, YYYY-MM or YYYY.

    In      `order` DMY or MDY for dates whose year is last; `today` for two-digit years and dates to come (null: 2030
            is the pivot and no date is to come).
    Codes   date.unreadable, date.impossible (31/02), date.placeholder, date.future (no value);
            date.swapped (the only reading that exists).
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
    """The verdict on one date; parts: time, as it was written."""
    bare = tidy_text(text)
    if bare is None:
        return BLANK
    clock = re.search(_TIME, bare)
    bare = re.sub(r"(?i)^le\s+", "", bare[: clock.start()] if clock else bare).strip()
    if _PLACEHOLDER_TEXT.search(bare):
        return Parsed(None, "date.placeholder")
    pivot = today or date(2030, 1, 1)
    latest = pivot if birth else date(pivot.year + 5, 12, 31)
    found = _numeric(bare, order, latest)
    if found == _NOTHING:
        found = _worded(bare, latest)
    if found == _NOTHING:
        found = _compact(bare, latest)
    judged = _judged(*found, today, birth=birth)
    return replace(judged, parts={"time": clock[1]}) if clock and judged.value else judged


def _judged(value: str | None, code: str | None, today: date | None, *, birth: bool) -> Parsed:
    if value is None:
        return Parsed(None, code or "date.unreadable")
    if value in _PLACEHOLDERS or (value == "1970-01-01" and not birth):
        return Parsed(None, "date.placeholder")
    if today is not None and value > today.isoformat():
        return Parsed(None, "date.future")
    return Parsed(value, code)


def _numeric(text: str, order: str, latest: date) -> Read:
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
    return _three((found[1], found[3], found[4]), order, latest) if found else _NOTHING


def _three(numbers: tuple[str, str, str], order: str, latest: date) -> Read:
    a, b, c = numbers
    if len(a) >= 3 or len(c) == 3:
        return _day(int(a), int(b), int(c)) if len(a) == 4 and len(c) <= 2 else _NOTHING
    year = int(c) if len(c) == 4 else _century(int(c), latest)
    day, mon = (int(b), int(a)) if order == "MDY" else (int(a), int(b))
    straight = _day(year, mon, day)
    if straight[0] or len(c) < 4:
        return straight
    other = _iso(year, day, mon)
    return (other, "date.swapped") if other else straight


def _worded(text: str, latest: date) -> Read:
    """A month in words, the day in digits or in words ("quatorze juillet 1789")."""
    folded = _WEEKDAY.sub("", fold(text))
    named = _DAY_WORDS.match(folded)
    if named:
        folded = f"{_DAYS[named[1]]}{folded[named.end() :]}"
    found = _WORDED.match(folded)
    if not found or found[2] not in _MONTHS:
        return _NOTHING
    year = int(found[4]) if len(found[4]) == 4 else _century(int(found[4]), latest)
    day = found[1] or found[3]
    return _day(year, _MONTHS[found[2]], int(day)) if day else (f"{year}-{_MONTHS[found[2]]:02d}", None)


def _compact(text: str, latest: date) -> Read:
    """Digits without signs: AAAAMMJJ (with a time or not), JJMMAAAA, AAAAJJMM, JJMMAA, or a spreadsheet's serial."""
    serial = re.fullmatch(r"([1-6]\d{4})(?:[.,]\d+)?", text)
    if serial:
        return (date(1899, 12, 30) + timedelta(days=int(serial[1]))).isoformat(), None
    stamp = _STAMP.match(text)
    text = stamp[1] if stamp else text
    if re.fullmatch(r"\d{8}", text):
        year = int(text[:4]) if "1500" <= text[:4] <= "2100" else 0
        day_first = _iso(int(text[4:]), int(text[2:4]), int(text[:2]))
        first = _iso(year, int(text[4:6]), int(text[6:])) or (day_first if "1800" <= text[4:] <= "2100" else None)
        other = None if first else _iso(year, int(text[6:]), int(text[4:6]))
        return (other, "date.swapped") if other else _or_impossible(first or day_first)
    if re.fullmatch(r"\d{6}", text):
        return _day(_century(int(text[4:]), latest), int(text[2:4]), int(text[:2]))
    return _NOTHING


def _day(year: int, month: int, day: int) -> Read:
    """A day that exists, else the code that says that it does not."""
    return _or_impossible(_iso(year, month, day))


def _or_impossible(value: str | None) -> Read:
    return value, None if value else "date.impossible"


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
