"""Jobs as people follow them: told page by page, and found by what they work on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import orjson
from sqlalchemy import Row, Select, and_, select
from sqlmodel import SQLModel

from service.errors import Fact, NotFound
from service.store.session import Work
from service.store.tables.operation import Job

_J = SQLModel.metadata.tables[Job.__tablename__].c


@dataclass(frozen=True)
class JobRow:
    """A job with its times; `about` are the ids in its payload, such as {"import_id": 3}."""

    id: int
    kind: str
    state: str
    step: str
    done: int
    total: int
    attempt: int
    about: dict[str, int]
    problem: dict[str, Fact] | None
    created_us: int
    finished_us: int | None
    moved_us: int

    @property
    def ended(self) -> bool:
        """Whether nothing more will happen to it."""
        return self.state in ("done", "failed")


def job_row(work: Work, job_id: int) -> JobRow:
    """The job under this id.

    Raises  NotFound.
    """
    row = work.connection.execute(_asked().where(_J.id == job_id)).one_or_none()
    if row is None:
        raise NotFound("There is no job under this id.", job_id=job_id)
    return _job(row)


def page_of_jobs(work: Work, *, state: str | None, kind: str | None, before: int | None, limit: int) -> list[JobRow]:
    """Jobs, newest first, those before an id."""
    asked = _asked()
    if state is not None:
        asked = asked.where(_J.state == state)
    if kind is not None:
        asked = asked.where(_J.kind == kind)
    if before is not None:
        asked = asked.where(_J.id < before)
    return [_job(row) for row in work.connection.execute(asked.order_by(_J.id.desc()).limit(limit))]


def latest_job(work: Work, keys: list[str]) -> JobRow | None:
    """The newest job of these keys, live or ended."""
    asked = _asked().where(_J.key.in_(keys)).order_by(_J.id.desc()).limit(1)
    row = work.connection.execute(asked).one_or_none()
    return None if row is None else _job(row)


def is_busy(work: Work, lane: str) -> bool:
    """Whether a job of a lane waits or runs."""
    live = and_(_J.lane == lane, _J.state.in_(("queued", "running")))
    return work.connection.execute(select(_J.id).where(live).limit(1)).first() is not None


def is_postponed(work: Work, key: str) -> bool:
    """Whether a job of this key, that nobody began, was put off until a later moment."""
    waits = and_(_J.key == key, _J.state == "queued", _J.attempt == 0, _J.run_after_us > _J.created_us)
    return work.connection.execute(select(_J.id).where(waits)).first() is not None


def _asked() -> Select[Any]:
    return select(
        _J.id, _J.kind, _J.state, _J.step, _J.done, _J.total, _J.attempt, _J.payload, _J.error, _J.created_us,
        _J.finished_us, _J.heartbeat_us,
    )  # fmt: skip


def _job(row: Row[Any]) -> JobRow:
    about = {name: value for name, value in orjson.loads(row.payload).items() if isinstance(value, int)}
    problem = None if row.error is None else orjson.loads(row.error)
    moved = max(row.created_us, row.heartbeat_us or 0, row.finished_us or 0)
    return JobRow(
        row.id, row.kind, row.state, row.step, row.done, row.total, row.attempt, about, problem, row.created_us,
        row.finished_us, moved,
    )  # fmt: skip
