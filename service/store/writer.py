"""Transactions made of nothing but rows, each behind a guard; on SQLite by a process of its own once there are many.

A small import is written here. From START_AFTER rows on, a child takes the rows (writer_process.py): it binds whole
columns and lets this process read and clean meanwhile. Either way a transaction is whole or nothing, and none is under
way when `write` returns.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Sequence
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

_DIALECT = sqlite.dialect()
_OLDEST = pl.CompatLevel.oldest()  # text as adbc binds it


class RowWriter:
    """Writes rows into one base; close it (or leave its `with`) to end its process."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._rows = 0
        self._child: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def write(self, guard: Update, rows: Sequence[Rows]) -> bool:
        """One transaction: the guard, then all rows in the order given. Out: false when the guard touched no row.

        In      guard: an update of exactly one row.
        Raises  Busy, StorageFull, StoreUnreachable; ValueError when a column is unknown, missing or of a wrong type.
        """
        self._rows += sum(r.height for r in rows)
        if self._database.dialect == "sqlite" and self._rows >= START_AFTER:
            return self._hand_over(guard, [r.for_sqlite() for r in rows if r.height])
        with unit_of_work(self._database) as work:
            if work.connection.execute(guard).rowcount != 1:
                return False
            for piece in rows:
                write_rows(work, piece)
        return True

    def close(self) -> None:
        """End the process; nothing is under way in it."""
        if self._child is not None:
            self._child.kill()
            self._child.communicate()
            self._child = None

    def pragmas(self) -> dict[str, int | str]:
        """Start the process if it does not run, and tell the settings of its connection."""
        self.close()
        command = [sys.executable, "-m", "service.store.writer_process"]
        self._child = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)  # noqa: S603 - our own
        answer = self._asked([orjson.dumps({"path": str(self._database.path), "pragmas": self._wanted()}) + b"\n"])
        found: dict[str, int | str] = answer["pragmas"]
        return found

    def _wanted(self) -> dict[str, str | int]:
        """The settings of our own connections, which wait as long for other writers."""
        with reading(self._database) as work:
            busy_ms = int(work.connection.exec_driver_sql("PRAGMA busy_timeout").scalar_one())
        return sqlite_pragmas(busy_ms)

    def _hand_over(self, guard: Update, frames: list[tuple[str, pl.DataFrame]]) -> bool:
        if self._child is None:
            self.pragmas()
        compiled = guard.compile(dialect=_DIALECT)
        values = [compiled.params[name] for name in compiled.positiontup or ()]
        streams = [frame.write_ipc_stream(None, compat_level=_OLDEST).getbuffer() for _, frame in frames]
        sizes = [[statement, len(stream)] for (statement, _), stream in zip(frames, streams, strict=True)]
        header = orjson.dumps({"guard": [str(compiled), values], "rows": sizes}) + b"\n"
        written: bool = self._asked([header, *streams])["written"]
        return written

    def _asked(self, parts: Sequence[bytes | memoryview]) -> dict[str, Any]:
        """Send a message, give the answer.

        Raises  Busy, StorageFull, StoreUnreachable (the process is gone), RuntimeError for what is a bug.
        """
        child = self._child
        if child is None or child.stdin is None or child.stdout is None:
            raise StoreUnreachable
        try:
            for part in parts:
                child.stdin.write(part)
            child.stdin.flush()
        except BrokenPipeError:
            pass  # it told why, or it was killed: its answer says
        line = child.stdout.readline()
        answer: dict[str, Any] = orjson.loads(line) if line.endswith(b"\n") else {"failed": "killed", "told": ""}
        if "failed" in answer:
            self.close()
            raise _problem_of(answer["failed"], answer["told"])
        return answer


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
