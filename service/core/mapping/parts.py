"""Headings that say little alone and much together: `by`, `bm`, `bd` of a birth date, `first` and `last` of a name.

They are read so when at least two parts stand in one file and the values of each look like years, months, days or
words. A place of birth is nobody's address, and a social security number nobody's phone: they are left out.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from service.core.folding import fold

_CAMEL = re.compile(r"(?<=[a-zà-ÿ])(?=[A-ZÀ-Þ])")
_BORN = ("BIRTH", "DOB", "BORN", "NAISSANCE", "NAISS")
_OF_BIRTH: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {  # words of a part, and headings that mean it alone
    "birth_year": (("YEAR", "Y", "YR", "YY", "YYYY", "ANNEE"), ("BY", "YOB", "BYEAR", "B Y", "BYR")),
    "birth_month": (("MONTH", "M", "MO", "MM", "MOIS"), ("BM", "MOB", "BMONTH", "B M", "BMO")),
    "birth_day": (("DAY", "D", "DD", "JOUR"), ("BD", "BDAY", "B D", "BIRTHDAY")),
}
_OF_NAME = {"FIRST": "first_name", "GIVEN": "first_name", "MIDDLE": "middle_name", "LAST": "last_name"}
_FORMS = {"birth_year": "year", "birth_month": "month", "birth_day": "day"}
_AT = {"PLACE", "CITY", "TOWN", "LIEU", "COMMUNE", "VILLE"}
_BESIDE = {"OF", "DE", "DATE", "THE"}
_LOOK = 0.8  # share of values that look like the part
_SURE = 0.95


def parts(headings: list[str], shapes: list[dict[str, float]]) -> dict[int, dict[str, float]]:
    """Places of the columns that hold parts of a birth date or of a name, with what they mean.

    In      `shapes`: of the values, see values.shapes_of.
    """
    return _found(headings, shapes, _birth) | _found(headings, shapes, _name)


def left_out(heading: str) -> bool:
    """No field holds what the heading says, whatever its values look like."""
    words = _words(heading)
    secured = "SSN" in words or words == {"SOC", "SEC", "NUMBER"} or {"SOCIAL", "SECURITY"} <= words
    return secured or birth_place(heading)


def birth_place(heading: str) -> bool:
    """The heading is that of a place of birth: `birth_place`, `Commune de naissance`."""
    words = _words(heading)
    return len(words) == 2 and bool(words & _AT) and bool(words & set(_BORN))


def _words(heading: str) -> set[str]:
    return {w for w in fold(_CAMEL.sub(" ", heading)).split() if w not in _BESIDE}


def _found(
    headings: list[str], shapes: list[dict[str, float]], meant: Callable[[str], str | None]
) -> dict[int, dict[str, float]]:
    """Columns of one set of parts; none when fewer than two are there."""
    places: dict[str, int] = {}
    for index, heading in enumerate(headings):
        part = meant(fold(_CAMEL.sub(" ", heading)))
        if part is not None and shapes[index].get(_FORMS.get(part, "letters"), 0.0) >= _LOOK:
            places.setdefault(part, index)
    if len(places) < 2:
        return {}
    return {index: {part: _SURE, "ignore": 1.0 - _SURE} for part, index in places.items()}


def _birth(key: str) -> str | None:
    plain = " ".join(w for w in key.split() if w not in _BESIDE)
    for part, (names, alone) in _OF_BIRTH.items():
        if plain in alone or any(plain in (f"{b} {n}", f"{n} {b}", f"{b}{n}") for b in _BORN for n in names):
            return part
    return None


def _name(key: str) -> str | None:
    return _OF_NAME.get(key)
