"""A base that is well has no finding; each planted violation is found by its rule, on both databases."""

from __future__ import annotations

import io
import sqlite3
from contextlib import closing
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import insert, text
from sqlmodel import SQLModel

from service.flows.doctor import RULES, Finding, examine
from service.store import jobs
from service.store.files import DataDir
from service.store.ids import take_ids
from service.store.session import Database, Work, unit_of_work

_T = SQLModel.metadata.tables
_TODAY, _NOW = date(2026, 6, 1), 1_780_000_000_000_000


def _add(work: Work, table: str, **values: Any) -> None:
    work.connection.execute(insert(_T[table]).values(**values))


def _import(work: Work, import_id: int, **values: Any) -> None:
    given = {"list_id": 1, "state": "published", "kind": "file", "sha256": f"{import_id}", "size": 9, "created_us": 1}
    _add(work, "imports", id=import_id, **(given | values))


def _record(work: Work, record_id: int, row_id: int, **values: Any) -> None:
    given = {"import_id": 1, "list_id": 1, "line": row_id + 1, "outcome": "accepted", "row_hash": 0, "cells": "[]"}
    _add(work, "records", id=record_id, row_id=row_id, **(given | values))


def _party(work: Work, party_id: int, customer_id: int, kind: str = "person", import_id: int = 1) -> None:
    given = {"slot": 0, "relation": "customer", "list_id": 1, "import_id": import_id, "carried_id": party_id}
    _add(work, "parties", id=party_id, kind=kind, **given)
    _add(work, "memberships", party_id=party_id, since_us=1, customer_id=customer_id, import_id=import_id)


def _customer(work: Work, customer_id: int, parties: int, kind: str = "person") -> None:
    seen = {"version": 1, "updated_us": 1, "first_seen_us": 1, "lineage": "{}"}
    _add(work, "customers", id=customer_id, import_id=1, kind=kind, parties=parties, **seen)
    _tell(work, customer_id, "created")


def _tell(work: Work, customer_id: int, kind: str, **values: Any) -> None:
    _add(work, "changes", customer_id=customer_id, kind=kind, at_us=1, cause="import", **({"cause_id": 1} | values))


def _point(work: Work, point_id: int, party_id: int, record_id: int, **values: Any) -> None:
    given = {"import_id": 1, "kind": "email", "subtype": "named", "value": f"p{point_id}@courrier.example", "key": 7}
    _add(work, "contact_points", id=point_id, party_id=party_id, record_id=record_id, **(given | values))


@pytest.fixture
def base(database: Database) -> Database:
    """Four people in three customers, a company with its contact person, a changed row, a merge, a rejected row."""
    with unit_of_work(database) as work:
        _add(work, "controllers", id=1, name="Maison Exemple", created_us=1)
        _add(work, "lists", id=1, name="clients", kind="owned", controller_id=1, created_us=1)
        sums = {"lines": 8, "header": 1, "preamble": 1, "row_lines": 6, "rows": 5, "accepted": 4, "rejected": 1}
        _import(work, 1, fresh=4, **sums)
        second = {"lines": 4, "header": 1, "blank": 1, "row_lines": 2, "rows": 2, "accepted": 2}
        _import(work, 2, unchanged=1, changed=1, **second)
        _import(work, 3, state="staging", lines=7)
        for party_id, customer_id in ((1, 1), (2, 1), (3, 3), (5, 5)):
            _party(work, party_id, customer_id)
        _party(work, 4, 4, kind="company")
        _record(work, 1, 1, main_party_id=1)
        _record(work, 2, 2, main_party_id=2)
        _record(work, 3, 3, main_party_id=3, superseded_by=2)
        _record(work, 4, 4, main_party_id=4, contact_party_id=5)
        _record(work, 5, 5, outcome="rejected", code="row.unreadable")
        _record(work, 6, 1, import_id=2, main_party_id=3, supersedes=3)
        _record(work, 7, 1, import_id=3, main_party_id=1)
        _add(work, "sightings", import_id=2, row_id=2, record_id=1, line=3)
        for customer_id, parties in ((1, 2), (3, 1), (5, 1)):
            _customer(work, customer_id, parties)
        _customer(work, 4, 1, kind="company")
        _tell(work, 2, "created")
        _tell(work, 2, "merged", into_id=1)
        _tell(work, 3, "updated", cause_id=2)
        _add(work, "customer_redirects", old_id=2, customer_id=1, at_us=1)
        _point(work, 1, 1, 1)
        _point(work, 2, 5, 4)
        _point(work, 3, 3, 3, ended_by=2)
        _add(work, "match_keys", key=7, party_id=1)
        _add(work, "links", from_party_id=5, to_party_id=4, kind="works_for", import_id=1)
        take_ids(work, "jobs", 100)
        jobs.put(work, "import", "import:3", {"import_id": 3}, lane="customers", now_us=_NOW)
    return database


