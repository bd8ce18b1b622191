"""Several addresses or numbers in one cell: each finds a place or is kept, and an issue says so."""

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
A, B, C = "a@ville.example", "b@ville.example", "c@ville.example"
HOME, DESK, MOBILE = "+33199001122", "+33199003344", "+33612345678"


def batch(*rows: dict[str, str | None]) -> pl.DataFrame:
    names = sorted({name for row in rows for name in row})
    columns: dict[str, Any] = {f"raw.{n}": pl.Series([r.get(n) for r in rows], dtype=pl.String) for n in names}
    ids = pl.Series(range(1, len(rows) + 1), dtype=pl.Int64)
    cells = pl.Series([[r.get(n) for n in names] for r in rows], dtype=pl.List(pl.String))
    extra = pl.Series(['{"Taille":"L"}'] * len(rows), dtype=pl.String)
    return pl.DataFrame({"row_id": ids, "line": ids + 1, "cells": cells, "extra": extra, **columns})


def cleaned(**cells: str | None) -> tuple[dict[str, Any], list[str], dict[str, str]]:
    """The row, the codes of its issues, and what `extra` has beside the file's own."""
    staged = clean(batch(dict(cells)), OPTIONS)
    row = staged.rows.row(0, named=True)
    extra = json.loads(row["extra"])
    assert extra.pop("Taille") == "L"
    return row, staged.issues["code"].to_list(), extra


@pytest.mark.parametrize(
    ("cells", "email", "second", "codes", "extra"),
    [
        ({"email": f"{A}, {B}"}, A, B, ["email.several"], {}),
        ({"email": f"{A};{B}"}, A, B, ["email.several"], {}),
        ({"email": f"{A} / {B}"}, A, B, ["email.several"], {}),
        ({"email": f"{A} {B}"}, A, B, ["email.several"], {}),
        ({"email": f"{A}\n{B}"}, A, B, ["email.several"], {}),
        ({"email": rf"{A}\n{B}"}, A, B, ["email.several"], {}),  # as Dolibarr writes a line end
        ({"email": f"Nea Nord <{A}>; Noé Sud <{B}>"}, A, B, ["email.several"], {}),
        ({"email": f"mailto:{A}"}, A, None, ["email.repaired"], {}),
        ({"email": f"Nea Nord <{A}>"}, A, None, ["email.repaired"], {}),
        ({"email": f"{A}, {A.upper()}"}, A, None, ["email.repaired"], {}),
        ({"email": f"{A};{B};{C}"}, A, B, ["email.several", "email.more"], {"email+": C}),
        ({"email": f"{A};{C}", "email_secondary": B}, A, B, ["email.several", "email.more"], {"email+": C}),
        ({"email": A, "email_secondary": f"{A};{B}"}, A, B, ["email.several"], {}),
        ({"email": f"{A} / 01 99 00 11 22"}, A, None, ["email.repaired"], {}),
    ],
)
def test_addresses(
    cells: dict[str, str], email: str, second: str | None, codes: list[str], extra: dict[str, str]
) -> None:
    row, told, kept = cleaned(**cells)
    assert (row["email"], row["email_secondary"], told, kept) == (email, second, codes, extra)


@pytest.mark.parametrize(
    ("cells", "numbers", "codes", "extra"),
    [
        ({"phone": "01 99 00 11 22 / 06 12 34 56 78"}, (HOME, MOBILE, None), ["phone.several"], {}),
        ({"phone": "01 99 00 11 22 - 06 12 34 56 78"}, (HOME, MOBILE, None), ["phone.several"], {}),
        ({"phone": "0199001122 0612345678"}, (HOME, MOBILE, None), ["phone.several"], {}),
        ({"phone": "01.99.00.11.22 ou 06.12.34.56.78"}, (HOME, MOBILE, None), ["phone.several"], {}),
        ({"phone": r"01 99 00 11 22\n06 12 34 56 78"}, (HOME, MOBILE, None), ["phone.several"], {}),
        ({"phone": "01 99 00 11 22 (bureau), +33 6 12 34 56 78 (perso)"}, (HOME, MOBILE, None), ["phone.several"], {}),
        ({"phone": "Tél. 01 99 00 11 22 Port. 06 12 34 56 78"}, (HOME, MOBILE, None), ["phone.several"], {}),
        ({"phone": "0199001122;0199003344"}, (HOME, None, DESK), ["phone.several"], {}),
        ({"phone": "tel: 01 99 00 11 22 fax: 01 99 00 33 44"}, (HOME, None, None), ["phone.several"],
         {"phone+fax": DESK}),
        ({"phone": "0199001122;0199003344;0612345678;0199005566"}, (HOME, MOBILE, DESK),
         ["phone.several", "phone.more"], {"phone+": "+33199005566"}),
        ({"phone": "0199001122 / 0612345678", "phone_mobile": "0612345679"}, (HOME, "+33612345679", MOBILE),
         ["phone.several"], {}),
        ({"phone": "01 99 00 11 22 à partir de 18 h"}, (HOME, None, None), ["phone.repaired"], {}),
        ({"phone": "6 12 34 56 78"}, (MOBILE, MOBILE, None), ["phone.repaired"], {}),
        ({"phone": "NE PAS APPELER 01 99 00 11 22"}, (None, None, None), ["phone.unreadable"], {}),
        ({"phone": "ancien n° 01 99 00 11 22"}, (None, None, None), ["phone.unreadable"], {}),
    ],
)  # fmt: skip
def test_numbers(
    cells: dict[str, str], numbers: tuple[str | None, ...], codes: list[str], extra: dict[str, str]
) -> None:
    row, told, kept = cleaned(last_name="PETIT", **cells)
    assert (row["phone"], row["phone_mobile"], row["phone_secondary"]) == numbers
    assert (told, kept) == (codes, extra)


EMAILS = st.lists(st.sampled_from([A, B, C, A.upper(), "n'en a pas", "nd"]), max_size=4).map(" ; ".join)
NUMBERS = st.lists(
    st.sampled_from(["01 99 00 11 22", "0199003344", "06 12 34 56 78", "0612345679", "fax 0199005566", "x"]), max_size=5
).map(" / ".join)
ROWS = st.lists(
    st.fixed_dictionaries({"email": EMAILS, "email_secondary": EMAILS, "phone": NUMBERS, "phone_mobile": NUMBERS}),
    min_size=1, max_size=6,
)  # fmt: skip


@settings(max_examples=examples(12), deadline=None)
@given(ROWS, st.integers(1, 4))
def test_batches_do_not_matter_and_nothing_is_lost(rows: list[dict[str, str | None]], size: int) -> None:
    whole = batch(*rows)
    together = clean(whole, OPTIONS)
    parts = [clean(whole[i : i + size], OPTIONS) for i in range(0, whole.height, size)]
    assert_frame_equal(pl.concat([p.rows for p in parts]), together.rows)
    assert_frame_equal(pl.concat([p.issues for p in parts]), together.issues)
    for row, said in zip(together.rows.iter_rows(named=True), rows, strict=True):
        placed = f"{row['email']} {row['email_secondary']} {row['extra']}".lower()
        asked = " ".join(filter(None, said.values()))
        assert all(address in placed for address in (A, B, C) if address in asked.lower())
        numbers = f"{row['phone']} {row['phone_mobile']} {row['phone_secondary']} {row['extra']}"
        bare = asked.replace(" ", "")
        assert all(number in numbers for number in (HOME, DESK, MOBILE) if "0" + number[3:] in bare)
