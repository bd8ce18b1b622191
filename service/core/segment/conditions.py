"""The parts of a segment's condition: frozen nodes, and the fields they may speak of.

Text compares without regard to the case of A-Z; accents and everything else count. `city` is compared as the postal
label (capitals, no accent: 'Saint-Étienne' finds SAINT ETIENNE). A missing value satisfies nothing but `is null`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Literal

import polars as pl

from service.core.columns import TYPED_COLUMNS

FieldType = Literal["text", "whole", "money", "day"]
Value = str | int | Decimal | date


def _type_of(name: str, *, number: bool) -> FieldType:
    if number:
        return "whole"
    return "day" if name.endswith(("_date", "_on")) else "text"


_MADE: dict[str, FieldType] = {
    "kind": "text",  # person | company | mailbox
    "parties": "whole",
    "last_act_on": "day",
    "total_spent": "money",  # in the customer's currency: total_spent_minor / 100
    "department": "text",  # '69', '2A', '974': from the postal code
}
FIELDS: dict[str, FieldType] = _MADE | {
    c.name: _type_of(c.name, number=c.dtype == pl.Int64) for c in TYPED_COLUMNS if c.golden
}

NAMING = frozenset({
    "first_name", "last_name", "birth_date", "company_name", "siren", "siret", "vat_number", "email", "phone",
    "phone_mobile", "address_line1", "address_line2", "address_line3",
})  # fmt: skip
"""Fields whose values may name one person."""

_MASK = "…"
OPERATORS = ("=", "!=", "<=", ">=", "<", ">")


@dataclass(frozen=True)
class Compare:
    """field op value."""

    field: str
    op: str
    value: Value


@dataclass(frozen=True)
class OneOf:
    """field [not] in (values)."""

    field: str
    values: tuple[Value, ...]
    negated: bool = False


@dataclass(frozen=True)
class Between:
    """field [not] between low and high, both included."""

    field: str
    low: Value
    high: Value
    negated: bool = False


@dataclass(frozen=True)
class Like:
    r"""field [not] like pattern: % any text, _ any one character, \ takes their meaning away."""

    field: str
    pattern: str
    negated: bool = False


@dataclass(frozen=True)
class Missing:
    """field is [not] null."""

    field: str
    negated: bool = False


@dataclass(frozen=True)
class Not:
    """not inner."""

    inner: Condition


@dataclass(frozen=True)
class And:
    """All parts; at least two, none of them an And."""

    parts: tuple[Condition, ...]


@dataclass(frozen=True)
class Or:
    """Any part; at least two, none of them an Or."""

    parts: tuple[Condition, ...]


Condition = Compare | OneOf | Between | Like | Missing | Not | And | Or


def fields_of(condition: Condition) -> set[str]:
    """The fields that a condition speaks of."""
    match condition:
        case And() | Or():
            return set().union(*(fields_of(part) for part in condition.parts))
        case Not():
            return fields_of(condition.inner)
        case _:
            return {condition.field}


def printed(condition: Condition) -> str:
    """The condition as text; parsing it gives the same condition."""
    return _PRINT[type(condition)](condition)


def _inner(condition: Condition, *, under: type[And | Or | Not]) -> str:
    loose = isinstance(condition, Or) or (isinstance(condition, And) and under is not Or)
    text = printed(condition)
    return f"({text})" if loose else text


def _literal(value: Value) -> str:
    if isinstance(value, str):
        return "'" + value.replace("'", "''") + "'"
    return f"{value:f}" if isinstance(value, Decimal) else str(value)


def _not(*, negated: bool) -> str:
    return "not " if negated else ""


def without_values(condition: Condition) -> Condition:
    """The same condition, with the values of NAMING fields replaced: what may be kept when people are erased."""
    match condition:
        case And() | Or():
            return replace(condition, parts=tuple(without_values(p) for p in condition.parts))
        case Not():
            return Not(without_values(condition.inner))
        case Missing():
            return condition
        case _:
            return _masked(condition) if condition.field in NAMING else condition


def _masked(condition: Compare | OneOf | Between | Like) -> Condition:
    match condition:
        case Compare():
            return replace(condition, value=_MASK)
        case Between():
            return replace(condition, low=_MASK, high=_MASK)
        case Like():
            return replace(condition, pattern=_MASK)
        case OneOf():
            return replace(condition, values=(_MASK,))


_PRINT: dict[type[Condition], Callable[..., str]] = {
    Compare: lambda c: f"{c.field} {c.op} {_literal(c.value)}",
    OneOf: lambda c: f"{c.field} {_not(negated=c.negated)}in ({', '.join(map(_literal, c.values))})",
    Between: lambda c: f"{c.field} {_not(negated=c.negated)}between {_literal(c.low)} and {_literal(c.high)}",
    Like: lambda c: f"{c.field} {_not(negated=c.negated)}like {_literal(c.pattern)}",
    Missing: lambda c: f"{c.field} is {_not(negated=c.negated)}null",
    Not: lambda c: f"not {_inner(c.inner, under=Not)}",
    And: lambda c: " and ".join(_inner(p, under=And) for p in c.parts),
    Or: lambda c: " or ".join(_inner(p, under=Or) for p in c.parts),
}
