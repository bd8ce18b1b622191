from __future__ import annotations

import polars as pl
import pytest

from service.core.kinds.firm_fields import parse_headcounts, parse_sectors, parse_supply_chain
from service.reference.firms import SECTIONS_OF, TRADES
from service.reference.naf import activities


@pytest.mark.parametrize(
    ("text", "band"),
    [
        ("10 à 19 salariés", "10-19"),
        ("10-19", "10-19"),
        ("entre 10 et 19", "10-19"),
        ("12", "10-19"),
        ("12.0", "10-19"),
        ("1 200 salariés", "1000-1999"),
        ("50+", "50+"),
        ("Plus de 500 salariés", "500+"),
        ("250 et plus", "250+"),
        ("> 250", "250+"),
        ("moins de 10", "0-9"),
        ("0", "0"),
        ("PME", "PME"),
        ("très petite entreprise", "TPE"),
        ("beaucoup", None),
        ("19-10", None),
    ],
)
def test_headcounts(text: str, band: str | None) -> None:
    found = parse_headcounts(pl.Series([text]))
    assert found["value"].item() == band
    assert found["code"].item() == (None if band else "headcount.unreadable")
    if band:
        assert parse_headcounts(pl.Series([band]))["value"].item() == band


def test_a_column_of_insee_codes_is_read_as_such() -> None:
    assert parse_headcounts(pl.Series(["01", "12", "NN", None]))["value"].to_list() == ["1-2", "20-49", "0", None]
    assert parse_headcounts(pl.Series(["11", "12", None]))["value"].to_list() == ["10-19", "10-19", None]


def test_lines_of_business_where_certain() -> None:
    found = parse_sectors(pl.Series(["BTP", "Plomberie", "62.01Z", "divers", None]))
    assert found["section"].to_list() == ["F", "F", "J", None, None]
    assert found["trade"].to_list() == [None, "4322A", "6201Z", None, None]
    assert set(TRADES.values()) <= set(activities())
    assert set(SECTIONS_OF.values()) <= {a.section for a in activities().values()}


def test_places_in_the_supply_chain() -> None:
    found = parse_supply_chain(pl.Series(["Grossiste", "détaillant", "FABRICANT", "client", None]))
    assert found.to_list() == ["wholesaler", "retailer", "manufacturer", None, None]
