"""Cells that spreadsheets must not run, and that lose nothing."""

from __future__ import annotations

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.core.deliver.cells import neutralised, restored


@pytest.mark.parametrize(
    "value",
    ["=1+1", "+cmd|' /C calc'!A0", "-2+3", "@SUM(A1)", "\t=1", "\r=1", " =1", "'=1", '"=1', "+33 1", "-1,5,0", "\nx"],
)
def test_formulas_get_an_apostrophe(value: str) -> None:
    assert pl.DataFrame({"v": [value]}).select(neutralised(pl.col("v")))[0, 0] == "'" + value


@pytest.mark.parametrize("value", ["+33199000101", "-12,50", "-3", "+4.5", "Jean-Paul", "a=b", "", None, "l'été"])
def test_phones_numbers_and_words_stay(value: str | None) -> None:
    frame = pl.DataFrame({"v": [value]}, schema={"v": pl.String})
    assert frame.select(neutralised(pl.col("v")))[0, 0] == value


@given(st.lists(st.text(alphabet="=+-@\t\r\n '\"a1,.", max_size=6), min_size=1))
def test_nothing_is_lost(values: list[str]) -> None:
    frame = pl.DataFrame({"v": values})
    cells = frame.select(neutralised(pl.col("v")))
    assert cells.select(restored(pl.col("v")))["v"].to_list() == values
