"""What an import gave, in numbers: for the command line, and for the report that people read."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from sqlalchemy import Select, func, select
from sqlmodel import SQLModel

from service.store import imports
from service.store.recipes import reading_of
from service.store.session import Database, Work, reading
from service.store.tables.lists import Import

_T = SQLModel.metadata.tables
COUNTERS = ("lines", "header", "preamble", "footer", "blank", "row_lines")
ROWS = ("rows", "accepted", "rejected", "quarantined", "fresh", "changed", "unchanged", "missing", "erased")


def import_summary(database: Database, import_id: int) -> dict[str, Any]:
    """State, counters, issues by code, and what became of customers, of one import; `recipe` when it took one.

    Raises  NotFound.
    """
    with reading(database) as work:
        row, taken = imports.get_import(work, import_id), reading_of(work, import_id).recipe
        told = {"import_state": row.state, "list_id": row.list_id, **import_counts(work, row), "error": row.error}
        return told if taken is None else told | {"recipe": asdict(taken)}


def import_counts(work: Work, row: Import) -> dict[str, Any]:
    """Counters of lines and rows, issues by code, and customers created, updated, merged… by the import."""
    issues, changes = _T["issues"].c, _T["changes"].c
    codes = select(issues.code, func.count()).where(issues.import_id == row.id).group_by(issues.code)
    caused = (changes.cause == "import") & (changes.cause_id == row.id)
    moved = select(changes.kind, func.count()).where(caused).group_by(changes.kind)
    return {
        "counters": {name: getattr(row, name) for name in COUNTERS + ROWS},
        "issues": _counted(work, codes),
        "customers": {} if row.published_us is None else _counted(work, moved),
    }


def _counted(work: Work, asked: Select[Any, Any]) -> dict[str, int]:
    return {str(name): int(n) for name, n in sorted(tuple(row) for row in work.connection.execute(asked))}
