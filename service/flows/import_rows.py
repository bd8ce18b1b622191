"""The three row files of an import: accepted, rejected, quarantined, each row as it came with its line and its code.

Their union is every row of the file (but those of people erased since, which the import counts). Files are read slice
by slice in short transactions, so that a million rows need no more memory than a page.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import orjson
import polars as pl

from service.core.deliver.shapes import Shape, opening, piece
from service.core.plan import Plan
from service.errors import WrongState
from service.store import import_rows as store
from service.store import imports
from service.store.import_rows import Outcome
from service.store.session import Database, Work, reading
from service.store.tables.lists import Import

SLICE = 10_000
"""Rows of one transaction."""

OWN_COLUMNS = ("limpide_row", "limpide_line", "limpide_outcome", "limpide_code")
"""Columns that a row file has before those of the import's own headings."""

BEYOND = "limpide_beyond"
"""Cells beyond the last heading, as a JSON array."""


def published_import(work: Work, import_id: int) -> Import:
    """An import whose rows are to be seen.

    Raises  NotFound; WrongState (not published yet, failed or undone).
    """
    row = imports.get_import(work, import_id)
    if row.state != "published":
        raise WrongState("Only a published import has rows to show.", import_id=import_id, state=row.state)
    return row


def row_page(work: Work, import_id: int, outcome: Outcome, *, after: int, limit: int) -> list[dict[str, Any]]:
    """Rows behind a row: row_id, line, outcome, code, cells.

    Raises  NotFound, WrongState.
    """
    published_import(work, import_id)
    found = store.rows_of(work, import_id, outcome, after=after, limit=limit)
    return [row | {"cells": orjson.loads(row["cells"])} for row in found.iter_rows(named=True)]


def row_file(database: Database, import_id: int, outcome: Outcome, shape: Shape) -> Iterator[bytes]:
    """A whole row file, piece by piece. CSV has the file's own headings behind OWN_COLUMNS, and can be mended and
    imported again.

    Raises  NotFound, WrongState: at once, before the first piece; later when the import is undone meanwhile.
    """
    with reading(database) as work:
        row = published_import(work, import_id)
    keys = [] if row.plan is None else [c.key for c in Plan.from_json(row.plan).columns]
    return _pieces(database, import_id, outcome, shape, keys)


def issue_page(
    work: Work,
    import_id: int,
    *,
    field: str | None,
    code: str | None,
    after: tuple[int, int],
    limit: int,
    values: bool,
) -> list[dict[str, Any]]:
    """Issues behind one (row_id, n): row_id, n, line, column (its key), field, code; before and after where `values`.

    Raises  NotFound, WrongState.
    """
    row = published_import(work, import_id)
    keys = [] if row.plan is None else [c.key for c in Plan.from_json(row.plan).columns]
    found = store.issues_of(work, import_id, field=field, code=code, after=after, limit=limit)
    shown = []
    for issue in found.iter_rows(named=True):
        index = issue.pop("column_index")
        issue["column"] = keys[index] if index is not None and index < len(keys) else None
        shown.append(issue if values else issue | {"before": None, "after": None})
    return shown


def _pieces(database: Database, import_id: int, outcome: Outcome, shape: Shape, keys: list[str]) -> Iterator[bytes]:
    yield opening(shape, [*OWN_COLUMNS, *keys, BEYOND])
    after, height = 0, SLICE
    while height == SLICE:
        with reading(database) as work:
            published_import(work, import_id)
            rows = store.rows_of(work, import_id, outcome, after=after, limit=SLICE)
        height = rows.height
        if height:
            after = int(rows["row_id"][-1])
            cells = rows["cells"].str.json_decode(pl.List(pl.String))
            yield piece(shape, _wide(rows, cells, keys) if shape.profile else rows.with_columns(cells))


def _wide(rows: pl.DataFrame, cells: pl.Series, keys: list[str]) -> pl.DataFrame:
    """One column a heading; more cells than headings go into the last column."""
    spread = [cells.list.get(i, null_on_oob=True).alias(f"c{i}") for i in range(len(keys))]
    more = [orjson.dumps(some).decode() if some else None for some in cells.list.slice(len(keys)).to_list()]
    text = pl.Series("beyond", more, dtype=pl.String)
    return pl.DataFrame([rows["row_id"], rows["line"], rows["outcome"], rows["code"], *spread, text])
