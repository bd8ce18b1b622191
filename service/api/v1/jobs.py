"""Jobs: long work that was asked for with a 202, followed by asking again or by events of what it works on."""

from __future__ import annotations

from typing import Annotated

from fastapi import Query
from starlette.responses import Response

from service.api.deps import Called, Id, Paged
from service.api.operations import Noun
from service.api.schemas.jobs import JobOut, JobPage, JobState
from service.store.job_views import job_row, page_of_jobs

noun = Noun("jobs", "Long work and how far it is.")

SEEN_BY = {"crm", "marketing", "dpo", "admin"}
ASK_AGAIN = {"Retry-After": "1"}


@noun.get("/v1/jobs", "jobsList", "Jobs, newest first", roles=SEEN_BY, answers=JobPage)
def list_jobs(
    call: Called,
    pager: Paged,
    state: Annotated[JobState | None, Query(description="Only those in this state.", examples=["done"])] = None,
    kind: Annotated[
        str | None,
        Query(pattern=r"^[a-z-]+$", max_length=40, description="Only those of this kind.", examples=["import"]),
    ] = None,
) -> Response:
    """Of all kinds, or of one; in all states, or in one."""
    before = pager.after[0] if pager.after else None
    with call.reading() as work:
        rows = page_of_jobs(work, state=state, kind=kind, before=before, limit=pager.wanted)
    body, headers = pager.page([JobOut.of(row).model_dump() for row in rows], [[row.id] for row in rows])
    return call.answer(body, headers=headers)


@noun.get("/v1/jobs/{job_id}", "jobsGet", "One job", roles=SEEN_BY, answers=JobOut, errors=(404,))
def get_job(call: Called, job_id: Id) -> Response:
    """While it is under way `Retry-After` says when to ask again; with If-None-Match 304 until it has moved."""
    with call.reading() as work:
        row = job_row(work, job_id)
    return call.answer(JobOut.of(row), etag=True, headers={} if row.ended else ASK_AGAIN)
