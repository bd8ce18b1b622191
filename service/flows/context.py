"""What a running job is handed: the base, the data folder, the clock, and the door for its effects.

The worker makes one per claimed job; a flow never reads the clock, the environment or the queue by itself.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from service.errors import JobLost
from service.store.jobs import Claim
from service.store.session import Database, Work, unit_of_work
from service.store.writer import Ready, RowWriter


def _ignore(_step: str, _seconds: float, _rows: int) -> None:
    """Nobody watches."""


def _stays() -> bool:
    """Nobody asks this worker to end."""
    return False


@dataclass(frozen=True)
class JobContext:
    """One claimed job. `observe(step, seconds, rows)` is told when a step ends; `leaving` tells that the worker was
    asked to end: it does after the effect under way.
    """

    database: Database
    data_dir: Path
    claim: Claim
    now_us: Callable[[], int]
    writer: RowWriter
    observe: Callable[[str, float, int], None] = field(default=_ignore)
    leaving: Callable[[], bool] = field(default=_stays)

    @contextmanager
    def effect(self, step: str, checkpoint: dict[str, Any], *, done: int = 0, total: int = 0) -> Iterator[Work]:
        """One transaction of a job: what the caller writes, the checkpoint and the heartbeat together.

        Raises  JobLost when another worker has taken the job over: nothing is written then. KeyboardInterrupt, after
                the transaction, when the worker was asked to end: the job goes on elsewhere from this checkpoint.
        """
        with unit_of_work(self.database) as work:
            self.claim.step(work, step, checkpoint, done=done, total=total, now_us=self.now_us())
            yield work
        if self.leaving():
            raise KeyboardInterrupt

    def write(self, step: str, checkpoint: dict[str, Any], rows: Ready, *, done: int = 0, total: int = 0) -> None:
        """As `effect`, for an effect that is nothing but rows (`writer.ready`): many go in by a process of their own.

        Raises  as `effect`.
        """
        now_us = self.now_us()
        if not self.writer.write(self.claim.stamp(step, checkpoint, done=done, total=total, now_us=now_us), rows):
            raise JobLost(job_id=self.claim.job_id)
        self.claim.stamped(checkpoint, now_us)
        if self.leaving():
            raise KeyboardInterrupt
