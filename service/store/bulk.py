"""Frames in and out of the base, without the ORM.

SQLite takes rows by executemany on the transaction's own connection; PostgreSQL by COPY of the CSV that polars writes
(null unquoted, empty text quoted). Both read through a raw cursor in slices. Everything happens inside the caller's
`Work`, so a batch, its checkpoint and its heartbeat commit together.

Text holds no U+0000, which PostgreSQL cannot store: each one becomes U+FFFD (rows.py), on both databases.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import polars as pl
from polars._typing import PolarsDataType
from sqlalchemy import ColumnElement, Executable, Table, delete, literal_column, select, tuple_

from service.store.packed import pack, packed_schema, unpack
from service.store.rows import TableLike, checked, insert_text, names_of, quoted, table_of, update_text
from service.store.session import Work

Schema = Mapping[str, PolarsDataType]
_MOSTLY = 0.6  # share of nulls from which another value is cheaper to bind than None
_LEAST = -(2**63)
_COPY_ROWS = 50_000  # rows of CSV held in memory at once
_numbers = itertools.count(1)


def insert_frame(work: Work, table: TableLike, frame: pl.DataFrame, *, skip_existing: bool = False) -> int:
    """Append the rows of a frame; columns it lacks get their default or null. Out: rows written.

    In      columns named as the table's, in any order; integers or booleans for integer columns, strings for text.
            `skip_existing` leaves alone the rows whose key or unique columns are already there.
            Rows sorted by primary key go in fastest.
    Raises  ValueError when a column is unknown, of the wrong type, or needed and missing.
    """
    target = table_of(table)
    ready = checked(target, frame, whole_row=True)
    if ready.is_empty():
        return 0
    if work.dialect == "sqlite":
        return _insert_sqlite(work, target, ready, skip_existing=skip_existing)
    if not skip_existing:
        _copy(work, quoted(target.name), ready)
        return ready.height
    names = names_of(ready.columns)
    source = _copied_aside(work, target, ready)
    statement = f"INSERT INTO {quoted(target.name)} ({names}) SELECT {names} FROM {source} ON CONFLICT DO NOTHING"
    written = _execute(work, statement)
    _execute(work, f"DROP TABLE {source}")
    return written


def update_frame(work: Work, table: TableLike, key_columns: Sequence[str], frame: pl.DataFrame) -> int:
    """Set the other columns of the frame on the rows that its key columns name. Out: rows changed.

    In      keys without null, one frame row per key (several would make PostgreSQL choose).
    Raises  ValueError as `insert_frame`, or when a key repeats.
    """
    target = table_of(table)
    keys = list(key_columns)
    ready = checked(target, frame, whole_row=False)
    if ready.is_empty():
        return 0
    if ready.select(keys).is_duplicated().any():
        raise ValueError(f"two rows of the frame for one key of {target.name}")
    changed = [name for name in ready.columns if name not in keys]
    if work.dialect == "sqlite":
        return _update_sqlite(work, target, keys, changed, ready)
    source = _copied_aside(work, target, ready)
    sets = ", ".join(f"{quoted(name)} = new.{quoted(name)}" for name in changed)
    where = " AND ".join(f"old.{quoted(name)} = new.{quoted(name)}" for name in keys)
    count = _execute(work, f"UPDATE {quoted(target.name)} AS old SET {sets} FROM {source} AS new WHERE {where}")
    _execute(work, f"DROP TABLE {source}")
    return count


def delete_frame(work: Work, table: TableLike, keys: pl.DataFrame) -> int:
    """Delete the rows that the columns of the frame name. Out: rows deleted.

    In      keys without null.
    Raises  ValueError as `insert_frame`.
    """
    target = table_of(table)
    ready = checked(target, keys, whole_row=False)
    if ready.is_empty():
        return 0
    if work.dialect == "sqlite":
        where = " AND ".join(f"{quoted(name)} = ?" for name in ready.columns)
        return _executemany(work, f"DELETE FROM {quoted(target.name)} WHERE {where}", ready)
    source = _copied_aside(work, target, ready)
    where = " AND ".join(f"old.{quoted(name)} = gone.{quoted(name)}" for name in ready.columns)
    count = _execute(work, f"DELETE FROM {quoted(target.name)} AS old USING {source} AS gone WHERE {where}")
    _execute(work, f"DROP TABLE {source}")
    return count


def read_frames(work: Work, query: Executable, schema: Schema, size: int = 20_000) -> Iterator[pl.DataFrame]:
    """The rows of a query as frames of at most `size` rows, in the query's order; no frame when there is no row.

    In      the schema names the query's columns, in their order, each pl.Int64, pl.String, pl.Float64 or pl.Boolean.
            The work must stay open, and other statements may run on it, until the last frame.
    Raises  ValueError when schema and query differ.
    """
    dense = pack(query, schema, work.connection.dialect)
    expected = dict(schema) if dense is None else packed_schema(schema)
    cursor = _opened(work, query if dense is None else dense)
    try:
        names = [column[0] for column in cursor.description]
        if names != list(expected):
            raise ValueError(f"the query has columns {names}, the schema {list(schema)}")
        while rows := cursor.fetchmany(size):
            frame = pl.DataFrame(rows, schema=expected, orient="row")
            yield frame if dense is None else unpack(frame, schema)
    finally:
        cursor.close()


def read_frame(work: Work, query: Executable, schema: Schema) -> pl.DataFrame:
    """All rows of a query as one frame; see `read_frames`."""
    frames = list(read_frames(work, query, schema))
    return pl.concat(frames, rechunk=True) if frames else pl.DataFrame(schema=dict(schema))


def delete_where_limited(work: Work, table: TableLike, condition: ColumnElement[bool], limit: int) -> int:
    """Delete at most `limit` rows where the condition holds: one slice of a deletion in the background.

    Out     rows deleted; fewer than `limit` says that none is left.
    """
    target = table_of(table)
    work.flush()
    if work.dialect == "postgresql":
        place: ColumnElement[Any] = literal_column("ctid")
        chosen = select(place).select_from(target).where(condition).limit(limit)
        found = place.op("= ANY")(literal_column("(ARRAY(SELECT ctid FROM chosen))"))
        return work.connection.execute(delete(target).where(found).add_cte(chosen.cte("chosen"))).rowcount
    keys = list(target.primary_key.columns)
    chosen = select(*keys).where(condition).limit(limit)
    return work.connection.execute(delete(target).where(tuple_(*keys).in_(chosen))).rowcount


def _opened(work: Work, query: Executable) -> Any:
    """The driver's own cursor over a query; on PostgreSQL the server keeps the rows (SQLAlchemy would buffer them)."""
    if work.dialect == "sqlite":
        work.flush()
        return work.connection.execute(query).cursor
    compiled = query.compile(dialect=work.connection.dialect, compile_kwargs={"render_postcompile": True})  # type: ignore[attr-defined]  # every query that is built has it
    cursor = work.raw.cursor(f"frames_{next(_numbers)}")
    cursor.execute(str(compiled), compiled.params)
    return cursor


