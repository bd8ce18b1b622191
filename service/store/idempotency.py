"""Answers given to POSTs under a key of the client's, to be replayed for the same payload within a day.

A row is written in the transaction of the effect it answers for: either both are there or neither. Answers may speak of
people, so they are stored sealed; only who repeats the client's own key can open them (see api/idempotency.py).
"""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import delete, insert, select, text
from sqlmodel import SQLModel

from service.errors import InFlight
from service.store.session import Work
from service.store.tables.operation import Idempotency

KEPT_US = 24 * 3600 * 1_000_000

_TABLE = SQLModel.metadata.tables[Idempotency.__tablename__]
_I = _TABLE.c


@dataclass(frozen=True)
class Kept:
    """An answer as it was stored: digest of the request, status, sealed body and headers."""

    request_sha256: str
    status: int
    body: str


def kept_answer(work: Work, principal_id: int, key: str, *, now_us: int) -> Kept | None:
    """The answer kept under this key, if it is younger than a day."""
    asked = select(_I.request_sha256, _I.status, _I.body).where(
        _I.principal_id == principal_id, _I.key == key, _I.created_us > now_us - KEPT_US
    )
    row = work.connection.execute(asked).one_or_none()
    return None if row is None else Kept(row.request_sha256, int(row.status), str(row.body))


def hold(work: Work, principal_id: int, key: str) -> None:
    """Until the transaction ends nobody else works under this key.

    On SQLite whoever writes is alone already; on PostgreSQL an advisory lock, which dies with its transaction.

    Raises  InFlight when another process does.
    """
    if work.dialect != "postgresql":
        return
    asked = text("SELECT pg_try_advisory_xact_lock(hashtextextended(:key, :principal))")
    if not work.connection.execute(asked, {"key": key, "principal": principal_id}).scalar_one():
        raise InFlight


def keep(work: Work, principal_id: int, key: str, kept: Kept, *, now_us: int) -> None:
    """Store the answer, in the transaction of its effect."""
    work.connection.execute(delete(_TABLE).where(_I.principal_id == principal_id, _I.key == key))
    work.connection.execute(
        insert(_TABLE).values(
            principal_id=principal_id, key=key, request_sha256=kept.request_sha256, state="done", status=kept.status,
            body=kept.body, created_us=now_us,
        )
    )  # fmt: skip


def forget_old_answers(work: Work, *, now_us: int) -> int:
    """Delete answers older than a day; returns how many."""
    return int(work.connection.execute(delete(_TABLE).where(_I.created_us <= now_us - KEPT_US)).rowcount)
