"""Start a worker child for one job, watch it, and start it again when it dies."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path

from service.errors import Busy, JobAbandoned, StoreUnreachable
from service.store import jobs
from service.store.session import Database, open_database, reading

_LOOK_EVERY_SECONDS = 0.1
_STARTS = 4
WORKER = ("-m", "service.jobs.worker")


def run_child(
    database_url: str,
    data_dir: Path,
    job_id: int,
    on_progress: Callable[[jobs.JobView], None],
    *,
    options: Sequence[str] = (),
    worker: Sequence[str] = WORKER,
) -> jobs.JobView:
    """See a job to its end in a child process, which dies with this one; a child that dies is started again.

    In      on_progress is called when the job has moved; options and worker go to the child's command line.
    Out     how the job ended: state done, or failed with its problem.
    Raises  JobAbandoned when the child dies time after time; NotFound (no such job).
    Trap    call it from a thread that lives as long as the child may (see leash.py).
    """
    database = open_database(database_url)
    try:
        for _ in range(_STARTS):
            child = _start(database.url, data_dir, job_id, [*worker, *options])
            try:
                _watch(database, child, job_id, on_progress)
            finally:
                child.kill()
                child.wait()
            with reading(database) as work:
                view = jobs.progress(work, job_id)
            on_progress(view)
            if view.ended:
                return view
        raise JobAbandoned(attempts=_STARTS, exit_code=child.returncode)
    finally:
        database.dispose()


def _start(database_url: str, data_dir: Path, job_id: int, command: Sequence[str]) -> subprocess.Popen[bytes]:
    given = ["--database-url", "-", "--data-dir", str(data_dir), "--job", str(job_id), "--parent", str(os.getpid())]
    child = subprocess.Popen([sys.executable, *command, *given], stdin=subprocess.PIPE)  # noqa: S603 - our own worker
    if child.stdin is not None:
        child.stdin.write(database_url.encode() + b"\n")
        child.stdin.close()
    return child


def _watch(
    database: Database, child: subprocess.Popen[bytes], job_id: int, on_progress: Callable[[jobs.JobView], None]
) -> None:
    """Tell of progress until the child has ended."""
    last: jobs.JobView | None = None
    while child.poll() is None:
        with suppress(Busy, StoreUnreachable):  # the child deals with it
            with reading(database) as work:
                view = jobs.progress(work, job_id)
            if view != last:
                on_progress(view)
                last = view
        with suppress(subprocess.TimeoutExpired):
            child.wait(_LOOK_EVERY_SECONDS)
