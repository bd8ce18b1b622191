"""French postcodes and their communes: the pair is what is judged, for one code has many communes.

A zero lost in front is restored only when the commune agrees (1000|Bruxelles and 1201|Genève are foreign). CEDEX codes
belong to organisations: one that we do not know is accepted when the city says CEDEX. Never compared: departments
(23 communes have a postcode of another one). Data: service/reference/postcodes.md.
"""

from __future__ import annotations

import polars as pl
from rapidfuzz.distance import OSA

from service.core.kinds.blanks import tidy
from service.core.kinds.parsed import Parsed, over_distinct
from service.core.kinds.places import place_keys, place_labels
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
    Each distinct triple is judged once.
    """
    frame = pl.DataFrame({"code": codes, "city": cities}).with_columns(
        countries.alias("country") if countries is not None else pl.lit(None, pl.String).alias("country")
    )
    asked = frame.unique(maintain_order=True)
    answers = _judged(asked["code"], asked["city"], asked["country"])
    known = asked.rename({"code": "_code", "city": "_city"}).hstack(answers)
    keyed = frame.rename({"code": "_code", "city": "_city"})
    keys = ["_code", "_city", "country"]
    return keyed.join(known, on=keys, how="left", nulls_equal=True, maintain_order="left").select(list(PLACES))


def _judged(codes: pl.Series, cities: pl.Series, countries: pl.Series) -> pl.DataFrame:
    raw, city = _separated(tidy(codes), tidy(cities))
    french = countries.is_null() | countries.is_in(_FRENCH)
    label, key = place_labels(city), place_keys(city)
    label = label.set((label == "").fill_null(value=False), None)
    frame = pl.DataFrame({"raw": raw, "label": label, "key": key, "french": french}).with_columns(
        pl.concat_str(pl.col("raw").str.extract(_CODE, 1), pl.col("raw").str.extract(_CODE, 2)).alias("five"),
        (pl.lit("0") + pl.col("raw").str.extract(_SHORT, 1)).alias("padded"),
    )
    five, padded, key_list = frame["five"].to_list(), frame["padded"].to_list(), frame["key"].to_list()
    frame = frame.with_columns(
        pl.Series("fits", [_agrees(c, k) for c, k in zip(five, key_list, strict=True)], dtype=pl.Boolean),
        pl.Series("restored", [_agrees(c, k) for c, k in zip(padded, key_list, strict=True)], dtype=pl.Boolean)
        & pl.Series(french),
        pl.Series("known", [c in known_codes() for c in five], dtype=pl.Boolean),
        pl.col("label").str.contains("CEDEX").alias("cedex"),
    )
    verdicts = frame.select(_value().alias("value"), _code().alias("code"), pl.lit(None, pl.String).alias("suggestion"),
                            pl.col("label").alias("city"), _city_code().alias("city_code"), "key")  # fmt: skip
    mismatch = verdicts["city_code"].is_not_null()
    near = over_distinct(verdicts.filter(mismatch).select("value", "key"), _near)
    blank = pl.repeat(None, frame.height, dtype=pl.String, eager=True)
    suggestion = blank.scatter(mismatch.arg_true(), near["suggestion"])
    return verdicts.drop("key").with_columns(suggestion.alias("city_suggestion"))


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
