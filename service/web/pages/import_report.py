"""What the report of an import shows: counters, findings by field, reachability, what the columns were taken for."""

from __future__ import annotations

from collections import Counter
from typing import Any

import orjson

from service.core.survey.head import Difference
from service.errors import QualityError
from service.flows import import_pages
from service.flows.discard import is_waiting
from service.flows.import_report import findings
from service.store import imports
from service.store.recipes import reading_of
from service.store.session import reading
from service.store.tables.lists import Import
from service.store.tallies import tallies_of
from service.web.problems import N_, Said, said
from service.web.visits import Visit

FIELDS_SHOWN = 8


def report_values(visit: Visit, row: Import) -> dict[str, Any]:
    """Everything that templates/import_report.html takes."""
    published = row.state == "published"
    with reading(visit.database) as work:
        name = imports.list_by_id(work, row.list_id).name
        columns = import_pages.columns_with_samples(work, row)
        found = findings(work, row.id) if published else {"issues": [], "repairs": {}}
        tally = next(iter(tallies_of(work, row.id)), None) if published else None
        how = reading_of(work, row.id)
        mappable = is_waiting(work, row) and visit.may("crm")
    reach = [] if tally is None else tally.reach
    together = None if tally is None else tally.together
    return {
        "row": row,
        "list_name": name,
        "issues": found["issues"],
        "by_field": by_field(visit, found["issues"]),
        "found_said": found_said(visit, found["repairs"]),
        "columns": columns,
        "understood": understood(visit, columns),
        "merged": together and together["parties"] - together["customers"],
        "customers": together and together["customers"],
        "counted_us": tally and tally.at_us,
        "reach": reach_bars(visit, reach),
        "reach_table": reach,
        "told": _failure(row),
        "taken": how.recipe,
        "revised": revised(visit, how.differences or ()),
        "mappable": mappable,
    }


def revised(visit: Visit, differences: tuple[Difference, ...]) -> list[tuple[str, str, str]]:
    """What the whole file said otherwise than its head: of what, before, after; in words."""

    def said_of(each: Difference, value: str | None) -> str:
        return (visit.words.field(value) if each.setting == "field" else value) or "–"

    def what(each: Difference) -> str:
        of = each.subject if each.setting == "field" else visit.words.field(each.subject or None)
        return f"{visit.words.setting(each.setting)} {of}".strip()

    return [(what(each), said_of(each, each.before), said_of(each, each.after)) for each in differences]


def reach_bars(visit: Visit, reach: list[dict[str, Any]]) -> list[tuple[str, float, str]]:
    """Bars: the share of customers that may be contacted, by channel."""
    shares = [(each["channel"], each["allowed"] / each["candidates"]) for each in reach if each["candidates"]]
    return [(visit.words.channel(channel)["word"], share, visit.speech.percent(share)) for channel, share in shares]


def _failure(row: Import) -> Said | None:
    if row.error is None:
        return None
    slug = row.error if not row.error.startswith("{") else str(orjson.loads(row.error).get("type", ""))
    problem = QualityError()
    problem.slug = slug.rsplit("/", 1)[-1]  # type: ignore[misc]  # a class's constant, set for one problem that was stored
    return said(problem)


def by_field(visit: Visit, issues: list[dict[str, Any]]) -> list[tuple[str, float, str]]:
    """Bars: the fields with the most findings."""
    counts: Counter[str] = Counter()
    for issue in issues:
        counts[visit.words.field(issue["field"]) or visit.say(N_("Ligne entière"))] += issue["issues"]
    return [(label, n, visit.speech.number(n)) for label, n in counts.most_common(FIELDS_SHOWN)]


def found_said(visit: Visit, repairs: dict[str, int]) -> str:
    """The one sentence over the chart: how many were repaired, how many are left."""
    text = N_("%(applied)s cellules réparées, %(suggested)s réparations proposées, %(left)s laissées telles quelles.")
    done = {name: visit.speech.number(repairs.get(name, 0)) for name in ("applied", "suggested", "left")}
    return visit.say(text, **done)


def understood(visit: Visit, columns: list[dict[str, Any]]) -> str:
    """The one sentence over the mapping."""
    known = sum(1 for column in columns if column["field"])
    if known == len(columns):
        return visit.say(N_("Les %(all)s colonnes sont comprises."), all=known)
    text = N_("%(known)s colonnes sur %(all)s sont comprises ; les autres sont gardées telles quelles.")
    return visit.say(text, known=known, all=len(columns))
