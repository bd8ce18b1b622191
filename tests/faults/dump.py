"""What a base says, apart from the numbers of its ids: to compare a run that was killed with one that was not.

Ids come from blocks, and a killed run leaves gaps. So rows are named by where they come from: an import by its order, a
record by import and row, a party by the record that first spoke of it, a contact point by party and value, a customer
by the party whose number it carries. Every table is compared but those that tell the story of the run itself.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Hashable
from typing import Any

from sqlalchemy import select
from sqlmodel import SQLModel

from service.store.session import Database, reading

Key = Hashable
_NOT_COMPARED = {"jobs", "id_blocks", "audit"}
_BY_NOUN = {
    "imports": ("import_id", "ended_by", "superseded_by", "cause_id"),
    "records": ("record_id", "supersedes"),
    "parties": (
        "party_id", "left_id", "right_id", "from_party_id", "to_party_id", "main_party_id", "contact_party_id",
        "carried_id", "customer_id", "old_id", "into_id", "employer_id",
    ),
    "contact_points": ("contact_point_id",),
    "match_snapshots": ("snapshot_id",),
}  # fmt: skip
_NOUN = {column: noun for noun, columns in _BY_NOUN.items() for column in columns}
_OWN_ID = {"imports": "imports", "records": "records", "parties": "parties", "customers": "parties"}


def dump(database: Database) -> dict[str, Counter[Key]]:
    """Rows of each table, as a multiset of (column, value) tuples without numbers and moments."""
    with reading(database) as work:
        tables = {
            name: [row._asdict() for row in work.connection.execute(select(table))]
            for name, table in SQLModel.metadata.tables.items()
            if name not in _NOT_COMPARED
        }
    names = _names(tables)
    return {name: Counter(_plain(name, row, names) for row in rows) for name, rows in tables.items()}


def _names(tables: dict[str, list[dict[str, Any]]]) -> dict[str, dict[int, Key]]:
    imports: dict[int, Key] = {row["id"]: ("import", n) for n, row in enumerate(sorted(tables["imports"], key=_id))}
    records: dict[int, Key] = {r["id"]: (imports[r["import_id"]], r["row_id"]) for r in tables["records"]}
    first = {
        (record[side], record["import_id"]): records[record["id"]]
        for record in tables["records"]
        for side in ("main_party_id", "contact_party_id")
        if record[side] is not None
    }
    # a party whose first record was erased is nobody's: named by its import and slot alone
    parties: dict[int, Key] = {p["id"]: (first.get((p["id"], p["import_id"])), p["slot"]) for p in tables["parties"]}
    points: dict[int, Key] = {
        c["id"]: (parties[c["party_id"]], c["kind"], c["value"]) for c in tables["contact_points"]
    }
    snapshots: dict[int, Key] = {row["id"]: n for n, row in enumerate(sorted(tables["match_snapshots"], key=_id))}
    return {
        "imports": imports, "records": records, "parties": parties, "contact_points": points,
        "match_snapshots": snapshots,
    }  # fmt: skip


def _id(row: dict[str, Any]) -> int:
    return int(row["id"])


def _plain(table: str, row: dict[str, Any], names: dict[str, dict[int, Key]]) -> Key:
    """The row as (column, value): ids by name; own numbers, sequences and moments left out."""
    told: list[tuple[str, Key]] = []
    for column, value in row.items():
        if column == "certificate":
            continue  # moments, and a digest over slices that are cut by time
        if column == "id" and table in _OWN_ID:
            told.append((column, names[_OWN_ID[table]].get(value)))
        elif column in ("id", "seq") or column.endswith("_us"):
            continue
        elif column in _NOUN and value is not None:
            told.append((column, names[_NOUN[column]].get(value, "gone")))
        elif column == "lineage":
            told.append((column, _lineage(value, names["records"].get)))
        else:
            told.append((column, value))
    return tuple(told)


def _lineage(text: str, record: Callable[[int], Key]) -> Key:
    return tuple(sorted((field, str(record(source)), rule) for field, (source, rule) in json.loads(text).items()))


def differences(before: dict[str, Counter[Key]], after: dict[str, Counter[Key]]) -> list[str]:
    """Rows that are in one dump only, a few of each table, for a test's message."""
    told = []
    for table, rows in before.items():
        lost, added = rows - after[table], after[table] - rows
        told += [f"{table} lost {n} x {row}" for row, n in list(lost.items())[:3]]
        told += [f"{table} gained {n} x {row}" for row, n in list(added.items())[:3]]
    return told
