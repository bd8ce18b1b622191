"""Saved segments: the question, who may use it, and what it may carry. One row each; the question is JSON."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

import orjson
from sqlalchemy import delete, insert, select, update
from sqlmodel import SQLModel

from service.errors import NotFound
from service.store.ids import take_ids
from service.store.session import Work
from service.store.tables.delivery import Delivery, Segment

_SEGMENTS = SQLModel.metadata.tables[Segment.__tablename__]
_S = _SEGMENTS.c
_D = SQLModel.metadata.tables[Delivery.__tablename__].c


@dataclass(frozen=True)
class Definition:
    """What a segment asks: the condition as written (null: everyone), and what a delivery carries.

    controller  its name, null for the only one
    owner       id of the key that defined it; `readers`: ids of further keys that may pull it
    """

    where: str | None
    channel: str
    purpose: str
    columns: tuple[str, ...]
    controller: str | None = None
    owner: int = 0
    readers: tuple[int, ...] = ()


@dataclass(frozen=True)
class SavedSegment:
    """A segment as the base has it."""

    id: int
    name: str
    definition: Definition
    created_us: int

    def is_open_to(self, key_id: int) -> bool:
        """Whether this key may use it."""
        return key_id == self.definition.owner or key_id in self.definition.readers


def add_segment(work: Work, name: str, definition: Definition, *, now_us: int) -> SavedSegment:
    """A new segment; its name must be free (see `segment_named`)."""
    segment_id = take_ids(work, "segments", 1)
    values = {"id": segment_id, "name": name, "definition": _text(definition), "created_us": now_us}
    work.connection.execute(insert(_SEGMENTS).values(**values))
    return SavedSegment(segment_id, name, definition, now_us)


def get_segment(work: Work, segment_id: int) -> SavedSegment:
    """The segment under this id.

    Raises  NotFound.
    """
    found = work.connection.execute(select(*_S).where(_S.id == segment_id)).one_or_none()
    if found is None:
        raise NotFound("There is no segment under this id.", segment_id=segment_id)
    return _segment(found)


def segment_named(work: Work, name: str) -> SavedSegment | None:
    """The segment of this name."""
    found = work.connection.execute(select(*_S).where(_S.name == name)).one_or_none()
    return None if found is None else _segment(found)


def all_segments(work: Work) -> list[SavedSegment]:
    """Every segment, oldest first."""
    return [_segment(row) for row in work.connection.execute(select(*_S).order_by(_S.id))]


def set_segment(work: Work, segment_id: int, name: str, definition: Definition) -> None:
    """Another name or question; deliveries made before keep theirs."""
    changed = update(_SEGMENTS).where(_S.id == segment_id).values(name=name, definition=_text(definition))
    work.connection.execute(changed)


def remove_segment(work: Work, segment_id: int) -> None:
    """Delete the segment; its deliveries stay in the ledger, on their own."""
    work.connection.execute(update(_D.id.table).where(_D.segment_id == segment_id).values(segment_id=None))
    work.connection.execute(delete(_SEGMENTS).where(_S.id == segment_id))


def _segment(row: Any) -> SavedSegment:
    told = orjson.loads(row.definition)
    lists = {name: tuple(told[name]) for name in ("columns", "readers")}
    return SavedSegment(row.id, row.name, Definition(**(told | lists)), row.created_us)


def _text(definition: Definition) -> str:
    return orjson.dumps(asdict(definition), option=orjson.OPT_SORT_KEYS).decode()
