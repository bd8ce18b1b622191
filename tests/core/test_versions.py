from __future__ import annotations

import random

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from service.core.versions import row_contents, source_key, tie

_FILE = {"row_id": pl.Int64, "source_key": pl.String, "row_hash": pl.Int64}
_EXISTING = {"record_id": pl.Int64, "source_key": pl.String, "row_hash": pl.Int64}


def _file(*rows: tuple[str, int]) -> pl.DataFrame:
    return pl.DataFrame([(i + 1, key, h) for i, (key, h) in enumerate(rows)], schema=_FILE, orient="row")


def _existing(*rows: tuple[str, int]) -> pl.DataFrame:
    return pl.DataFrame([(i + 100, *row) for i, row in enumerate(rows)], schema=_EXISTING, orient="row")


def test_unchanged_changed_new_and_missing() -> None:
    known = _existing(("A", 1), ("B", 2), ("C", 3), ("#9", 9))
    found = tie(_file(("A", 1), ("B", 22), ("D", 4), ("#9", 9)), known)
    assert found.rows.select("row_id", "action", "record_id").rows() == [
        (1, "unchanged", 100),
        (2, "changed", 101),
        (3, "new", None),
        (4, "unchanged", 103),
    ]
    assert found.missing == 1


def test_lines_of_one_customer_in_another_order_are_unchanged() -> None:
    found = tie(_file(("A", 2), ("A", 1)), _existing(("A", 1), ("A", 2)))
    assert found.rows["action"].to_list() == ["unchanged", "unchanged"]
    assert found.rows["record_id"].to_list() == [101, 100]


_rows = st.lists(st.tuples(st.sampled_from(["A", "B", "C", "#1"]), st.integers(0, 3)), max_size=12)


@given(_rows, st.randoms(use_true_random=False))
def test_the_same_file_again_ties_every_row_in_any_order(rows: list[tuple[str, int]], chance: random.Random) -> None:
    shuffled = list(rows)
    chance.shuffle(shuffled)
    again = tie(_file(*shuffled), _existing(*rows))
    assert again.missing == 0
    assert set(again.rows["action"].to_list()) <= {"unchanged"}


@given(_rows, _rows)
def test_every_row_gets_one_answer_and_no_record_two(
    before: list[tuple[str, int]], after: list[tuple[str, int]]
) -> None:
    found = tie(_file(*after), _existing(*before))
    assert found.rows["row_id"].to_list() == list(range(1, len(after) + 1))
    tied = found.rows["record_id"].drop_nulls()
    assert tied.n_unique() == tied.len()
    assert found.missing == len(before) - tied.len()
    assert (found.rows["action"] == "new").sum() == found.rows["record_id"].null_count()


def test_a_moved_or_empty_column_is_no_change() -> None:
    one = row_contents(pl.Series([["Dupont", "Lyon", ""]]), ["name", "city", "x"])
    two = row_contents(pl.Series([["Lyon", "Dupont"]]), ["city", "name"])
    assert one.to_list() == two.to_list()


def test_the_source_key_is_the_code_else_the_hash() -> None:
    rows = pl.DataFrame({"code": [" C1 ", "", None], "h": [5, 6, -1]})
    keys = rows.select(source_key(pl.col("code"), pl.col("h"))).to_series().to_list()
    assert keys == ["C1", "#6", "#18446744073709551615"]
