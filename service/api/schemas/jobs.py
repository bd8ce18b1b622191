"""Jobs going out."""

from __future__ import annotations

from typing import Any, Literal, Self

from pydantic import Field

from service.api.schemas.common import Moment, Out, moment
from service.store.job_views import JobRow

JobState = Literal["queued", "running", "done", "failed"]


class JobOut(Out):
    """A piece of long work and how far it is."""

    id: int
    kind: str = Field(examples=["import"])
    state: JobState
    step: str = Field(description="The step under way; empty before the first.", examples=["stage"])
    done: int = Field(description="How many of `total` the present step has done.")
    total: int
    about: dict[str, int] = Field(description="The ids it works on.", examples=[{"import_id": 1}])
    problem: dict[str, Any] | None = Field(description="Of a failed job: why, as a problem.")
    created_at: Moment
    finished_at: Moment | None

    @classmethod
    def of(cls, row: JobRow) -> Self:
        """As people see it."""
        return cls.model_validate(
            {
                "id": row.id, "kind": row.kind, "state": row.state, "step": row.step, "done": row.done,
                "total": row.total, "about": row.about, "problem": row.problem,
                "created_at": moment(row.created_us), "finished_at": moment(row.finished_us),
            }
        )  # fmt: skip


class JobPage(Out):
    """A page of jobs."""

    items: list[JobOut]
    next_cursor: str | None
