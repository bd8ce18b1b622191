"""A segment's condition finds the same customers on both databases, and those that a plain reading finds."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select
from sqlmodel import SQLModel, col

from service.core.segment.conditions import Between, Compare, Condition, Missing, Not, OneOf, Or, printed
from service.core.segment.where import parse_where
from service.store.bulk import insert_frame
from service.store.segments import compile_where
from service.store.session import Database, reading, unit_of_work
from service.store.tables.customers import Customer

WORDS = ["", "Dupont", "dupont", "DUPONT", "Dupônt", "Éon", "eon", "a%b", "a_b", "a\\b", "O'Neil", "ﬁ", "日本", "😀"]
CODES = [None, "69003", "20090", "20200", "97410", "98000", "75011", "2A004", "1000"]
NUMBERS = [None, 0, 1, 7, -3]
MONEY = [None, 0, 9_999, 10_000, 10_001, -50]
DATES = [None, "2023-12-31", "2024-01-01", "2025-02-28"]


@pytest.fixture
def stocked(database: Database) -> Database:
    n = 60
    rows = pl.DataFrame(
        {
            "id": range(1, n + 1),
            "import_id": [None] * n,
            "kind": ["person", "company", "mailbox"] * 20,
            "parties": [1, 2] * 30,
            "version": [1] * n,
            "updated_us": [0] * n,
            "first_seen_us": [0] * n,
            "lineage": ["{}"] * n,
            "last_name": [([None, *WORDS] * 9)[i] for i in range(n)],
            "city": [([None, "LYON", "SAINT ETIENNE", "L ISLE ADAM", "PARIS"] * 12)[i] for i in range(n)],
            "postal_code": [(CODES * 9)[i] for i in range(n)],
            "country_code": [([None, "FR", "DE", "FR"] * 15)[i] for i in range(n)],
            "order_count": [(NUMBERS * 12)[i] for i in range(n)],
            "total_spent_minor": [(MONEY * 10)[i] for i in range(n)],
            "last_order_date": [(DATES * 15)[i] for i in range(n)],
        },
        schema_overrides={"import_id": pl.Int64},
    )
    with unit_of_work(database) as work:
        insert_frame(work, Customer, rows)
    return database


def found(database: Database, condition: Condition) -> list[int]:
    with reading(database) as work:
        asked = select(col(Customer.id)).where(compile_where(condition)).order_by(col(Customer.id))
        return list(work.connection.execute(asked).scalars())


@pytest.mark.parametrize(
    ("where", "names"),
    [
        ("last_name = 'dupont'", {"Dupont", "dupont", "DUPONT"}),
        ("last_name = 'DUPÔNT'", set()),
        ("last_name = 'dupônt'", {"Dupônt"}),
        ("last_name = 'éon'", set()),
        ("last_name = 'Éon'", {"Éon"}),
        ("last_name like 'DUP%'", {"Dupont", "dupont", "DUPONT", "Dupônt"}),
        ("last_name like 'dup_nt'", {"Dupont", "dupont", "DUPONT", "Dupônt"}),
        (r"last_name like 'a\%b'", {"a%b"}),
        (r"last_name like 'a\_b'", {"a_b"}),
        (r"last_name like 'a\\b'", {"a\\b"}),
        ("last_name like 'a_b'", {"a%b", "a_b", "a\\b"}),
        ("last_name = 'O''Neil'", {"O'Neil"}),
        ("last_name in ('日本', '😀')", {"日本", "😀"}),
        ("last_name like '_' and last_name not in ('x')", {"ﬁ", "😀"}),
        ("last_name = ''", {""}),
        ("last_name >= 'é'", {"ﬁ", "日本", "😀"}),
    ],
)
def test_text(stocked: Database, where: str, names: set[str]) -> None:
    with reading(stocked) as work:
        asked = select(col(Customer.last_name)).where(compile_where(parse_where(where)))
        assert set(work.connection.execute(asked).scalars()) == names


@pytest.mark.parametrize(
    ("where", "cities"),
    [
        ("city = 'Saint-Étienne'", {"SAINT ETIENNE"}),
        ("city = 'St Étienne'", {"SAINT ETIENNE"}),
        ("city = 'L''Isle-Adam'", {"L ISLE ADAM"}),
        ("city like 'saint-%'", {"SAINT ETIENNE"}),
        ("city like '%é%'", {"SAINT ETIENNE", "L ISLE ADAM"}),
        ("city in ('lyon', 'Paris')", {"LYON", "PARIS"}),
    ],
)
def test_cities_are_asked_for_as_people_write_them(stocked: Database, where: str, cities: set[str]) -> None:
    with reading(stocked) as work:
        asked = select(col(Customer.city)).where(compile_where(parse_where(where)))
        assert set(work.connection.execute(asked).scalars()) == cities


@pytest.mark.parametrize(
    ("department", "codes"),
    [("69", {"69003"}), ("2A", {"20090"}), ("2b", {"20200"}), ("974", {"97410"}), ("980", {"98000"}), ("10", set())],
)
def test_departments(stocked: Database, department: str, codes: set[str]) -> None:
    with reading(stocked) as work:
        asked = select(col(Customer.postal_code), col(Customer.country_code)).where(
            compile_where(parse_where(f"department = '{department}'"))
        )
        rows = work.connection.execute(asked).all()
    assert {r[0] for r in rows} == codes
    assert all(r[1] in (None, "FR") for r in rows)


STORED = {"total_spent": "total_spent_minor"}


def have(field: str, row: dict[str, Any]) -> Any:
    value = row[STORED.get(field, field)]
    return _lower(value) if field == "last_name" and value is not None else value


VALUES: dict[str, st.SearchStrategy[Any]] = {
    "last_name": st.sampled_from(WORDS),
    "order_count": st.sampled_from([n for n in NUMBERS if n is not None]),
    "total_spent": st.sampled_from([Decimal("99.99"), Decimal(100), Decimal("-0.50"), Decimal(0)]),
    "last_order_date": st.sampled_from([dt.date(2024, 1, 1), dt.date(2025, 2, 28), dt.date(2026, 1, 1)]),
}


def _lower(text: str) -> str:
    return "".join(chr(ord(c) + 32) if "A" <= c <= "Z" else c for c in text)


def _plain(value: Any) -> Any:
    if isinstance(value, Decimal):
        return int(value * 100)
    return value.isoformat() if isinstance(value, dt.date) else _lower(value) if isinstance(value, str) else value


def truth(condition: Condition, row: dict[str, Any]) -> bool | None:
    """Three-valued, as SQL has it: None is neither true nor false."""
    match condition:
        case Not(inner):
            known = truth(inner, row)
            return None if known is None else not known
        case Missing(field, negated):
            return (have(field, row) is None) != negated
        case Or(parts):
            known_parts = [truth(p, row) for p in parts]
            return True if True in known_parts else (None if None in known_parts else False)
        case Compare(field, _, _) | OneOf(field, _, _) | Between(field, _, _, _):
            return None if have(field, row) is None else holds(condition, have(field, row))
    raise AssertionError(condition)


def holds(condition: Condition, value: Any) -> bool:
    match condition:
        case Compare(_, op, other):
            ordered = (value > _plain(other)) - (value < _plain(other))
            return ordered in {"=": (0,), "!=": (-1, 1), "<": (-1,), "<=": (-1, 0), ">": (1,), ">=": (0, 1)}[op]
        case OneOf(_, values, negated):
            return (value in [_plain(v) for v in values]) != negated
        case Between(_, low, high, negated):
            return bool(_plain(low) <= value <= _plain(high)) != negated
    raise AssertionError(condition)


def _single(field: str) -> st.SearchStrategy[Condition]:
    value, flag = VALUES[field], st.booleans()
    return st.one_of(
        st.builds(Compare, st.just(field), st.sampled_from(["=", "!=", "<", "<=", ">", ">="]), value),
        st.builds(OneOf, st.just(field), st.lists(value, min_size=1, max_size=3).map(tuple), flag),
        st.builds(Between, st.just(field), value, value, flag),
        st.builds(Missing, st.just(field), flag),
    )


CONDITIONS = st.recursive(
    st.sampled_from(sorted(VALUES)).flatmap(_single),
    lambda inner: st.one_of(st.builds(Not, inner), st.builds(lambda a, b: Or((a, b)), inner, inner)),
    max_leaves=4,
)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(condition=CONDITIONS)
def test_any_condition_finds_what_a_plain_reading_finds(stocked: Database, condition: Condition) -> None:
    with reading(stocked) as work:
        names = ["id", "last_name", "order_count", "total_spent_minor", "last_order_date"]
        table = SQLModel.metadata.tables["customers"]
        rows = [dict(r._mapping) for r in work.connection.execute(select(*[table.c[n] for n in names]))]
    assert found(stocked, condition) == sorted(r["id"] for r in rows if truth(condition, r)), printed(condition)


@pytest.mark.parametrize("text", ["x' or '1'='1", "'; drop table customers; --", "%' or 1=1 --", "\\", "\0"])
def test_values_are_never_run(stocked: Database, text: str) -> None:
    assert found(stocked, Compare("last_name", "=", text.replace("\0", ""))) in (
        [],
        found(stocked, Compare("last_name", "=", "")),
    )
    assert len(found(stocked, Missing("last_name", negated=True))) > 0
