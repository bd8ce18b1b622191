"""Accepted suggestions stand in the place of the cell, refused ones are not asked again; nothing else changes."""

from __future__ import annotations

import polars as pl
from examples import examples
from hypothesis import given, settings
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from service.core.answers import ACCEPTED, NO_ANSWERS, REFUSED, Answers, AnswerWord, answered_clean, digest
from service.core.batch import Staged
from service.core.clean.cleaning import clean
from service.core.clean.options import CleanOptions
from service.core.columns import TYPED_NAMES

SECRET = b"s" * 32
OPTIONS = CleanOptions()
TYPO = ("email.domain-typo", "email", "luc@gmial.com", "luc@gmail.com")


def batch(rows: list[tuple[str | None, ...]]) -> pl.DataFrame:
    names = ["raw.last_name", "raw.email", "raw.postal_code", "raw.city"]
    columns = {name: pl.Series([row[i] for row in rows], dtype=pl.String) for i, name in enumerate(names)}
    n = len(rows)
    ids = pl.Series(range(1, n + 1), dtype=pl.Int64)
    extra = pl.Series([None] * n, dtype=pl.String)
    cells = pl.Series([list(row) for row in rows], dtype=pl.List(pl.String))
    return pl.DataFrame({"row_id": ids, "line": ids + 1, "cells": cells, "extra": extra, **columns})


ROWS = batch(
    [
        ("Bernard", "luc@gmial.com", "69003", "Lyon"),
        ("Martin", "anna@canary.example", "69003", "Lyon"),
        ("Petit", "luc@gmial.com", "69003", "Lyon"),
    ]
)


def answers(answer: AnswerWord, *suggestions: tuple[str, str, str | None, str | None]) -> Answers:
    return Answers(SECRET, {(c, f, digest(SECRET, before, after)): answer for c, f, before, after in suggestions})


def told(found: Staged) -> list[tuple[int, str, str | None, str | None]]:
    return [tuple(row) for row in found.issues.select("row_id", "code", "before", "after").iter_rows()]


def test_an_accepted_value_stands_in_every_row_that_has_it() -> None:
    found = answered_clean(ROWS, OPTIONS, answers("accepted", TYPO))
    assert found.rows["email"].to_list() == ["luc@gmail.com", "anna@canary.example", "luc@gmail.com"]
    assert found.rows["cells"].to_list() == ROWS["cells"].to_list(), "the cells stay as they came"
    assert told(found) == [(n, ACCEPTED, "luc@gmial.com", "luc@gmail.com") for n in (1, 3)]


def test_a_refused_one_changes_nothing_and_is_told_as_refused() -> None:
    found, plain = answered_clean(ROWS, OPTIONS, answers("refused", TYPO)), clean(ROWS, OPTIONS)
    assert_frame_equal(found.rows, plain.rows)
    assert [code for _, code, *_ in told(found)] == [REFUSED, REFUSED]


def test_without_answers_it_is_the_clean_stage() -> None:
    found, plain = answered_clean(ROWS, OPTIONS, NO_ANSWERS), clean(ROWS, OPTIONS)
    assert_frame_equal(found.rows, plain.rows)
    assert_frame_equal(found.issues, plain.issues)


def test_another_secret_knows_no_answer() -> None:
    given = Answers(b"t" * 32, answers("accepted", TYPO).given)
    assert told(answered_clean(ROWS, OPTIONS, given)) == told(clean(ROWS, OPTIONS))


EMAILS = st.sampled_from(["luc@gmial.com", "luc@gmail.com", "anna@canary.example", "zoe@orage.fr", None, "x"])
TOWNS = st.sampled_from([("69003", "Lyon"), ("13002", "Lyon"), ("59000", "Lile"), (None, None)])


@settings(max_examples=examples(20))
@given(st.lists(st.tuples(EMAILS, TOWNS), min_size=1, max_size=12), st.sampled_from(["accepted", "refused"]))
def test_rows_and_order_are_kept_and_no_value_is_lost(
    lines: list[tuple[str | None, tuple[str | None, str | None]]], answer: AnswerWord
) -> None:
    rows = batch([("Durand", email, *town) for email, town in lines])
    plain = clean(rows, OPTIONS)
    asked = plain.issues.filter(pl.col("after").is_not_null())
    given_ = [tuple(r) for r in asked.select("code", "field", "before", "after").iter_rows()]
    found = answered_clean(rows, OPTIONS, answers(answer, *given_))
    assert found.rows["row_id"].to_list() == rows["row_id"].to_list()
    assert found.rows.columns == plain.rows.columns
    for name in TYPED_NAMES:
        assert found.rows[name].null_count() <= plain.rows[name].null_count()
    assert found.issues["row_id"].is_sorted()


def test_swapped_names_change_places_together() -> None:
    rows = batch([("Jeanne", None, None, None), ("Martin", None, None, None), ("Jeanne", None, None, None)])
    rows = rows.with_columns(pl.Series("raw.first_name", ["Lefebvre", "Luc", "Lefebvre"]))
    asked = clean(rows, OPTIONS).issues.filter(pl.col("code") == "name.swapped")
    assert asked["row_id"].to_list() == [1, 3]
    (known,) = asked.select("code", "field", "before", "after").unique().iter_rows()
    found = answered_clean(rows, OPTIONS, answers("accepted", known)).rows
    assert found.select("last_name", "first_name").rows() == [
        ("Lefebvre", "Jeanne"),
        ("Martin", "Luc"),
        ("Lefebvre", "Jeanne"),
    ]
