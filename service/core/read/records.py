"""Chunks of whole lines to records, each with its first physical line, its span and its cells.

Lines that are records by themselves are cut in bulk (`cells.py`); each other line is read by the grammar, with as many
lines behind it as it needs.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

import polars as pl

from service.core.limits import COLUMNS, FAR_TOO_MANY, beyond
from service.core.plan import Plan
from service.core.read.cells import OPEN, line_kinds, split_cells
from service.core.read.grammar import Record, read_record
from service.core.read.second_table import SecondTable
from service.core.read.text import MAX_LINE, line_too_long

RECORD_SCHEMA: dict[str, pl.DataType] = {
    "line": pl.Int64(),
    "span": pl.Int64(),
    "cells": pl.List(pl.String),
    "text": pl.String(),  # of a record that could not be read, as it came
    "code": pl.String(),  # why; of a record that was read, what was out of order
}
BLANKS = " \t\u00a0"
COMMENT = "#"
LEAST_COMMENTED = 3
"""Columns from which on a line without any delimiter that begins with `#` is a comment (as CSVW, commentPrefix)."""


@dataclass
class _Careful:
    """What the grammar made of the lines that are not in order, in columns, and the lines it took."""

    places: list[int] = field(default_factory=list)  # where each record begins
    spans: list[int] = field(default_factory=list)
    sizes: list[int] = field(default_factory=list)  # number of its cells, 0: unreadable
    cells: list[str] = field(default_factory=list)  # of all records, one after the other
    texts: list[str | None] = field(default_factory=list)
    codes: list[str | None] = field(default_factory=list)
    taken: list[int] = field(default_factory=list)  # places of all lines of these records
    open_at: int | None = None  # place of a record that needs lines of the next chunk

    def add(self, place: int, record: Record, text: str) -> None:
        """One more record; `text` is its first line."""
        unread = record.cells is None
        self.places.append(place)
        self.spans.append(record.span)
        self.sizes.append(len(record.cells or ()))
        self.cells.extend(record.cells or ())
        self.texts.append(text.rstrip("\r") if unread else None)
        self.codes.append("row.unreadable" if unread else "row.stray-quote" if record.stray else None)
        self.taken.extend(range(place, place + record.span))

    def records(self, base: int) -> pl.DataFrame:
        """RECORD_SCHEMA, in order."""
        heads = pl.DataFrame(
            {"line": self.places, "span": self.spans, "size": self.sizes, "text": self.texts, "code": self.codes},
            schema={"line": pl.Int64, "span": pl.Int64, "size": pl.Int64, "text": pl.String, "code": pl.String},
        ).with_columns(pl.col("line") + base)
        owners = heads.select(pl.col("line").repeat_by("size").list.explode(keep_nulls=False, empty_as_null=False))
        cells = owners.with_columns(pl.Series("cells", self.cells, pl.String))
        grouped = cells.group_by("line", maintain_order=True).agg("cells")
        return heads.join(grouped, on="line", how="left", maintain_order="left").select(list(RECORD_SCHEMA))


class RecordReader:
    """Reads chunk after chunk of one file; `lines` is the number of physical lines seen so far."""

    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        self._next = 1  # physical line at which the next chunk (with what was carried) begins
        self._carried = b""
        self._second = SecondTable(plan)
        self.lines = 0

    def read(self, text: bytes, *, last: bool) -> pl.DataFrame:
        """The records that end in this chunk (RECORD_SCHEMA), in file order."""
        if self._carried:
            text, self._carried = self._carried + text, b""
        body = pl.read_lines(text).to_series(0).alias("body") if text else pl.Series("body", [], pl.String)
        if len(text) > MAX_LINE and int(body.str.len_bytes().max() or 0) > MAX_LINE:  # type: ignore[arg-type]  # `max` of numbers is a number
            raise line_too_long()
        self._refuse_wide(body)
        first, count = self._next, len(body)
        self.lines = first + count - 1
        self._next = first + count
        start, stop = self._data(first, count)
        ends_here = last or stop < count
        body = body.slice(start, stop - start)
        if b"\r" in text and (b"\r\r" in text or text.endswith(b"\r")):  # what else ends in CR LF has lost both by now
            body = body.str.strip_chars_end("\r")
        base = first + start
        upto = self._second.begins(body, text)
        if upto < len(body):
            beyond = _aside(self._some(_placed(body).slice(upto)), base, "row.other-table")
            own = self._records(body.head(upto), text, base, start, stop=start + upto, ends_here=True)
            return pl.concat([own, beyond])
        return self._records(body, text, base, start, stop=stop, ends_here=ends_here)

    def _records(
        self, body: pl.Series, text: bytes, base: int, start: int, *, stop: int, ends_here: bool
    ) -> pl.DataFrame:
        kinds = line_kinds(body, self._plan.dialect.delimiter, self._plan.dialect.quote)
        lone = _placed(body).with_columns(kinds.alias("kind"))
        if (kinds == OPEN).any():
            raw = text.decode().split("\n")
            careful = self._careful(raw[start:stop], kinds, ends_here)
            if careful.open_at is not None:
                at = start + careful.open_at
                self._carried, self._next = "\n".join(raw[at:]).encode(), base + careful.open_at
                lone = lone.head(careful.open_at)
            lone = lone.filter((pl.col("kind") != OPEN) & ~pl.col("place").is_in(careful.taken))
            return pl.concat([self._lone(lone, base), careful.records(base)]).sort("line")
        return self._lone(lone, base)

    def _refuse_wide(self, lines: pl.Series) -> None:
        """Refuse a line of far more cells than a table has, before anything makes a cell of each."""
        long = lines.filter(lines.str.len_bytes() > FAR_TOO_MANY)
        most = long.str.count_matches(self._plan.dialect.delimiter, literal=True).max() if len(long) else 0
        if int(most or 0) > FAR_TOO_MANY:  # type: ignore[arg-type]  # `max` of counts is a number
            raise beyond(COLUMNS, int(most or 0) + 1)  # type: ignore[arg-type]  # as above

    def _data(self, first: int, count: int) -> tuple[int, int]:
        """From which place to which (exclusive) the chunk's lines may be rows."""
        layout = self._plan.layout
        stop = count if layout.footer_from is None else min(count, max(0, layout.footer_from - first))
        return min(stop, max(0, layout.first_line - first)), stop

    def _lone(self, lines: pl.DataFrame, base: int) -> pl.DataFrame:
        """Records of one line each; blank lines fall away, repeated headers and comments turn into rejected rows."""
        lines = self._some(lines)
        header, delimiter = self._plan.layout.header_text, self._plan.dialect.delimiter
        body = lines["body"]
        again = body == header if header is not None else None
        comment = body.str.starts_with(COMMENT) if self._plan.layout.width >= LEAST_COMMENTED else None
        if comment is not None and comment.any():
            comment &= ~body.str.contains(delimiter, literal=True)
        asides = [
            (which, code)
            for which, code in ((again, "row.repeated-header"), (comment, "row.comment"))
            if which is not None and which.any()
        ]
        if not asides:
            return self._cut(lines, base)
        left = lines.filter(~pl.any_horizontal([which for which, _ in asides]))
        return pl.concat(
            [self._cut(left, base), *(_aside(lines.filter(which), base, code) for which, code in asides)]
        ).sort("line")

    def _some(self, lines: pl.DataFrame) -> pl.DataFrame:
        """The lines that are not blank."""
        dialect = self._plan.dialect
        some = lines["body"].str.contains(f"[^{re.escape(BLANKS + dialect.delimiter + (dialect.quote or ''))}]")
        return lines if some.all() else lines.filter(some)

    def _cut(self, lines: pl.DataFrame, base: int) -> pl.DataFrame:
        if not lines.height:
            return pl.DataFrame(schema=RECORD_SCHEMA)
        kept = lines.select((pl.col("place") + base).alias("line"), pl.lit(1, pl.Int64).alias("span"), "body", "kind")
        null = pl.lit(None, pl.String)
        cut = split_cells(kept, self._plan.dialect.delimiter, self._plan.dialect.quote)
        return cut.with_columns(null.alias("text"), null.alias("code")).select(list(RECORD_SCHEMA))

    def _careful(self, raw: list[str], kinds: pl.Series, ends_here: bool) -> _Careful:
        """Read each line that is not in order, unless an earlier record took it."""
        dialect, width = self._plan.dialect, self._plan.layout.width
        found = _Careful()
        free_from = 0
        quote = dialect.quote or '"'
        for place in (kinds == OPEN).arg_true().to_list():
            if place < free_from:
                continue
            record = read_record(raw, place, delimiter=dialect.delimiter, quote=quote, width=width, last=ends_here)
            if record is None:
                found.open_at = place
                return found
            free_from = place + record.span
            found.add(place, record, raw[place])
        return found


def _placed(body: pl.Series) -> pl.DataFrame:
    return pl.DataFrame({"place": pl.int_range(len(body), dtype=pl.Int64, eager=True), "body": body})


def _aside(lines: pl.DataFrame, base: int, code: str) -> pl.DataFrame:
    """Lines (`place`, `body`) that are no rows, with the reason."""
    return lines.select(
        (pl.col("place") + base).alias("line"),
        pl.lit(1, pl.Int64).alias("span"),
        pl.lit(None, RECORD_SCHEMA["cells"]).alias("cells"),
        pl.col("body").alias("text"),
        pl.lit(code).alias("code"),
    )
