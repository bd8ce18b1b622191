"""What the house tells of itself in numbers: queue, imports, rows, purge. Short reads, nothing of a person."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, func, select
from sqlmodel import SQLModel

from service.store.session import Work
from service.store.tables.consents import RetentionReview
from service.store.tables.lists import Import
from service.store.tables.operation import AuditEntry, Job

_T = SQLModel.metadata.tables
_J, _I, _V, _A = (_T[t.__tablename__].c for t in (Job, Import, RetentionReview, AuditEntry))

IMPORT_STATES = ("received", "staging", "published", "failed", "reverting", "reverted")
_OUTCOMES = ("accepted", "rejected", "quarantined")


@dataclass(frozen=True)
class Figures:
    """Moments in microseconds UTC; null when it never was. `jobs`: waiting (its time has come) and running."""

    jobs: dict[str, int]
    oldest_waiting_us: int | None
    ended: dict[tuple[str, str], int]
    imports: dict[str, int]
    rows: dict[str, int]
    purged_us: int | None
    refused_us: int | None
    erasing_since_us: int | None
    audited_us: int | None


def figures(work: Work, *, daily_purge: str, now_us: int) -> Figures:
    """All of it, in the caller's snapshot. `daily_purge`: the kind of the job that may be refused."""
    waits = (_J.state == "queued") & (_J.run_after_us <= now_us)
    waiting, oldest = work.connection.execute(select(func.count(), func.min(_J.run_after_us)).where(waits)).one()
    running = _one(work, select(func.count()).where(_J.state == "running"))
    ended = select(_J.kind, _J.state, func.count()).where(_J.state.in_(("done", "failed")))
    files = select(_I.state, func.count()).where(_I.kind == "file").group_by(_I.state)
    refused = (_J.kind == daily_purge) & (_J.state == "failed")
    return Figures(
        jobs={"waiting": waiting, "running": running or 0},
        oldest_waiting_us=oldest,
        ended={(kind, state): n for kind, state, n in work.connection.execute(ended.group_by(_J.kind, _J.state))},
        imports=dict.fromkeys(IMPORT_STATES, 0) | dict(tuple(row) for row in work.connection.execute(files)),
        rows=_rows(work),
        purged_us=_one(work, select(func.max(_V.done_us)).where(_V.state == "done")),
        refused_us=_one(work, select(func.max(_J.finished_us)).where(refused)),
        erasing_since_us=_one(work, select(func.min(_V.applied_us)).where(_V.state == "erasing")),
        audited_us=_one(work, select(_A.at_us).order_by(_A.id.desc()).limit(1)),
    )


def _rows(work: Work) -> dict[str, int]:
    imported = (_I.kind == "file") & _I.state.in_(("published", "reverting", "reverted"))
    sums = select(*[func.coalesce(func.sum(_I[name]), 0) for name in _OUTCOMES]).where(imported)
    return {name: int(n) for name, n in zip(_OUTCOMES, work.connection.execute(sums).one(), strict=True)}


def _one(work: Work, asked: Select[Any]) -> int | None:
    found: int | None = work.connection.execute(asked).scalar()
    return found
