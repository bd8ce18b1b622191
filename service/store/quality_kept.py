"""The counts that quality is told from, as a job kept them: of an import and of the base, one row a day."""

from __future__ import annotations

from typing import Any

import orjson
from sqlalchemy import delete, exists, insert, select
from sqlmodel import SQLModel

from service.store.session import Work

BASE = 0
"""The place of an import in the counts of the whole base."""

_T = SQLModel.metadata.tables
_Q = _T["quality_counts"].c


def uncounted(work: Work) -> list[int]:
    """Published imports of files whose quality was not counted yet."""
    imports = _T["imports"].c
    missing = ~exists().where(_Q.import_id == imports.id)
    asked = select(imports.id).where(imports.state == "published", imports.kind == "file", missing)
    return list(work.connection.execute(asked.order_by(imports.id)).scalars())


def put_counts(work: Work, import_id: int, counts: dict[str, Any], *, day: str, at_us: int) -> None:
    """Keep the counts of a day, in the place of earlier ones of that day."""
    here = (_Q.import_id == import_id) & (_Q.day == day)
    work.connection.execute(delete(_T["quality_counts"]).where(here))
    body = orjson.dumps(counts, option=orjson.OPT_SORT_KEYS).decode()
    row = {"import_id": import_id, "day": day, "at_us": at_us, "body": body}
    work.connection.execute(insert(_T["quality_counts"]).values(row))


def counts_of(work: Work, import_id: int) -> tuple[int, dict[str, Any]] | None:
    """When, and the latest counts of an import or of the base (BASE); null: not yet counted."""
    asked = select(_Q.at_us, _Q.body).where(_Q.import_id == import_id).order_by(_Q.day.desc()).limit(1)
    row = work.connection.execute(asked).one_or_none()
    return None if row is None else (row.at_us, orjson.loads(row.body))


def counts_before(work: Work, *, list_id: int | None, most: int) -> list[tuple[int, int, dict[str, Any]]]:
    """(import, when, counts) of the imports of a list, or of the base day by day where it is null; the oldest first."""
    asked = select(_Q.import_id, _Q.at_us, _Q.body)
    if list_id is None:
        asked = asked.where(_Q.import_id == BASE)
    else:
        imports = _T["imports"].c
        asked = asked.join(_T["imports"], imports.id == _Q.import_id)
        asked = asked.where(imports.list_id == list_id, imports.state == "published")
    rows = work.connection.execute(asked.order_by(_Q.at_us.desc(), _Q.import_id.desc()).limit(most)).all()
    return [(row.import_id, row.at_us, orjson.loads(row.body)) for row in reversed(rows)]
