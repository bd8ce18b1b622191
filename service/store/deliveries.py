"""Deliveries and their ledger: what left the house, who was in it, under which decisions."""

from __future__ import annotations

import polars as pl
from sqlalchemy import insert, select
from sqlmodel import col

from service.core.ids import public_id
from service.errors import BadQuery, NotFound
from service.store.audit import note
from service.store.bulk import insert_frame
from service.store.ids import take_ids
from service.store.session import Work
from service.store.tables.delivery import Delivery, DeliveryMember
from service.store.tables.lists import Controller


def controller_id(work: Work, name: str | None) -> int:
    """The controller of this name; without a name, the only one.

    Raises  NotFound; BadQuery when there are several and none is named.
    """
    asked = select(col(Controller.id)).order_by(col(Controller.id))
    if name is not None:
        asked = asked.where(col(Controller.name) == name)
    found = work.connection.execute(asked).scalars().all()
    if not found:
        raise NotFound("There is no such controller." if name else "There is no list in this base yet.")
    if len(found) > 1:
        raise BadQuery("Several controllers: say for which one.", option="controller")
    return int(found[0])


def controllers(work: Work) -> list[str]:
    """The names of all controllers, the oldest first."""
    return list(work.connection.execute(select(col(Controller.name)).order_by(col(Controller.id))).scalars())


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
    manifest: str,
    now_us: int,
) -> None:
    """The delivery, its ledger and its entry in the audit. members: customer_id, contact_point_id."""
    work.connection.execute(
        insert(Delivery).values(
            id=delivery_id, segment_id=None, channel=channel, purpose_id=purpose, controller_id=controller_id,
            at_us=at_us, members=members.height, manifest=manifest, created_us=now_us,
        )
    )  # fmt: skip
    ledger = members.select(pl.lit(delivery_id, dtype=pl.Int64).alias("delivery_id"), "contact_point_id", "customer_id")
    insert_frame(work, DeliveryMember, ledger.sort("contact_point_id"))
    note(work, "segment.deliver", "delivery", delivery_id, {"members": members.height}, at_us=now_us)


def new_delivery_id(work: Work) -> int:
    """A number for a delivery."""
    return take_ids(work, "deliveries", 1)
