"""The change feed: what happened to customers, each entry exactly once to whoever reads on from their cursor."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select
from sqlmodel import SQLModel

from service.store.session import Work

_F = SQLModel.metadata.tables["changes"].c
_COLUMNS = (_F.seq, _F.customer_id, _F.kind, _F.into_id, _F.at_us, _F.cause, _F.cause_id)


def changes_after(work: Work, seq: int, *, limit: int) -> list[dict[str, Any]]:
    """Entries behind `seq`, in order.

    Entries are numbered and committed in the same order (store/clusters.tell holds the lock that says so).
    """
    asked = select(*_COLUMNS).where(_F.seq > seq).order_by(_F.seq).limit(limit)
    return [dict(row) for row in work.connection.execute(asked).mappings()]


def changes_of(work: Work, customers: list[int]) -> list[dict[str, Any]]:
    """Every entry that speaks of these customers, or of who was merged into them."""
    asked = select(*_COLUMNS).where(_F.customer_id.in_(customers)).order_by(_F.seq)
    return [dict(row) for row in work.connection.execute(asked).mappings()]
