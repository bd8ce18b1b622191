"""The stage step of an import job: rows of a file, or rows cleaned again, written and counted."""

from __future__ import annotations

from pathlib import Path

from service.core.clean.options import options_of
from service.core.plan import Plan
from service.core.versions import Versions
from service.flows.clean_again import Again
from service.flows.import_task import Task
from service.flows.moments import audience_of, day_in_paris
from service.flows.opened import Opened
from service.flows.stage_rows import Source, stage_batches, stage_rows
from service.flows.staging import ImportFacts
from service.store import imports
from service.store.answers import answers_of
from service.store.secrets import installation_secret
from service.store.session import reading
from service.store.statistics import STAGED, refresh_statistics

PURPOSE = "marketing.own"
"""The purpose that a file's opt-in columns speak of, unless a list says otherwise."""


def stage_file(task: Task, file: Opened, plan: Plan, versions: Versions | None) -> Path | None:
    """Write all rows and count them; returns the folder of typed rows if this process wrote all of them."""
    options = options_of(plan, today=day_in_paris(task.row.created_us), audience=audience_of(task.terms.audience))
    secret = installation_secret(task.data.keys)
    with reading(task.context.database) as work:
        answers = answers_of(work, task.terms.id, secret)
    source = Source(file, plan, options, _facts(task), secret, answers)
    whole = versions is None and not task.context.claim.checkpoint.get("rows")
    spill = task.data.workspace / f"import-{task.import_id}"
    if whole:
        spill.mkdir()
    seen = stage_rows(task.context, source, versions, spill if whole else None)
    with task.effect("count", done=seen.rows, total=seen.rows) as work:
        counted = imports.outcomes(work, task.import_id)
        lines = {n: getattr(seen, n) for n in ("lines", "header", "preamble", "footer", "blank", "row_lines")}
        missing = 0 if versions is None else versions.missing
        imports.set_import(work, task.import_id, **counted, **lines, missing=missing)
    refresh_statistics(task.context.database, STAGED, rows=seen.rows)
    return spill if whole else None


def stage_again(task: Task) -> None:
    """Write new versions of the rows that answers to suggestions concern, and count them."""
    secret = installation_secret(task.data.keys)
    with reading(task.context.database) as work:
        answers = answers_of(work, task.terms.id, secret)
    done = int(task.context.claim.checkpoint.get("rows", 0))
    again = Again(task.context.database, task.terms.id, task.terms.audience, answers, done)
    stage_batches(task.context, again.batches(), _facts(task), secret, done=done)
    with task.effect("count") as work:
        counted = imports.outcomes(work, task.import_id)
        lines = dict.fromkeys(("lines", "row_lines"), counted["rows"])
        imports.set_import(work, task.import_id, state="staging", **counted, **lines)


def _facts(task: Task) -> ImportFacts:
    return ImportFacts(task.import_id, task.terms.id, task.terms.controller_id, PURPOSE, task.context.now_us())
