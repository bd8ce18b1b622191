"""The job table: who may do a piece of work now, how far it is, and how it ended.

A worker claims a job under a lease. Every transaction of the work carries its effect, its checkpoint and its heartbeat
together, and begins with the fence: the job must still be at the attempt this worker claimed. A worker that was slow
and lost its job can therefore never write again. A job whose lease ran out (its worker was killed) is claimed anew and
goes on from its checkpoint. One running job per lane, kept by a unique index.

The clock is handed in; leases compare the clocks of workers, so machines that share a base need theirs within a
few seconds of one another (NTP), which the lease of half a minute allows for.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

import orjson
from sqlalchemy import Select, Update, and_, delete, exists, insert, or_, select, update
from sqlalchemy.exc import IntegrityError
from sqlmodel import SQLModel

from service.errors import Fact, JobLost, NotFound
from service.store.ids import take_ids
from service.store.session import Database, Work, unit_of_work
from service.store.tables import operation

LEASE_US = 30_000_000
"""Half a minute: a worker writes at least every 250 ms, and its heartbeat runs every few seconds between writes."""

CRASHES = 5
"""A job that dies this often in a row without getting further is given up."""

Json = dict[str, Any]

_JOBS = SQLModel.metadata.tables[operation.Job.__tablename__]
_J = _JOBS.c


@dataclass(frozen=True)
class JobView:
    """How far a job is. `done` and `total` count what its present step counts; `problem` says why it failed."""

    id: int
    kind: str
    lane: str
    state: str
    attempt: int
    step: str
    done: int
    total: int
    problem: dict[str, Fact] | None

    @property
    def ended(self) -> bool:
        """Whether nothing more will happen to it."""
        return self.state in ("done", "failed")


@dataclass(frozen=True)
class Listed:
    """A job as the schedule sees it."""

    id: int
    state: str
    finished_us: int | None

    @property
    def live(self) -> bool:
        """Whether it waits or runs."""
        return self.state in ("queued", "running")


@dataclass
class Claim:
    """A job this worker holds. `checkpoint` is what the last committed step wrote, empty at the start."""

    job_id: int
    kind: str
    attempt: int
    payload: Json
    checkpoint: Json
    exhausted: bool = False
    """It died CRASHES times without getting further: give it up, do not run it."""
    lease_us: int = LEASE_US
    beat_us: int = 0
    """When it last wrote to its row, in microseconds UTC."""

    def step(self, work: Work, step: str, checkpoint: Json, *, done: int, total: int, now_us: int) -> None:
        """Fence, checkpoint, progress and heartbeat, in the caller's transaction, beside its effect.

        Raises  JobLost when the job is no longer at this attempt; the caller's transaction must not commit then.
        """
        if work.connection.execute(self.stamp(step, checkpoint, done=done, total=total, now_us=now_us)).rowcount != 1:
            raise JobLost(job_id=self.job_id)
        self.stamped(checkpoint, now_us)

    def stamp(self, step: str, checkpoint: Json, *, done: int, total: int, now_us: int) -> Update:
        """Fence, checkpoint, progress and heartbeat as a statement: one row, or none when the job is lost."""
        return self._update(
            step=step,
            checkpoint=_text({"attempt": self.attempt, "state": checkpoint}),
            done=done,
            total=total,
            heartbeat_us=now_us,
            lease_until_us=now_us + self.lease_us,
        )

    def stamped(self, checkpoint: Json, now_us: int) -> None:
        """A transaction with this stamp has committed, or is about to."""
        self.checkpoint, self.beat_us = checkpoint, now_us

    def beat(self, work: Work, now_us: int) -> None:
        """Heartbeat and nothing else, for the time between transactions.

        Raises  JobLost.
        """
        self._write(work, heartbeat_us=now_us, lease_until_us=now_us + self.lease_us)
        self.beat_us = now_us

    def finish(self, work: Work, now_us: int) -> None:
        """The job is done.

        Raises  JobLost.
        """
        self._write(work, state="done", finished_us=now_us, lease_until_us=None, worker=None)

    def fail(self, work: Work, problem: dict[str, Fact], now_us: int) -> None:
        """The job failed for good; `problem` has no personal value.

        Raises  JobLost.
        """
        self._write(work, state="failed", error=_text(problem), finished_us=now_us, lease_until_us=None, worker=None)

    def _write(self, work: Work, **values: Any) -> None:
        if work.connection.execute(self._update(**values)).rowcount != 1:
            raise JobLost(job_id=self.job_id)

    def _update(self, **values: Any) -> Update:
        mine = and_(_J.id == self.job_id, _J.attempt == self.attempt, _J.state == "running")
        return update(_JOBS).where(mine).values(values)


def put(work: Work, kind: str, key: str, payload: Json, *, lane: str, now_us: int) -> int:
    """A job to be done, in the transaction of what calls for it; a live job of the same key is answered instead.

    In      payload and key hold ids only, never a personal value; `lane` names what only one job at a time may touch.
    Out     the job's id.
    """
    job_id = take_ids(work, "jobs", 1)  # locks the counter, so two writers of one key cannot both find none
    found = live_job(work, key)
    if found is not None:
        return found
    _insert(work, job_id, now_us, kind=kind, key=key, payload=payload, lane=lane)
    return job_id


def put_once(work: Work, kind: str, key: str, payload: Json, *, lane: str, now_us: int) -> int | None:
    """Like `put`, but never a second time under this key, whatever became of the first; null then."""
    job_id = take_ids(work, "jobs", 1)
    if was_put(work, key):
        return None
    _insert(work, job_id, now_us, kind=kind, key=key, payload=payload, lane=lane)
    return job_id


def was_put(work: Work, key: str) -> bool:
    """Whether there is, or was, a job of this key."""
    return work.connection.execute(select(_J.id).where(_J.key == key).limit(1)).first() is not None


def _insert(work: Work, job_id: int, now_us: int, *, kind: str, key: str, payload: Json, lane: str) -> None:
    work.connection.execute(
        insert(_JOBS).values(
            id=job_id, kind=kind, key=key, lane=lane, payload=_text(payload), state="queued", attempt=0,
            checkpoint="{}", step="", done=0, total=0, run_after_us=now_us, created_us=now_us,
        )
    )  # fmt: skip


def live_job(work: Work, key: str) -> int | None:
    """The id of the queued or running job of this key."""
    asked = select(_J.id).where(_J.key == key, _J.state.in_(("queued", "running")))
    return work.connection.execute(asked).scalar_one_or_none()


def claim(
    database: Database,
    worker: str,
    now_us: int,
    *,
    lane: str | None = None,
    kind: str | None = None,
    lease_us: int = LEASE_US,
) -> Claim | None:
    """The oldest job that may run now, or None: queued with its lane free, or running with its lease run out.

    In      worker: the name of the process (DataDir.owner), so that its death can be told; lane, kind: one, or any.
    Raises  Busy, StoreUnreachable.
    """
    while True:
        try:
            return _claim_once(database, worker, now_us, _next_job(now_us, lane, kind), lease_us)
        except IntegrityError:
            continue  # PostgreSQL: another worker took the lane between our look and our write; look again


def _claim_once(database: Database, worker: str, now_us: int, asked: Select[Any], lease_us: int) -> Claim | None:
    with unit_of_work(database) as work:
        row = work.connection.execute(asked).one_or_none()
        if row is None:
            return None
        attempt = row.attempt + 1
        taken = {"state": "running", "attempt": attempt, "worker": worker, "heartbeat_us": now_us}
        taken["lease_until_us"] = now_us + lease_us
        work.connection.execute(update(_JOBS).where(_J.id == row.id).values(taken))
    saved = orjson.loads(row.checkpoint)
    exhausted = attempt - saved.get("attempt", 0) > CRASHES
    payload, checkpoint = orjson.loads(row.payload), saved.get("state", {})
    return Claim(row.id, row.kind, attempt, payload, checkpoint, exhausted, lease_us, now_us)


def runnable(work: Work, now_us: int) -> bool:
    """Whether a worker that asked now would be given a job."""
    return work.connection.execute(_ready(now_us).limit(1)).first() is not None


def _next_job(now_us: int, lane: str | None, kind: str | None) -> Select[Any]:
    asked = _ready(now_us)
    if lane is not None:
        asked = asked.where(_J.lane == lane)
    if kind is not None:
        asked = asked.where(_J.kind == kind)
    return asked.order_by(_J.run_after_us, _J.id).limit(1).with_for_update(skip_locked=True)


def _ready(now_us: int) -> Select[Any]:
    running = _JOBS.alias().c
    lane_is_taken = exists().where(running.lane == _J.lane, running.state == "running")
    ready = or_(
        and_(_J.state == "queued", _J.run_after_us <= now_us, ~lane_is_taken),
        and_(_J.state == "running", _J.lease_until_us <= now_us),
    )
    return select(_J.id, _J.kind, _J.attempt, _J.payload, _J.checkpoint).where(ready)


def release(work: Work, workers: Collection[str]) -> int:
    """End the leases of workers known to be dead, so that their jobs need not wait; returns how many."""
    held = and_(_J.state == "running", _J.worker.in_(sorted(workers)))
    return int(work.connection.execute(update(_JOBS).where(held).values(lease_until_us=0)).rowcount)


def latest_of(work: Work, kind: str) -> Listed | None:
    """The job of this kind that was put last, whatever became of it."""
    asked = select(_J.id, _J.state, _J.finished_us).where(_J.kind == kind)
    row = work.connection.execute(asked.order_by(_J.id.desc()).limit(1)).one_or_none()
    return None if row is None else Listed(row.id, row.state, row.finished_us)


def take_back(work: Work, kind: str) -> int:
    """Out of the queue with jobs of this kind that nobody began; returns how many."""
    waits = and_(_J.kind == kind, _J.state == "queued", _J.attempt == 0)
    return int(work.connection.execute(delete(_JOBS).where(waits)).rowcount)


def imports_under_way(work: Work) -> set[int]:
    """Ids of the imports that a queued or running job has in its payload as `import_id`."""
    asked = select(_J.payload).where(_J.state.in_(("queued", "running")))
    payloads = work.connection.execute(asked).scalars()
    return {found for found in (orjson.loads(p).get("import_id") for p in payloads) if found is not None}


def progress(work: Work, job_id: int) -> JobView:
    """How far the job is.

    Raises  NotFound.
    """
    asked = select(_J.id, _J.kind, _J.lane, _J.state, _J.attempt, _J.step, _J.done, _J.total, _J.error)
    row = work.connection.execute(asked.where(_J.id == job_id)).one_or_none()
    if row is None:
        raise NotFound("There is no job under this id.", job_id=job_id)
    problem = None if row.error is None else orjson.loads(row.error)
    return JobView(row.id, row.kind, row.lane, row.state, row.attempt, row.step, row.done, row.total, problem)


def _text(value: Json) -> str:
    return orjson.dumps(value, option=orjson.OPT_SORT_KEYS).decode()


def postpone(work: Work, job_id: int, until_us: int) -> None:
    """A job that nobody began is not to run before this moment."""
    work.connection.execute(update(_JOBS).where(_J.id == job_id, _J.state == "queued").values(run_after_us=until_us))


def withdraw(work: Work, key: str) -> bool:
    """Out of the queue with the job of this key; false when there is none, or somebody has begun it."""
    waits = and_(_J.key == key, _J.state == "queued", _J.attempt == 0)
    return bool(work.connection.execute(delete(_JOBS).where(waits)).rowcount)
