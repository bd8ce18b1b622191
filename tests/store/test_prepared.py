"""Statements made once give what SQLAlchemy would, on both databases."""

from __future__ import annotations

import polars as pl
import pytest
from sqlalchemy import Boolean, Integer, bindparam, literal, select
from sqlmodel import SQLModel

from service.store.bulk import insert_frame
from service.store.prepared import Prepared
from service.store.session import Database, reading, unit_of_work
from service.store.tables.operation import IdBlock

_B = SQLModel.metadata.tables[IdBlock.__tablename__].c
_SOME = (
    select(_B.noun, _B.next_id)
    .where(_B.next_id.in_(bindparam("numbers", expanding=True)), _B.noun != "c", _B.next_id < bindparam("most"))
    .order_by(_B.next_id.desc())
    .limit(bindparam("rows", type_=Integer))
)


@pytest.fixture
def numbers(database: Database) -> Database:
    with unit_of_work(database) as work:
        work.connection.execute(SQLModel.metadata.tables[IdBlock.__tablename__].delete())
        insert_frame(work, IdBlock, pl.DataFrame({"noun": list("abcdé"), "next_id": [1, 2, 3, 4, 5]}))
    return database


@pytest.mark.parametrize("given", [[], [1], [1, 2, 3, 4], [5, 4, 9], [2, 2]])
def test_rows_are_those_of_sqlalchemy(numbers: Database, given: list[int]) -> None:
    prepared = Prepared(_SOME)
    with reading(numbers) as work:
        for rows in (1, 9, 1):
            asked = {"numbers": given, "most": 5, "rows": rows}
            plain = [dict(row) for row in work.connection.execute(_SOME, asked).mappings()]
            assert prepared.rows(work, numbers=given, most=5, rows=rows) == plain
        first = prepared.one(work, numbers=given, most=5, rows=9)
        assert first == (plain[0] if plain else None)


def test_a_text_is_a_value_and_not_a_list_or_sql(numbers: Database) -> None:
    prepared = Prepared(select(_B.next_id).where(_B.noun == bindparam("noun")))
    with reading(numbers) as work:
        assert prepared.one(work, noun="é") == {"next_id": 5}
        assert prepared.one(work, noun="a' OR '1'='1") is None


def test_more_lengths_than_are_kept(numbers: Database) -> None:
    prepared = Prepared(_SOME)
    with reading(numbers) as work:
        for n in range(100):
            found = prepared.rows(work, numbers=[1] * n, most=9, rows=9)
            assert [row["noun"] for row in found] == (["a"] if n else [])


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)  # psycopg gives booleans
def test_what_the_driver_does_not_give_as_it_is_is_refused(database: Database) -> None:
    with reading(database) as work, pytest.raises(TypeError, match="needs SQLAlchemy"):
        Prepared(select(literal(1, Boolean).label("yes"))).rows(work)
