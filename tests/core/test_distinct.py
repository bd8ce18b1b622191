"""Fewer values give the answers of all values."""

from __future__ import annotations

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from service.core.distinct import by_distinct, distinct, distinct_rows, only_where

texts = st.lists(st.none() | st.sampled_from(["", "a", "b", "é", "aa"]), max_size=12)


def _column(values: list[str | None]) -> pl.Series:
    return pl.Series("t", values, dtype=pl.String)


@given(texts)
def test_gathering_the_distinct_values_gives_the_column_again(values: list[str | None]) -> None:
    found, places = distinct(_column(values))
    assert found.to_list() == list(dict.fromkeys(v for v in values if v is not None))
    assert found.gather(places).to_list() == values


@given(texts)
def test_gathering_the_distinct_rows_gives_the_frame_again(values: list[str | None]) -> None:
    other = _column([*values[1::2], *values[::2]]).alias("o")
    rows = pl.DataFrame([_column(values), other]).with_columns((pl.col("o") == "a").alias("flag"))
    found, places = distinct_rows(rows)
    assert found.rows() == list(dict.fromkeys(rows.rows()))
    assert found.select(pl.all().gather(places)).rows() == rows.rows()


@given(texts)
def test_a_parser_is_asked_once_a_value_and_never_of_null(values: list[str | None]) -> None:
    asked: list[str] = []

    def parse(some: pl.Series) -> pl.DataFrame:
        asked.extend(some.to_list())
        return pl.DataFrame({"size": some.str.len_bytes()})

    sizes = by_distinct(_column(values), parse)["size"].to_list()
    assert sizes == [None if v is None else len(v.encode()) for v in values]
    assert sorted(asked) == sorted({v for v in values if v is not None})


def test_only_what_needs_it_is_mended_and_the_column_columnstays_as_it_was() -> None:
    column = _column(["a", "b", None, "c"])
    needed = pl.Series([True, False, True, None])
    assert only_where(column, needed, lambda some: some + "!").to_list() == ["a!", "b", None, "c"]
    assert column.to_list() == ["a", "b", None, "c"]
