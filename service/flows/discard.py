"""What a failed import staged, and its file, is personal data that nobody may see: a job of its own deletes it.

So it is of an import on hold that nobody began within a day: it is given up first.
"""

from __future__ import annotations

from service.errors import WrongState
from service.flows.context import JobContext
from service.store import imports, jobs, leavings
from service.store.files import DataDir
from service.store.job_views import is_postponed
from service.store.session import Work, reading
from service.store.tables.lists import Import
from service.store.turns import LANE

KIND = "discard"


PATIENCE_US = 86_400_000_000
"""How long the file of an import that failed for its mapping, or is on hold, waits for a person: a day."""

GIVEN_UP = "/problems/not-begun"
"""The error of an import on hold that nobody began, or that somebody gave up."""


def ask_to_discard(work: Work, import_id: int, *, now_us: int, patient: bool = False) -> int:
    """Put the deletion into the queue, in the transaction that fails the import; returns the job's id.

    In      `patient`: nothing was staged, and a person may begin the import with another mapping: its file is kept for
            a day.
    """
    job_id = jobs.put(work, KIND, f"{KIND}:{import_id}", {"import_id": import_id}, lane=LANE, now_us=now_us)
    if patient:
        jobs.postpone(work, job_id, now_us + PATIENCE_US)
    return job_id


def give_up(work: Work, import_id: int, *, now_us: int) -> int:
    """An import on hold is not wanted: it is failed and its file deleted. Returns the job's id.

    Raises  NotFound; WrongState (it is not on hold).
    """
    if imports.get_import(work, import_id).state != "received" or not jobs.withdraw(work, f"{KIND}:{import_id}"):
        raise WrongState("Only an import on hold can be given up.", import_id=import_id)
    imports.set_import(work, import_id, state="failed", error=GIVEN_UP)
    return ask_to_discard(work, import_id, now_us=now_us)


def is_on_hold(work: Work, import_id: int) -> bool:
    """Whether the import waits for a person to begin it."""
    state = imports.get_import(work, import_id).state
    return state == "received" and jobs.live_job(work, f"{KIND}:{import_id}") is not None


def is_waiting(work: Work, row: Import) -> bool:
    """Whether the import failed for its mapping, and its file is still kept for a better one."""
    key = f"{KIND}:{row.id}"
    return row.state == "failed" and row.error != GIVEN_UP and is_postponed(work, key)


def run_discard(context: JobContext) -> None:
    """Carry out a deletion; safe to be called again at any point of it.

    Raises  JobLost.
    """
    import_id = int(context.claim.payload["import_id"])
    with reading(context.database) as work:
        row = imports.get_import(work, import_id)
    if row.state == "received":
        with context.effect("discard", {}) as work:
            imports.set_import(work, import_id, state="failed", error=GIVEN_UP)
    elif row.state != "failed":
        return
    if row.upload is not None:
        with DataDir(context.data_dir) as data:
            data.remove_upload(row.upload)
        with context.effect("discard", {}) as work:
            imports.set_import(work, import_id, upload=None)
    for deletion in leavings.of_import(import_id):
        left = True
        while left:
            with context.effect("discard", {}) as work:
                left = deletion(work)
