"""The stage step: read, clean and write the rows of a file under their import's id, invisible until it is published.

One thread reads and cleans, a second one numbers the rows and makes those of each table, a third one cuts them into
transactions, this one has them written. A slice of rows goes into one transaction with everything that hangs on them,
the checkpoint (rows written) and the heartbeat; after a crash the file is read again and the rows written are skipped.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import polars as pl
from sqlmodel import SQLModel

from service.core.answers import NO_ANSWERS, Answers
from service.core.clean.options import CleanOptions
from service.core.pipeline import Prepared, identities, prepare
from service.core.plan import Plan
from service.core.read import Counters, RawBatch, read_batches
from service.core.versions import Versions
from service.flows.ahead import ahead
from service.flows.context import JobContext
from service.flows.erased import without_erased
from service.flows.opened import Opened
from service.flows.slices import Numbered, Pace
from service.flows.staging import Ids, ImportFacts, Known, TableRows, assemble, wanted
from service.store import known as base
from service.store.clusters import PARTY_SCHEMA, RECORD_SCHEMA
from service.store.ids import take_ids
from service.store.rows import Rows
from service.store.session import Work, reading, unit_of_work
from service.store.writer import Ready, RowWriter

_TABLES = SQLModel.metadata.tables
ROWS_PER_BATCH = 50_000
FIRST_ROWS = 10_000
"""Of the first batch: writing begins while the next one is cleaned."""

BATCHES_NUMBERED = 4
"""Of one taking of ids; what is left at the end is never used."""

PIECES_AHEAD = 4
"""Transactions made ready: as many as are written while a batch is assembled."""

BYTES_PER_ROW = 50
"""Of a file, about: a line of 150 bytes gives a record, a party and a contact point at least."""

_MARK = {"records": "superseded_by", "contact_points": "ended_by", "acts": "ended_by", "purchases": "ended_by"}


@dataclass(frozen=True)
class Source:
    """An open file with its plan, options of cleaning, facts that every row shares, the installation's secret, and what
    people answered to suggestions.
    """

    file: Opened
    plan: Plan
    options: CleanOptions
    facts: ImportFacts
    secret: bytes
    answers: Answers = NO_ANSWERS


@dataclass(frozen=True)
class Batch:
    """One batch of the file. `ties` gives row_id, line, action, record_id, source_key, row_hash of its rows that are
    not written yet; `prepared`: the new and changed ones, cleaned; null when every row is written.
    """

    counters: Counters
    last: int
    ties: Callable[[], pl.DataFrame]
    prepared: Prepared | None


def file_identities(file: Opened, plan: Plan) -> pl.DataFrame:
    """row_id, source_key, row_hash of every readable row of a file."""
    batches = ahead(read_batches(file.blocks(), plan, rows_per_batch=ROWS_PER_BATCH))
    return pl.concat([identities(batch, plan) for batch in batches])


def stage_rows(context: JobContext, source: Source, versions: Versions | None, spill: Path | None) -> Counters:
    """Write all rows that are not written yet; returns the counters of the whole file.

    In      versions: how rows tie to the list's records, null when the list has none; spill: a folder where the typed
            rows and their parties are also left, for matching, or null.
    """
    done = int(context.claim.checkpoint.get("rows", 0))
    context.writer.expect(source.file.size // BYTES_PER_ROW)
    batches = _batches(source, versions, done)
    return stage_batches(context, batches, source.facts, source.secret, done=done, spill=spill)


def stage_batches(
    context: JobContext,
    batches: Iterator[Batch],
    facts: ImportFacts,
    secret: bytes,
    *,
    done: int,
    spill: Path | None = None,
) -> Counters:
    """Write the rows of batches behind row `done`, in transactions; returns the sum of their counters."""
    pace, counters = Pace(), Counters()
    assembled = _assembled(context, ahead(batches), facts, secret, spill)
    for piece in ahead(_pieces(context.writer, assembled, pace, done), most=PIECES_AHEAD):
        counters = counters + piece.counters
        if piece.ready is not None:
            with pace.timed(piece.height):
                context.write("stage", {"step": "stage", "rows": piece.last}, piece.ready, done=piece.last)
    return counters


@dataclass(frozen=True)
class Piece:
    """What one transaction takes of a batch: so many lines, up to line `last`; the first piece has the batch's counters
    (and `ready` is null where the batch has nothing to write).
    """

    counters: Counters
    height: int
    last: int
    ready: Ready | None


def _pieces(
    writer: RowWriter, batches: Iterator[tuple[Batch, list[Numbered]]], pace: Pace, done: int
) -> Iterator[Piece]:
    for batch, rows in batches:
        counters = batch.counters
        if not rows:
            yield Piece(counters, 0, batch.last, None)
            continue
        while done < batch.last:
            done = min(table.next_behind(done, batch.last) for table in rows) - 1
            high = min(done + pace.rows, batch.last)
            yield Piece(counters, high - done, high, writer.ready([table.between(done, high) for table in rows]))
            counters, done = Counters(), high


def _assembled(
    context: JobContext, batches: Iterator[Batch], facts: ImportFacts, secret: bytes, spill: Path | None
) -> Iterator[tuple[Batch, list[Numbered]]]:
    """Batches with the rows of every table; none where nothing is to be written."""
    numbers = _Numbers(context)
    for number, batch in enumerate(batches):
        if batch.prepared is None:
            yield batch, []
            continue
        tables = _tables(numbers, batch.ties(), batch.prepared, facts, secret)
        if spill is not None:
            _spill(spill, number, tables)
        new = [_new(name, frame) for name, frame in tables.inserts.items()]
        yield batch, new + [_over(name, frame, facts.import_id) for name, frame in tables.ended.items()]


def _batches(source: Source, versions: Versions | None, done: int) -> Iterator[Batch]:
    """Batches with their cleaned rows. Rows that are written, and rows the list has unchanged, are not cleaned."""
    size = _rows_per_batch(versions)
    for raw in read_batches(source.file.blocks(), source.plan, rows_per_batch=size, first_rows=FIRST_ROWS):
        last = max([int(f["row_id"][-1]) for f in (raw.rows, raw.unreadable) if f.height], default=0)
        todo = pl.col("row_id") > done
        rest = RawBatch(raw.rows.filter(todo), raw.unreadable.filter(todo), raw.issues.filter(todo), raw.counters)
        ties: Callable[[], pl.DataFrame] = partial(_ties, rest, source.plan, versions)
        if not (rest.rows.height or rest.unreadable.height):
            yield Batch(raw.counters, last, ties, None)
            continue
        if versions is None:
            yield Batch(raw.counters, last, ties, prepare(rest, source.plan, source.options, source.answers))
            continue
        tied = ties()
        ties = tied.clone  # looked up once
        seen = tied.filter(pl.col("action") == "unchanged")
        fresh = RawBatch(
            rest.rows.join(seen, on="row_id", how="anti", maintain_order="left"),
            rest.unreadable,
            rest.issues.join(seen, on="row_id", how="anti", maintain_order="left"),
            raw.counters,
        )
        yield Batch(raw.counters, last, ties, prepare(fresh, source.plan, source.options, source.answers))


def _rows_per_batch(versions: Versions | None) -> int:
    """More where the list has most rows unchanged: those are not cleaned, and cleaning few costs as much as many."""
    if versions is None or not versions.rows.height:
        return ROWS_PER_BATCH
    fresh = (versions.rows["action"] != "unchanged").mean()
    return int(ROWS_PER_BATCH / max(float(fresh), 1 / 3))  # type: ignore[arg-type]  # a mean of booleans is a number


def _ties(raw: RawBatch, plan: Plan, versions: Versions | None) -> pl.DataFrame:
    """row_id, line, action, record_id, source_key, row_hash."""
    if versions is None:
        new = pl.lit("new").alias("action"), pl.lit(None, dtype=pl.Int64).alias("record_id")
        return identities(raw, plan).with_columns(raw.rows["line"], *new)
    lines = raw.rows.select("row_id", "line")
    if lines.is_empty():
        return versions.rows.clear().join(lines, on="row_id")
    rows = versions.rows["row_id"]  # sorted: only the batch's own stretch is joined
    start, end = rows.search_sorted(lines["row_id"][0]), rows.search_sorted(lines["row_id"][-1], side="right")
    stretch = versions.rows.slice(int(start), int(end) - int(start))
    return stretch.join(lines, on="row_id", how="inner", maintain_order="left")


class _Numbers:
    """Ids for new rows, taken for several batches at once: taking waits until no transaction is under way."""

    def __init__(self, context: JobContext) -> None:
        self.database = context.database
        self._free: dict[str, tuple[int, int]] = {}  # of each noun the first free id, and how many

    def take(self, wanted: Mapping[str, int]) -> Ids:
        """The first of so many ids of each noun."""
        short = {noun: n * BATCHES_NUMBERED for noun, n in wanted.items() if self._free.get(noun, (0, 0))[1] < n}
        if short:
            with unit_of_work(self.database) as work:
                self._free |= {noun: (take_ids(work, noun, n), n) for noun, n in short.items()}
        firsts = {noun: self._free.get(noun, (0, 0)) for noun in wanted}
        self._free |= {noun: (first + wanted[noun], left - wanted[noun]) for noun, (first, left) in firsts.items()}
        return Ids(**{noun: first for noun, (first, _) in firsts.items()})


def _tables(numbers: _Numbers, ties: pl.DataFrame, prepared: Prepared, facts: ImportFacts, secret: bytes) -> TableRows:
    """The rows of every table for one batch, numbered."""
    tied = ties.select("row_id", "source_key", "row_hash", pl.col("record_id").alias("supersedes"))
    with reading(numbers.database) as work:
        prepared = without_erased(work, prepared, tied, list_id=facts.list_id, secret=secret)
        rows = prepared.rows.join(tied, on="row_id", how="left", maintain_order="left")
        rows = rows.with_columns(
            pl.col("row_hash").fill_null(0),  # a line that could not be read
            pl.when(pl.col("outcome") == "accepted").then("supersedes").alias("supersedes"),  # else the old one stays
        )
        known = _known(work, rows)
    ids = numbers.take(wanted(rows, prepared.frames))
    tables = assemble(rows, prepared.frames, known, ids, facts)
    more = {"sightings": _sightings(ties, facts), "issues": _issues(prepared.issues, facts)}
    return TableRows(tables.inserts | more, tables.ended)


def _known(work: Work, rows: pl.DataFrame) -> Known:
    """What the base knows of the parties that changed rows speak of."""
    changed = rows.filter(pl.col("supersedes").is_not_null()).select("row_id", pl.col("supersedes").alias("record_id"))
    if changed.is_empty():
        return Known()
    parties = base.parties_of_records(work, changed["record_id"])
    previous = changed.join(parties, on="record_id").select("row_id", "slot", "party_id", "kind")
    ids = previous["party_id"]
    return Known(
        previous,
        base.points_of(work, ids),
        base.imported_events_of(work, ids),
        base.acts_of(work, ids),
        base.purchases_of(work, ids),
    )


def _sightings(ties: pl.DataFrame, facts: ImportFacts) -> pl.DataFrame:
    return ties.filter(pl.col("action") == "unchanged").select(
        pl.col("row_id").alias("_row"), pl.lit(facts.import_id).alias("import_id"), "row_id", "record_id", "line"
    )


def _issues(issues: pl.DataFrame, facts: ImportFacts) -> pl.DataFrame:
    return issues.select(
        pl.col("row_id").alias("_row"),
        pl.lit(facts.import_id).alias("import_id"),
        "row_id",
        pl.int_range(pl.len(), dtype=pl.Int64).over("row_id").alias("n"),
        "column_index",
        pl.col("field").fill_null(""),  # of the row as a whole
        "code",
        "before",
        "after",
    )


def _spill(folder: Path, number: int, tables: TableRows) -> None:
    """Leave typed records and parties beside the base, so that matching need not read them back."""
    records = tables.inserts["records"].filter(pl.col("outcome") == "accepted").rename({"id": "record_id"})
    records.select(list(RECORD_SCHEMA)).write_ipc(folder / f"records-{number:06d}.arrow")
    parties = tables.inserts["parties"].rename({"id": "party_id"})
    parties.select(list(PARTY_SCHEMA)).write_ipc(folder / f"parties-{number:06d}.arrow")


def _new(name: str, rows: pl.DataFrame) -> Numbered:
    table = _TABLES[name]
    known_too = name == "links"  # a changed row may say again who works for whom
    own = rows.select([c for c in rows.columns if c in table.columns])
    return Numbered(rows["_row"].to_numpy(), Rows(table, own, skip_existing=known_too).checked())


def _over(name: str, rows: pl.DataFrame, import_id: int) -> Numbered:
    marked = rows.select("id", pl.lit(import_id).alias(_MARK[name]))
    return Numbered(rows["_row"].to_numpy(), Rows(_TABLES[name], marked, keys=("id",)).checked())
