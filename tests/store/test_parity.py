"""Both databases give back what was stored, equal to the letter, and sort it the same way."""

from __future__ import annotations

import sys

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select
from sqlmodel import SQLModel

from service.core.columns import TYPED_COLUMNS, TYPED_SCHEMA
from service.store.bulk import insert_frame, read_frame
from service.store.session import Database, reading, unit_of_work
from service.store.tables.lists import Controller, CustomerList, Import
from service.store.tables.records import Record

RECORDS = SQLModel.metadata.tables["records"]
CONTROLLERS = SQLModel.metadata.tables["controllers"]
WORDS = [
    "a",
    "B",
    "b",
    "Z",
    "z",
    "à",
    "É",
    "é",
    "e\u0301",
    "œ",
    "ß",
    "Ÿ",
    "ﬁ",
    "-",
    "_",
    "'",
    "’",
    " ",
    "",
    "10",
    "9",
    "0199000001",
    "🙂",
    "🙂a",
    "\ue000",
    "\uffff",
    "\U00010000",
    "\U0010ffff",
    "ÀÉ",
    "Ae",
]
ROW = {
    "id": 1,
    "import_id": 1,
    "list_id": 1,
    "row_id": 1,
    "line": 2,
    "outcome": "accepted",
    "row_hash": -(2**63),
    "cells": '["Éloïse","","🙂",null]',
    "superseded_by": None,
}
VALUES: dict[str, list[str | int | None]] = {
    "birth_date": ["1984-02-29", "1984-02", "1984", "0001-01-01", "9999-12-31", None],
    "total_spent_minor": [0, -1, 10**15 + 1, 2**53 + 1, 2**63 - 1, -(2**63), None],
    "currency": ["EUR", None],
    "order_count": [0, 1, None],
    "optin_email": [1, 0, None],
    "postal_code": ["01000", "00000", "20000", ""],
    "siren": ["000000000", "012345678"],
    "last_name": ["", None, " ", "NULL", "D'Été", "Éloïse 🙂", "e\u0301", "x" * 1_000_000, "1e5", "0x10", "-0", "1.0"],
    "phone": ["+33199000001"],
}


def make_import(database: Database) -> None:
    with unit_of_work(database) as work:
        work.session.add(Controller(id=1, name="Exemple SARL", created_us=0))
        work.session.flush()
        work.session.add(CustomerList(id=1, name="Clients", kind="owned", controller_id=1, created_us=0))
        work.session.flush()
        work.session.add(Import(id=1, list_id=1, state="published", kind="file", sha256="0", size=1, created_us=0))


@pytest.mark.parametrize("column", VALUES)
def test_a_value_comes_back_equal_by_either_way(database: Database, column: str) -> None:
    make_import(database)
    values = VALUES[column]
    half = len(values) // 2
    with unit_of_work(database) as work:
        for n, value in enumerate(values[:half]):
            work.session.add(Record.model_validate(ROW | {"id": n, "row_id": n, column: value}))
        work.session.flush()
        rest = [ROW | {"id": half + n, "row_id": half + n, column: v} for n, v in enumerate(values[half:])]
        insert_frame(work, Record, pl.DataFrame(rest, schema_overrides={column: TYPED_SCHEMA[column]}))
    with reading(database) as work:
        query = select(RECORDS.c[column]).order_by(RECORDS.c.id)
        assert list(work.session.scalars(query)) == values
        assert read_frame(work, query, {column: TYPED_SCHEMA[column]})[column].to_list() == values


def test_a_whole_record_comes_back_equal(database: Database) -> None:
    make_import(database)
    typed = {c.name: f"é {c.name}" if c.dtype is pl.String else 2**62 + n for n, c in enumerate(TYPED_COLUMNS)}
    frame = pl.DataFrame([ROW | {"code": None, "source_key": "C1"} | typed], schema_overrides=TYPED_SCHEMA)
    with unit_of_work(database) as work:
        insert_frame(work, Record, frame)
    with reading(database) as work:
        stored = work.session.get(Record, 1)
        assert stored is not None
        assert {name: getattr(stored, name) for name in frame.columns} == frame.row(0, named=True)


@given(st.lists(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=5), unique=True))
@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
def test_text_sorts_by_code_point(database: Database, words: list[str]) -> None:
    names = list(dict.fromkeys([*WORDS, *words]))
    frame = pl.DataFrame({"id": range(1, len(names) + 1), "name": names, "created_us": 0})
    with unit_of_work(database) as work:
        insert_frame(work, Controller, frame)
        sorted_by_base = list(work.session.scalars(select(CONTROLLERS.c.name).order_by(CONTROLLERS.c.name)))
        after_e = work.session.scalars(select(CONTROLLERS.c.name).where(CONTROLLERS.c.name > "é")).all()
        largest = work.session.execute(select(func.max(CONTROLLERS.c.name))).scalar_one()
        work.session.execute(CONTROLLERS.delete())
    assert sorted_by_base == sorted(names)
    assert sorted(after_e) == [name for name in sorted(names) if name > "é"]
    assert largest == max(names)


def test_python_itself_sorts_by_code_point() -> None:
    assert sorted(["\uffff", chr(sys.maxunicode), "\ue000"]) == ["\ue000", "\uffff", chr(sys.maxunicode)]


def test_text_is_compared_to_the_letter(database: Database) -> None:
    """No case folding, no accent folding, no trailing blanks trimmed, no canonical equivalence."""
    names = ["Éloïse", "éloïse", "Eloïse", "Éloïse ", "E\u0301loïse"]
    with unit_of_work(database) as work:
        insert_frame(work, Controller, pl.DataFrame({"id": range(1, 6), "name": names, "created_us": 0}))
        for n, name in enumerate(names, start=1):
            assert list(work.session.scalars(select(CONTROLLERS.c.id).where(CONTROLLERS.c.name == name))) == [n]
