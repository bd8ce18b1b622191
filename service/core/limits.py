"""What a file may cost before it is refused: every limit by name, with its unit, in one place.

A refusal says which limit it was: the facts `limit`, `most`, `unit`, and `found` where that is known. All of them are
far beyond what a customer file needs (Excel's own sheet ends at 1,048,576 rows), and small enough that a hostile file
is refused within seconds.
"""

from __future__ import annotations

from dataclasses import dataclass

from service.errors import Fact, FileUnusable


@dataclass(frozen=True)
class Limit:
    """One limit: at most `most` of `unit`. `reason` is the problem's; `detail` what to do, in words for a clerk."""

    name: str
    most: int
    unit: str
    reason: str
    detail: str


LINE = Limit(
    "line-bytes",
    16 << 20,
    "bytes of one physical line",
    "long-line",
    "A line of the file is longer than 16 million characters: it is no table.",
)
COLUMNS = Limit(
    "columns", 1000, "columns of one row", "too-many-columns", "The file has too many columns. Export fewer of them."
)
FAR_TOO_MANY = 10 * COLUMNS.most
"""Delimiters in one line that are refused before they are cells: a row may be ragged, but not so."""

UNPACKED = Limit(
    "unpacked-bytes",
    2 << 30,
    "bytes of a file out of an archive or a workbook",
    "too-large-unpacked",
    "Unpacked, this file is larger than 2 GiB. Export fewer rows or columns, or several files.",
)
RATIO = Limit(
    "unpacked-ratio",
    100,
    "times the size of the file as it was sent",
    "unpacked-ratio",
    "This file unpacks to more than 100 times its size, as files made to fill a disk do. Unpack it yourself and send "
    "the CSV.",
)
RATIO_FROM = 1 << 20
"""Bytes: what unpacks to less than this is harmless whatever its ratio."""

ENTRIES = Limit(
    "archive-entries",
    10_000,
    "files in one ZIP",
    "too-many-entries",
    "This ZIP holds more than 10,000 files. Send the one file with your customers.",
)
DEPTH = Limit(
    "archive-depth",
    1,
    "archives inside one another",
    "nested-archive",
    "This archive holds another archive. Unpack it and send the one file with your customers.",
)
MEMBER = Limit(
    "index-bytes",
    8 << 20,
    "bytes of a list of sheets or of styles",
    "damaged",
    "The workbook describes itself at a length that no software writes. Save it again as CSV (UTF-8).",
)
SHEET_CELLS = Limit(
    "sheet-cells",
    40_000_000,
    "cells from the first to the last used one",
    "too-many-cells",
    "The sheet spreads over more than 40 million cells. Copy the table to a new sheet, or save it as CSV (UTF-8).",
)
WORKBOOK_MEMORY = Limit(
    "workbook-memory",
    3 << 30,
    "bytes of memory to read one sheet",
    "workbook-memory",
    "Reading this workbook takes more than 3 GiB of memory. Save the sheet as CSV (UTF-8) and send that.",
)
WORKBOOK_SECONDS = Limit(
    "workbook-seconds",
    180,
    "seconds of processor time to read one workbook",
    "workbook-seconds",
    "Reading this workbook takes more than three minutes. Save the sheet as CSV (UTF-8) and send that.",
)
MERGED = 1000
"""Ranges of merged cells that a plan names; more are counted in the last note."""


LIMITS = (
    LINE, COLUMNS, UNPACKED, RATIO, ENTRIES, DEPTH, MEMBER, SHEET_CELLS, WORKBOOK_MEMORY, WORKBOOK_SECONDS,
)  # fmt: skip
"""All of them, for docs/limits.md."""


def beyond(limit: Limit, found: int | None = None) -> FileUnusable:
    """The refusal of a file that goes beyond a limit."""
    facts: dict[str, Fact] = {"reason": limit.reason, "limit": limit.name, "most": limit.most, "unit": limit.unit}
    return FileUnusable(limit.detail, **facts, **({} if found is None else {"found": found}))
