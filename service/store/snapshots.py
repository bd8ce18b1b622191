"""Match snapshots: the frozen things that weights lean on, so that the order of arrival cannot matter."""

from __future__ import annotations

from typing import Any

import orjson
from sqlalchemy import bindparam, insert, select
from sqlmodel import col

from service.store.ids import take_ids
from service.store.prepared import Prepared
from service.store.session import Work
from service.store.tables.matching import MatchSnapshot


def latest_snapshot(work: Work, model: str) -> tuple[int, dict[str, Any]] | None:
    """Id and body of the newest snapshot made with this model, or None."""
    asked = select(col(MatchSnapshot.id), col(MatchSnapshot.body)).where(col(MatchSnapshot.model) == model)
    row = work.connection.execute(asked.order_by(col(MatchSnapshot.id).desc()).limit(1)).one_or_none()
    return None if row is None else (int(row[0]), orjson.loads(row[1]))


def add_snapshot(work: Work, model: str, body: dict[str, Any], now_us: int) -> int:
    """Freeze a snapshot; returns its id."""
    snapshot_id = take_ids(work, "match_snapshots", 1)
    text = orjson.dumps(body, option=orjson.OPT_SORT_KEYS).decode()
    work.connection.execute(insert(MatchSnapshot).values(id=snapshot_id, model=model, body=text, created_us=now_us))
    return snapshot_id


def latest_id(work: Work, model: str) -> int | None:
    """The id of the newest snapshot made with this model: what is frozen under an id never changes."""
    row = _LATEST.one(work, model=model)
    return None if row is None else int(row["id"])


_LATEST = Prepared(
    select(col(MatchSnapshot.id)).where(col(MatchSnapshot.model) == bindparam("model"))
    .order_by(col(MatchSnapshot.id).desc()).limit(1)
)  # fmt: skip
