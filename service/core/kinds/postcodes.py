"""French postcodes and their communes: the pair is what is judged, for one code has many communes.

A zero lost in front is restored only when the commune agrees (1000|Bruxelles and 1201|Genève are foreign). CEDEX codes
belong to organisations: one that we do not know is accepted when the city says CEDEX. Never compared: departments
(23 communes have a postcode of another one). Data: service/reference/postcodes.md.
"""

from __future__ import annotations

import polars as pl
from rapidfuzz.distance import OSA

from service.core.distinct import by_distinct, distinct_rows
from service.core.kinds.blanks import tidy
from service.core.kinds.parsed import Parsed, over_distinct
from service.core.kinds.places import keys_of_labels, place_labels
from service.reference.places import communes_by_code, known_codes, pair_keys

_CODE = r"(?i)^(?:F|FR|FRA)?[\s-]*([0-9]{2})[\s.]?([0-9]{3})(?:\.0+)?$"
_SHORT = r"^([1-9][0-9]{3})(?:\.0+)?$"
_BOTH = r"^\D{0,3}([0-9]{5})[\s,-]+(\D.*)$"
_FRENCH = ("FR", "MC", "GP", "MQ", "GF", "RE", "YT", "PM", "BL", "MF", "NC", "PF", "WF", "TF")
PLACES = {
    "value": pl.String, "code": pl.String, "suggestion": pl.String, "city": pl.String, "city_code": pl.String,
    "city_suggestion": pl.String,
}  # fmt: skip


def parse_postcodes(codes: pl.Series, cities: pl.Series, countries: pl.Series | None = None) -> pl.DataFrame:
    """Postcode and city together: VERDICT of the postcode, and `city` (label), `city_code`, `city_suggestion`.

    In      `countries` alpha-2, null where unknown; codes of foreign countries are kept as they come, in capitals.
    Codes   postcode.unreadable (no value), postcode.unknown, postcode.zero-restored (value kept);
            city_code postcode.city-mismatch (both kept; a commune of the code may be suggested).
    Each distinct code and city is judged once, in France and abroad.
    """
    frame = pl.DataFrame({"code": codes, "city": cities}).with_columns(
        pl.lit(value=True).alias("french") if countries is None else _in_france(countries).alias("french")
    )
    asked, places = distinct_rows(frame)
    return _judged(asked["code"], asked["city"], asked["french"]).select(pl.all().gather(places))


def _in_france(countries: pl.Series) -> pl.Series:
    return countries.is_null() | countries.is_in(_FRENCH)


def _judged(codes: pl.Series, cities: pl.Series, french: pl.Series) -> pl.DataFrame:
    raw, city = _separated(tidy(codes), tidy(cities))
    frame = pl.DataFrame({"raw": raw, "french": french}).hstack(by_distinct(raw, _digits))
    frame = frame.hstack(by_distinct(city, _spellings))
    keys = frame["key"].to_list()
    fits, restored = (
        pl.Series([_agrees(c, k) for c, k in zip(frame[name].to_list(), keys, strict=True)], dtype=pl.Boolean)
        for name in ("five", "padded")
    )
    frame = frame.with_columns(fits.alias("fits"), (restored & french).alias("restored"))
    verdicts = frame.select(_value().alias("value"), _code().alias("code"), pl.lit(None, pl.String).alias("suggestion"),
                            pl.col("label").alias("city"), _city_code().alias("city_code"), "key")  # fmt: skip
    mismatch = verdicts["city_code"].is_not_null()
    near = over_distinct(verdicts.filter(mismatch).select("value", "key"), _near)
    suggestion = raw.clear(raw.len()).scatter(mismatch.arg_true(), near["suggestion"])
    return verdicts.drop("key").with_columns(suggestion.alias("city_suggestion"))


