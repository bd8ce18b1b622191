from __future__ import annotations

from datetime import date
from typing import Any

import polars as pl
import pytest
from examples import examples
from hypothesis import given, settings
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from service.core.batch import ISSUE_SCHEMA
from service.core.clean import CleanOptions, clean, options_of
from service.core.columns import TYPED_NAMES, TYPED_SCHEMA
from service.core.plan import Plan, Profile
from service.core.reasons import REASONS

OPTIONS = CleanOptions(today=date(2026, 11, 22))


def batch(*rows: dict[str, str | None], fields: tuple[str, ...] = ()) -> pl.DataFrame:
    """A mapped batch of these raw cells."""
    names = sorted({*fields, *(name for row in rows for name in row)})
    columns: dict[str, Any] = {f"raw.{n}": pl.Series([r.get(n) for r in rows], dtype=pl.String) for n in names}
    ids = pl.Series(range(1, len(rows) + 1), dtype=pl.Int64)
    return pl.DataFrame(
        {
            "row_id": ids,
            "line": ids + 1,
            "cells": pl.Series([[r.get(n) for n in names] for r in rows], dtype=pl.List(pl.String)),
            "extra": pl.Series([None] * len(rows), dtype=pl.String),
            **columns,
        }
    )


def one(options: CleanOptions = OPTIONS, **cells: str | None) -> dict[str, Any]:
    """The cleaned row of one line."""
    return clean(batch(dict(cells)), options).rows.row(0, named=True)


def codes(**cells: str | None) -> list[tuple[str, str]]:
    """Field and code of each issue of one line."""
    return clean(batch(dict(cells)), OPTIONS).issues.select("field", "code").rows()


def test_the_frame_that_comes_out() -> None:
    given_rows = batch({"last_name": "DUPONT"}, {"email": "x"})
    staged = clean(given_rows, OPTIONS)
    assert_frame_equal(staged.rows.select(given_rows.columns), given_rows)
    assert {n: staged.rows.schema[n] for n in TYPED_NAMES} == TYPED_SCHEMA
    assert staged.rows.columns[-3:] == ["name_kind", "outcome", "code"]
    assert dict(staged.issues.schema) == ISSUE_SCHEMA


def test_a_whole_name_speaks_where_its_parts_are_silent() -> None:
    rows = clean(
        batch({"full_name": "Jessica Moreau", "first_name": None, "last_name": None},
              {"full_name": "J. Moreau", "first_name": "Jessica", "last_name": "Moreau"}),
        OPTIONS,
    ).rows  # fmt: skip
    assert rows.select("first_name", "last_name").rows() == [("Jessica", "Moreau")] * 2


def test_a_person() -> None:
    row = one(
        customer_id="C001", salutation="Mme", last_name="LE GALL", first_name="ANNE-MARIE", email="Anne@Ville.example",
        phone="01 99 00 12 34", phone_mobile="06 12 34 56 78", address_line1="12, rue de la Paix", postal_code="42000",
        city="St Etienne", birth_date="05/03/1980", last_order_date="01/02/2026", order_count="3", total_spent="1 234,56",
    )  # fmt: skip
    expected = {
        "customer_code": "C001", "customer_type": None, "relation": "customer", "salutation": "MME",
        "first_name": "Anne-Marie", "last_name": "Le Gall", "email": "Anne@ville.example", "phone": "+33199001234",
        "phone_mobile": "+33612345678", "phone_secondary": None, "address_line1": "12 RUE DE LA PAIX",
        "postal_code": "42000", "city": "SAINT ETIENNE", "country_code": "FR", "birth_date": "1980-03-05",
        "last_order_date": "2026-02-01", "order_count": 3, "total_spent_minor": 123456, "currency": "EUR",
        "outcome": "accepted", "code": None, "name_kind": "person",
    }  # fmt: skip
    assert {name: row[name] for name in expected} == expected


def test_a_firm_and_its_contact() -> None:
    row = one(company_name="SARL Durand", siret="732 829 320 00074", last_name="PETIT", first_name="Jean")
    assert (row["company_name"], row["legal_form"], row["siren"], row["siret"], row["customer_type"]) == (
        "SARL Durand", "SARL", "732829320", "73282932000074", "b2b",
    )  # fmt: skip
    assert (row["first_name"], row["last_name"]) == ("Jean", "Petit")


def test_a_firm_in_a_column_of_names() -> None:
    row = one(full_name="Boulangerie Martin")
    assert (row["company_name"], row["last_name"], row["name_kind"]) == ("Boulangerie Martin", None, "company")
    sole = one(full_name="Durand Martin", siren="732829320")
    assert (sole["company_name"], sole["last_name"]) == ("Durand Martin", None)
    named = one(full_name="Durand Martin", siren="732829320", salutation="M.")
    assert (named["company_name"], named["salutation"]) == (None, "M")


