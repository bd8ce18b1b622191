"""What values look like."""

from __future__ import annotations

import polars as pl
import pytest

from service.core.mapping.values import PATTERNS, by_values, fits, shapes_of


def shape_of(values: pl.Series) -> dict[str, float]:
    return shapes_of(values.to_frame())[0]


@pytest.mark.parametrize(
    ("form", "yes", "no"),
    [
        ("email", ["a@b.example", "Nea <nea@b.example>", "mailto:o@b.example"], ["a@b", "rue @ Paris", ""]),
        ("phone", ["01 99 00 12 34", "+33 6 39 98 12 34", "p:+46700005566"], ["75011", "Jean", "12,50"]),
        ("siret", ["404 833 048 00022", "40483304800022", "3,78943E+13"], ["404833048", "2024-01-01"]),
        ("siren", ["404 833 048", "404833048"], ["40483304800022", "75011"]),
        ("vat", ["FR83404833048", "BE0477472701", "FR 83 404 833 048"], ["404833048", "PARIS12"]),
        ("iban", ["FR76 3000 6000 0112 3456 7890 189"], ["FR83404833048"]),
        ("date", ["03/11/2026", "2026-11-03", "20261103", "Jan 28 2021", "3-1-26 10:00"], ["01 99 00 12 34", "12,50"]),
        ("amount", ["1 234,56", "$-142.85", "(1,200.00)", "12,50-", "899kr", "12 500 000,50"], ["C0012", "1-2-3"]),
        ("flag", ["oui", "NON", "1", "true", "Unsubscribed"], ["peut-être", "12"]),
        ("url", ["https://a.example/x", "www.a.example", "a.example"], ["a b", "Durand"]),
        ("street", ["12 rue de la Paix", "3 boulevard Océan"], ["Paris", "12"]),
    ],
)
def test_each_form_knows_its_values(form: str, yes: list[str], no: list[str]) -> None:
    assert pl.Series(yes).str.contains(PATTERNS[form]).all()
    assert not pl.Series(no).str.contains(PATTERNS[form]).any()


def test_shapes_are_shares_of_filled_cells() -> None:
    shape = shape_of(pl.Series(["a@b.example", "", None, "x"]))
    assert shape["email"] == 0.5
    assert shape["filled"] == 0.5
    assert shape_of(pl.Series([None, " "], dtype=pl.String)) == {"filled": 0.0}


def test_dates_are_no_phones() -> None:
    assert by_values(shape_of(pl.Series(["28/01/2018", "03/11/2019"]))) == ()


def test_a_kind_without_form_is_not_judged() -> None:
    shape = shape_of(pl.Series(["x"]))
    assert fits("text", shape) is None
    assert fits("email", {"filled": 0.0}) is None
    assert fits("email", shape) == 0.0
