"""What the pages tell of imports: how many there are, and one import's findings by field, with samples."""

from __future__ import annotations

from typing import Any

import orjson
from sqlalchemy import and_, exists, func, select
from sqlmodel import SQLModel, col

from service.core.plan import Plan
from service.store.session import Work
from service.store.tables.lists import Import
from service.store.visible import current_memberships

_T = SQLModel.metadata.tables
SAMPLES = 2
_LOOKED_AT = 40


def how_many(work: Work) -> int:
    """The number of imports of files."""
    counted = select(func.count()).select_from(Import).where(col(Import.kind) == "file")
    return int(work.connection.execute(counted).scalar_one())


def issues_by_field(work: Work, import_id: int) -> list[dict[str, Any]]:
    """Of one import, cells by field and code: field ("" for a whole row), code, count; the most frequent first."""
    i = _T["issues"].c
    asked = select(i.field, i.code, func.count()).where(i.import_id == import_id).group_by(i.field, i.code)
    found = [{"field": f, "code": c, "count": int(n)} for f, c, n in work.connection.execute(asked)]
    return sorted(found, key=lambda each: (-each["count"], each["field"], each["code"]))


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
        and_(i.import_id == row.id, i.row_id <= last, i.after.is_not(None))
    )
    after = {(n, at): (before, value) for n, at, before, value in work.connection.execute(repaired)}
    cells = [(n, orjson.loads(text)) for n, text in seen]
    return [
        {
            "heading": column.heading,
            "field": column.field,
            "class": column.data_class,
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


def merged(work: Work, import_id: int) -> tuple[int, int]:
    """Parties of an import that joined an older one, and the customers its parties belong to."""
    m, p, older = _T["memberships"].c, _T["parties"].c, _T["memberships"].alias("older").c
    mine = and_(p.id == m.party_id, p.import_id == import_id, current_memberships())
    joined = exists().where(older.customer_id == m.customer_id, older.until_us.is_(None), older.party_id < m.party_id)
    count = select(func.count()).select_from(_T["memberships"]).join(_T["parties"], mine)
    customers = select(func.count(m.customer_id.distinct())).join(_T["parties"], mine)
    return int(work.connection.execute(count.where(joined)).scalar_one()), int(
        work.connection.execute(customers).scalar_one()
    )
