"""A segment's condition as SQL over customers: every value bound, the same answer on both databases.

Text is compared by `lower`, which knows A-Z only on SQLite and under the C collation of our PostgreSQL columns; so
case of A-Z does not count, accents do, and order is by code point. Cities are stored as postal labels (capitals, no
accent), so what is asked of `city` is put in that form first. SQL's three values hold on both: a comparison with a
missing value is neither true nor false.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import polars as pl
from sqlalchemy import ColumnElement, and_, case, func, not_, or_
from sqlmodel import SQLModel

from service.core.kinds.places import place_labels
from service.core.segment.conditions import (
    FIELDS,
    And,
    Between,
    Compare,
    Condition,
    Like,
    Missing,
    Not,
    OneOf,
    Or,
    Value,
)
from service.store.tables.customers import Customer

_C = SQLModel.metadata.tables[Customer.__tablename__].c
_ASCII = str.maketrans("ABCDEFGHIJKLMNOPQRSTUVWXYZ", "abcdefghijklmnopqrstuvwxyz")
# France and its overseas departments and territories, which share the French postcodes
_FRENCH = ("FR", "GP", "MQ", "GF", "RE", "YT", "PM", "BL", "MF", "WF", "PF", "NC", "MC")

Test = Callable[[Any, Any], ColumnElement[bool]]
_TESTS: dict[str, Test] = {
    "=": lambda a, b: a == b,
    "!=": lambda a, b: a != b,
    "<": lambda a, b: a < b,
    "<=": lambda a, b: a <= b,
    ">": lambda a, b: a > b,
    ">=": lambda a, b: a >= b,
}


def compile_where(condition: Condition) -> ColumnElement[bool]:
    """The condition over the `customers` table."""
    return _COMPILE[type(condition)](condition)


def _column(field: str) -> ColumnElement[Any]:
    if field == "department":
        return _department()
    column: ColumnElement[Any] = _C["total_spent_minor" if field == "total_spent" else field]
    return func.lower(column) if FIELDS[field] == "text" else column


def _department() -> ColumnElement[Any]:
    code = _C.postal_code
    local = func.substr(code, 1, 2)
    found = case(
        (local.in_(("97", "98")), func.substr(code, 1, 3)),
        (and_(local == "20", code < "20200"), "2a"),
        (local == "20", "2b"),
        else_=local,
    )
    at_home = or_(_C.country_code.is_(None), _C.country_code.in_(_FRENCH))
    return case((and_(at_home, func.length(code) == 5), found))


def _bound(field: str, value: Value) -> str | int:
    if isinstance(value, Decimal):
        return int(value * 100)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, int):
        return value
    label = place_labels(pl.Series([value], dtype=pl.String))[0] if field == "city" else value
    return str(label).translate(_ASCII)


def _pattern(field: str, pattern: str) -> str:
    if field != "city":
        return pattern.translate(_ASCII)
    # the signs of the pattern stay; the words between them are put in postal form, blanks at their ends kept
    pieces = re.split(r"(\\.|[%_])", pattern)
    return "".join(p if i % 2 else _piece(p) for i, p in enumerate(pieces))


def _piece(text: str) -> str:
    label = str(_bound("city", text))
    return " " * text[:1].isspace() + label + " " * (text[-1:].isspace() and bool(label))


def _maybe_not(test: ColumnElement[bool], *, negated: bool) -> ColumnElement[bool]:
    return not_(test) if negated else test


def _one_of(c: OneOf) -> ColumnElement[bool]:
    return _maybe_not(_column(c.field).in_([_bound(c.field, v) for v in c.values]), negated=c.negated)


def _between(c: Between) -> ColumnElement[bool]:
    low, high = (_bound(c.field, v) for v in (c.low, c.high))
    column = _column(c.field)
    return _maybe_not(and_(column >= low, column <= high), negated=c.negated)


def _like(c: Like) -> ColumnElement[bool]:
    return _maybe_not(_column(c.field).like(_pattern(c.field, c.pattern), escape="\\"), negated=c.negated)


def _missing(c: Missing) -> ColumnElement[bool]:
    column = _column(c.field)
    return column.is_not(None) if c.negated else column.is_(None)


_COMPILE: dict[type[Condition], Callable[..., ColumnElement[bool]]] = {
    Compare: lambda c: _TESTS[c.op](_column(c.field), _bound(c.field, c.value)),
    OneOf: _one_of,
    Between: _between,
    Like: _like,
    Missing: _missing,
    Not: lambda c: not_(compile_where(c.inner)),
    And: lambda c: and_(*map(compile_where, c.parts)),
    Or: lambda c: or_(*map(compile_where, c.parts)),
}
