"""What the register of fields reads: which imports carry which columns, a spread of their rows, what left the house."""

from __future__ import annotations

from typing import Any

import orjson
import polars as pl
from sqlalchemy import func, select
from sqlmodel import SQLModel

from service.core.plan import Plan
from service.store.bulk import read_frame
from service.store.session import Work
from service.store.tables.delivery import Delivery
from service.store.tables.lists import CustomerList, Import
from service.store.tables.records import Record

_T = SQLModel.metadata.tables
_R, _I, _L, _D = (_T[t.__tablename__].c for t in (Record, Import, CustomerList, Delivery))


def latest_plans(work: Work) -> list[tuple[int, int, str, Plan]]:
    """import_id, list_id, the list's name and the plan of each list's latest published import of a file."""
    latest = select(func.max(_I.id)).where(_I.state == "published", _I.plan.is_not(None)).group_by(_I.list_id)
    asked = (
        select(_I.id, _I.list_id, _L.name, _I.plan)
        .join(_T["lists"], _L.id == _I.list_id)
        .where(_I.id.in_(latest))
        .order_by(_I.list_id)
    )
    return [(r.id, r.list_id, r.name, Plan.from_json(r.plan)) for r in work.connection.execute(asked)]


def carried_since(work: Work) -> dict[str, int]:
    """Each field that a published import of a file had, and when the first of them was published (microseconds UTC)."""
    asked = select(_I.plan, _I.published_us).where(_I.state == "published", _I.plan.is_not(None)).order_by(_I.id)
    first: dict[str, int] = {}
    for row in work.connection.execute(asked):
        for name in Plan.from_json(row.plan).fields:
            first.setdefault(name, row.published_us)
    return first


def spread_of_rows(work: Work, import_id: int, most: int) -> pl.DataFrame:
    """Cells (list of text) of at most `most` stored rows of an import, evenly spread over the file."""
    last = work.connection.execute(select(func.max(_R.row_id)).where(_R.import_id == import_id)).scalar_one()
    if last is None:
        return pl.DataFrame(schema={"cells": pl.List(pl.String)})
    step = max(1, int(last) // most)
    wanted = list(range(1, int(last) + 1, step))[:most]
    asked = select(_R.cells).where(_R.import_id == import_id, _R.row_id.in_(wanted)).order_by(_R.row_id)
    return read_frame(work, asked, {"cells": pl.String}).with_columns(
        pl.col("cells").str.json_decode(pl.List(pl.String))
    )


def questions_delivered(work: Work) -> list[tuple[int, dict[str, Any]]]:
    """When, and the manifest of every delivery, oldest first."""
    asked = select(_D.created_us, _D.manifest).order_by(_D.id)
    return [(row.created_us, orjson.loads(row.manifest)) for row in work.connection.execute(asked)]
