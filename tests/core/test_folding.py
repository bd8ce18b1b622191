from __future__ import annotations

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.core.folding import fold, fold_series, folded

CASES = [
    ("  L'Œuvre  d'Élise & Cie ", "L OEUVRE D ELISE CIE"),
    ("Straße Ægir Łódź", "STRASSE AEGIR LODZ"),
    ("JEAN‑PIERRE", "JEAN PIERRE"),
    ("ﬁlle ²", "FILLE 2"),
    ("Ёлка", ""),
    ("", ""),
]


@pytest.mark.parametrize(("text", "expected"), CASES)
def test_cases(text: str, expected: str) -> None:
    assert fold(text) == expected
    assert pl.select(folded(pl.lit(text))).item() == expected


@given(st.lists(st.none() | st.text(max_size=20), max_size=8))
def test_the_three_doors_agree(texts: list[str | None]) -> None:
    column = pl.Series("t", texts, dtype=pl.String)
    expected = [None if t is None else fold(t) for t in texts]
    assert fold_series(column).to_list() == expected
    assert column.to_frame().select(folded(pl.col("t"))).to_series().to_list() == expected


@given(st.text(max_size=30))
def test_folding_twice_is_folding_once(text: str) -> None:
    assert fold(fold(text)) == fold(text)
