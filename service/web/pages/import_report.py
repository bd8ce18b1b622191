"""What the report of an import shows: counters, findings by field, reachability, what the columns were taken for."""

from __future__ import annotations

from collections import Counter
from typing import Any

import orjson

from service.errors import QualityError
from service.flows import import_pages
from service.store import imports
from service.store.session import reading
from service.store.tables.lists import Import
from service.web.problems import N_, Said, said
from service.web.visits import Visit

FIELDS_SHOWN = 8


def report_values(visit: Visit, row: Import) -> dict[str, Any]:
    """Everything that templates/import_report.html takes."""
    with reading(visit.database) as work:
        name = imports.list_by_id(work, row.list_id).name
        issues = import_pages.issues_by_field(work, row.id)
        columns = import_pages.columns_with_samples(work, row)
        merged, customers = import_pages.merged(work, row.id)
    return {
        "row": row,
        "list_name": name,
        "issues": issues,
        "by_field": by_field(visit, issues),
        "found_said": found_said(visit, issues),
        "columns": columns,
        "understood": understood(visit, columns),
        "merged": merged,
        "merged_link": False,
        "customers": customers,
        "reach": [],
        "reach_table": [],
        "told": _failure(row),
    }


def _failure(row: Import) -> Said | None:
    if row.error is None:
        return None
    slug = row.error if not row.error.startswith("{") else str(orjson.loads(row.error).get("type", ""))
    problem = QualityError()
    problem.slug = slug.rsplit("/", 1)[-1]  # type: ignore[misc]
    return said(problem)


def by_field(visit: Visit, issues: list[dict[str, Any]]) -> list[tuple[str, float, str]]:
    """Bars: the fields with the most findings."""
    counts: Counter[str] = Counter()
    for issue in issues:
        counts[visit.words.field(issue["field"]) or visit.say(N_("Ligne entière"))] += issue["count"]
    return [(label, n, visit.speech.number(n)) for label, n in counts.most_common(FIELDS_SHOWN)]


def found_said(visit: Visit, issues: list[dict[str, Any]]) -> str:
    """The one sentence over the chart: how many were repaired, how many are left."""
    done: Counter[str] = Counter()
    for issue in issues:
        done[visit.words.issue(issue["code"])["repair"]] += issue["count"]
    text = N_("%(applied)s cellules réparées, %(suggested)s réparations proposées, %(left)s laissées telles quelles.")
    return visit.say(text, **{name: visit.speech.number(done[name]) for name in ("applied", "suggested", "left")})


def understood(visit: Visit, columns: list[dict[str, Any]]) -> str:
    """The one sentence over the mapping."""
    text = N_("%(known)s colonnes sur %(all)s sont comprises ; les autres sont gardées telles quelles.")
    return visit.say(text, known=sum(1 for column in columns if column["field"]), all=len(columns))
