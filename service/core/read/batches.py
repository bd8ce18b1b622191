"""The reader: blocks of bytes and a Plan to batches of raw rows, in one pass and flat memory.

Neither the size of blocks nor that of batches changes what is read: chunks are cut behind line ends, and a record
that is still open at a cut is carried over whole. A batch holds the next `rows_per_batch` row ids, rows that could not
be read included.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import polars as pl

from service.core.batch import gather_issues, row_issues
from service.core.containers.text import BREAK, SEPARATOR
from service.core.plan import Layout, Plan
from service.core.read.counters import Counters
from service.core.read.ragged import even_rows
from service.core.read.records import RecordReader
from service.core.read.standins import as_cut, cut_plan, restored, restored_lines, with_stand_ins
from service.core.read.text import Noted, text_of, whole_lines

CHUNK_BYTES = 2 << 20


@dataclass(frozen=True)
class RawBatch:
    """Rows as they came.

    rows        row_id i64, line i64, cells list[str|null]: at least one cell per column of the plan, null where the
                row ends early; cells beyond the last column are kept when one of them is not empty
    unreadable  row_id i64, line i64, text str (as it came), code str: rejected at once
    issues      ISSUE_SCHEMA: ragged rows, and those with a stray quote, a line in another encoding, undefined bytes
    counters    the physical lines from behind the previous batch's last row to this batch's last row (of the last
                batch: to the end of the file)
    """

    rows: pl.DataFrame
    unreadable: pl.DataFrame
    issues: pl.DataFrame
    counters: Counters


def read_batches(
    blocks: Iterator[bytes],
    plan: Plan,
    *,
    rows_per_batch: int = 50_000,
    first_rows: int | None = None,
    chunk_bytes: int = CHUNK_BYTES,
) -> Iterator[RawBatch]:
    """All rows of a file; at least one batch, the last one may have no rows.

    In      `first_rows`: of the first batch, where whoever works on batches should not wait for a whole one.
    Raises  FileUnusable for a line of more than 16 million characters; UnicodeDecodeError when the bytes are not
            those that the plan was made from.
    """
    noted = Noted()
    pieces = text_of(blocks, plan.dialect, noted)
    reader = RecordReader(cut_plan(plan))
    waiting: list[pl.DataFrame] = []
    rows = row_id = end = batches = 0
    most = first_rows or rows_per_batch
    for text, last in whole_lines(pieces, chunk_bytes):
        records = reader.read(with_stand_ins(text, plan.dialect), last=last)
        waiting.append(records)
        rows += records.height
        if rows < most:
            continue
        ready = pl.concat(waiting)
        while ready.height >= most:
            part = ready.head(most)
            upto = _last_line(part)
            yield _batch(part, plan, noted, row_id=row_id, after=end, upto=upto, footer=0)
            ready, row_id, end, batches = ready.slice(most), row_id + most, upto, batches + 1
            most = rows_per_batch
        waiting, rows = [ready], ready.height
    rest = pl.concat(waiting)
    footer = _footer_lines(plan.layout, reader.lines)
    if rest.height or reader.lines > end or not batches:
        yield _batch(rest, plan, noted, row_id=row_id, after=end, upto=reader.lines, footer=footer)


def _batch(
    records: pl.DataFrame, plan: Plan, noted: Noted, *, row_id: int, after: int, upto: int, footer: int
) -> RawBatch:
    numbered = records.with_row_index("row_id", row_id + 1)  # an expression would make one piece of all the cells
    numbered = numbered.cast({"row_id": pl.Int64})
    plain = numbered["code"].null_count() == numbered.height  # most batches, and filtering moves every cell
    bad = numbered.clear() if plain else numbered.filter(pl.col("text").is_not_null())
    good = numbered.filter(pl.col("text").is_null()) if bad.height else numbered
    stray = good.clear() if plain else good.filter(pl.col("code").is_not_null())
    rows, ragged = even_rows(good.select("row_id", "line", "cells"), plan.layout.width, as_cut(plan.dialect))
    if as_cut(plan.dialect) != plan.dialect:
        rows = rows.with_columns(pl.col("cells").list.eval(restored(pl.element(), plan.dialect)))
        bad = bad.with_columns(restored_lines(pl.col("text"), plan.dialect))
    if plan.container.kind != "text":
        rows = rows.with_columns(cells=_as_in_the_sheet(rows["cells"]))
        bad = bad.with_columns(text=pl.col("text").str.replace_all(SEPARATOR, "\t", literal=True))
    header = plan.layout.header_lines if after == 0 else 0
    preamble = min(plan.layout.preamble, upto) if after == 0 else 0
    row_lines = int(records["span"].sum())
    lines = upto - after
    counters = Counters(
        lines=lines,
        header=header,
        preamble=preamble,
        footer=footer,
        blank=lines - header - preamble - footer - row_lines,
        row_lines=row_lines,
        rows=records.height,
        unreadable=bad.height,
    )
    return RawBatch(
        rows,
        bad.select("row_id", "line", "text", "code"),
        gather_issues([ragged, row_issues(stray["row_id"], "row.stray-quote"), *_noted(good, noted, upto)]),
        counters,
    )


def _as_in_the_sheet(cells: pl.Series) -> pl.Series:
    """Lists of cells with the line ends inside cells as they were in the sheet."""
    if not cells.list.join(SEPARATOR).str.contains(BREAK, literal=True).any():
        return cells
    return cells.list.eval(pl.element().str.replace_all(BREAK, "\n", literal=True))


def _noted(rows: pl.DataFrame, noted: Noted, upto: int) -> list[pl.DataFrame]:
    """Issues of rows that have a noted line; lines up to `upto` are forgotten then."""
    made = []
    for lines, code in ((noted.other_code, "row.other-encoding"), (noted.undefined, "row.undefined-byte")):
        held = np.array(lines[: bisect_right(lines, upto)], dtype=np.int64)
        if len(held):
            first, behind = rows["line"].to_numpy(), (rows["line"] + rows["span"]).to_numpy()
            touched = np.searchsorted(held, first) < np.searchsorted(held, behind)
            made.append(row_issues(rows["row_id"].filter(pl.Series(touched)), code))
            del lines[: len(held)]
    return made


def _last_line(records: pl.DataFrame) -> int:
    return int(records.select((pl.col("line") + pl.col("span")).last()).item()) - 1


def _footer_lines(layout: Layout, lines: int) -> int:
    return 0 if layout.footer_from is None else max(0, lines - layout.footer_from + 1)