def _digits(raw: pl.Series) -> pl.DataFrame:
    """`five` digits where the code has them, `padded` where a zero may be lost, and whether the five are `known`."""
    frame = raw.to_frame("raw").select(
        pl.concat_str(pl.col("raw").str.extract(_CODE, 1), pl.col("raw").str.extract(_CODE, 2)).alias("five"),
        (pl.lit("0") + pl.col("raw").str.extract(_SHORT, 1)).alias("padded"),
    )
    codes = known_codes()
    return frame.with_columns(pl.Series("known", [c in codes for c in frame["five"].to_list()], dtype=pl.Boolean))


def _spellings(city: pl.Series) -> pl.DataFrame:
    """`label` and `key` of a city, and whether it says `cedex`."""
    label = place_labels(city)
    shown = label.set((label == "").fill_null(value=False), None)
    cedex = shown.str.contains("CEDEX", literal=True)
    return pl.DataFrame({"label": shown, "key": keys_of_labels(label), "cedex": cedex})


def _separated(raw: pl.Series, city: pl.Series) -> tuple[pl.Series, pl.Series]:
    """Code and city, also where one cell holds both ("75001 PARIS")."""
    frame = pl.DataFrame({"raw": raw, "city": city})
    code_in_code, city_in_code = pl.col("raw").str.extract(_BOTH, 1), pl.col("raw").str.extract(_BOTH, 2)
    code_in_city, city_in_city = pl.col("city").str.extract(_BOTH, 1), pl.col("city").str.extract(_BOTH, 2)
    out = frame.select(
        pl.coalesce(code_in_code, "raw", code_in_city).alias("raw"),
        pl.coalesce(city_in_city, "city", city_in_code).alias("city"),
    )
    return out["raw"], out["city"]


def _agrees(code: str | None, key: str | None) -> bool:
    """The pair is known, or the place is a former commune of the department. Asked of distinct pairs only."""
    if not code or not key:
        return False
    pairs = pair_keys()
    return f"{code}|{key}" in pairs or f"{code[:2]}|{key}" in pairs or f"{code[:3]}|{key}" in pairs


def _value() -> pl.Expr:
    return (
        pl.when("restored").then("padded")
        .when(pl.col("french")).then("five")
        .otherwise(pl.col("raw").str.to_uppercase().str.replace_all(r"\s+", " "))
    )  # fmt: skip


def _code() -> pl.Expr:
    tolerated = pl.col("cedex").fill_null(value=False)
    return (
        pl.when("restored").then(pl.lit("postcode.zero-restored"))
        .when(pl.col("french") & pl.col("raw").is_not_null() & pl.col("five").is_null())
        .then(pl.lit("postcode.unreadable"))
        .when(pl.col("french") & pl.col("five").is_not_null() & ~(pl.col("known") | tolerated))
        .then(pl.lit("postcode.unknown"))
    )  # fmt: skip


def _city_code() -> pl.Expr:
    tolerated = pl.col("cedex") | (pl.col("key") == "")
    judged = pl.col("french") & pl.col("known") & pl.col("label").is_not_null()
    return pl.when(judged & ~pl.col("fits") & ~tolerated).then(pl.lit("postcode.city-mismatch"))


def _near(code: str | None, key: str | None) -> Parsed:
    """A commune of the code whose name is at most two letters away, or a longer form of what was written."""
    places = communes_by_code().get(code or "", ())
    for place in places:
        if key and len(key) >= 4 and (OSA.distance(key, place) <= 2 or place.startswith(key + " ")):
            return Parsed(None, None, place)
    return Parsed()


def parse_postcode(code: str | None, city: str | None = None, country: str | None = None) -> Parsed:
    """The verdict on one pair; parts: city, city_suggestion. A city that does not fit makes the pair's code."""
    row = parse_postcodes(*(pl.Series([t], dtype=pl.String) for t in (code, city, country))).row(0, named=True)
    parts = {"city": row["city"], "city_suggestion": row["city_suggestion"]}
    return Parsed(row["value"], row["code"] or row["city_code"], row["suggestion"] or row["city_suggestion"], parts)
