"""What a line says of a firm beside who it is, through the whole of cleaning."""

from __future__ import annotations

import json

import polars as pl

from service.core.clean.cleaning import clean
from service.core.clean.options import CleanOptions


def cleaned(**cells: list[str | None]) -> tuple[pl.DataFrame, list[tuple[str, str, str | None, str | None]]]:
    rows = max(len(values) for values in cells.values())
    frame = pl.DataFrame(
        {"row_id": range(1, rows + 1), "line": range(2, rows + 2), "cells": [[]] * rows, "extra": [None] * rows}
        | {f"raw.{name}": values for name, values in cells.items()},
    ).with_columns(
        pl.col("row_id", "line").cast(pl.Int64),
        pl.col("cells").cast(pl.List(pl.String)),
        pl.col("extra", *(f"raw.{name}" for name in cells)).cast(pl.String),
    )
    staged = clean(frame, CleanOptions())
    return staged.rows, list(staged.issues.select("field", "code", "before", "after").iter_rows())


def test_no_issue_prints_an_account() -> None:
    rows, issues = cleaned(
        company_name=["Tilleul", "Érable", "Orme"],
        iban=["FR76 3000 6000 0112 3456 7890 188", "30006000011234567890189", None],
        bank_account=["512000", "FR7630006000011234567890188", None],
    )
    assert [(f, c, b) for f, c, b, _ in issues] == [
        ("iban", "iban.checksum", "FR••••"),
        ("iban", "iban.from-rib", "••••"),
        ("bank_account", "iban.checksum", "FR••••"),
    ]
    assert all(after is None for *_, after in issues)
    assert rows["extra"].to_list() == [None, None, None]


def test_registers_and_bands_are_kept_in_canonical_form() -> None:
    rows, issues = cleaned(
        company_name=["Tilleul", "Érable"],
        rna_number=["w 75 1 234567", "75"],
        headcount=["10 à 19 salariés", "beaucoup"],
        industry=["Plomberie", "divers"],
        segment=["Grossiste", "A"],
        rcs_number=["RCS Nancy B 323 159 715", "Nancy"],
    )
    assert json.loads(rows["extra"][0]) == {
        "rna": "W751234567", "headcount_band": "10-19", "industry_section": "F", "trade": "4322A",
        "supply_chain": "wholesaler",
    }  # fmt: skip
    assert rows["siren"].to_list() == ["323159715", None]
    assert {c for _, c, *_ in issues} == {"rna.unreadable", "headcount.unreadable"}


def test_a_number_in_the_column_of_another() -> None:
    rows, issues = cleaned(
        company_name=["Tilleul", "Érable", "Orme"],
        siren=["FR40303265045", None, "732829320"],
        vat_number=[None, "732829320", "FR40303265045"],
    )
    assert rows["siren"].to_list() == ["303265045", "732829320", "732829320"]
    assert rows["vat_number"].to_list() == [None, None, "FR40303265045"]
    assert [(c, a) for _, c, _, a in issues] == [
        ("siren.from-vat", "303265045"),
        ("vat.only-siren", "FR44732829320"),
        ("vat.other-siren", None),
    ]


def test_swapped_names_are_suggested() -> None:
    rows, issues = cleaned(first_name=["DUPONT"], last_name=["Sophie"])
    assert (rows["first_name"].item(), rows["last_name"].item()) == ("Dupont", "Sophie")
    assert issues == [("last_name", "name.swapped", "Sophie", "DUPONT, Sophie")]
    taken, left = cleaned(first_name=["DUPONT"], last_name=[issues[0][3]])
    assert (taken["first_name"].item(), taken["last_name"].item(), left) == ("Sophie", "Dupont", [])


def test_a_legal_form_in_its_column() -> None:
    rows, _ = cleaned(company_name=["Tilleul"] * 4, legal_form=["5710", "S.A.R.L.", "5499.0", "5415 - SARL d'économie"])
    assert rows["legal_form"].to_list() == ["SAS", "SARL", "SARL", "SARL"]


def test_a_household_stays_one() -> None:
    rows, issues = cleaned(full_name=["Famille Tilleul", "M. et Mme Tilleul"])
    assert rows["name_kind"].to_list() == ["household", "couple"]
    assert rows["salutation"].to_list() == [None, None]
    assert {c for _, c, *_ in issues} == {"name.household"}


def test_civility_against_first_name() -> None:
    rows, issues = cleaned(salutation=["M.", "Mme"], first_name=["Sophie", "Anne"], last_name=["Tilleul", "Tilleul"])
    assert rows["salutation"].to_list() == ["M", "MME"]
    assert [(f, c, b) for f, c, b, _ in issues] == [("salutation", "name.civility-mismatch", "M.")]
