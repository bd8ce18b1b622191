"""Who is a customer and who is not, by account, column or name."""

from __future__ import annotations

from datetime import date
from typing import Any

import polars as pl
import pytest
from examples import examples
from hypothesis import given, settings
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from service.core.clean import CleanOptions, clean, options_of
from service.core.govern.vocabulary import RELATIONS
from service.core.plan import Column, Plan

OPTIONS = CleanOptions(today=date(2026, 11, 22))


def batch(*rows: dict[str, str | None], fields: tuple[str, ...] = ()) -> pl.DataFrame:
    names = sorted({*fields, *(name for row in rows for name in row)})
    columns: dict[str, Any] = {f"raw.{n}": pl.Series([r.get(n) for r in rows], dtype=pl.String) for n in names}
    ids = pl.Series(range(1, len(rows) + 1), dtype=pl.Int64)
    cells = pl.Series([[r.get(n) for n in names] for r in rows], dtype=pl.List(pl.String))
    extra = pl.Series([None] * len(rows), dtype=pl.String)
    return pl.DataFrame({"row_id": ids, "line": ids + 1, "cells": cells, "extra": extra, **columns})


def one(options: CleanOptions = OPTIONS, **cells: str | None) -> dict[str, Any]:
    return clean(batch(dict(cells)), options).rows.row(0, named=True)


@pytest.mark.parametrize(
    ("cells", "relation"),
    [
        # accounts of the French chart
        ({"accounting_code": "411000"}, "customer"), ({"accounting_code": "416DUPONT"}, "customer"),
        ({"accounting_code": "401000"}, "supplier"), ({"accounting_code": "4091"}, "supplier"),
        ({"accounting_code": "421000"}, "staff"), ({"accounting_code": "425"}, "staff"),
        ({"accounting_code": "707000"}, None), ({"accounting_code": "445710"}, None),
        ({"account_number": "401ACME", "customer_id": "411X"}, "supplier"),
        ({"customer_id": "411DUPONT"}, "customer"), ({"customer_id": "401DUPONT"}, "supplier"),
        ({"customer_id": "41100012"}, "customer"), ({"customer_id": "40100012"}, "supplier"),
        ({"customer_id": "401234"}, None), ({"customer_id": "4012"}, None),  # a number, and no account
        # flags: yes and no, Dolibarr's numbers, words
        ({"is_customer": "1"}, "customer"), ({"is_customer": "2"}, "prospect"), ({"is_customer": "3"}, "customer"),
        ({"is_customer": "0"}, None), ({"is_customer": "0", "is_supplier": "1"}, "supplier"),
        ({"is_customer": "oui", "is_supplier": "oui"}, "customer"), ({"is_supplier": "non"}, None),
        ({"is_customer": "Prospect / Client"}, "customer"),
        ({"is_supplier": "1", "order_count": "4"}, "customer"),  # no column says that they are none
        ({"is_customer": "non", "is_supplier": "1", "order_count": "4"}, "supplier"),
        # words
        ({"relation": "partner"}, "partner"), ({"customer_type": "Concurrent"}, "competitor"),
        ({"customer_type": "Competitor"}, "competitor"), ({"customer_type": "Salarié"}, "staff"),
        ({"customer_type": "Client et fournisseur"}, "customer"), ({"customer_type": "Partner; Prospect"}, "partner"),
        ({"customer_type": "Ancien client"}, "customer"), ({"customer_type": "PME"}, None),
        ({"status": "Fournisseur"}, "supplier"), ({"lead_status": "Open - Not Contacted"}, "prospect"),
        ({"segment": "Partenaires"}, "partner"), ({"segment": "Clients"}, None), ({"segment": "Prestataires"}, None),
        ({"customer_type": "Fournisseur", "accounting_code": "411000"}, "supplier"),  # the word is of this line
    ],
)  # fmt: skip
def test_told_by_account_column_or_word(cells: dict[str, str], relation: str | None) -> None:
    row = one(OPTIONS, last_name="PETIT", **cells)
    assert (row["relation"], row["outcome"]) == (relation, "accepted")


@pytest.mark.parametrize(
    ("heading", "field", "cells", "relation"),
    [
        ("customer_rank", "is_customer", ["0", "1", "2", "3"], [None, "customer", "customer", "customer"]),
        ("supplier_rank", "is_supplier", ["0", "1", "7"], [None, "supplier", "supplier"]),
        ("Client", "is_customer", ["0", "1", "2", "3"], [None, "customer", "prospect", "customer"]),
        ("CT_Type", "customer_type", ["0", "1", "2", "3"], ["customer", "supplier", "staff", None]),
        ("Type", "customer_type", ["0", "1"], [None, None]),
    ],
)
def test_numbers_mean_what_the_software_means(
    heading: str, field: str, cells: list[str], relation: list[str | None]
) -> None:
    options = options_of(Plan(columns=(Column(0, heading, heading, field),)), today=None)
    lines: list[dict[str, str | None]] = [{"last_name": "PETIT", field: cell} for cell in cells]
    rows = clean(batch(*lines), options).rows
    assert rows["relation"].to_list() == relation


