"""What a worker needs to know of a kind of job: what does it, and what is undone when it fails for good."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from service.errors import Fact
from service.flows.context import JobContext
from service.store.session import Work

Problem = dict[str, Fact]


def _nothing(_work: Work, _payload: dict[str, Any], _problem: Problem, _now_us: int) -> None:
    """The failed job alone says it."""


@dataclass(frozen=True)
class Handler:
    """A kind of job.

    `run` does the work in transactions of its own (`JobContext.effect`) and may be called again after a crash: it goes
    on from `context.claim.checkpoint`. `abandon(work, payload, problem, now_us)` runs in the transaction that fails
    the job, so that no reader sees the one without the other.
    """

    run: Callable[[JobContext], None]
    abandon: Callable[[Work, dict[str, Any], Problem, int], None] = _nothing
