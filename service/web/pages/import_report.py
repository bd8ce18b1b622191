"""What the report of an import shows: counters, findings by field, reachability, what the columns were taken for."""

from __future__ import annotations

from collections import Counter
from typing import Any

from service.core.insight.costs import Prices
from service.core.plan import Container, Plan
from service.core.survey.head import Difference
from service.flows import import_pages
from service.flows.discard import is_waiting
from service.flows.import_report import edits_told, findings
from service.flows.imports import job_of
from service.flows.quality import import_quality
from service.store import imports
from service.store.recipes import reading_of
from service.store.session import Work, reading
from service.store.tables.lists import Import
from service.store.tallies import tallies_of
from service.web.problems import N_, Said
from service.web.quality_words import quality_shown
from service.web.refusals import refusal
from service.web.visits import Visit

FIELDS_SHOWN = 8
MERGED_SHOWN = 10


def report_values(visit: Visit, row: Import) -> dict[str, Any]:
    """Everything that templates/import_report.html takes."""
    published = row.state == "published"
    with reading(visit.database) as work:
        name = imports.list_by_id(work, row.list_id).name
        columns = import_pages.columns_with_samples(work, row)
        found = findings(work, row.id) if published else {"issues": [], "repairs": {}}
        tally = next(iter(tallies_of(work, row.id)), None) if published else None
        failure = _failure(work, row)
        how = reading_of(work, row.id)
        edits = edits_told(work, row) if published else None
        quality = import_quality(work, row.id, Prices()) if published else None
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
        "read_from": read_from(visit, row),
        "told": failure,
        "taken": how.recipe,
        "revised": revised(visit, how.differences or ()),
        "mappable": mappable,
        "quality": quality_shown(visit, quality) if quality and quality["records"] else None,
        "edits": edits,
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


def _failure(work: Work, row: Import) -> Said | None:
    if row.error is None:
        return None
    job = job_of(work, row.id)
    return refusal({"type": row.error} if job is None or job.problem is None else job.problem)


def read_from(visit: Visit, row: Import) -> str:
    """What the file was, where it was no plain text: its sheet, its merged cells, the archive around it."""
    was = Container() if row.plan is None else Plan.from_json(row.plan).container
    told = []
    if was.sheet is not None:
        told.append(
            visit.say(N_("Lu dans la feuille « %(sheet)s » d'un classeur %(kind)s."), sheet=was.sheet, kind=was.kind)
        )
    elif was.kind == "dbf":
        told.append(visit.say(N_("Lu dans une table dBase.")))
    elif was.kind == "fixed-width":
        told.append(visit.say(N_("Lu en colonnes de largeur fixe.")))
    if was.archive is not None:
        told.append(visit.say(N_("Sorti d'une archive %(kind)s."), kind=was.archive))
    if was.merged:
        ranges = ", ".join([*was.merged[:MERGED_SHOWN], *["…"] * (len(was.merged) > MERGED_SHOWN)])
        text = N_("Cellules fusionnées : %(ranges)s. Seule la première de chacune a une valeur.")
        told.append(visit.say(text, ranges=ranges))
    return " ".join(told)


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