@pytest.mark.parametrize(
    ("cells", "kept"),
    [
        ({"customer_type": "Fournisseur"}, False),
        ({"accounting_code": "401000"}, False),
        ({"accounting_code": "421000"}, False),  # wages
        ({"customer_type": "Salarié"}, True),  # a member of staff who buys
        ({"customer_type": "Partenaire"}, True),
        ({}, True),
    ],
)
def test_what_we_buy_from_them_is_no_purchase_of_theirs(cells: dict[str, str], kept: bool) -> None:
    staged = clean(batch({"last_name": "PETIT", "total_spent": "120", "order_count": "2", **cells}), OPTIONS)
    row = staged.rows.row(0, named=True)
    expected = (12000, 2, "EUR") if kept else (None, None, None)
    assert (row["total_spent_minor"], row["order_count"], row["currency"]) == expected
    assert ("amount.not-a-sale" in staged.issues["code"].to_list()) is not kept


@pytest.mark.parametrize(
    ("cells", "outcome", "code"),
    [
        # pools and means of payment
        ({"full_name": "CLIENTS DIVERS"}, "rejected", "row.pool"),
        ({"full_name": "Client attente"}, "rejected", "row.pool"),
        ({"company_name": "Client de passage"}, "rejected", "row.pool"),
        ({"last_name": "CLIENT COMPTOIR"}, "rejected", "row.pool"),
        ({"full_name": "Ventes diverses", "customer_id": "411DIV"}, "rejected", "row.pool"),
        ({"full_name": "Divers"}, "rejected", "row.pool"),
        ({"full_name": "RECETTE CB"}, "rejected", "row.payment-means"),
        ({"full_name": "Recette Espèces"}, "rejected", "row.payment-means"),
        ({"company_name": "REMISE CHÈQUES"}, "rejected", "row.payment-means"),
        ({"full_name": "Caisse"}, "rejected", "row.payment-means"),
        ({"full_name": "VIREMENT", "last_name": "Virement"}, "rejected", "row.payment-means"),
        # somebody may be behind it: a person decides
        ({"full_name": "CLIENTS DIVERS", "email": "a@ville.example"}, "quarantined", "row.pool"),
        ({"full_name": "RECETTE CB", "siren": "732829320"}, "quarantined", "row.payment-means"),
        ({"company_name": "Client comptoir", "address_line1": "1 rue X", "city": "Lyon"}, "quarantined", "row.pool"),
        # somebody's name
        ({"company_name": "Divers", "siren": "732829320"}, "accepted", None),
        ({"company_name": "Divers", "phone": "0199001234"}, "accepted", None),
        ({"company_name": "Divers SARL"}, "accepted", None),
        ({"last_name": "Caisse", "first_name": "Jean"}, "accepted", None),
        ({"last_name": "Caisse", "salutation": "M."}, "accepted", None),
        ({"full_name": "M. Caisse Jean"}, "accepted", None),
        ({"company_name": "Caisse d'Épargne"}, "accepted", None),
        ({"company_name": "Clients Divers Conseil"}, "accepted", None),
        ({"company_name": "CLIENTS DIVERS", "full_name": "Marie Petit"}, "accepted", None),
        ({"full_name": "Passage Henri"}, "accepted", None),
        ({"full_name": "Cardinale Comptoir"}, "accepted", None),
    ],
)
def test_names_that_are_nobodys(cells: dict[str, str], outcome: str, code: str | None) -> None:
    staged = clean(batch(dict(cells)), OPTIONS)
    assert staged.rows.select("outcome", "code").row(0) == (outcome, code)
    assert staged.issues.filter(pl.col("field") == "")["code"].to_list() == ([] if code is None else [code])


TOLD = {
    "full_name": ["CLIENTS DIVERS", "Caisse", "RECETTE CB", "Marie Petit", None],
    "company_name": ["Divers", "ACME SARL", None],
    "email": ["a@ville.example", None],
    "customer_type": ["Fournisseur", "Client, fournisseur", "Concurrent", "PME", None],
    "accounting_code": ["411000", "401000", "421", None],
    "is_customer": ["0", "2", "3", "oui", None],
    "order_count": ["0", "3", None],
    "total_spent": ["12", None],
}
ROWS = st.lists(
    st.fixed_dictionaries({name: st.sampled_from(cells) for name, cells in TOLD.items()}), min_size=1, max_size=8
)


@settings(max_examples=examples(10), deadline=None)
@given(ROWS, st.integers(1, 5))
def test_size_and_order_of_batches_do_not_matter(rows: list[dict[str, str | None]], size: int) -> None:
    whole = batch(*rows)
    together = clean(whole, OPTIONS)
    parts = [clean(whole[i : i + size], OPTIONS) for i in range(0, whole.height, size)]
    assert_frame_equal(pl.concat([p.rows for p in parts]), together.rows)
    assert_frame_equal(pl.concat([p.issues for p in parts]), together.issues)
    turned = clean(whole.reverse(), OPTIONS)
    assert_frame_equal(turned.rows.sort("row_id"), together.rows)
    assert set(together.rows["relation"].drop_nulls()) <= set(RELATIONS)


@settings(max_examples=examples(10), deadline=None)
@given(ROWS)
def test_what_is_said_once_is_said_twice(rows: list[dict[str, str | None]]) -> None:
    first = clean(batch(*rows), OPTIONS).rows
    again = clean(batch(*[{**row, "relation": told} for row, told in zip(rows, first["relation"].to_list(), strict=True)]), OPTIONS)  # fmt: skip
    assert again.rows["relation"].to_list() == first["relation"].to_list()
