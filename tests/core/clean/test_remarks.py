"""Issues of free text name what was found and never carry the text."""

from __future__ import annotations

from datetime import date

import polars as pl

from service.core.clean import CleanOptions, clean

OPTIONS = CleanOptions(today=date(2026, 11, 27))
NOTES = ["Est malade, CB 4929 7226 5379 7141", "Rappeler lundi", None, "gros con"]


def batch(notes: list[str | None]) -> pl.DataFrame:
    ids = pl.Series(range(1, len(notes) + 1), dtype=pl.Int64)
    return pl.DataFrame({
        "row_id": ids, "line": ids + 1, "cells": pl.Series([[n] for n in notes], dtype=pl.List(pl.String)),
        "extra": pl.Series([None] * len(notes), dtype=pl.String), "raw.last_name": ["PETIT"] * len(notes),
        "raw.notes": pl.Series(notes, dtype=pl.String),
    })  # fmt: skip


def test_each_kind_found_is_an_issue_of_the_cell_without_its_text() -> None:
    staged = clean(batch(NOTES), OPTIONS)
    told = staged.issues.filter(pl.col("field") == "notes").select("row_id", "code", "before", "after").rows()
    assert told == [
        (1, "text.card", "[card] [health]", None),
        (1, "text.health", "[card] [health]", None),
        (4, "text.insults", "[insults]", None),
    ]
    assert staged.rows.height == len(NOTES)


def test_a_column_without_anything_gives_no_issue() -> None:
    assert clean(batch([None, "Rappeler lundi"]), OPTIONS).issues.filter(pl.col("field") == "notes").is_empty()
