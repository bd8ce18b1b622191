"""The shapes in which rows leave the house: CSV in two profiles, and NDJSON. One writer for every file we offer.

machine      CSV as RFC 4180 has it: UTF-8, `,`, CRLF, quotes where needed; every cell byte for byte as it is
spreadsheet  for people: a byte order mark, `;`, and formulas made harmless (core/deliver/cells.py), headings too
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import polars as pl

from service.core.deliver.cells import neutralised

Profile = Literal["machine", "spreadsheet"]


@dataclass(frozen=True)
class Shape:
    """One way to write rows. `profile` is null for NDJSON; `key` names it in file names and ETags."""

    key: str
    media_type: str
    suffix: str
    profile: Profile | None = None


SHAPES: dict[str, Shape] = {
    "csv": Shape("csv", "text/csv", "csv", "machine"),
    "csv-spreadsheet": Shape("csv-spreadsheet", "text/csv", "csv", "spreadsheet"),
    "ndjson": Shape("ndjson", "application/x-ndjson", "ndjson"),
}

BOM = b"\xef\xbb\xbf"


def opening(shape: Shape, columns: list[str]) -> bytes:
    """What stands before the first row: the headings, for CSV."""
    if shape.profile is None:
        return b""
    headings = pl.DataFrame([pl.Series(f"c{i}", [name]) for i, name in enumerate(columns)])
    return (BOM if shape.profile == "spreadsheet" else b"") + _csv(headings, shape.profile)


def piece(shape: Shape, rows: pl.DataFrame) -> bytes:
    """Some rows, without headings; pieces may be put one behind another."""
    if shape.profile is not None:
        return _csv(rows, shape.profile)
    return rows.write_ndjson().encode() if rows.height else b""


def _csv(rows: pl.DataFrame, profile: Profile) -> bytes:
    if profile == "spreadsheet":
        texts = [name for name, kind in rows.schema.items() if kind == pl.String]
        rows = rows.with_columns([neutralised(pl.col(name)).alias(name) for name in texts])
    separator = ";" if profile == "spreadsheet" else ","
    return rows.write_csv(include_header=False, separator=separator, line_terminator="\r\n").encode()
