"""Whose turn it is to move customers: a request that merges, splits or corrects must not run into a job that does.

A job of the lane `customers` computes what customers become from what it read, then writes it: between the two nobody
else may move them. While it reads and cleans its file (survey, stage) it has looked at no customer yet, so a request
may still write; from then on the request is told to come back. Requests wait for one another.
"""

from __future__ import annotations

from sqlalchemy import delete, select, text
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import SQLModel

from service.errors import Busy
from service.store.ids import take_ids
from service.store.session import Work
from service.store.tables.operation import Job

LANE = "customers"
"""Jobs that move customers share this lane."""

BEFORE_CUSTOMERS = {"import": ("", "survey", "stage"), "rematch": ("", "read")}
"""Steps of a kind of job at which it has not looked at any customer, or will look again."""

_JOBS = SQLModel.metadata.tables[Job.__tablename__]
_J = _JOBS.c
_TRIES = 3


def one_at_a_time(work: Work, thing: str) -> None:
    """Until the transaction ends nobody else changes this thing: who compares a version must not be overtaken.

    On SQLite whoever writes is alone already; on PostgreSQL an advisory lock, which others wait for.

    Raises  Busy (waited too long).
    """
    if work.dialect == "postgresql":
        work.connection.execute(text("SELECT pg_advisory_xact_lock(hashtextextended(:thing, 0))"), {"thing": thing})


def take_turn(work: Work, *, now_us: int) -> None:
    """Hold off everyone else who moves customers until the caller's transaction ends.

    Raises  Busy: a job is at it; try again later.
    """
    for _ in range(_TRIES):
        asked = select(_J.kind, _J.step).where(_J.lane == LANE, _J.state == "running")
        running = work.connection.execute(asked.with_for_update()).one_or_none()
        if running is not None:
            if running.step in BEFORE_CUSTOMERS.get(running.kind, ()):
                return  # its row is locked: it writes nothing, so gets no further, before we are done
            raise Busy("Customers are being moved by a job.")
        if work.dialect == "sqlite" or _stand_in_lane(work, now_us):
            return  # on SQLite a writer is alone anyway
    raise Busy("Customers are being moved by a job.")


def _stand_in_lane(work: Work, now_us: int) -> bool:
    """On PostgreSQL: a running job that nobody else ever sees keeps the lane (by its unique index) until we commit."""
    job_id = take_ids(work, "jobs", 1)
    row = {
        "id": job_id, "kind": "turn", "key": f"turn:{job_id}", "lane": LANE, "payload": "{}", "state": "running",
        "attempt": 0, "checkpoint": "{}", "step": "", "done": 0, "total": 0, "run_after_us": now_us,
        "created_us": now_us,
    }  # fmt: skip
    placed = work.connection.execute(insert(_JOBS).values(row).on_conflict_do_nothing().returning(_J.id)).first()
    work.connection.execute(delete(_JOBS).where(_J.id == job_id))
    return placed is not None
