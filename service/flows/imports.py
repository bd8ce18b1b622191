"""Imports as people follow them: what was detected, how it is mapped, what came of the rows so far."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from service.core.plan import Plan
from service.core.recipes import Taken
from service.flows.discard import is_on_hold
from service.flows.inspect import columns_of, detected
from service.flows.report import import_counts
from service.store import imports
from service.store.job_views import JobRow, latest_job
from service.store.recipes import reading_of
from service.store.session import Work
from service.store.tables.lists import Import


@dataclass(frozen=True)
class ImportView:
    """One import: its row, the list's name, the newest job on it (null when none ran), plan and counts."""

    row: Import
    list_name: str
    job: JobRow | None
    detected: dict[str, Any] | None
    columns: list[dict[str, Any]]
    counts: dict[str, Any]
    recipe: Taken | None
    on_hold: bool


def view_import(work: Work, import_id: int) -> ImportView:
    """Everything but the rows.

    Raises  NotFound.
    """
    row = imports.get_import(work, import_id)
    plan = None if row.plan is None else Plan.from_json(row.plan)
    return ImportView(
        row,
        imports.list_by_id(work, row.list_id).name,
        job_of(work, import_id),
        None if plan is None else detected(plan),
        [] if plan is None else columns_of(plan),
        import_counts(work, row),
        reading_of(work, import_id).recipe,
        is_on_hold(work, import_id),
    )


def job_of(work: Work, import_id: int) -> JobRow | None:
    """The newest job that carries the import out or undoes it."""
    return latest_job(work, [f"import:{import_id}", f"revert:{import_id}"])
