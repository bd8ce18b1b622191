"""Deliveries and their ledger: what left the house, who was in it, under which decisions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import orjson
import polars as pl
from sqlalchemy import insert, select
from sqlmodel import SQLModel, col

from service.core.ids import public_id
from service.errors import BadQuery, NotFound
from service.store.bulk import insert_frame
from service.store.ids import ever_taken, take_ids
from service.store.session import Work
from service.store.tables.customers import Change
from service.store.tables.delivery import Delivery, DeliveryMember
from service.store.tables.lists import Controller

_D = SQLModel.metadata.tables[Delivery.__tablename__].c
_M = SQLModel.metadata.tables[DeliveryMember.__tablename__].c
_CHANGES = SQLModel.metadata.tables[Change.__tablename__].c
_COLUMNS = (_D.id, _D.segment_id, _D.at_us, _D.members, _D.manifest, _D.created_us)


@dataclass(frozen=True)
class DeliveryRow:
    """A delivery as the ledger has it; `at_us` is the moment the decisions speak of."""

    id: int
    segment_id: int | None
    at_us: int
    members: int
    manifest: dict[str, Any]
    created_us: int


def controller_id(work: Work, name: str | None) -> int:
    """The controller of this name; without a name, the only one.

    Raises  BadQuery (no such controller, or several and none is named), NotFound (there is none yet).
    """
    asked = select(col(Controller.id)).order_by(col(Controller.id))
    if name is not None:
        asked = asked.where(col(Controller.name) == name)
    found = work.connection.execute(asked).scalars().all()
    if not found and name is not None:
        raise BadQuery("There is no such controller.", option="controller")
    if not found:
        raise NotFound("There is no list in this base yet.")
    if len(found) > 1:
        raise BadQuery("Several controllers: say for which one.", option="controller")
    return int(found[0])


def controller_name(work: Work, controller_id: int) -> str:
    """The name of a controller that there is."""
    asked = select(col(Controller.name)).where(col(Controller.id) == controller_id)
    return str(work.connection.execute(asked).scalar_one())


def controllers(work: Work) -> dict[int, str]:
    """The names of all controllers by id, the oldest first."""
    asked = select(col(Controller.id), col(Controller.name)).order_by(col(Controller.id))
    return {row.id: row.name for row in work.connection.execute(asked)}


def delivery_name(delivery_id: int) -> str:
    """The id as people see it: DEL-…"""
    return public_id("DEL", delivery_id)


def add_delivery(
    work: Work,
    members: pl.DataFrame,
    *,
    delivery_id: int,
    channel: str,
    purpose: str,
    controller_id: int,
    at_us: int,
    manifest: dict[str, Any],
    now_us: int,
    segment_id: int | None = None,
) -> DeliveryRow:
    """The delivery and its ledger. members: customer_id, contact_point_id; manifest: as the base may keep it."""
    text = orjson.dumps(manifest, option=orjson.OPT_SORT_KEYS).decode()
    work.connection.execute(
        insert(Delivery).values(
            id=delivery_id, segment_id=segment_id, channel=channel, purpose_id=purpose, controller_id=controller_id,
            at_us=at_us, members=members.height, manifest=text, created_us=now_us,
        )
    )  # fmt: skip
    ledger = members.select(pl.lit(delivery_id, dtype=pl.Int64).alias("delivery_id"), "contact_point_id", "customer_id")
    insert_frame(work, DeliveryMember, ledger.sort("contact_point_id"))
    return DeliveryRow(delivery_id, segment_id, at_us, members.height, orjson.loads(text), now_us)


def new_delivery_id(work: Work) -> int:
    """A number for a delivery."""
    return take_ids(work, "deliveries", 1)


def ever_delivered(work: Work) -> bool:
    """Whether a delivery was ever begun, recorded or not."""
    return ever_taken(work, "deliveries")


def get_delivery(work: Work, delivery_id: int, segment_id: int) -> DeliveryRow:
    """A delivery of a segment.

    Raises  NotFound.
    """
    asked = select(*_COLUMNS).where(_D.id == delivery_id, _D.segment_id == segment_id)
    found = work.connection.execute(asked).one_or_none()
    if found is None:
        raise NotFound("There is no delivery under this id.", delivery=delivery_name(delivery_id))
    return _delivery(found)


def deliveries_of(work: Work, segment_id: int, *, before: int | None, limit: int) -> list[DeliveryRow]:
    """Deliveries of a segment, newest first, those before an id."""
    asked = select(*_COLUMNS).where(_D.segment_id == segment_id).order_by(_D.id.desc()).limit(limit)
    if before is not None:
        asked = asked.where(_D.id < before)
    return [_delivery(row) for row in work.connection.execute(asked)]


def made_at(work: Work) -> dict[int, int]:
    """Every delivery and when it was made, microseconds UTC."""
    return {row.id: row.created_us for row in work.connection.execute(select(_D.id, _D.created_us))}


def with_people_erased_by(work: Work, review_id: int) -> list[int]:
    """Deliveries that had people whom this purge has erased."""
    gone = select(_CHANGES.customer_id).where(
        _CHANGES.kind == "erased", _CHANGES.cause == "purge", _CHANGES.cause_id == review_id
    )
    asked = select(_M.delivery_id).where(_M.customer_id.in_(gone)).distinct().order_by(_M.delivery_id)
    return list(work.connection.execute(asked).scalars())


def _delivery(row: Any) -> DeliveryRow:
    return DeliveryRow(row.id, row.segment_id, row.at_us, row.members, orjson.loads(row.manifest), row.created_us)
