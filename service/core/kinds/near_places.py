"""What a postcode and a town that do not go together may have meant: suggestions, never applied.

First a commune of the code whose name is near what was written; else the code of the town, where the town is certain
and either has one code or one that is a slip away from what was written.
"""

from __future__ import annotations

from rapidfuzz.distance import OSA

from service.core.kinds.parsed import Parsed
from service.core.kinds.places import place_key
from service.reference.places import articles, codes_by_commune, communes_by_code

_CITIES = {"PARIS": "750", "LYON": "690", "MARSEILLE": "130"}
_SHORTEST = 4  # letters of a name of which a slip may be told


def near(code: str | None, key: str | None, district: int | None) -> Parsed:
    """`suggestion`: another postcode; part `city`: another town. At most one of them.

    In      the key of the town; the number of the district that the town names.
    """
    if key in _CITIES and district and 1 <= district <= (20 if key == "PARIS" else 9 if key == "LYON" else 16):
        return Parsed(None, None, f"{_CITIES[key]}{district:02d}")
    town = _town(code, key)
    if town:
        return Parsed(None, None, None, {"city": label_of(code, town)})
    return Parsed(None, None, _code(code, key))


def _town(code: str | None, key: str | None) -> str | None:
    """The nearest commune of the code, at most two letters away (one in a short name), or a longer form of the name."""
    places = communes_by_code().get(code or "", ())
    if not key or len(key) < _SHORTEST or not places:
        return None
    longer = [p for p in places if p.startswith(f"{key} ") or p.endswith(f" {key}") or key.startswith(f"{p} ")]
    if len(longer) == 1:
        return longer[0]
    most = 1 if len(key) < 2 * _SHORTEST - 2 else 2
    bare = key.replace(" ", "")
    ranked = sorted((OSA.distance(bare, p.replace(" ", "")), p) for p in places)
    if ranked[0][0] > most or (len(ranked) > 1 and ranked[1][0] == ranked[0][0] and ranked[0][0] > 0):
        return None
    return ranked[0][1]


def _code(code: str | None, key: str | None) -> str | None:
    codes = codes_by_commune().get(key or "", ())
    if len(codes) == 1:
        return codes[0]
    slips = [c for c in codes if code and OSA.distance(c, code) == 1]
    return slips[0] if len(slips) == 1 else None


def of_code(code: str | None) -> str | None:
    """The only commune of a postcode, else null."""
    places = communes_by_code().get(code or "", ())
    return label_of(code, places[0]) if len(places) == 1 else None


def label_of(code: str | None, place: str) -> str:
    """The name of a commune with its article."""
    return f"{articles().get(f'{code}|{place}', '')} {place}".strip()


def of_town(city: str | None) -> str | None:
    """The only postcode of a town, else null."""
    codes = codes_by_commune().get(place_key(city or ""), ())
    return codes[0] if len(codes) == 1 else None
