"""Readers see the rows of published imports and those of none, and only what no published import has ended."""

from __future__ import annotations

import polars as pl
import pytest
from sqlalchemy import select, text
from sqlmodel import SQLModel

from service.store import visible
from service.store.bulk import insert_frame
from service.store.session import Database, Work, reading, unit_of_work
from service.store.tables.customers import Membership
from service.store.tables.lists import Controller, CustomerList, Import
from service.store.tables.matching import MatchSnapshot, Pair
from service.store.tables.parties import Act, ContactPoint, Party, Purchase
from service.store.tables.records import Record

TABLES = SQLModel.metadata.tables
STATES = ("received", "staging", "published", "failed", "reverting", "reverted")
PUBLISHED = STATES.index("published") + 1


@pytest.fixture
def base(database: Database) -> Database:
    """One import a state (ids 1 to 6), one party of each, without rows of their own."""
    with unit_of_work(database) as work:
        work.session.add(Controller(id=1, name="Exemple SARL", created_us=0))
        work.session.flush()
        work.session.add(CustomerList(id=1, name="Clients", kind="owned", controller_id=1, created_us=0))
        work.session.flush()
        numbered = list(enumerate(STATES, start=1))
        imports = [
            {"id": n, "list_id": 1, "state": state, "kind": "file", "sha256": state, "size": 1, "created_us": 0}
            for n, state in numbered
        ]
        insert_frame(work, Import, pl.DataFrame(imports))
        parties = {"kind": "person", "slot": 0, "relation": "customer", "list_id": 1}
        rows = [parties | {"id": n, "import_id": n, "carried_id": n} for n, _ in numbered]
        insert_frame(work, Party, pl.DataFrame(rows))
    return database


def every_pair_of_marks() -> list[tuple[int, int, int | None]]:
    """(id, import, ending import or null) for every import, ended by none or any."""
    marks: list[int | None] = [None, 1, 2, 3, 4, 5, 6]
    return [(10 * n + m, n, mark) for n in range(1, 7) for m, mark in enumerate(marks)]


EXPECTED = {number for number, owner, mark in every_pair_of_marks() if owner == PUBLISHED and mark != PUBLISHED}


def seen(work: Work, table: str, condition: object) -> set[int]:
    return set(work.session.scalars(select(TABLES[table].c.id).where(condition)))  # type: ignore[arg-type]  # a condition of SQLAlchemy


def test_a_table_of_imports_shows_the_published_ones(base: Database) -> None:
    with reading(base) as work:
        assert seen(work, "parties", visible.published(Party)) == {PUBLISHED}
        assert seen(work, "parties", visible.published(TABLES["parties"])) == {PUBLISHED}
        assert seen(work, "parties", visible.published(Party, visible.NOW_FOR_FEW)) == {PUBLISHED}


def test_rows_of_no_import_are_always_seen(base: Database) -> None:
    rows = [(n, n) for n in range(1, 7)] + [(7, None)]
    with unit_of_work(base) as work:
        frame = pl.DataFrame(rows, schema={"party_id": pl.Int64, "import_id": pl.Int64}, orient="row")
        insert_frame(work, Membership, frame.with_columns(since_us=0, customer_id=pl.col("party_id")))
        ended = frame.with_columns(since_us=1, customer_id=pl.col("party_id"), until_us=2)
        insert_frame(work, Membership, ended)
        table = TABLES["memberships"]
        current = work.session.execute(select(table.c.party_id, table.c.since_us).where(visible.current_memberships()))
        assert {tuple(row) for row in current} == {(PUBLISHED, 0), (7, 0)}
        few = visible.current_memberships(visible.NOW_FOR_FEW)
        assert set(work.session.scalars(select(table.c.party_id).where(few))) == {PUBLISHED, 7}
        work.session.execute(text("UPDATE imports SET state = 'published'"))
        everyone = work.session.scalars(select(table.c.party_id).where(visible.current_memberships()))
        assert set(everyone) == {1, 2, 3, 4, 5, 6, 7}


def test_a_record_has_a_vote_until_a_published_import_takes_it(base: Database) -> None:
    common: dict[str, int | str | None] = {"list_id": 1, "line": 1, "row_hash": 0, "cells": "[]"}
    rows: list[dict[str, int | str | None]] = [
        common | {"id": i, "row_id": i, "import_id": n, "superseded_by": mark, "outcome": "accepted"}
        for i, n, mark in every_pair_of_marks()
    ]
    refused = common | {"id": 999, "row_id": 999, "import_id": PUBLISHED, "superseded_by": None, "outcome": "rejected"}
    with unit_of_work(base) as work:
        insert_frame(work, Record, pl.DataFrame([*rows, refused], infer_schema_length=None))
        assert seen(work, "records", visible.live_records()) == EXPECTED


@pytest.mark.parametrize(
    ("model", "fields", "condition"),
    [
        (ContactPoint, {"kind": "email", "subtype": "named", "value": "a@b.example", "key": 0}, "live_contact_points"),
        (Act, {"side": "theirs", "kind": "order", "on_date": "2024-01-31", "evidence": "import"}, "live_acts"),
        (Purchase, {"kind": "order", "evidence": "import"}, "live_purchases"),
    ],
)
def test_what_hangs_on_a_party_lives_until_a_published_import_ends_it(
    base: Database, model: type[SQLModel], fields: dict[str, str | int | None], condition: str
) -> None:
    rows = [
        fields | {"id": i, "party_id": 1, "record_id": 1, "import_id": n, "ended_by": mark}
        for i, n, mark in every_pair_of_marks()
    ]
    with unit_of_work(base) as work:
        insert_frame(work, model, pl.DataFrame(rows, infer_schema_length=None))
        assert seen(work, str(model.__tablename__), getattr(visible, condition)()) == EXPECTED
        few = getattr(visible, condition)(visible.NOW_FOR_FEW)
        assert seen(work, str(model.__tablename__), few) == EXPECTED


def test_a_pair_of_no_import_is_seen(base: Database) -> None:
    rows = [
        {"left_id": i, "right_id": i + 1, "import_id": n, "ended_by": mark}
        for i, n, mark in [*every_pair_of_marks(), (900, 0, None)]
    ]
    with unit_of_work(base) as work:
        work.session.add(MatchSnapshot(id=1, model="test", body="{}", created_us=0))
        work.session.flush()
        frame = pl.DataFrame(rows, infer_schema_length=None)
        insert_frame(work, Pair, frame.with_columns(levels=0, weight=0, probability=0, snapshot_id=1))
        found = work.session.scalars(select(TABLES["pairs"].c.left_id).where(visible.live_pairs()))
        assert set(found) == EXPECTED | {900}


@pytest.mark.parametrize("few", [False, True])
def test_a_view_asks_as_if(base: Database, few: bool) -> None:
    with reading(base) as work:
        assert seen(work, "parties", visible.published(Party, visible.View(plus=2, few=few))) == {2, PUBLISHED}
        assert seen(work, "parties", visible.published(Party, visible.View(minus=PUBLISHED, few=few))) == set()
        assert seen(work, "parties", visible.published(Party)) == {PUBLISHED}
