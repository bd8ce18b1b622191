from __future__ import annotations

from decimal import Decimal

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.core.kinds.amounts import amount_profile, decimal_sign, parse_amount, parse_amounts

CASES = [
    ("1 234,56", 123456, None),
    ("1\u00a0234,56", 123456, None),
    ("1\u202f234,56 €", 123456, None),
    ("12 500 000,50", 1250000050, None),
    ("43,000,000.00", 4300000000, None),
    ("1.234,56", 123456, None),
    ("1'234.50", 123450, None),
    ("$-142.85", -14285, None),
    ("899kr", 89900, None),
    ("(1,200.00)", -120000, None),
    ("12,50-", -1250, None),
    ("−3", -300, None),
    ("0000000069,60", 6960, None),
    ("200.000.000", 20000000000, None),
    ("12€50", 1250, None),
    ("1.234", 123400, "amount.ambiguous"),
    ("1,2,3", None, "amount.unreadable"),
    ("beaucoup", None, "amount.unreadable"),
    ("125,00 C", -12500, None),
    ("125,00 D", 12500, None),
    ("12 k€", 1200000, None),
    ("1,5 M€", 150000000, None),
    ("€ -5", -500, None),
    ("12,50 €-", -1250, None),
    ("1 234,50 € HT", 123450, None),
    ("1,5E+03", 150000, None),
    ("12 %", 1200, None),
    ("50,- CHF", 5000, None),
    ("gratuit", 0, None),
    ("-0,00", 0, None),
    ("Prix : 12,50 €", 1250, "amount.among-words"),
    ("voir facture 12345", None, "amount.unreadable"),
    ("12 kg", None, "amount.unreadable"),
    ("=1+1", None, "amount.unreadable"),
    ("15/03/2021", None, "amount.unreadable"),
    ("1 2 3", None, "amount.unreadable"),
    ("1e400", None, "amount.unreadable"),
    ("", None, None),
    (None, None, None),
]


@pytest.mark.parametrize(("text", "minor", "code"), CASES)
def test_cases(text: str | None, minor: int | None, code: str | None) -> None:
    found = parse_amount(text)
    assert (found.parts.get("minor"), found.code) == (None if minor is None else str(minor), code)


def test_a_column_says_what_its_cells_say() -> None:
    column = parse_amounts(pl.Series([t for t, _, _ in CASES], dtype=pl.String))
    assert column["minor"].to_list() == [m for _, m, _ in CASES]
    assert column["code"].to_list() == [c for _, _, c in CASES]


def test_the_column_decides_three_digits_behind_one_sign() -> None:
    assert parse_amount("1,234", ",").value == "1.23"
    assert parse_amount("1,234", ".").value == "1234.00"
    assert parse_amount("1.234", ",").value == "1234.00"


@given(st.integers(-(10**13) + 1, 10**13 - 1), st.sampled_from([",", "."]))
def test_a_written_amount_is_read_back_to_the_cent(minor: int, sign: str) -> None:
    text = f"{Decimal(minor).scaleb(-2):.2f}".replace(".", sign)
    assert parse_amounts(pl.Series([text]), decimal=sign)["minor"].item() == minor
    assert parse_amount(text, sign).parts["minor"] == str(minor)


def test_currencies_in_the_cell() -> None:
    cells = pl.Series(["12 €", "$5", "7", "3 CHF"])
    assert parse_amounts(cells)["currency"].to_list() == ["EUR", "USD", None, "CHF"]


def test_the_sign_of_a_column() -> None:
    assert decimal_sign(amount_profile(pl.Series(["12,50", "1 234,5"]))) == ","
    assert decimal_sign(amount_profile(pl.Series(["12.50", "1,234.56"]))) == "."
    assert decimal_sign(amount_profile(pl.Series(["12", None]))) is None