def _plant(database: Database, statements: str) -> None:
    """Run SQL without looking at foreign keys: how rows come to point to nothing."""
    if database.dialect == "postgresql":
        with unit_of_work(database) as work:
            for statement in ["SET LOCAL session_replication_role = replica", *statements.split(";")]:
                work.connection.execute(text(statement))
    else:
        with closing(sqlite3.connect(str(database.path))) as connection:
            connection.executescript(statements)


def _member(party_id: int, customer_id: int) -> str:
    return f"INSERT INTO memberships (party_id, since_us, customer_id) VALUES ({party_id}, 9, {customer_id})"


# what is planted, in SQL, and (rule, ids) of each finding that must come of it, no other
PLANTED: dict[str, tuple[str, dict[str, list[int]]]] = {
    "a line too many": ("UPDATE imports SET lines = 9 WHERE id = 1", {"counters.lines": [1]}),
    "a row too many": (
        "UPDATE imports SET quarantined = 1 WHERE id = 1",
        {"counters.rows": [1], "counters.stored": [1]},
    ),
    "an accepted row nobody accounts for": ("UPDATE imports SET fresh = 3 WHERE id = 1", {"counters.accepted": [1]}),
    "a record lost": ("DELETE FROM records WHERE id = 5", {"counters.stored": [1]}),
    "a sighting doubled": (
        "INSERT INTO sightings (import_id, row_id, record_id, line) VALUES (2, 3, 2, 4)",
        {"counters.stored": [2]},
    ),
    "a party in no customer": (
        "UPDATE memberships SET until_us = 5 WHERE party_id = 2",
        {"parties.customer": [2], "customers.parties": [1]},
    ),
    "a party in two customers": (
        _member(2, 3),
        {"parties.customer": [2], "customers.parties": [3], "customers.id": [3]},
    ),
    "a customer without party": (
        """INSERT INTO customers (id, kind, parties, version, updated_us, first_seen_us, lineage)
        VALUES (9, 'person', 1, 1, 1, 1, '{}');
        INSERT INTO changes (customer_id, kind, at_us, cause) VALUES (9, 'created', 1, 'import')""",
        {"customers.parties": [9]},
    ),
    "a customer that counts its parties wrong": (
        "UPDATE customers SET parties = 3 WHERE id = 1",
        {"customers.parties": [1]},
    ),
    "a customer under another id than its founder's": (
        "UPDATE parties SET carried_id = 2 WHERE id = 1",
        {"customers.id": [1]},
    ),
    "a member that no record speaks of": (
        "UPDATE records SET contact_party_id = NULL WHERE id = 4",
        {"customers.parties": [5], "memberships.nobody": [5], "contact_points.party": [2]},
    ),
    "a contact point of no party": (
        "UPDATE contact_points SET party_id = 99 WHERE id = 3",
        {"contact_points.party": [3]},
    ),
    "a redirect to a redirect": (
        "INSERT INTO customer_redirects (old_id, customer_id, at_us) VALUES (8, 2, 1)",
        {"redirects.flat": [8]},
    ),
    "a redirect to nothing": ("UPDATE customer_redirects SET customer_id = 77", {"redirects.flat": [2]}),
    "a redirect from a customer": (
        "INSERT INTO customer_redirects (old_id, customer_id, at_us) VALUES (3, 1, 1)",
        {"redirects.flat": [3]},
    ),
    "a customer the feed does not know": (
        "DELETE FROM changes WHERE customer_id = 3",
        {"feed.state": [3]},
    ),
    "a customer the feed has seen go": (
        "INSERT INTO changes (customer_id, kind, into_id, at_us, cause) VALUES (4, 'merged', 1, 1, 'import')",
        {"feed.state": [4]},
    ),
    "a feed that tells of an unpublished import": (
        "INSERT INTO changes (customer_id, kind, at_us, cause, cause_id) VALUES (3, 'updated', 1, 'import', 3)",
        {"staged.visible": [3]},
    ),
    "a visible link to a party of an unpublished import": (
        "UPDATE parties SET import_id = 3 WHERE id = 4",
        {"staged.visible": [3]},
    ),
    "a row of an import that never was": (
        "INSERT INTO sightings (import_id, row_id, record_id, line) VALUES (99, 1, 1, 1)",
        {"rows.import": [99]},
    ),
    "a match key of a party that is gone": (
        "INSERT INTO match_keys (key, party_id) VALUES (7, 99)",
        {"keys.party": [99]},
    ),
    "a job whose worker is gone": (
        """INSERT INTO jobs (id, kind, key, lane, payload, state, checkpoint, step, run_after_us, created_us,
        lease_until_us) VALUES (5, 'import', 'k', 'l', '{}', 'running', '{}', '', 1, 1, 1)""",
        {"jobs.lease": [5]},
    ),
    "an import nobody works on": ("DELETE FROM jobs", {"imports.idle": [3]}),
    "rows that a failed import left": (
        "UPDATE imports SET state = 'failed' WHERE id = 3; DELETE FROM jobs",
        {"imports.leavings": [3]},
    ),
    "a prospect long past its date": (
        """UPDATE parties SET relation = 'prospect' WHERE id = 3;
        UPDATE records SET relation = 'prospect', collected_on = '2015-01-01' WHERE id = 6""",
        {"dates.past": [3]},
    ),
    "a purge left undone": (
        """INSERT INTO retention_reviews (id, as_of, ruleset, state, counts, created_us, applied_us)
        VALUES (4, '2026-01-01', 'r', 'erasing', '{}', 1, 1)""",
        {"purge.unfinished": [4]},
    ),
    "a tombstone that the file outside the base lacks": (
        """INSERT INTO tombstones (id, identity_hash, kind, customer_id, erased_us, reason)
        VALUES (6, 'ab', 'email', 9, 1, 'retention')""",
        {"tombstones.file": [6]},
    ),
    "a file that is kept": ("UPDATE imports SET upload = 'kept' WHERE id = 1", {"uploads.kept": [1]}),
    "a file that no import names": ("UPDATE imports SET upload = 'other' WHERE id = 1", {"uploads.kept": [0]}),
}