def test_a_couple_stays_one_household() -> None:
    row = one(full_name="M. et Mme Durand")
    assert (row["salutation"], row["first_name"], row["last_name"], row["name_kind"]) == (
        None,
        None,
        "Durand",
        "couple",
    )
    assert ("full_name", "name.household") in codes(full_name="M. et Mme Durand")


@pytest.mark.parametrize(
    ("cells", "phone", "mobile", "second"),
    [
        ({"phone": "0612345678"}, "+33612345678", "+33612345678", None),
        ({"phone_mobile": "0612345678"}, "+33612345678", "+33612345678", None),
        ({"phone_mobile": "0199001234"}, "+33199001234", None, None),
        ({"phone": "0199001234", "phone_mobile": "0612345678"}, "+33199001234", "+33612345678", None),
        ({"phone": "0199001234", "phone_home": "0199005678"}, "+33199001234", None, "+33199005678"),
        ({"phone": "0199001234 / 0612345678"}, "+33199001234", "+33612345678", None),
        ({"phone": "?", "phone_home": "0199005678"}, "+33199005678", None, None),
        ({"phone": "0199001234", "phone_mobile": "0199005678"}, "+33199001234", None, "+33199005678"),
    ],
)
def test_numbers_find_their_columns(cells: dict[str, str], phone: str, mobile: str | None, second: str | None) -> None:
    row = one(OPTIONS, **cells)
    assert (row["phone"], row["phone_mobile"], row["phone_secondary"]) == (phone, mobile, second)


def test_a_second_address_in_a_cell_is_kept() -> None:
    row = one(email="a@ville.example; b@ville.example")
    assert (row["email"], row["email_secondary"]) == ("a@ville.example", "b@ville.example")
    promoted = one(email="nd", email_secondary="b@ville.example")
    assert (promoted["email"], promoted["email_secondary"]) == ("b@ville.example", None)


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        ({"optin_email": "oui"}, (1, None, None)),
        ({"optin_email": "non"}, (0, None, None)),
        ({"optin_email": ""}, (None, None, None)),
        ({"optout_email": "oui"}, (0, None, None)),
        ({"optout_email": "non"}, (None, None, None)),  # not opted out is no yes
        ({"optin_email": "oui", "optout_email": "oui"}, (0, None, None)),
        ({"optin_email": "12/05/2023"}, (1, "2023-05-12", None)),
        ({"optin_at": "12/05/2023"}, (1, "2023-05-12", None)),
        ({"optin_email": "oui", "unsubscribed_at": "2024-01-02"}, (0, None, "2024-01-02")),
    ],
)
def test_consents(cells: dict[str, str], expected: tuple[int | None, str | None, str | None]) -> None:
    row = one(OPTIONS, email="a@ville.example", **cells)
    assert (row["optin_email"], row["optin_on"], row["optout_on"]) == expected


@pytest.mark.parametrize(
    ("cells", "relation", "kind"),
    [
        ({"is_customer": "1"}, "customer", None),
        ({"is_customer": "2"}, "prospect", None),
        ({"is_customer": "0", "is_supplier": "oui"}, "supplier", None),
        ({"customer_type": "Particulier"}, None, "b2c"),
        ({"customer_type": "Prospect"}, "prospect", None),
        ({"status": "Client actif"}, "customer", None),
        ({"customer_id": "411DUPONT"}, "customer", None),
        ({"accounting_code": "401000"}, "supplier", None),
        ({"order_count": "2"}, "customer", None),
        ({"order_count": "0"}, "prospect", None),
        ({}, None, None),
    ],
)
def test_what_the_firm_is_to_them(cells: dict[str, str], relation: str | None, kind: str | None) -> None:
    row = one(OPTIONS, last_name="PETIT", **cells)
    assert (row["relation"], row["customer_type"]) == (relation, kind)


def test_the_list_says_whom_it_holds() -> None:
    assert one(CleanOptions(audience="b2c"), last_name="PETIT")["customer_type"] == "b2c"


def test_nobody_is_refused() -> None:
    for cells in ({"notes": "x"}, {"email": "n'en a pas"}, {"last_name": "TEST"}, {"city": "Lyon"}):
        row = one(OPTIONS, **cells)
        assert (row["outcome"], row["code"]) == ("rejected", "row.no-party")
        assert ("", "row.no-party") in codes(**cells)
    assert one(address_line1="1 rue X", city="Lyon")["outcome"] == "accepted"


def test_a_whole_address_in_one_cell() -> None:
    row = one(last_name="PETIT", address_full="12 rue de la Paix, 75002 Paris")
    assert (row["address_line1"], row["postal_code"], row["city"]) == ("12 RUE DE LA PAIX", "75002", "PARIS")
    own = one(last_name="PETIT", address_full="12 rue de la Paix, 75002 Paris", postal_code="42000")
    assert (own["address_line1"], own["postal_code"]) == (None, "42000")


