"""Whether values of one row go together: pure functions of columns, for the quality report and the work lists.

Each answers with one issue code a row, null where nothing is wrong or a value is missing. Postcode and town, and
postcode and country, are judged by core/kinds/postcodes.py with the codes that it writes.
"""

from __future__ import annotations

import polars as pl

from service.core.kinds.postcodes import parse_postcodes

_DAY = 10  # characters of a whole ISO date


def towns_that_differ(codes: pl.Series, towns: pl.Series, countries: pl.Series) -> pl.Series:
    """postcode.city-mismatch where a French postcode and its town do not belong together. In: cleaned columns."""
    return parse_postcodes(codes, towns, countries)["city_code"]


def codes_of_other_countries(codes: pl.Series, countries: pl.Series) -> pl.Series:
    """postcode.country-mismatch where a postcode has not the form of its country, or none of France's codes has it.

    In      cleaned postcodes, alpha-2; unknown countries and countries whose form we do not know are not judged.
    """
    nothing = pl.Series([None], dtype=pl.String).new_from_index(0, codes.len())
    found = parse_postcodes(codes, nothing, countries)["code"]
    wrong = countries.is_not_null() & found.is_in(["postcode.country-mismatch", "postcode.unreadable"])
    return pl.select(pl.when(wrong).then(pl.lit("postcode.country-mismatch"))).to_series()


def dates_out_of_order(first: pl.Series, last: pl.Series) -> pl.Series:
    """date.out-of-order where a first date is after a last one. In: ISO dates; a month or a year counts whole."""
    frame = pl.DataFrame({"first": first, "last": last})
    size = pl.min_horizontal(pl.col("first").str.len_bytes(), pl.col("last").str.len_bytes()).clip(0, _DAY)
    after = pl.col("first").str.slice(0, size) > pl.col("last").str.slice(0, size)
    return frame.select(pl.when(after).then(pl.lit("date.out-of-order"))).to_series()
