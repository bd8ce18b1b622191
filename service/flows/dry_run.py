"""A dry run: what an import of these bytes would make of them. Nothing is stored, the bytes are deleted at once."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import polars as pl

from service.core.clean import options_of
from service.core.columns import TYPED_NAMES
from service.core.pipeline import Prepared, prepare
from service.core.plan import Plan
from service.core.read import read_batches
from service.core.reasons import REASONS
from service.core.survey import Survey, require_customers, survey
from service.errors import Fact, FileUnusable
from service.flows.inspect import columns_of, detected
from service.flows.opened import opened
from service.store import imports
from service.store.files import DataDir, Upload
from service.store.session import Database, reading

SAMPLES = 20
"""Rows shown before and after."""

EXAMINED = 1_000
"""Rows at the beginning of the file that are cleaned, for the samples and the issues to expect."""


def dry_run(
    database: Database,
    data: DataDir,
    upload: Upload,
    *,
    list_name: str,
    mapping: Mapping[str, str | None] | None,
    today: date,
) -> dict[str, Any]:
    """What was detected, the mapping with its confidence, the first rows before and after, and the issues to expect.

    Out     `problem`: why the import would fail, null when it would not; `known_import`: the import that has these
            bytes already, or null.
            The upload is deleted, whatever happens.
    Raises  FileUnusable (cannot be read as a table), BadQuery (a mapping of unknown columns or fields), StorageFull.
    """
    path = data.upload(upload.name)
    try:
        with opened(path, data.workspace) as file:
            found = survey(file.blocks, overrides=mapping, container=file.container)
            batch = next(read_batches(file.blocks(), found.plan, rows_per_batch=EXAMINED))
        first = prepare(batch, found.plan, options_of(found.plan, today=today))
    finally:
        data.remove_upload(upload.name)
    return _detected(found) | {
        "size": upload.size,
        "problem": _problem(found),
        "known_import": _known(database, list_name, upload),
        "columns": columns_of(found.plan),
        "rows_examined": first.rows.height,
        "samples": _samples(found.plan, first),
        "expected_issues": _expected(first),
    }


def _detected(found: Survey) -> dict[str, Any]:
    names = ("lines", "header", "preamble", "footer", "blank", "rows")
    counters = {name: getattr(found.counters, name) for name in names}
    return {"detected": detected(found.plan), "counters": counters}


def _problem(found: Survey) -> dict[str, Fact] | None:
    try:
        require_customers(found)
    except FileUnusable as problem:
        return problem.problem()
    return None


def _known(database: Database, list_name: str, upload: Upload) -> int | None:
    with reading(database) as work:
        terms = imports.list_named(work, list_name)
        first = None if terms is None else imports.import_of_content(work, terms.id, upload.sha256)
        return None if first is None else first.id


def _samples(plan: Plan, first: Prepared) -> list[dict[str, Any]]:
    """Each row as it came, by column key, and as it would be kept: the typed columns that have a value."""
    keys = [c.key for c in plan.columns]
    shown = []
    for row in first.rows.head(SAMPLES).iter_rows(named=True):
        cells = row["cells"]
        before = {key: cells[i] if i < len(cells) else None for i, key in enumerate(keys)}
        after = {name: row[name] for name in TYPED_NAMES if row[name] is not None}
        told = {name: row[name] for name in ("row_id", "line", "outcome", "code")}
        shown.append(told | {"before": before, "after": after})
    return shown


def _expected(first: Prepared) -> list[dict[str, Any]]:
    """Issues of the examined rows by field and code, the most frequent first."""
    named = first.issues.with_columns(pl.col("field").fill_null(""))  # of the row as a whole
    counted = named.group_by("field", "code").agg(rows=pl.col("row_id").n_unique())
    return [
        issue | reason_told(str(issue["code"]))
        for issue in counted.sort("rows", "field", "code", descending=[True, False, False]).iter_rows(named=True)
    ]


def reason_told(code: str) -> dict[str, str]:
    """What is known of an issue code: severity, typology, repair, texts."""
    reason = REASONS[code]
    return {
        "severity": reason.severity,
        "typology": reason.typology,
        "repair": reason.repair,
        "fr": reason.fr,
        "en": reason.en,
    }
