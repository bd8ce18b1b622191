from __future__ import annotations

import polars as pl

from service.core.clean.place_consistency import codes_of_other_countries, dates_out_of_order, towns_that_differ


def test_a_postcode_and_its_town() -> None:
    codes, towns = pl.Series(["75008", "75008", None, "1000"]), pl.Series(["PARIS", "LYON", "LYON", "BRUXELLES"])
    countries = pl.Series([None, "FR", "FR", "BE"])
    assert towns_that_differ(codes, towns, countries).to_list() == [None, "postcode.city-mismatch", None, None]


def test_a_postcode_and_its_country() -> None:
    codes = pl.Series(["1000", "75008", "75008", "1000", "SW1A 1AA", "12"])
    countries = pl.Series(["BE", "BE", "FR", "FR", "GB", None])
    wrong = "postcode.country-mismatch"
    assert codes_of_other_countries(codes, countries).to_list() == [None, wrong, None, wrong, None, None]


def test_dates_in_order() -> None:
    first = pl.Series(["2020-01-02", "2020-01-03", "2021", "2020-05", None, "2020-02"])
    last = pl.Series(["2020-01-03", "2020-01-02", "2020-12-31", "2020-05-01", "2020-01-01", None])
    wrong = "date.out-of-order"
    assert dates_out_of_order(first, last).to_list() == [None, wrong, wrong, None, None, None]
