"""French postcodes and their communes: the pair is what is judged, for one code has many communes.

A zero lost in front is restored only when the commune agrees (1000|Bruxelles and 1201|Genève are foreign). CEDEX codes
belong to organisations: one that we do not know is accepted when the town says CEDEX and lies in that department.
Never compared: departments alone (23 communes have a postcode of another one). The number of a district must be that
of its postcode. Data: service/reference/postcodes.md. What may be meant: core/kinds/near_places.py.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

import polars as pl

from service.core.distinct import among, by_distinct, distinct_rows
from service.core.kinds.blanks import tidy, tidy_text
from service.core.kinds.near_places import near, of_code, of_town
from service.core.kinds.parsed import Parsed
from service.core.kinds.places import district_of, key_of_label, keys_of_labels, place_label, place_labels
from service.core.kinds.towns import fits
from service.reference.foreign import FOREIGN_CODES, FOREIGN_TOWNS
from service.reference.places import codes_by_commune, known_codes, nameless_codes, pair_keys

_CODE = re.compile(r"(?:F|FR|FRA)?[\s-]*([0-9]{2})[\s.]?([0-9]{3})(?:[.,]0+)?", re.IGNORECASE)
_SHORT = re.compile(r"([1-9][0-9]{3})(?:[.,]0+)?")
_BOTH = re.compile(r"\D{0,3}([0-9]{5})[\s,-]+(\D.*)")
_FRENCH = ("FR", "MC", "GP", "MQ", "GF", "RE", "YT", "PM", "BL", "MF", "NC", "PF", "WF", "TF")
_DISTRICTS = ("750", "751", "690", "130")
_ACROSS = {("13007", 6)}  # a part of Marseille's sixth district is delivered under the seventh's code
PLACES = {
    "value": pl.String, "code": pl.String, "suggestion": pl.String, "city": pl.String, "city_code": pl.String,
    "city_suggestion": pl.String,
}  # fmt: skip


@dataclass(frozen=True)
class Pair:
    """The verdict on a postcode and a town, fields as in PLACES."""

    value: str | None = None
    code: str | None = None
    suggestion: str | None = None
    city: str | None = None
    city_code: str | None = None
    city_suggestion: str | None = None


def parse_postcodes(codes: pl.Series, cities: pl.Series, countries: pl.Series | None = None) -> pl.DataFrame:
    """Postcode and town together: VERDICT of the postcode, and `city` (label), `city_code`, `city_suggestion`.

    In      `countries` alpha-2, null where unknown; codes of foreign countries are kept as they come, in capitals.
    Codes   postcode.unreadable (no value), postcode.unknown, postcode.zero-restored, postcode.foreign (a code of four
            digits beside a town that is not French: kept), postcode.country-mismatch (no code of that country: kept);
            city_code postcode.city-mismatch (both kept).
    Suggestions: a commune of the code that is near the town, else the code of a town that is certain.
    Each distinct code and town is judged once: the usual pairs by columns, the others by judge_pair.
    """
    nothing = pl.Series([None], dtype=pl.String).new_from_index(0, codes.len())
    frame = pl.DataFrame({"code": codes, "city": cities, "country": nothing if countries is None else countries})
    asked, places = distinct_rows(frame)
    return _judged(asked["code"], asked["city"], asked["country"]).select(pl.all().gather(places))


def _judged(codes: pl.Series, cities: pl.Series, countries: pl.Series) -> pl.DataFrame:
    labels = by_distinct(cities, lambda names: _spellings(tidy(names)))
    pair = pl.select(pl.concat_str(codes, pl.lit("|"), labels["key"])).to_series()
    french = countries.is_null() | countries.is_in(_FRENCH)
    sure = among(pair, pair_keys()) & french & ~labels["numbered"].fill_null(value=True)
    silent = pl.lit(None, pl.String)
    made = {"value": codes, "city": labels["label"]}
    decided = pl.select(pl.when(sure).then(made.get(name, silent)).alias(name) for name in PLACES)
    rows = (~sure).arg_true()
    asked = pl.DataFrame({"code": codes.gather(rows), "city": cities.gather(rows), "country": countries.gather(rows)})
    answers = [judge_pair(*row) for row in asked.iter_rows()]
    return pl.DataFrame([
        decided[name].scatter(rows, pl.Series([getattr(a, name) for a in answers], dtype=pl.String)) for name in PLACES
    ])  # fmt: skip


def _spellings(cities: pl.Series) -> pl.DataFrame:
    label = place_labels(cities)
    digits = cities.str.contains("[0-9]")
    return pl.DataFrame({"label": label, "key": keys_of_labels(label), "numbered": digits})


def judge_pair(code: str | None, city: str | None, country: str | None) -> Pair:
    """`parse_postcodes` on one pair."""
    raw, town = _separated(tidy_text(code), tidy_text(city))
    label = (place_label(town) if town else None) or None
    if country is not None and country not in _FRENCH:
        kept = re.sub(r"\s+", " ", raw.upper()) if raw else None
        form = FOREIGN_CODES.get(country)
        strange = bool(kept and form and not re.search(form, kept))
        return Pair(kept, "postcode.country-mismatch" if strange else None, None, label)
    if raw is None:
        return Pair(city=label)
    key = key_of_label(label) if label else ""
    found, short = _CODE.fullmatch(raw), _SHORT.fullmatch(raw)
    if found:
        return _french(found[1] + found[2], label, key, district_of(town) if town else None)
    if short and fits(f"0{short[1]}", key):
        return Pair(f"0{short[1]}", "postcode.zero-restored", None, label)
    if short and label in FOREIGN_TOWNS:
        return Pair(short[1], "postcode.foreign", None, label)
    return Pair(None, "postcode.unreadable", near(None, key, None).suggestion, label)


def _french(code: str, label: str | None, key: str, district: int | None) -> Pair:
    """The verdict on five digits and a town."""
    known, cedex = code in known_codes(), bool(label and "CEDEX" in label)
    wrong = None
    if not known and not cedex:
        wrong = "postcode.unknown"
    elif key and code not in nameless_codes():
        there = fits(code, key) if known else _in_department(code, key)
        other = district is not None and code[:3] in _DISTRICTS and int(code[3:]) != district
        other = other and (code, district) not in _ACROSS
        if not there or other:
            wrong = "postcode.city-mismatch"
    if wrong is None:
        return Pair(code, None, None, label)
    likely = near(code, key, district)
    town = likely.parts.get("city")
    if wrong == "postcode.unknown":
        return Pair(code, wrong, likely.suggestion, label, None, town)
    return Pair(code, None, likely.suggestion, label, wrong, town)


def _separated(raw: str | None, city: str | None) -> tuple[str | None, str | None]:
    """Code and town, also where one cell holds both ("75001 PARIS")."""
    in_code, in_city = _BOTH.fullmatch(raw or ""), _BOTH.fullmatch(city or "")
    code = in_code[1] if in_code else raw or (in_city[1] if in_city else None)
    return code, (in_city[2] if in_city else city or (in_code[2] if in_code else None))


def _in_department(code: str, key: str) -> bool:
    """Whether a town has a delivery code of the department of a CEDEX that we do not know."""
    return any(other[:2] == code[:2] for other in codes_by_commune().get(key, ()))


def parse_postcode(code: str | None, city: str | None = None, country: str | None = None) -> Parsed:
    """The verdict on one pair; parts: city, city_suggestion, postcode_suggestion. A town that does not fit makes the
    pair's code. Alone, a code suggests its only commune and a town its only code.
    """
    found = judge_pair(code, city, country)
    other, town = found.suggestion, found.city_suggestion
    wrong = found.code or found.city_code
    if found.city is None and wrong is None:
        town = of_code(found.value)
    elif found.value is None and wrong is None and found.city:
        other = of_town(found.city)
    parts = {"city": found.city, "city_suggestion": town, "postcode_suggestion": other}
    return Parsed(found.value, wrong, (town or other) if wrong or found.value is None else None, parts)
