"""Objections that hold whoever they are of: keyed hashes of contact points (CNIL, 27 January 2022), append-only."""

from __future__ import annotations

from typing import Any

from sqlalchemy import func, insert, select
from sqlmodel import SQLModel

from service.store.session import Work
from service.store.tables.consents import Suppression

_S = SQLModel.metadata.tables[Suppression.__tablename__].c
_COLUMNS = (_S.id, _S.kind, _S.channel, _S.purpose_id, _S.controller_id, _S.at_us, _S.source)


def last_id(work: Work) -> int:
    """The id of the newest objection, 0 when there is none."""
    return int(work.connection.execute(select(func.coalesce(func.max(_S.id), 0))).scalar_one())


def append(work: Work, rows: list[dict[str, Any]]) -> list[int]:
    """Append objections: point_hash, kind, channel, purpose_id, controller_id (null: any), at_us, source; their ids."""
    return [int(work.connection.execute(insert(Suppression).values(row).returning(_S.id)).scalar_one()) for row in rows]


def of_hash(work: Work, point_hash: str) -> list[dict[str, Any]]:
    """The objections on one contact point, the oldest first."""
    asked = select(*_COLUMNS).where(_S.point_hash == point_hash).order_by(_S.id)
    return [dict(row) for row in work.connection.execute(asked).mappings()]


def page(work: Work, *, after: int, limit: int) -> list[dict[str, Any]]:
    """Objections by id, from behind `after`: what is known of them, which is not whose they are."""
    asked = select(*_COLUMNS).where(_S.id > after).order_by(_S.id).limit(limit)
    return [dict(row) for row in work.connection.execute(asked).mappings()]
