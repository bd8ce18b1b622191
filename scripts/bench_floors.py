"""What the machine can do with the same file: the floors that an import is compared with. Each gives its seconds."""

from __future__ import annotations

import csv
import io
import sqlite3
import time
from collections.abc import Iterator
from pathlib import Path

import polars as pl
import psycopg

BATCH = 20_000


def transcode(path: Path) -> float:
    """Decode cp1252, encode UTF-8."""
    raw = path.read_bytes()
    start = time.perf_counter()
    raw.decode("cp1252").encode()
    return time.perf_counter() - start


def read_with_csv(path: Path) -> float:
    """Split into rows of Python strings."""
    text = io.StringIO(path.read_text("cp1252"), newline="")
    start = time.perf_counter()
    for _ in csv.reader(text, delimiter=";"):
        pass
    return time.perf_counter() - start


def read_with_polars(path: Path) -> float:
    """Read into columns of text."""
    utf8 = path.read_bytes().decode("cp1252").encode()
    start = time.perf_counter()
    pl.read_csv(utf8, separator=";", infer_schema=False)
    return time.perf_counter() - start


def write_sqlite(path: Path) -> float:
    """Write rows of text as they are into one table: executemany, one commit a batch, WAL, synchronous=FULL."""
    frame = _frame(path)
    base = path.with_suffix(".floor.sqlite")
    connection = sqlite3.connect(base)
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=FULL")
    connection.execute(_table(frame.width))
    values = ", ".join("?" * frame.width)
    spent = 0.0
    for rows in _batches(frame):
        start = time.perf_counter()
        connection.executemany(f"INSERT INTO floor VALUES ({values})", rows)
        connection.commit()
        spent += time.perf_counter() - start
    connection.close()
    for leaving in path.parent.glob(base.name + "*"):
        leaving.unlink()
    return spent


def write_postgres(path: Path, url: str) -> float:
    """COPY rows of text as they are into one table, from CSV bytes, one commit a batch."""
    frame = _frame(path)
    with psycopg.connect(url) as connection:
        connection.execute(_table(frame.width))
        connection.commit()
        spent = 0.0
        for piece in frame.iter_slices(BATCH):
            block = piece.write_csv(include_header=False).encode()
            start = time.perf_counter()
            with connection.cursor().copy("COPY floor FROM STDIN (FORMAT csv)") as copy:
                copy.write(block)
            connection.commit()
            spent += time.perf_counter() - start
        connection.execute("DROP TABLE floor")
    return spent


def _frame(path: Path) -> pl.DataFrame:
    return pl.read_csv(path.read_bytes().decode("cp1252").encode(), separator=";", infer_schema=False)


def _table(width: int) -> str:
    return "CREATE TABLE floor (" + ", ".join(f"c{i} TEXT" for i in range(width)) + ")"


def _batches(frame: pl.DataFrame) -> Iterator[list[tuple[str | None, ...]]]:
    for piece in frame.iter_slices(BATCH):
        yield piece.rows()