def _sqlite_binding(frame: pl.DataFrame) -> tuple[dict[str, str], pl.DataFrame]:
    """What stands for each column in a statement, and the frame to bind.

    sqlite3 binds a None seven times slower than a value. So a column of nulls only is not bound at all, and one that is
    mostly null carries in their place a value that it cannot hold: U+0000, or a number below its smallest.
    """
    marks: dict[str, str] = {}
    bound: list[pl.Expr] = []
    for column, nulls in zip(frame.iter_columns(), frame.null_count().row(0), strict=True):
        stand_in = _stand_in(column) if nulls > _MOSTLY * frame.height else None
        if nulls == frame.height:
            marks[column.name] = "NULL"
        elif stand_in is None:
            marks[column.name] = "?"
            bound.append(pl.col(column.name))
        else:
            marks[column.name] = f"NULLIF(?, {stand_in})" if isinstance(stand_in, int) else "NULLIF(?, char(0))"
            bound.append(pl.col(column.name).fill_null(stand_in))
    if not bound:
        raise ValueError("a frame of nulls only")
    return marks, frame.select(bound)


def _stand_in(column: pl.Series) -> int | str | None:
    """A value that the column does not hold."""
    if column.dtype == pl.String:
        return "\0"
    smallest: Any = column.min()
    return None if smallest is None or smallest == _LEAST else int(smallest) - 1


def _insert_sqlite(work: Work, table: Table, frame: pl.DataFrame, *, skip_existing: bool) -> int:
    marks, bound = _sqlite_binding(frame)
    return _executemany(work, insert_text(table, marks, skip_existing=skip_existing), bound)


def _update_sqlite(work: Work, table: Table, keys: list[str], changed: list[str], frame: pl.DataFrame) -> int:
    marks, bound = _sqlite_binding(frame.select([*changed, *keys]))
    return _executemany(work, update_text(table, keys, marks), bound)


def _executemany(work: Work, statement: str, frame: pl.DataFrame) -> int:
    cursor = work.raw.executemany(statement, frame.iter_rows())
    count: int = cursor.rowcount
    cursor.close()
    return count


def _copy(work: Work, target: str, frame: pl.DataFrame) -> None:
    statement = f"COPY {target} ({names_of(frame.columns)}) FROM STDIN (FORMAT csv)"
    with work.raw.cursor() as cursor, cursor.copy(statement) as sink:
        for part in frame.iter_slices(_COPY_ROWS):
            sink.write(part.write_csv(include_header=False, quote_style="non_numeric").encode())


def _copied_aside(work: Work, table: Table, frame: pl.DataFrame) -> str:
    """A filled temporary table with the frame's columns as the target types them; the caller drops it."""
    name = quoted(f"frame_{next(_numbers)}")
    columns = names_of(frame.columns)
    made = f"CREATE TEMPORARY TABLE {name} ON COMMIT DROP AS SELECT {columns} FROM {quoted(table.name)} WITH NO DATA"
    _execute(work, made)
    _copy(work, name, frame)
    _execute(work, f"ANALYZE {name}")
    return name


def _execute(work: Work, statement: str) -> int:
    with work.raw.cursor() as cursor:
        cursor.execute(statement)
        count: int = cursor.rowcount
    return count
