"""The audit trail: who did what to which id, when; append-only, and never a personal value."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import orjson
from sqlalchemy import insert, select
from sqlmodel import SQLModel

from service.errors import Fact
from service.store.session import Work
from service.store.tables.operation import AuditEntry

_A = SQLModel.metadata.tables[AuditEntry.__tablename__].c


@dataclass(frozen=True)
class AuditFilter:
    """Which entries are asked for; null: any. `since_us` and `until_us` bound the moment, the second excluded."""

    principal: str | None = None
    action: str | None = None
    noun: str | None = None
    noun_id: int | None = None
    since_us: int | None = None
    until_us: int | None = None


def page_of_audit(work: Work, asked: AuditFilter, *, before: int | None, limit: int) -> Sequence[Any]:
    """Entries, newest first, those before an id: id, at_us, principal, action, noun, noun_id, facts (JSON)."""
    query = select(_A.id, _A.at_us, _A.principal, _A.action, _A.noun, _A.noun_id, _A.facts)
    for name in ("principal", "action", "noun", "noun_id"):
        if (value := getattr(asked, name)) is not None:
            query = query.where(_A[name] == value)
    if asked.since_us is not None:
        query = query.where(_A.at_us >= asked.since_us)
    if asked.until_us is not None:
        query = query.where(_A.at_us < asked.until_us)
    if before is not None:
        query = query.where(_A.id < before)
    return work.connection.execute(query.order_by(_A.id.desc()).limit(limit)).all()


def note(
    work: Work,
    action: str,
    noun: str,
    noun_id: int | None,
    facts: Mapping[str, Fact],
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
    asked = select(_A.at_us).order_by(_A.id.desc()).limit(1)
    found: int | None = work.connection.execute(asked if action is None else asked.where(_A.action == action)).scalar()
    return found
