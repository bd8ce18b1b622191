"""One worker process at its desk: it claims jobs, runs their handlers and says how they ended.

The handlers are handed in (jobs/worker.py brings those of the house).
"""

from __future__ import annotations

import argparse
import os
import select
import signal
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

import orjson

from service.errors import Busy, JobAbandoned, JobLost, QualityError, StorageFull, StoreUnreachable
from service.flows.context import JobContext
from service.flows.tidy import tidy
from service.jobs.handler import Handler, Problem
from service.jobs.heartbeat import Heartbeat
from service.jobs.leash import die_with
from service.observe import logs
from service.observe.bugs import bug_as_problem, print_bug
from service.store import jobs
from service.store.files import DataDir, says_disk_full
from service.store.session import Database, open_database, reading, unit_of_work
from service.store.writer import RowWriter

_POLL_SECONDS = 0.2
_UNREACHABLE_SECONDS = 60.0
_STAY_POLL_SECONDS = 1.0
_CLEARS = "discard"
BEHIND = 5
"""How much a worker beside a service lowers its priority (nice); alone, the machine is its own."""
EXIT_FAILED, EXIT_TRY_LATER, EXIT_INTERRUPTED = 1, 75, 130


def now_us() -> int:
    """The present moment in microseconds UTC: the one clock of a worker."""
    return time.time_ns() // 1000


@dataclass(frozen=True)
class Desk:
    """What one worker process works with."""

    database: Database
    data: DataDir
    handlers: Mapping[str, Handler]
    observe: Callable[[str, float, int], None]
    leaving: threading.Event = field(default_factory=threading.Event)
    """Set when this worker was asked to end: it claims no more, and ends after the transaction under way."""

    def drain(self) -> int:
        """Run every job that may run now; returns how many failed."""
        failed = 0
        while not self.leaving.is_set() and (claim := jobs.claim(self.database, self.data.owner, now_us())):
            failed += not self._finish(claim)
        return failed

    def stay(self, seconds: float, wait: Callable[[float], None]) -> None:
        """Drain, and again when new jobs come, until none came for so long: starting a worker takes seconds.

        In      `wait(seconds)` sleeps that long, or less when there may be something to do.
        """
        idle_since = time.monotonic()
        while not self.leaving.is_set() and time.monotonic() - idle_since < seconds:
            with reading(self.database) as work:
                ready = jobs.runnable(work, now_us())
            if ready:
                self.drain()
                idle_since = time.monotonic()
            else:
                wait(_STAY_POLL_SECONDS)

    def see_to(self, job_id: int) -> bool:
        """Work through the job's lane, oldest first, until this job has ended; whether it is done.

        When it failed, what it put into the queue to be cleared away is done, too.
        """
        while not (view := self._look(job_id)).ended:
            if self.leaving.is_set():
                raise KeyboardInterrupt
            claim = jobs.claim(self.database, self.data.owner, now_us(), lane=view.lane)
            if claim is None:
                time.sleep(_POLL_SECONDS)  # another worker has the lane
            else:
                self._finish(claim)
        if view.state == "done":
            return True
        while claim := jobs.claim(self.database, self.data.owner, now_us(), lane=view.lane, kind=_CLEARS):
            self._finish(claim)
        return False

    def _look(self, job_id: int) -> jobs.JobView:
        with reading(self.database) as work:
            return jobs.progress(work, job_id)

    def _finish(self, claim: jobs.Claim) -> bool:
        """Run a claimed job to its end; whether it is done. A job lost to another worker counts as done here."""
        told = {"job_id": claim.job_id, "kind": claim.kind, "attempt": claim.attempt}
        logs.bind(**told)
        logs.tell("job-begun")
        try:
            return self._run_to_its_end(claim)
        finally:
            logs.unbind_all()

    def _run_to_its_end(self, claim: jobs.Claim) -> bool:
        begun = time.monotonic()
        try:
            self._run(claim)
        except JobLost:
            logs.tell("job-lost")
            return True
        except (Busy, StoreUnreachable):
            logs.tell("job-given-back")
            self._give_back()
            return True  # to be claimed again, from its checkpoint
        except QualityError as problem:
            self._fail(claim, problem.problem())
            return False
        except Exception as bug:  # noqa: BLE001 - a bug ends the job, not the worker
            if says_disk_full(bug):
                self._fail(claim, StorageFull().problem())
            else:
                logs.tell_bug(bug) if logs.active() else print_bug(bug)
                self._fail(claim, bug_as_problem(bug))
            return False
        logs.tell("job-done", seconds=round(time.monotonic() - begun, 3))
        return True

    def _run(self, claim: jobs.Claim) -> None:
        if claim.exhausted:
            raise JobAbandoned(attempts=claim.attempt)
        with RowWriter(self.database) as writer, Heartbeat(self.database, claim, now_us):
            context = JobContext(
                self.database, self.data.root, claim, now_us, writer, self.observe, self.leaving.is_set
            )
            self.handlers[claim.kind].run(context)
        with unit_of_work(self.database) as work:
            claim.finish(work, now_us())

    def _fail(self, claim: jobs.Claim, problem: Problem) -> None:
        logs.tell("job-failed", problem=str(problem["type"]).rpartition("/")[2])
        handler = self.handlers.get(claim.kind)
        with unit_of_work(self.database) as work:
            claim.fail(work, problem, now_us())
            if handler is not None:
                handler.abandon(work, claim.payload, problem, now_us())
        tidy(self.database, self.data)  # the file of a failed import

    def _give_back(self) -> None:
        """The base was busy or away: when it answers again, the job is free to be claimed.

        Raises  StoreUnreachable, Busy when it stays away.
        """
        deadline = time.monotonic() + _UNREACHABLE_SECONDS
        while True:
            try:
                with unit_of_work(self.database) as work:
                    jobs.release(work, [self.data.owner])
            except (Busy, StoreUnreachable):
                if time.monotonic() > deadline:
                    raise
                time.sleep(_POLL_SECONDS)
            else:
                return


