"""Whole results as columns: the same rows as through a cursor, on both databases, whatever the text."""

from __future__ import annotations

import polars as pl
import pytest
from sqlalchemy import select
from sqlmodel import SQLModel

from service.store.bulk import insert_frame, read_frame
from service.store.columnar import read_columns
from service.store.session import Database, reading, unit_of_work
from service.store.tables.customers import Customer

TEXTS = [
    None,
    "",
    "O'Neil",
    'a "b"',
    "a,b;c",
    "a\nb\r\nc",
    "\\N",
    "\\",
    "日本 😀",
    " x ",
    "%(x)s",
    "é\u2028",
    "NULL",
    "12",
]
_C = SQLModel.metadata.tables[Customer.__tablename__].c
SCHEMA = {"id": pl.Int64, "last_name": pl.String, "first_name": pl.String, "order_count": pl.Int64}


def stock(database: Database, rows: int) -> None:
    frame = pl.DataFrame(
        {
            "id": range(1, rows + 1),
            "last_name": [TEXTS[i % len(TEXTS)] for i in range(rows)],
            "first_name": [TEXTS[(i * 5 + 1) % len(TEXTS)] for i in range(rows)],
            "order_count": [None if i % 3 else -i for i in range(rows)],
            "kind": "person", "parties": 1, "version": 1, "updated_us": 0, "first_seen_us": 0, "lineage": "{}",
        },
        schema_overrides={"last_name": pl.String, "first_name": pl.String, "order_count": pl.Int64},
    )  # fmt: skip
    with unit_of_work(database) as work:
        insert_frame(work, Customer, frame)


@pytest.mark.parametrize("rows", [0, 1, 2, 400])
def test_columns_are_the_rows_of_a_cursor(database: Database, rows: int) -> None:
    stock(database, rows)
    query = select(_C.id, _C.last_name, _C.first_name, _C.order_count).where(_C.id < 300).order_by(_C.id)
    with reading(database) as work:
        assert read_columns(work, query, SCHEMA).equals(read_frame(work, query, SCHEMA))


def test_a_bound_value_may_hold_anything(database: Database) -> None:
    stock(database, 60)
    with reading(database) as work:
        for text in TEXTS[1:]:
            query = select(_C.id, _C.last_name, _C.first_name, _C.order_count).where(_C.last_name == text)
            found = read_columns(work, query, SCHEMA)
            assert found["last_name"].unique().to_list() == [text]


def test_a_schema_of_other_columns_is_refused(database: Database) -> None:
    with reading(database) as work, pytest.raises(ValueError, match="columns"):
        read_columns(work, select(_C.id), {"other": pl.Int64})
