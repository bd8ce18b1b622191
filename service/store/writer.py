"""Transactions made of nothing but rows, each behind a guard; on SQLite by a process of its own once there are many.

A small import is written here. From START_AFTER rows on, or at once when so many are expected, a child takes the rows
(writer_process.py): it binds whole columns and lets this process read and clean meanwhile. Either way a transaction is
whole or nothing, and none is under way when `write` returns. What can be done before a transaction is `ready`'s, so
that the child need not wait for it.
"""

from __future__ import annotations

import contextlib
import fcntl
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from types import TracebackType
from typing import Any, Self

import orjson
import polars as pl
from sqlalchemy import Update
from sqlalchemy.dialects import sqlite

from service.errors import Busy, StorageFull, StoreUnreachable
from service.store.bulk import insert_frame, update_frame
from service.store.rows import Rows
from service.store.session import Database, Work, reading, sqlite_pragmas, unit_of_work

START_AFTER = 50_000
"""Rows from which on starting a process (about half a second) pays."""

PIPE_BYTES = 1 << 20
"""Of rows under way to the process: at the usual 64 KiB both sides wake 16 times as often."""

_DIALECT = sqlite.dialect()
_OLDEST = pl.CompatLevel.oldest()  # text as adbc binds it


@dataclass(frozen=True)
class Ready:
    """The rows of one transaction; `streams`: each as a statement and Arrow IPC, for the process."""

    rows: Sequence[Rows]
    streams: Sequence[tuple[str, memoryview]] | None

    @property
    def height(self) -> int:
        """How many rows in all."""
        return sum(r.height for r in self.rows)


class RowWriter:
    """Writes rows into one base; close it (or leave its `with`) to end its process."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._rows = 0
        self._child: subprocess.Popen[bytes] | None = None
        self._greeted = False

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def expect(self, rows: int) -> None:
        """So many rows will come: where that is worth a process, it starts while the first ones are made."""
        if self._database.dialect == "sqlite" and rows >= START_AFTER and self._child is None:
            self._start()

    def ready(self, rows: Sequence[Rows]) -> Ready:
        """Rows of one transaction, in the order given, as `write` wants them; may be called by another thread.

        Raises  ValueError when a column is unknown, missing or of a wrong type.
        """
        if self._child is None:
            return Ready(rows, None)
        return Ready(rows, _streams(rows))

    def write(self, guard: Update, rows: Ready) -> bool:
        """One transaction: the guard, then all rows in the order given. Out: false when the guard touched no row.

        In      guard: an update of exactly one row.
        Raises  Busy, StorageFull, StoreUnreachable; ValueError as `ready`.
        """
        self._rows += rows.height
        if self._child is not None or (self._database.dialect == "sqlite" and self._rows >= START_AFTER):
            return self._hand_over(guard, _streams(rows.rows) if rows.streams is None else rows.streams)
        with unit_of_work(self._database) as work:
            if work.connection.execute(guard).rowcount != 1:
                return False
            for piece in rows.rows:
                write_rows(work, piece)
        return True

    def close(self) -> None:
        """End the process; nothing is under way in it."""
        if self._child is not None:
            self._child.kill()
            self._child.communicate()
            self._child = None

    def pragmas(self) -> dict[str, int | str]:
        """Start the process anew, and tell the settings of its connection."""
        self.close()
        self._start()
        return self._greeting()

    def _start(self) -> None:
        """Start the process, which greets when it is ready."""
        command = [sys.executable, "-m", "service.store.writer_process"]
        child = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)  # noqa: S603 - our own
        self._child, self._greeted = child, False
        if child.stdin is not None:
            with contextlib.suppress(OSError):  # the system allows smaller ones only
                fcntl.fcntl(child.stdin, fcntl.F_SETPIPE_SZ, PIPE_BYTES)
        self._send([orjson.dumps({"path": str(self._database.path), "pragmas": self._wanted()}) + b"\n"])

    def _greeting(self) -> dict[str, int | str]:
        self._greeted = True
        found: dict[str, int | str] = self._answer()["pragmas"]
        return found

    def _wanted(self) -> dict[str, str | int]:
        """The settings of our own connections, which wait as long for other writers."""
        with reading(self._database) as work:
            busy_ms = int(work.connection.exec_driver_sql("PRAGMA busy_timeout").scalar_one())
        return sqlite_pragmas(busy_ms)

    def _hand_over(self, guard: Update, streams: Sequence[tuple[str, memoryview]]) -> bool:
        if self._child is None:
            self._start()
        if not self._greeted:
            self._greeting()
        compiled = guard.compile(dialect=_DIALECT)
        values = [compiled.params[name] for name in compiled.positiontup or ()]
        sizes = [[statement, len(stream)] for statement, stream in streams]
        header = orjson.dumps({"guard": [str(compiled), values], "rows": sizes}) + b"\n"
        self._send([header, *(stream for _, stream in streams)])
        written: bool = self._answer()["written"]
        return written

    def _send(self, parts: Sequence[bytes | memoryview]) -> None:
        """Send a message. Raises StoreUnreachable when there is no process."""
        if self._child is None or self._child.stdin is None:
            raise StoreUnreachable
        with contextlib.suppress(BrokenPipeError):  # it told why, or it was killed: its answer says
            for part in parts:
                self._child.stdin.write(part)
            self._child.stdin.flush()

    def _answer(self) -> dict[str, Any]:
        """The process's answer to what was sent.

        Raises  Busy, StorageFull, StoreUnreachable (the process is gone), RuntimeError for what is a bug.
        """
        if self._child is None or self._child.stdout is None:
            raise StoreUnreachable
        line = self._child.stdout.readline()
        answer: dict[str, Any] = orjson.loads(line) if line.endswith(b"\n") else {"failed": "killed", "told": ""}
        if "failed" in answer:
            self.close()
            raise _problem_of(answer["failed"], answer["told"])
        return answer


def _streams(rows: Sequence[Rows]) -> list[tuple[str, memoryview]]:
    """Statement and Arrow IPC of each piece that has rows."""
    ready = [r.for_sqlite() for r in rows if r.height]
    return [(statement, frame.write_ipc_stream(None, compat_level=_OLDEST).getbuffer()) for statement, frame in ready]


def write_rows(work: Work, rows: Rows) -> int:
    """Carry out rows in the caller's transaction; returns how many were written or changed.

    Raises  ValueError as `insert_frame`.
    """
    if rows.keys:
        return update_frame(work, rows.table, rows.keys, rows.frame)
    return insert_frame(work, rows.table, rows.frame, skip_existing=rows.skip_existing)


def _problem_of(kind: str, told: str) -> Exception:
    """What the process's words mean: adbc hands SQLite's result code on in words only (sqlite3_errstr)."""
    if kind == "killed" or "unable to open" in told or "failed to open" in told:
        return StoreUnreachable()
    if "locked" in told or "busy" in told:
        return Busy()
    return StorageFull() if "is full" in told else RuntimeError(f"the writing process failed: {kind} {told}")
