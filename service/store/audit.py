"""The audit trail: who did what to which id, when; append-only, and never a personal value."""

from __future__ import annotations

import orjson
from sqlalchemy import insert, select
from sqlmodel import col

from service.errors import Fact
from service.store.session import Work
from service.store.tables.operation import AuditEntry


def note(
    work: Work,
    action: str,
    noun: str,
    noun_id: int | None,
    facts: dict[str, Fact],
    *,
    at_us: int,
    principal: str = "limpide",
) -> None:
    """One entry, in the transaction of what it tells. `facts`: ids and counts."""
    text = orjson.dumps(facts, option=orjson.OPT_SORT_KEYS).decode()
    work.connection.execute(
        insert(AuditEntry).values(
            at_us=at_us, principal=principal, action=action, noun=noun, noun_id=noun_id, facts=text
        )
    )


def last_at_us(work: Work, action: str | None = None) -> int | None:
    """When the entry written last, of one action or any, says it was written, in microseconds UTC."""
    asked = select(col(AuditEntry.at_us)).order_by(col(AuditEntry.id).desc()).limit(1)
    found: int | None = work.connection.execute(
        asked if action is None else asked.where(col(AuditEntry.action) == action)
    ).scalar()
    return found
