"""Column types with one meaning on SQLite and PostgreSQL.

Moments are integers: microseconds since 1970 in UTC (`*_us`). Dates are ISO 8601 text (`*_on`, `*_date`), which may be
partial. Money is integer minor units beside a currency. Text sorts by code point. JSON is canonical text.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, Integer, SmallInteger, Text, text
from sqlmodel import Field

# SQLite reuses the highest ids after a delete unless told not to
COUNTED = {"sqlite_autoincrement": True}
# rows live in the primary key itself: one tree instead of two
KEYED = {"sqlite_with_rowid": False}

CodePointText = Text().with_variant(Text(collation="C"), "postgresql")
# SQLite makes a rowid only of INTEGER PRIMARY KEY
RowId = BigInteger().with_variant(Integer, "sqlite")


def given_id() -> Any:
    """An integer primary key whose value the writer gives (see store/ids.py)."""
    return Field(sa_type=RowId, primary_key=True, sa_column_kwargs={"autoincrement": False})


def sequence() -> Any:
    """An integer primary key that the database counts up, never reusing a value; its table takes COUNTED."""
    return Field(default=None, sa_type=RowId, primary_key=True)


def words(*, null: bool = False, unique: bool = False, key: bool = False) -> Any:
    """Text that sorts by code point."""
    if null:
        return Field(default=None, sa_type=CodePointText, nullable=True, unique=unique)
    return Field(sa_type=CodePointText, nullable=False, unique=unique, primary_key=key)


def whole(*, null: bool = False, default: int | None = None) -> Any:
    """A 64-bit integer."""
    if null:
        return Field(default=None, sa_type=BigInteger, nullable=True)
    if default is not None:
        return Field(
            default=default, sa_type=BigInteger, nullable=False, sa_column_kwargs={"server_default": text(str(default))}
        )
    return Field(sa_type=BigInteger, nullable=False)


def flag(*, null: bool = False) -> Any:
    """1, 0 or null."""
    return Field(default=None if null else 0, sa_type=SmallInteger, nullable=null)


def to(target: str, *, null: bool = False, index: bool = False) -> Any:
    """A foreign key to an integer id, such as "parties.id"."""
    keyed = ForeignKey(target)
    if null:
        return Field(default=None, sa_type=BigInteger, sa_column_args=[keyed], nullable=True, index=index)
    return Field(sa_type=BigInteger, sa_column_args=[keyed], nullable=False, index=index)


def one_of(column: str, *values: str) -> CheckConstraint:
    """The column holds one of these words."""
    return CheckConstraint(f"{column} IN ({', '.join(repr(v) for v in values)})", name=f"{column}_known")


def written_by(*, null: bool = False, index: bool = True) -> Any:
    """The import (or list) that rows in bulk come from; neither is ever deleted, `limpide doctor` looks for strays.

    Not a foreign key: PostgreSQL would lock that one row again for each row written (COPY 117k rows/s, without 379k).
    """
    if null:
        return Field(default=None, sa_type=BigInteger, nullable=True, index=index)
    return Field(sa_type=BigInteger, nullable=False, index=index)


def partial_index(name: str, *columns: str, where: str, unique: bool = False) -> Index:
    """An index over the rows where a condition holds; the same on both databases."""
    condition = text(where)
    return Index(name, *columns, unique=unique, sqlite_where=condition, postgresql_where=condition)
