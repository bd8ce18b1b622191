"""Runs the worker and kills it (or its parent) with SIGKILL at a chosen commit: a script, started by the tests.

    python killer.py [--toy] [--kill WHEN:N] [--kill-parent WHEN:N] [--once FILE] [--count FILE] [--pages N] -- worker …

WHEN is `before` or `after` the N-th writing commit of the main thread, counted from 1 at the driver's own commit, so
that no transaction escapes, whichever door it came through, and at those of the writing process, which takes over after
a few hundred rows here; or `timer`, and N is in milliseconds from the first commit, which falls wherever it falls: in
the middle of a statement, of a computation, of a commit. `writer` kills the writing process, and not the worker, in the
midst of the N-th transaction it is handed.
`--once FILE` kills only while FILE is missing, and makes it first. `--count FILE` writes how many commits there were,
and the seconds from the first to the end.
`--pages N` lets the SQLite file grow to N pages and no further, as a full disk does.
"""

from __future__ import annotations

import argparse
import importlib
import os
import signal
import sqlite3
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy.engine.default import DefaultDialect

from service.jobs.desk import run_worker
from service.jobs.handler import Handler
from service.store import session, writer
from service.store.writer import RowWriter

writer.START_AFTER = 400  # both ways of writing in every run

T = TypeVar("T")


def _writes(connection: Any) -> bool:
    """Whether the transaction may write: the end of a read is a commit to the driver, too."""
    driver = connection.driver_connection
    if isinstance(driver, sqlite3.Connection):
        return int(driver.execute("PRAGMA query_only").fetchone()[0]) == 0
    return not bool(driver.read_only)


class Killer:
    """Counts commits and strikes at one of them."""

    def __init__(self, when: str, n: int, victim: int, once: Path | None) -> None:
        self.when, self.n, self.victim, self.once = when, n, victim, once
        self.commits, self.handed, self.since = 0, 0, 0.0
        self._commit: Callable[[DefaultDialect, Any], None] = DefaultDialect.do_commit
        self._hand_over = RowWriter._hand_over
        self._sent = RowWriter._send
        killer = self

        def do_commit(dialect: DefaultDialect, connection: Any) -> None:
            killer.commit(dialect, connection)

        def hand_over(writing: RowWriter, guard: Any, frames: Any) -> bool:
            return killer.around(lambda: killer._hand_over(writing, guard, frames))

        def send(writing: RowWriter, parts: Any) -> None:
            killer.in_the_midst_of(writing)
            killer._sent(writing, parts)

        DefaultDialect.do_commit = do_commit  # type: ignore[method-assign]  # the killing is put in between
        RowWriter._hand_over = hand_over  # type: ignore[method-assign, assignment]  # the killing is put in between
        RowWriter._send = send  # type: ignore[method-assign, assignment]  # the killing is put in between

    def commit(self, dialect: DefaultDialect, connection: Any) -> None:
        if threading.current_thread() is not threading.main_thread() or not _writes(connection):
            self._commit(dialect, connection)
        else:
            self.around(lambda: self._commit(dialect, connection))

    def in_the_midst_of(self, writing: RowWriter) -> None:
        self.handed += 1
        if self.when == "writer" and self.handed == self.n and writing._child is not None:
            threading.Timer(0.002, writing._child.kill).start()

    def around(self, commit: Callable[[], T]) -> T:
        self.commits += 1
        self.since = self.since or time.monotonic()
        if self.when == "before" and self.commits == self.n:
            self.strike()
        result = commit()
        if self.when == "after" and self.commits == self.n:
            self.strike()
        if self.when == "timer" and self.commits == 1:
            threading.Thread(target=self._strike_later, daemon=True).start()
        return result

    def _strike_later(self) -> None:
        time.sleep(self.n / 1000)
        self.strike()

    def strike(self) -> None:
        if self.once is not None:
            if self.once.exists():
                return
            self.once.touch()
        os.kill(self.victim, signal.SIGKILL)
        if self.victim != os.getpid():
            time.sleep(30)  # the leash must end this process now
            os._exit(99)


def _handlers(*, toy: bool) -> dict[str, Handler]:
    """The toy's alone, without the second that loading the flows takes, or those of the house."""
    name = "toy" if toy else "service.jobs.handlers"
    handlers: dict[str, Handler] = importlib.import_module(name).HANDLERS
    return handlers


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--toy", action="store_true")
    parser.add_argument("--kill", default="never:0")
    parser.add_argument("--kill-parent")
    parser.add_argument("--once", type=Path)
    parser.add_argument("--count", type=Path)
    parser.add_argument("--pages", type=int)
    split = sys.argv.index("--")
    asked = parser.parse_args(sys.argv[1:split])
    if asked.pages is not None:
        session._PRAGMAS["max_page_count"] = asked.pages
    when, _, n = (asked.kill_parent or asked.kill).partition(":")
    killer = Killer(when, int(n), os.getppid() if asked.kill_parent else os.getpid(), asked.once)
    code = run_worker(sys.argv[split + 1 :], _handlers(toy=asked.toy))
    if asked.count is not None:
        asked.count.write_text(f"{killer.commits} {time.monotonic() - killer.since}")
    return code


if __name__ == "__main__":
    sys.exit(main())
