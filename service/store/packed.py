"""Wide rows leave SQLite as one text each: it packs the text columns into a JSON array, polars unpacks that.

Python makes one object a row instead of one a cell: 41 columns come at 165k rows/s instead of 122k. On PostgreSQL the
packing costs the server what it saves here, so rows come as they are.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import polars as pl
from polars._typing import PolarsDataType
from sqlalchemy import Dialect, Executable, Select, Text, cast, func
from sqlalchemy.exc import CompileError

_PACKED = "packed"
_FEWEST = 4  # text columns from which packing is faster
_MOST = 100  # a function of SQLite takes 100 arguments unless it was built for more


def pack(query: Executable, schema: Mapping[str, PolarsDataType], dialect: Dialect) -> Executable | None:
    """The query with its text columns in one; null where that does not help or cannot be done (unions, other names)."""
    if dialect.name != "sqlite" or not isinstance(query, Select):
        return None
    columns = query.selected_columns
    texts = [name for name, dtype in schema.items() if dtype == pl.String]
    if not _FEWEST <= len(texts) <= _MOST or columns.keys() != list(schema):
        return None
    array = cast(func.json_array(*(columns[name] for name in texts)), Text).label(_PACKED)
    packed: Select[Any] = query.with_only_columns(
        *(columns[name] for name in schema if name not in texts), array, maintain_column_froms=True
    )
    try:
        packed.compile(dialect=dialect)
    except CompileError:  # sorted by the bare name of a column that is packed now
        return None
    return packed


def packed_schema(schema: Mapping[str, PolarsDataType]) -> dict[str, PolarsDataType]:
    """The columns of a packed query."""
    return {name: dtype for name, dtype in schema.items() if dtype != pl.String} | {_PACKED: pl.String}


def unpack(frame: pl.DataFrame, schema: Mapping[str, PolarsDataType]) -> pl.DataFrame:
    """The frame of `schema` from a frame of `packed_schema(schema)`."""
    texts = [name for name, dtype in schema.items() if dtype == pl.String]
    cells = frame[_PACKED].str.json_decode(pl.List(pl.String)).explode()
    unpacked = [cells.gather_every(len(texts), place).alias(name) for place, name in enumerate(texts)]
    return frame.drop(_PACKED).with_columns(unpacked).select(list(schema))
