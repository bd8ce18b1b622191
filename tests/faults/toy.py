"""A job that is nothing but transactions: one audit row a step, which tells what was lost or doubled."""

from __future__ import annotations

import subprocess
import time
from collections.abc import Callable
from pathlib import Path

from sqlalchemy import func, insert, select
from sqlmodel import SQLModel

from service.errors import BadQuery
from service.flows.context import JobContext
from service.jobs.handler import Handler, Problem
from service.store import jobs
from service.store.session import Database, Work, reading, unit_of_work

KILLER = str(Path(__file__).parent / "killer.py")
Start = Callable[..., subprocess.Popen[bytes]]
AUDIT = SQLModel.metadata.tables["audit"]
JOBS = SQLModel.metadata.tables["jobs"]


def _note(work: Work, action: str, n: int) -> None:
    row = {"at_us": 0, "principal": "toy", "action": action, "noun": "step", "noun_id": n, "facts": "{}"}
    work.connection.execute(insert(AUDIT).values(row))


def run_toy(context: JobContext) -> None:
    """Payload: `steps`, `pause` between them in seconds, `fail_at` and `break_at` a step (optional)."""
    asked = context.claim.payload
    for n in range(context.claim.checkpoint.get("next", 0), asked["steps"]):
        if n == asked.get("fail_at"):
            raise BadQuery("The toy was asked to fail.", step=n)
        if n == asked.get("break_at"):
            raise ValueError("jeanne.martin@courrier.example")
        if n == asked.get("spin_at"):
            time.sleep(asked["spin"])
        with context.effect("toy", {"next": n + 1}, done=n + 1, total=asked["steps"]) as work:
            _note(work, "step", n)
        time.sleep(asked.get("pause", 0))


def abandon_toy(work: Work, payload: dict[str, int], problem: Problem, now_us: int) -> None:
    _note(work, "abandoned", payload["steps"])


HANDLERS = {"toy": Handler(run_toy, abandon_toy)}


def put_toy(database: Database, *, key: str = "toy:1", lane: str = "toy", **payload: float) -> int:
    """Queue a toy."""
    with unit_of_work(database) as work:
        return jobs.put(work, "toy", key, payload, lane=lane, now_us=1)


def steps_of(database: Database, action: str = "step") -> list[int]:
    """Every effect there is, in order of commit."""
    with reading(database) as work:
        asked = select(AUDIT.c.noun_id).where(AUDIT.c.action == action).order_by(AUDIT.c.id)
        return list(work.connection.execute(asked).scalars())


def view_of(database: Database, job_id: int) -> jobs.JobView:
    with reading(database) as work:
        return jobs.progress(work, job_id)


def running_jobs(database: Database) -> int:
    with reading(database) as work:
        asked = select(func.count()).select_from(JOBS).where(JOBS.c.state == "running")
        return work.connection.execute(asked).scalar_one()


def wait_for(what: Callable[[], bool], seconds: float = 20) -> None:
    deadline = time.monotonic() + seconds
    while not what():
        assert time.monotonic() < deadline, "waited too long"
        time.sleep(0.05)
