"""A name or an address that says several things in one cell: what is certain is set apart, each time with an issue."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import polars as pl
import pytest
from examples import examples
from hypothesis import given, settings
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from service.core.clean import CleanOptions, clean

OPTIONS = CleanOptions(today=date(2026, 11, 22))
PEOPLE = ("salutation", "first_name", "last_name", "company_name")
PLACE = ("address_line1", "address_line2", "address_line3", "postal_code", "city", "country_code")


def batch(*rows: dict[str, str | None]) -> pl.DataFrame:
    names = sorted({name for row in rows for name in row})
    columns: dict[str, Any] = {f"raw.{n}": pl.Series([r.get(n) for r in rows], dtype=pl.String) for n in names}
    ids = pl.Series(range(1, len(rows) + 1), dtype=pl.Int64)
    cells = pl.Series([[r.get(n) for n in names] for r in rows], dtype=pl.List(pl.String))
    extra = pl.Series([None] * len(rows), dtype=pl.String)
    return pl.DataFrame({"row_id": ids, "line": ids + 1, "cells": cells, "extra": extra, **columns})


def cleaned(**cells: str | None) -> tuple[dict[str, Any], list[str]]:
    staged = clean(batch(dict(cells)), OPTIONS)
    return staged.rows.row(0, named=True), staged.issues["code"].to_list()


SPLIT, MONEY, MARK, CHILD = "name.firm-and-person", "name.currency", "name.marked-deleted", "name.sub-customer"


@pytest.mark.parametrize(
    ("cells", "names", "codes"),
    [
        ({"full_name": "Smith, John - USD"}, (None, "John", "Smith", None), [MONEY]),
        ({"company_name": "Durand SARL - EUR"}, (None, None, None, "Durand SARL"), [MONEY]),
        ({"full_name": "Petit, Anne (deleted)"}, (None, "Anne", "Petit", None), [MARK]),
        ({"last_name": "Durand (supprimé)", "first_name": "Anne"}, (None, "Anne", "Durand", None), [MARK]),
        ({"full_name": "Bois SARL:Chantier 3"}, (None, None, None, "Bois SARL"), [CHILD, "name.company"]),
        ({"full_name": "DUPONT Jean (Société X)"}, (None, "Jean", "Dupont", "Société X"), [SPLIT]),
        ({"full_name": "Société Bois (Jean DUPONT)"}, (None, "Jean", "Dupont", "Société Bois"), [SPLIT]),
        ({"full_name": "Dupont SARL / M. Martin"}, ("M", None, "Martin", "Dupont SARL"), [SPLIT]),
        ({"company_name": "Dupont SARL / M. Martin"}, ("M", None, "Martin", "Dupont SARL"), [SPLIT]),
        ({"full_name": "Dupont SARL à l'attention de Mme Anne Petit"}, ("MME", "Anne", "Petit", "Dupont SARL"),
         [SPLIT]),
        ({"full_name": "Dupont SARL / M. Martin", "company_name": "Autre SAS"}, ("M", None, "Martin", "Autre SAS"),
         [SPLIT]),
        ({"last_name": "Dupont SARL / M. Martin", "first_name": "Anne"},
         (None, "Anne", None, "Dupont SARL / M. Martin"), ["name.company"]),
        # not certain: left as it is
        ({"company_name": "SARL Dupont (Saint Martin)"}, (None, None, None, "SARL Dupont (Saint Martin)"), []),
        ({"company_name": "Bois & Fils - SAV"}, (None, None, None, "Bois & Fils - SAV"), []),
        ({"company_name": "Dupont SARL - Lyon"}, (None, None, None, "Dupont SARL - Lyon"), []),
        ({"company_name": "Attn: Dupont SARL"}, (None, None, None, "Attn: Dupont SARL"), []),
        # couples
        ({"full_name": "M. et Mme Durand"}, (None, None, "Durand", None), ["name.household"]),
        ({"full_name": "Mr & Mrs Smith"}, (None, None, "Smith", None), ["name.household"]),
        ({"full_name": "Madame, Monsieur Durand"}, (None, None, "Durand", None), ["name.household"]),
        ({"full_name": "M. Jean et Mme Marie Durand"}, (None, "Jean et Marie", "Durand", None), ["name.household"]),
        ({"full_name": "Mme Marie Durand et M. Jean Durand"}, (None, "Marie et Jean", "Durand", None),
         ["name.household"]),
        ({"full_name": "M. Durand et Mme Petit"}, (None, None, "Durand et Petit", None), ["name.household"]),
        ({"full_name": "M. Martin et Mme Petit"}, (None, None, "Martin et Petit", None), ["name.household"]),
        ({"full_name": "Jean et Marie DURAND"}, (None, "Jean et Marie", "Durand", None), ["name.household"]),
    ],
)  # fmt: skip
def test_names(cells: dict[str, str], names: tuple[str | None, ...], codes: list[str]) -> None:
    row, told = cleaned(**cells)
    assert tuple(row[n] for n in PEOPLE) == names
    assert told == codes


def test_what_finds_no_place_is_kept() -> None:
    assert json.loads(cleaned(full_name="Bois SARL:Chantier 3")[0]["extra"]) == {"full_name+": "Chantier 3"}
    row, _ = cleaned(full_name="M. Martin / Dupont SARL", company_name="Autre SAS")
    assert (row["last_name"], row["company_name"]) == ("Martin", "Autre SAS")
    assert json.loads(row["extra"]) == {"full_name+": "Dupont SARL"}


def test_the_currency_behind_a_name_is_that_of_the_amount() -> None:
    row, _ = cleaned(full_name="Smith, John - USD", total_spent="12,50")
    assert (row["total_spent_minor"], row["currency"]) == (1250, "USD")
    assert cleaned(full_name="Smith, John - USD", total_spent="12,50", currency="GBP")[0]["currency"] == "GBP"


WHOLE = "address.split"


@pytest.mark.parametrize("field", ["address_full", "address_line1"])
@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("12 rue des Lilas, 69003 Lyon, France", ("12 RUE DES LILAS", None, None, "69003", "LYON", "FR")),
        ("12 rue des Lilas\n69003 LYON", ("12 RUE DES LILAS", None, None, "69003", "LYON", "FR")),
        (r"12 rue des Lilas\n69003 LYON", ("12 RUE DES LILAS", None, None, "69003", "LYON", "FR")),
        ("12 rue des Lilas, F-75011 PARIS", ("12 RUE DES LILAS", None, None, "75011", "PARIS", "FR")),
        ("Bâtiment B\n12 rue des Lilas\n69003 LYON CEDEX 03",
         ("12 RUE DES LILAS", "BÂTIMENT B", None, "69003", "LYON CEDEX 03", "FR")),
        ("12 rue des Lilas BP 45 - 75011 Paris", ("12 RUE DES LILAS", None, "BP 45", "75011", "PARIS", "FR")),
        ("12 rue des Lilas, 69003 Lyom", ("12 RUE DES LILAS", None, None, "69003", "LYOM", "FR")),  # one letter away
        ("12 quai Neuf, 38000 Quartier Neuf", ("12 QUAI NEUF", None, None, "38000", "QUARTIER NEUF", "FR")),
    ],
)  # fmt: skip
def test_a_whole_address_is_cut_where_it_is_surely_french(field: str, text: str, place: tuple[str | None, ...]) -> None:
    row, codes = cleaned(last_name="PETIT", **{field: text})
    assert tuple(row[n] for n in PLACE) == place
    assert [c for c in codes if c != "postcode.city-mismatch"] == [WHOLE]
    blank, _ = cleaned(last_name="PETIT", **{field: text, "city": None, "postal_code": None})
    assert tuple(blank[n] for n in PLACE) == place


@pytest.mark.parametrize(
    ("text", "lines", "country"),
    [
        ("Hauptstr. 5, 10115 Berlin, Deutschland", ("HAUPTSTR. 5 10115 BERLIN DEUTSCHLAND", None, None), "DE"),
        ("Rue de la Loi 16, 1000 Bruxelles, Belgique", ("RUE DE LA LOI 16 1000 BRUXELLES BELGIQUE", None, None), "BE"),
        ("123 Main St\nSpringfield, IL 62701\nUSA", ("123 MAIN ST", "SPRINGFIELD IL 62701", "USA"), "US"),
        ("Via Roma 1, 20121 Milano", ("VIA ROMA 1 20121 MILANO", None, None), None),
        ("12 rue Mohamed V, 20000 Casablanca", ("12 RUE MOHAMED V 20000 CASABLANCA", None, None), None),
        ("12 rue des Lilas Lyon", ("12 RUE DES LILAS LYON", None, None), None),
    ],
)
def test_other_addresses_are_left_whole_with_their_country(
    text: str, lines: tuple[str | None, ...], country: str | None
) -> None:
    row, codes = cleaned(last_name="PETIT", address_full=text)
    assert tuple(row[n] for n in PLACE) == (*lines, None, None, country)
    assert codes == []


@pytest.mark.parametrize(
    ("cells", "lines"),
    [
        ({"address_line1": "3 av. Foch\nBât. B"}, ("3 AVENUE FOCH", "BÂT. B", None)),
        ({"address_line1": r"Bât. B\n3 av. Foch\nBP 12"}, ("3 AVENUE FOCH", "BÂT. B", "BP 12")),
        ({"address_line1": "3 av. Foch\nBât. B", "address_line2": "Étage 2"}, ("3 AVENUE FOCH", "ÉTAGE 2", "BÂT. B")),
        ({"address_line1": "3 av. Foch\n69003 LYON"}, ("3 AVENUE FOCH", None, None)),
        ({"address_line1": "a\nb\nc\nd", "address_line3": "BP 1"}, ("A", "B", "BP 1 C D")),
    ],
)
def test_lines_of_one_cell(cells: dict[str, str], lines: tuple[str | None, ...]) -> None:
    row, codes = cleaned(last_name="PETIT", postal_code="69003", city="Lyon", **cells)
    assert tuple(row[n] for n in PLACE) == (*lines, "69003", "LYON", "FR")
    assert codes == ["address.lines"]


TOLD = {
    "full_name": ["Smith, John - USD", "Dupont SARL / M. Martin", "Bois SARL:Lot 3", "Anne Petit", "M. et Mme Durand", None],
    "company_name": ["Autre SAS", "Bois SARL (Jean DUPONT)", None],
    "address_full": ["12 rue des Lilas, 69003 Lyon, France", "Via Roma 1, 20121 Milano", None],
    "address_line1": ["3 av. Foch\nBât. B", "3 av. Foch 69003 Lyon", "3 av. Foch", None],
    "postal_code": ["69003", None],
    "city": ["Lyon", None],
}  # fmt: skip
ROWS = st.lists(
    st.fixed_dictionaries({name: st.sampled_from(cells) for name, cells in TOLD.items()}), min_size=1, max_size=6
)


@settings(max_examples=examples(12), deadline=None)
@given(ROWS, st.integers(1, 4))
def test_the_size_of_batches_does_not_matter(rows: list[dict[str, str | None]], size: int) -> None:
    whole = batch(*rows)
    together = clean(whole, OPTIONS)
    parts = [clean(whole[i : i + size], OPTIONS) for i in range(0, whole.height, size)]
    assert_frame_equal(pl.concat([p.rows for p in parts]), together.rows)
    assert_frame_equal(pl.concat([p.issues for p in parts]), together.issues)


@settings(max_examples=examples(12), deadline=None)
@given(ROWS)
def test_what_is_set_apart_stays_apart(rows: list[dict[str, str | None]]) -> None:
    first = clean(batch(*rows), OPTIONS).rows.select(*PEOPLE, *PLACE)
    again = clean(batch(*first.to_dicts()), OPTIONS).rows.select(*PEOPLE, *PLACE)
    assert_frame_equal(again, first)
