"""Frames made ready for a table: columns in its order and types, and the SQL text that takes them.

`Rows` is a piece of a transaction as data: it can be carried out here (bulk.py) or by another process (writer.py).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import polars as pl
from sqlalchemy import Column, Integer, Table
from sqlmodel import SQLModel

TableLike = Table | type[SQLModel]


@dataclass(frozen=True)
class Rows:
    """Rows to append to a table; with `keys`, the other columns to set on the rows that these columns name.

    `skip_existing` leaves alone the rows whose key or unique columns are already there.
    """

    table: TableLike
    frame: pl.DataFrame
    keys: tuple[str, ...] = ()
    skip_existing: bool = False
    is_checked: bool = False

    @property
    def height(self) -> int:
        """How many rows."""
        return self.frame.height

    def checked(self) -> Rows:
        """The same, looked at once for all slices of it. Raises ValueError as `for_sqlite`."""
        if self.is_checked:
            return self
        frame = checked(table_of(self.table), self.frame, whole_row=not self.keys)
        return replace(self, frame=frame, is_checked=True)

    def slice(self, start: int, length: int) -> Rows:
        """Some of the rows."""
        return replace(self, frame=self.frame.slice(start, length))

    def for_sqlite(self) -> tuple[str, pl.DataFrame]:
        """The statement for one row, and the columns to bind to it, in its order.

        Raises  ValueError when a column is unknown, of the wrong type, or needed and missing.
        """
        table, ready = table_of(self.table), self.checked().frame
        nulls = ready.null_count().row(0)
        marks = {name: "NULL" if n == ready.height else "?" for name, n in zip(ready.columns, nulls, strict=True)}
        bound = [name for name, mark in marks.items() if mark == "?"]
        if not self.keys:
            return insert_text(table, marks, skip_existing=self.skip_existing), ready.select(bound)
        changed = [name for name in bound if name not in self.keys]
        return update_text(table, self.keys, marks), ready.select([*changed, *self.keys])


def table_of(table: TableLike) -> Table:
    """The table behind a model."""
    found: Table = table if isinstance(table, Table) else table.__table__  # type: ignore[attr-defined]  # SQLModel sets it
    return found


def checked(table: Table, frame: pl.DataFrame, *, whole_row: bool) -> pl.DataFrame:
    """The frame with columns in the table's order, 64-bit integers and text free of U+0000, which PostgreSQL refuses.

    Raises  ValueError when a column is unknown, of the wrong type, or (of a `whole_row`) needed and missing.
    """
    unknown = set(frame.columns) - set(table.columns.keys())
    if unknown:
        raise ValueError(f"{table.name} has no column {sorted(unknown)}")
    if whole_row:
        missing = [c.name for c in table.columns if _must_be_given(c) and c.name not in frame.columns]
        if missing:
            raise ValueError(f"{table.name} needs column {missing}")
    ordered = pl.DataFrame([_typed(c, frame.get_column(c.name)) for c in table.columns if c.name in frame.columns])
    texts = [c.name for c in ordered.iter_columns() if c.dtype == pl.String and c.null_count() < ordered.height]
    if not texts:
        return ordered
    nul = ordered.select(pl.col(texts).str.contains("\0", literal=True).any()).row(0)
    soiled = [name for name, found in zip(texts, nul, strict=True) if found]
    return ordered.with_columns(pl.col(soiled).str.replace_all("\0", "\ufffd", literal=True)) if soiled else ordered


def _must_be_given(declared: Column[Any]) -> bool:
    counted = declared.table.autoincrement_column is declared
    return not declared.nullable and declared.server_default is None and not counted


def _typed(declared: Column[Any], given: pl.Series) -> pl.Series:
    whole, dtype = isinstance(declared.type, Integer), given.dtype
    wanted = pl.Int64 if whole else pl.String
    if dtype == wanted:  # the common case costs nothing
        return given
    fits = (dtype.is_integer() or dtype == pl.Boolean) if whole else dtype in (pl.Categorical, pl.Enum)
    if not fits and dtype != pl.Null:
        raise ValueError(f"{declared.table.name}.{declared.name} cannot hold {dtype}")
    return given.cast(wanted)


def insert_text(table: Table, marks: Mapping[str, str], *, skip_existing: bool) -> str:
    """INSERT of one row; `marks` says what stands for each column."""
    skip = " ON CONFLICT DO NOTHING" if skip_existing else ""
    return f"INSERT INTO {quoted(table.name)} ({names_of(list(marks))}) VALUES ({', '.join(marks.values())}){skip}"


def update_text(table: Table, keys: Sequence[str], marks: Mapping[str, str]) -> str:
    """UPDATE of one row: sets first, then keys."""
    sets = ", ".join(f"{quoted(name)} = {mark}" for name, mark in marks.items() if name not in keys)
    where = " AND ".join(f"{quoted(name)} = {marks[name]}" for name in keys)
    return f"UPDATE {quoted(table.name)} SET {sets} WHERE {where}"


def names_of(names: Sequence[str]) -> str:
    """A list of quoted names."""
    return ", ".join(quoted(name) for name in names)


def quoted(name: str) -> str:
    """A name in double quotes (SQL-92, delimited identifier)."""
    return '"' + name.replace('"', '""') + '"'
