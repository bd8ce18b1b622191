"""Customers as people look them up: which id answers, who its parties are, what they look like to matching."""

from __future__ import annotations

import polars as pl
from sqlalchemy import select
from sqlmodel import SQLModel

from service.errors import NotFound
from service.store.session import Work
from service.store.tables.customers import Customer
from service.store.visible import current_memberships, published

_T = SQLModel.metadata.tables
_C, _TO, _M = (_T[n].c for n in ("customers", "customer_redirects", "memberships"))


def present_id(work: Work, customer_id: int) -> int:
    """The id that answers for a customer now: its own, or that of the customer it was merged into.

    Raises  NotFound: never given, or erased.
    """
    if _is_there(work, customer_id):
        return customer_id
    asked = select(_TO.customer_id).where(_TO.old_id == customer_id)
    survivor = work.connection.execute(asked).scalar_one_or_none()
    if survivor is None or not _is_there(work, int(survivor)):
        raise NotFound("There is no customer under this id.")
    return int(survivor)


def _is_there(work: Work, customer_id: int) -> bool:
    asked = select(_C.id).where(_C.id == customer_id, published(Customer))
    return work.connection.execute(asked).first() is not None


def parties_of(work: Work, customer_id: int) -> pl.Series:
    """Ids of the parties of a customer, the oldest first."""
    asked = select(_M.party_id).where(_M.customer_id == customer_id, current_memberships()).order_by(_M.party_id)
    return pl.Series("party_id", work.connection.execute(asked).scalars().all(), dtype=pl.Int64)


def golden_of(work: Work, customer_id: int) -> dict[str, object]:
    """The row of a customer: golden values, lineage, version."""
    asked = select(*_C).where(_C.id == customer_id, published(Customer))
    return dict(work.connection.execute(asked).mappings().one())
