"""The process that writes rows into SQLite: transactions come in on stdin as Arrow, answers go out on stdout.

It opens the base through adbc, a second copy of SQLite, which binds whole columns without Python and so takes 2.5 times
the rows of `executemany`. Two copies in one process would cancel each other's locks (POSIX drops all locks of a process
when it closes the file once): so this process holds adbc's copy and never imports sqlite3, and its parent the other.

Protocol. Each message is a line of JSON, followed by as many bytes as it says.

    in   {"path", "pragmas"}                                       once; out: {"pragmas": their values}
    in   {"guard": [sql, values], "rows": [[sql, bytes], …]} + Arrow IPC streams; out: {"written": true | false}

The guard must touch exactly one row, else nothing is written. After a failure ({"failed", "told"}) the process ends,
and with it the transaction. It ends with its parent, too: stdin is closed then. A transaction that has begun may still
commit at that moment; it is whole, and its guard holds.
"""

from __future__ import annotations

import signal
import sys
from typing import IO, Any

import adbc_driver_sqlite.dbapi
import orjson
import pyarrow as pa


def main() -> int:
    """Serve one parent until it closes its end."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # a Ctrl-C is for the parent, which then closes its end
    source, sink = sys.stdin.buffer, sys.stdout.buffer
    try:
        _serve(source, sink)
    except BrokenPipeError:
        return 0  # the parent is gone
    except Exception as failure:  # noqa: BLE001 - whatever it is, the parent must know, and SQLite names no value
        _answer(sink, {"failed": type(failure).__name__, "told": str(failure)})
        return 1
    return 0


def _serve(source: IO[bytes], sink: IO[bytes]) -> None:
    first = source.readline()
    if not first:
        return
    given = orjson.loads(first)
    with (
        adbc_driver_sqlite.dbapi.connect(given["path"], autocommit=True) as connection,
        connection.cursor() as cursor,
    ):
        values = {}
        for name, value in given["pragmas"].items():
            cursor.execute(f"PRAGMA {name}={value}")
            cursor.execute(f"PRAGMA {name}")
            values[name] = next(iter(cursor.fetchone() or [None]))
        _answer(sink, {"pragmas": values})
        room = memoryview(bytearray(0))
        while line := source.readline():
            message = orjson.loads(line)
            needed = sum(size for _, size in message["rows"])
            if needed > len(room):
                room = memoryview(bytearray(needed))  # kept for the messages to come: fresh memory costs page faults
            _read_into(source, room[:needed])
            _answer(sink, {"written": _write(cursor, message["guard"], _tables(message["rows"], room))})


def _write(cursor: Any, guard: tuple[str, list[Any]], frames: list[tuple[str, pa.Table]]) -> bool:
    cursor.execute("BEGIN IMMEDIATE")
    sql, values = guard
    cursor.execute(f"{sql} RETURNING 1", values)
    if len(cursor.fetchall()) != 1:
        cursor.execute("ROLLBACK")
        return False
    for statement, rows in frames:
        cursor.executemany(statement, rows)
    cursor.execute("COMMIT")
    return True


def _read_into(source: IO[bytes], room: memoryview) -> None:
    """Fill `room`; what an earlier message left in it may never be taken for this one.

    Raises  EOFError when the parent is gone in the midst of a message.
    """
    at = 0
    while at < len(room):
        got = source.readinto(room[at:])  # type: ignore[attr-defined]  # a BufferedReader has it
        if not got:
            raise EOFError
        at += got


def _tables(sizes: list[tuple[str, int]], room: memoryview) -> list[tuple[str, pa.Table]]:
    """Statement and rows of each piece; the rows lie in `room`."""
    tables, at = [], 0
    for statement, size in sizes:
        with pa.ipc.open_stream(pa.py_buffer(room[at : at + size])) as stream:
            tables.append((statement, stream.read_all()))
        at += size
    return tables


def _answer(sink: IO[bytes], message: dict[str, Any]) -> None:
    sink.write(orjson.dumps(message) + b"\n")
    sink.flush()


if __name__ == "__main__":
    sys.exit(main())
