"""The service's worker: a thread that keeps a worker child on the queue, starts it again when it dies, and ends it.

The thread looks for runnable jobs once a second, and at once when told (`wake`): a job was put by this process. The
child stays a while when the queue is empty, for starting one takes seconds. Several services on one base each have a
supervisor: leases and lanes let each job run once. The thread also turns the schedule (`tick`).

When the service leaves, the child is asked to end after the transaction under way; if it does not in time it is killed,
which is safe: its job resumes from its checkpoint, here or in another service.
Trap: children die with the *thread* that started them (leash.py): this one lives as long as the service.
"""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field

from service.errors import QualityError
from service.flows.tidy import tidy
from service.jobs.supervise import WORKER
from service.observe import logs
from service.observe.drain import Drain
from service.store import jobs
from service.store.files import DataDir
from service.store.session import Database, open_database, reading

_LOOK_SECONDS = 1.0
_TICK_SECONDS = 30.0
_STAY_SECONDS = 300.0
_WAIT_MOST_SECONDS = 60.0
END_SECONDS = 20.0
"""How long a child may take to end by itself, from the moment the service leaves."""


def _nobody_counts() -> None:
    """Deaths of children are told in the log alone."""


@dataclass
class Supervisor:
    """One service's supervisor: start it, wake it, and at the end of the service wait for it.

    In      `tick(database)` is called every half minute: the schedule; `woken` is set by whoever put a job (also by
            `wake`); `worker_died()` is called at each death of a child.
    """

    database_url: str = field(repr=False)
    data: DataDir
    drain: Drain
    now_us: Callable[[], int]
    tick: Callable[[Database], None]
    woken: threading.Event = field(default_factory=threading.Event)
    worker_died: Callable[[], None] = field(default=_nobody_counts)
    worker: Sequence[str] = WORKER

    def __post_init__(self) -> None:
        self._thread = threading.Thread(target=self._run, name="supervisor", daemon=True)
        self._child: subprocess.Popen[bytes] | None = None
        self._deaths, self._not_before, self._next_tick = 0, 0.0, 0.0
        self._untidy = True  # the dead of earlier runs may hold jobs

    def start(self) -> None:
        """Start the thread."""
        self.drain.when_begun(self.wake)
        self._thread.start()

    def wake(self) -> None:
        """A job was put, or the service leaves: look now. From any thread."""
        self.woken.set()

    def join(self) -> None:
        """Wait until the child has ended; the service must be leaving."""
        self._thread.join()

    def _run(self) -> None:
        database = open_database(self.database_url)
        try:
            while not self.drain.begun:
                self._look(database)
                self.woken.wait(_LOOK_SECONDS)
        finally:
            self._end_child()
            database.dispose()

    def _look(self, database: Database) -> None:
        """One turn. Whatever goes wrong in it is told, and the next turn comes."""
        told = self.woken.is_set()
        self.woken.clear()
        try:
            if self._untidy:
                tidy(database, self.data)
                self._untidy = False
            if time.monotonic() >= self._next_tick:
                self._next_tick = time.monotonic() + _TICK_SECONDS
                self.tick(database)
            self._see_to_child(database, told)
        except QualityError as problem:  # the base is busy, away, or its disk full
            logs.tell("store-away", problem=problem.slug)
        except Exception as bug:  # noqa: BLE001 - the queue must be looked after; the bug is told
            logs.tell_bug(bug)

    def _see_to_child(self, database: Database, told: bool) -> None:
        if self._child is not None:
            code = self._child.poll()
            if code is None:
                if told:
                    _write(self._child, "\n")
                return
            self._ended(self._child, code)
        if time.monotonic() >= self._not_before and self._has_work(database):
            self._child = self._start()

    def _has_work(self, database: Database) -> bool:
        with reading(database) as work:
            return jobs.runnable(work, self.now_us())

    def _start(self) -> subprocess.Popen[bytes]:
        given = ["--database-url", "-", "--data-dir", str(self.data.root), "--drain", "--log"]
        given += ["--stay", str(_STAY_SECONDS), "--parent", str(os.getpid())]
        command = [sys.executable, *self.worker, *given]
        child = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, bufsize=0)  # noqa: S603 - ours
        logs.tell("worker-started", pid=child.pid)
        _write(child, f"{self.database_url}\n")
        return child

    def _ended(self, child: subprocess.Popen[bytes], code: int) -> None:
        """A child ended: by itself, or it died and the next one has to wait a little, twice as long each time."""
        self._forget(child)
        if code == 0:
            self._deaths = 0
            return
        self._deaths += 1
        seconds = min(_WAIT_MOST_SECONDS, 2.0 ** (self._deaths - 1))
        self._not_before = time.monotonic() + seconds
        self.worker_died()
        logs.tell("worker-ended", exit_code=code, seconds=seconds)
        self._untidy = True

    def _end_child(self) -> None:
        child = self._child
        if child is None:
            return
        child.terminate()
        try:
            child.wait(END_SECONDS)
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()
            logs.tell("worker-killed", pid=child.pid)
        self._forget(child)

    def _forget(self, child: subprocess.Popen[bytes]) -> None:
        self._child = None
        if child.stdin is not None:
            child.stdin.close()


def _write(child: subprocess.Popen[bytes], line: str) -> None:
    """Say something to a child; one that is busy and was told often need not hear it again."""
    if child.stdin is not None:
        os.set_blocking(child.stdin.fileno(), False)
        with suppress(BrokenPipeError):  # it died: the next turn sees that
            child.stdin.write(line.encode())