def _examined(database: Database, data_dir: Path) -> list[Finding]:
    return examine(database, data_dir, today=_TODAY, now_us=_NOW)


def test_a_base_that_is_well_has_no_finding(base: Database, tmp_path: Path) -> None:
    assert _examined(base, tmp_path) == []


def test_an_empty_base_is_well(database: Database, tmp_path: Path) -> None:
    assert _examined(database, tmp_path) == []


@pytest.mark.parametrize("name", PLANTED)
def test_a_planted_violation_is_found(base: Database, tmp_path: Path, name: str) -> None:
    statement, expected = PLANTED[name]
    if name.startswith("a file"):
        (tmp_path / "uploads").mkdir()
        (tmp_path / "tmp").mkdir()
        (tmp_path / "uploads" / "kept").write_text("x")
    _plant(base, statement)
    findings = _examined(base, tmp_path)
    assert {f.rule: f.sample_ids for f in findings} == expected
    assert all(f.count == len(f.sample_ids) and f.text_fr and f.text_en for f in findings)


def test_a_file_under_way_is_in_its_place_and_missed_when_gone(base: Database, tmp_path: Path) -> None:
    with DataDir(tmp_path) as data:
        upload = data.receive(io.BytesIO(b"nom"))
        assert _examined(base, tmp_path) == [], "its receiver lives and is about to tell"
        with unit_of_work(base) as work:
            _import(work, 4, state="staging", upload=upload.name)
            jobs.put(work, "import", "import:4", {"import_id": 4}, lane="customers", now_us=1)
        assert _examined(base, tmp_path) == []
        data.remove_upload(upload.name)
        assert [(f.rule, f.sample_ids) for f in _examined(base, tmp_path)] == [("uploads.missing", [4])]


def test_a_prospect_past_its_date_that_was_just_imported_is_left_to_the_next_purge(
    base: Database, tmp_path: Path
) -> None:
    old, _ = PLANTED["a prospect long past its date"]
    _plant(base, f"{old}; UPDATE customers SET first_seen_us = {_NOW - 1}")
    assert _examined(base, tmp_path) == []


def test_a_tombstone_that_the_base_lost_is_found(base: Database, tmp_path: Path) -> None:
    (tmp_path / "keys").mkdir()
    (tmp_path / "keys" / "tombstones.ndjson").write_text('{"noun":"tombstone","id":8,"hash":"cd"}\n')
    assert [(f.rule, f.sample_ids) for f in _examined(base, tmp_path)] == [("tombstones.file", [8])]


def test_findings_show_few_ids_and_count_all(base: Database, tmp_path: Path) -> None:
    rows = ", ".join(f"(1, {party_id})" for party_id in range(100, 120))
    _plant(base, f"INSERT INTO match_keys (key, party_id) VALUES {rows}")
    assert [(f.rule, f.count, f.sample_ids) for f in _examined(base, tmp_path)] == [
        ("keys.party", 20, [100, 101, 102, 103, 104])
    ]


def test_every_rule_is_seen_to_find_something() -> None:
    found = {rule for _, expected in PLANTED.values() for rule in expected} | {"uploads.missing"}
    assert {rule.name for rule in RULES} == found
