"""Rows cleaned again after answers to suggestions: an import of its own, without a file (decisions/0007).

Each row concerned gets a new version that supersedes the one before, cleaned from the same cells under today's answers;
its party keeps its id, and so everything that hangs on it. Taking an answer back cleans again too: what comes out is
what was before, whatever came in between. Rows are numbered by the record they replace.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass

import polars as pl

from service.core.answers import ACCEPTED, REFUSED, Answers, answered, with_digests
from service.core.batch import no_issues
from service.core.clean.options import options_of
from service.core.pipeline import Prepared, prepare
from service.core.plan import Plan
from service.core.read import Counters, RawBatch
from service.flows.moments import audience_of, day_in_paris
from service.flows.stage_rows import Batch
from service.store import answers as store
from service.store import imports, jobs
from service.store.ids import take_ids
from service.store.session import Database, Work, reading
from service.store.turns import LANE

KIND = "repair"
ROWS_AT_ONCE = 20_000
_FIRST = ("file", "manual")  # kinds of imports that a line can come with


def ask_to_clean_again(work: Work, list_id: int, *, now_us: int) -> int:
    """Put the import that cleans again what answers of a list concern; the job's id. Every answer has a job of its own:
    one under way may have looked at the answers already.
    """
    import_id = take_ids(work, "imports", 1)
    name = hashlib.sha256(f"{KIND}:{import_id}".encode()).hexdigest()
    imports.add_import(work, import_id, list_id, kind=KIND, sha256=name, size=0, created_us=now_us)
    return jobs.put(work, "import", f"import:{import_id}", {"import_id": import_id}, lane=LANE, now_us=now_us)


def rows_to_clean(work: Work, list_id: int, answers: Answers) -> pl.Series:
    """The live records whose suggestions do not stand as they were answered, by id."""
    found = store.suggestions_of(work, list_id)
    given = answered(found, answers).filter(pl.col("answer").is_not_null())
    told = with_digests(found.filter(pl.col("code").is_in([ACCEPTED, REFUSED])), answers.secret)
    known = pl.DataFrame(
        [(f, d, f"suggestion.{a}") for (_, f, d), a in answers.given.items()],
        schema=dict.fromkeys(("field", "digest", "code"), pl.String),
        orient="row",
    ).unique()
    over = told.join(known, on=["field", "digest", "code"], how="anti")
    return pl.concat([given["record_id"], over["record_id"]]).unique().sort()


@dataclass(frozen=True)
class Again:
    """The rows of one such import. `done`: records up to this one are written."""

    database: Database
    list_id: int
    audience: str | None
    answers: Answers
    done: int

    def batches(self) -> Iterator[Batch]:
        """The rows concerned, cleaned, in order."""
        with reading(self.database) as work:
            records = rows_to_clean(work, self.list_id, self.answers)
        records = records.filter(records > self.done)
        for start in range(0, records.len(), ROWS_AT_ONCE):
            with reading(self.database) as work:
                yield self._batch(work, records.slice(start, ROWS_AT_ONCE))

    def _batch(self, work: Work, records: pl.Series) -> Batch:
        rows = store.concerned(work, records)
        rows = rows.join(store.came_with(work, rows, _FIRST), on="record_id", how="inner", maintain_order="left")
        parts = []
        for (import_id,), some in rows.group_by("came_with", maintain_order=True):
            parts.append(self._prepared(work, int(str(import_id)), some))
        ties = rows.select(
            pl.col("record_id").alias("row_id"), "line", pl.lit("changed").alias("action"), "record_id", "source_key",
            "row_hash",
        )  # fmt: skip
        n = rows.height
        last = int(records[-1])
        return Batch(Counters(lines=n, row_lines=n, rows=n), last, ties.clone, _together(parts) if parts else None)

    def _prepared(self, work: Work, import_id: int, rows: pl.DataFrame) -> Prepared:
        """Rows of one import, cleaned as on the day it came."""
        row = imports.get_import(work, import_id)
        plan = Plan.from_json(str(row.plan))
        cells = pl.col("cells").str.json_decode(pl.List(pl.String))
        raw = rows.select(pl.col("record_id").alias("row_id"), "line", cells)
        unread = pl.DataFrame(schema={"row_id": pl.Int64, "line": pl.Int64, "text": pl.String, "code": pl.String})
        options = options_of(plan, today=day_in_paris(row.created_us), audience=audience_of(self.audience))
        return prepare(RawBatch(raw, unread, no_issues(), Counters()), plan, options, self.answers)


def _together(parts: list[Prepared]) -> Prepared:
    """What was prepared under several plans, by row."""
    rows = pl.concat([p.rows for p in parts]).sort("row_id")
    issues = pl.concat([p.issues for p in parts]).sort("row_id", maintain_order=True)
    return Prepared(rows, issues)
