"""Match snapshots: the frozen things that weights lean on, so that the order of arrival cannot matter.

The one in force is the newest that is used. A job that matches the base again stages one, and puts it in force with the
customers that come of it (flows/rematch.py).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import orjson
from sqlalchemy import insert, select, update
from sqlmodel import SQLModel, col

from service.errors import NotFound
from service.store.ids import take_ids
from service.store.prepared import Prepared
from service.store.session import Work
from service.store.tables.matching import MatchSnapshot

_TABLE = SQLModel.metadata.tables[MatchSnapshot.__tablename__]


@dataclass(frozen=True)
class Snapshot:
    """What was frozen: the model's version, and name frequencies (core/match/rarity.py). `whole`: every pair of the
    base was weighed by it.
    """

    id: int
    model: str
    body: dict[str, Any]
    created_us: int
    state: str
    whole: bool


def snapshot_in_force(work: Work) -> Snapshot | None:
    """The one by which new rows are matched; null in a base that matched nothing yet."""
    newest = id_in_force(work)
    return None if newest is None else get_snapshot(work, newest)


def id_in_force(work: Work) -> int | None:
    """Its id: what is frozen under an id never changes."""
    row = _IN_FORCE.one(work)
    return None if row is None else int(row["id"])


_IN_FORCE = Prepared(
    select(col(MatchSnapshot.id)).where(col(MatchSnapshot.state) == "used")
    .order_by(col(MatchSnapshot.id).desc()).limit(1)
)  # fmt: skip


def get_snapshot(work: Work, snapshot_id: int) -> Snapshot:
    """Any snapshot. Raises  NotFound."""
    row = work.connection.execute(select(_TABLE).where(_TABLE.c.id == snapshot_id)).one_or_none()
    if row is None:
        raise NotFound("There is no such snapshot.")
    return Snapshot(row.id, row.model, orjson.loads(row.body), row.created_us, row.state, bool(row.whole))


def add_snapshot(work: Work, model: str, body: dict[str, Any], now_us: int, *, state: str = "used") -> int:
    """Freeze a snapshot; returns its id."""
    snapshot_id = take_ids(work, "match_snapshots", 1)
    text = orjson.dumps(body, option=orjson.OPT_SORT_KEYS).decode()
    values = {"id": snapshot_id, "model": model, "body": text, "created_us": now_us, "state": state, "whole": 1}
    work.connection.execute(insert(_TABLE).values(values))
    return snapshot_id


def set_body(work: Work, snapshot_id: int, body: dict[str, Any]) -> None:
    """What a staged snapshot freezes, once it is known."""
    text = orjson.dumps(body, option=orjson.OPT_SORT_KEYS).decode()
    work.connection.execute(update(_TABLE).where(_TABLE.c.id == snapshot_id).values(body=text))


def is_staged(work: Work, snapshot_id: int) -> bool:
    """Whether it may still be put in force."""
    asked = select(_TABLE.c.id).where(_TABLE.c.id == snapshot_id, _TABLE.c.state == "staged")
    return work.connection.execute(asked).first() is not None


def put_in_force(work: Work, snapshot_id: int) -> None:
    """A staged snapshot takes the place of all others: readers see its pairs from now on, and no others."""
    work.connection.execute(update(_TABLE).where(_TABLE.c.state == "used").values(state="retired"))
    work.connection.execute(update(_TABLE).where(_TABLE.c.id == snapshot_id).values(state="used"))


def give_up(work: Work) -> bool:
    """Staged snapshots will not be used; whether there was one."""
    staged = update(_TABLE).where(_TABLE.c.state == "staged").values(state="retired")
    return work.connection.execute(staged).rowcount > 0