def test_issues_say_where_what_and_what_became_of_it() -> None:
    staged = clean(batch({"phone": "199001234", "postal_code": "1400", "city": "Sandrans", "siret": "7x"}), OPTIONS)
    found = staged.issues.drop("row_id", "column_index").rows()
    assert sorted(found) == [
        ("phone", "phone.repaired", "199001234", "+33199001234"),
        ("postal_code", "postcode.zero-restored", "1400", "01400"),
        ("siret", "siret.unreadable", "7x", None),
    ]


def test_the_column_decides() -> None:
    plan = Plan(
        profiles=(
            Profile("last_order_date", date_order="MDY"),
            Profile("total_spent", decimal="."),
            Profile("full_name", surname_first=True),
        )
    )
    row = one(
        options_of(plan, today=date(2026, 11, 22)),
        full_name="Martin Paul",
        last_order_date="03/05/2024",
        total_spent="1,234",
    )
    assert (row["last_order_date"], row["total_spent_minor"], row["last_name"]) == ("2024-03-05", 123400, "Martin")


def test_money_of_other_exponents() -> None:
    assert one(last_name="X", total_spent="1500", currency="XPF")["total_spent_minor"] == 1500
    assert one(last_name="X", total_spent="12,50", currency="tnd")["total_spent_minor"] == 12500


def test_casing_is_reported_on_demand_only() -> None:
    rows = batch({"last_name": "DUPONT", "first_name": "Jean"})
    assert clean(rows, OPTIONS).issues.height == 0
    told = clean(rows, CleanOptions(report_casing=True)).issues
    assert told.select("field", "code", "after").rows() == [("last_name", "name.case-repaired", "Dupont")]


WORDS = {
    "full_name": ["DUPONT Jean", "M. et Mme Durand", "SARL X", "test", "Marie", None, ""],
    "email": ["a@ville.example", "A@Ville.example;", "x", "nd", None],
    "phone": ["01 99 00 12 34", "199001234", "0692123456", "abc", None],
    "phone_mobile": ["06 12 34 56 78", "+32475123456", None],
    "postal_code": ["42000", "1400", "75 001", "99999", None],
    "city": ["St Etienne", "Sandrans", "Paris 1er", None],
    "country": ["France", "BE", None],
    "siret": ["732 829 320 00074", "732829320", "7", None],
    "last_order_date": ["05/03/2024", "2024-03-05", "01/01/1900", "x", None],
    "total_spent": ["1 234,56", "1.234", "-3 €", "x", None],
    "order_count": ["3", "0", "x", None],
    "optin_email": ["oui", "0", "12/05/2023", "?", None],
}
ROWS = st.lists(
    st.fixed_dictionaries({name: st.sampled_from(cells) for name, cells in WORDS.items()}), min_size=1, max_size=6
)


@settings(max_examples=examples(8), deadline=None)
@given(ROWS, st.integers(1, 5))
def test_the_size_of_batches_does_not_matter(rows: list[dict[str, str | None]], size: int) -> None:
    whole = batch(*rows)
    together = clean(whole, OPTIONS)
    parts = [clean(whole[i : i + size], OPTIONS) for i in range(0, whole.height, size)]
    assert_frame_equal(pl.concat([p.rows for p in parts]), together.rows)
    assert_frame_equal(pl.concat([p.issues for p in parts]), together.issues)
    assert set(together.issues["code"]) <= set(REASONS)


@settings(max_examples=examples(8), deadline=None)
@given(ROWS)
def test_cleaning_what_is_clean_changes_nothing(rows: list[dict[str, str | None]]) -> None:
    first = clean(batch(*rows), OPTIONS).rows
    asked = {
        "last_name": "last_name", "first_name": "first_name", "company_name": "company_name", "email": "email",
        "email_secondary": "email_secondary", "phone": "phone", "phone_mobile": "phone_mobile", "siret": "siret",
        "postal_code": "postal_code", "city": "city", "country_code": "country_code", "last_order_date": "last_order_date",
    }  # fmt: skip
    again = clean(batch(*first.select(**{f: pl.col(t) for t, f in asked.items()}).to_dicts()), OPTIONS).rows
    for typed in asked:
        if typed not in {"last_name", "first_name", "company_name"}:
            assert again[typed].to_list() == first[typed].to_list(), typed


def test_every_code_the_kinds_write_is_registered() -> None:
    rows = batch(*({name: cells[i % len(cells)] for name, cells in WORDS.items()} for i in range(60)))
    assert set(clean(rows, OPTIONS).issues["code"]) <= set(REASONS)


def test_an_empty_batch() -> None:
    staged = clean(batch(fields=tuple(WORDS)), OPTIONS)
    assert staged.rows.height == 0
    assert {n: staged.rows.schema[n] for n in TYPED_NAMES} == TYPED_SCHEMA
