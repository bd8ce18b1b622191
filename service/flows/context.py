"""What a running job is handed: the base, the data folder, the clock, and the door for its effects.

The worker makes one per claimed job; a flow never reads the clock, the environment or the queue by itself.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from service.errors import JobLost
from service.store.jobs import Claim
from service.store.rows import Rows
from service.store.session import Database, Work, unit_of_work
from service.store.writer import RowWriter


def _ignore(_step: str, _seconds: float, _rows: int) -> None:
    """Nobody watches."""


@dataclass(frozen=True)
class JobContext:
    """One claimed job. `observe(step, seconds, rows)` is told when a step ends."""

    database: Database
    data_dir: Path
    claim: Claim
    now_us: Callable[[], int]
    writer: RowWriter
    observe: Callable[[str, float, int], None] = field(default=_ignore)

    @contextmanager
    def effect(self, step: str, checkpoint: dict[str, Any], *, done: int = 0, total: int = 0) -> Iterator[Work]:
        """One transaction of a job: what the caller writes, the checkpoint and the heartbeat together.

        Raises  JobLost when another worker has taken the job over: nothing is written then.
        """
        with unit_of_work(self.database) as work:
            self.claim.step(work, step, checkpoint, done=done, total=total, now_us=self.now_us())
            yield work

    def write(
        self, step: str, checkpoint: dict[str, Any], rows: Sequence[Rows], *, done: int = 0, total: int = 0
    ) -> None:
        """As `effect`, for an effect that is nothing but rows: many of them go in by a process of their own.

        Raises  JobLost.
        """
        now_us = self.now_us()
        if not self.writer.write(self.claim.stamp(step, checkpoint, done=done, total=total, now_us=now_us), rows):
            raise JobLost(job_id=self.claim.job_id)
        self.claim.stamped(checkpoint, now_us)