def _observer(path: Path | None) -> Callable[[str, float, int], None]:
    """Append one JSON line a finished step to `path`: {"step", "seconds", "rows"}."""

    def write(step: str, seconds: float, rows: int) -> None:
        if path is not None:
            with path.open("ab") as target:
                target.write(orjson.dumps({"step": step, "seconds": seconds, "rows": rows}) + b"\n")

    return write


def _parse(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m service.jobs.worker", description="Run jobs of the job table.")
    parser.add_argument("--database-url", required=True, help="the base; - reads it from stdin")
    parser.add_argument("--data-dir", required=True, type=Path)
    what = parser.add_mutually_exclusive_group(required=True)
    what.add_argument("--job", type=int, help="see to this job first, then drain")
    what.add_argument("--drain", action="store_true", help="run all jobs that may run now")
    parser.add_argument("--parent", type=int, help="end with this process, which started the worker")
    parser.add_argument("--stay", type=float, default=0.0, help="with --drain: wait so many seconds for more")
    parser.add_argument("--log", action="store_true", help="log JSON lines on stderr")
    parser.add_argument("--observe", type=Path, help="append a JSON line to this file when a step ends")
    return parser.parse_args(arguments)


def run_worker(arguments: Sequence[str], handlers: Mapping[str, Handler]) -> int:
    """Run a worker process from its command line; returns the exit code."""
    asked = _parse(arguments)
    if asked.parent is not None:
        die_with(asked.parent)
    if asked.stay:
        os.nice(BEHIND)  # beside a service: whoever waits for an answer goes first
    if asked.log:
        logs.configure()
    url = sys.stdin.readline().strip() if asked.database_url == "-" else asked.database_url
    try:
        return _at_desk(open_database(url), asked, handlers)
    except QualityError as problem:
        sys.stderr.buffer.write(orjson.dumps(problem.problem()) + b"\n")
        return EXIT_TRY_LATER if isinstance(problem, Busy | StoreUnreachable) else EXIT_FAILED
    except KeyboardInterrupt:
        return EXIT_INTERRUPTED
    except Exception as bug:  # noqa: BLE001 - a bug's own words may quote a person: its type and place are told
        logs.tell_bug(bug) if logs.active() else print_bug(bug)
        return EXIT_FAILED


def _wait_for_word(seconds: float) -> None:
    """Sleep, or until the parent writes a line; when it has closed stdin nobody will."""
    if select.select([sys.stdin], [], [], seconds)[0] and not sys.stdin.readline():
        time.sleep(seconds)


def _at_desk(database: Database, asked: argparse.Namespace, handlers: Mapping[str, Handler]) -> int:
    """Work as asked; whoever leaves in a hurry lets its jobs go first, or leaves its workspace to tell that it is gone.

    Raises  QualityError, KeyboardInterrupt.
    """
    data = DataDir(asked.data_dir)
    tempfile.tempdir = str(data.workspace)  # whoever asks for a temporary file gets it in the data directory
    try:
        tidy(database, data)
        desk = Desk(database, data, handlers, _observer(asked.observe))
        signal.signal(signal.SIGTERM, lambda _number, _frame: desk.leaving.set())
        done = _work(desk, asked)
    except BaseException:
        with suppress(QualityError):
            with unit_of_work(database) as work:
                jobs.release(work, [data.owner])
            data.close()
        raise
    data.close()
    database.dispose()
    return 0 if done else EXIT_FAILED


def _work(desk: Desk, asked: argparse.Namespace) -> bool:
    """Whether all went well; a worker that stays has no failure of its own."""
    if asked.job is not None:
        return desk.see_to(asked.job)
    failed = desk.drain()
    if asked.stay:
        desk.stay(asked.stay, _wait_for_word)
        return True
    return failed == 0
