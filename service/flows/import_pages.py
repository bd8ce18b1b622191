"""What the pages tell of imports beside the report: how many there are, and samples of each column."""

from __future__ import annotations

from typing import Any

import orjson
from sqlalchemy import func, select
from sqlmodel import SQLModel, col

from service.core.classify import traits_of
from service.core.plan import Plan
from service.core.reasons import REASONS
from service.store.finding import COLUMNS
from service.store.import_rows import customers_of
from service.store.session import Work
from service.store.tables.lists import Import
from service.store.visible import published

_T = SQLModel.metadata.tables
SAMPLES = 2
_APPLIED = [code for code, reason in REASONS.items() if reason.repair == "applied"]
_LOOKED_AT = 40


def how_many(work: Work) -> int:
    """The number of imports of files."""
    counted = select(func.count()).select_from(Import).where(col(Import.kind) == "file")
    return int(work.connection.execute(counted).scalar_one())


def columns_with_samples(work: Work, row: Import) -> list[dict[str, Any]]:
    """Each column of the file: heading, field, class, confidence, and samples before and after repair."""
    if row.plan is None:
        return []
    plan = Plan.from_json(row.plan)
    r, i = _T["records"].c, _T["issues"].c
    asked = select(r.row_id, r.cells).where(r.import_id == row.id, r.outcome == "accepted")
    seen = work.connection.execute(asked.order_by(r.row_id).limit(_LOOKED_AT)).all()
    last = seen[-1].row_id if seen else 0
    repaired = select(i.row_id, i.column_index, i.before, i.after).where(
        i.import_id == row.id, i.row_id <= last, i.after.is_not(None), i.code.in_(_APPLIED)
    )
    after = {(n, at): (before, value) for n, at, before, value in work.connection.execute(repaired)}
    cells = [(n, orjson.loads(text)) for n, text in seen]
    return [
        {
            "heading": column.heading,
            "field": column.field,
            "class": column.data_class,
            "strength": column.strength,
            "traits": traits_of(column),
            "confidence": column.confidence,
            "samples": _samples(column.index, cells, after),
        }
        for column in plan.columns
    ]


def _samples(at: int, rows: list[tuple[int, list[str | None]]], after: dict[Any, Any]) -> list[dict[str, str | None]]:
    """The first repaired value and the first others."""
    told = [
        {"before": cells[at], "after": after.get((n, at), (None, None))[1]}
        for n, cells in rows
        if at < len(cells) and cells[at]
    ]
    return sorted(told, key=lambda each: each["after"] is None)[:SAMPLES]


def joined_customers(work: Work, import_id: int, *, after: int, limit: int) -> list[dict[str, Any]]:
    """Customers of an import that several rows speak of, by id from behind `after`: finding.COLUMNS of each."""
    c = _T["customers"].c
    asked = select(*[c[name] for name in COLUMNS]).where(
        c.id.in_(customers_of(import_id)), c.parties > 1, c.id > after, published(_T["customers"])
    )
    return [dict(row) for row in work.connection.execute(asked.order_by(c.id).limit(limit)).mappings()]
