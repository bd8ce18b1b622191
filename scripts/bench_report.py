"""What the benchmarks share: measuring a function in a fresh process, and writing a table into docs/benchmarks.md."""

from __future__ import annotations

import argparse
import importlib
import importlib.metadata
import multiprocessing
import os
import platform
import re
import sqlite3
import statistics
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

PAGE = Path(__file__).parents[1] / "docs" / "benchmarks.md"
SHOWN = ("polars", "duckdb", "sqlalchemy", "psycopg", "pyarrow", "splink")


@dataclass(frozen=True)
class Measured:
    """What one run in a fresh process took: wall seconds, its peak memory in MiB, and what it gave back."""

    seconds: float
    peak_mib: float
    result: Any


def measure(
    work: Callable[..., Any],
    *given: Any,
    imports: tuple[str, ...] = (),
    afterwards: Callable[[Any], Any] | None = None,
) -> Measured:
    """Run `work(*given)` in a spawned process. The time leaves out starting Python and importing modules: the one of
    `work`, and `imports`. `afterwards` makes the answer of what `work` gave, when time and memory are taken.

    Raises RuntimeError when the process ends without an answer.
    """
    context = multiprocessing.get_context("spawn")
    here, there = context.Pipe(duplex=False)
    child = context.Process(target=_measured, args=(there, work, given, imports, afterwards))
    child.start()
    there.close()
    try:
        answer = here.recv()
    except EOFError as gone:
        child.join()
        msg = f"{work.__name__} ended with {child.exitcode} and no answer"
        raise RuntimeError(msg) from gone
    child.join()
    if isinstance(answer, Exception):
        raise answer
    return Measured(*answer)


def _measured(
    answer: Connection,
    work: Callable[..., Any],
    given: tuple[Any, ...],
    imports: tuple[str, ...],
    afterwards: Callable[[Any], Any] | None,
) -> None:
    try:
        for module in imports:
            importlib.import_module(module)
        start = time.perf_counter()
        result = work(*given)
        seconds = time.perf_counter() - start
        peak = peak_mib()
        answer.send((seconds, peak, result if afterwards is None else afterwards(result)))
    except Exception as problem:
        answer.send(problem)
        raise


def peak_mib() -> float:
    """The most memory that this process held. The kernel's ru_maxrss would count that of the process it came from."""
    told = re.search(r"VmHWM:\s+(\d+)", Path("/proc/self/status").read_text(encoding="ascii"))
    return int(told.group(1)) / 1024 if told else 0.0


def median(runs: list[Measured]) -> Measured:
    """Give the run of median time, with the highest memory of all."""
    middle = sorted(runs, key=lambda r: r.seconds)[len(runs) // 2]
    return Measured(statistics.median(r.seconds for r in runs), max(r.peak_mib for r in runs), middle.result)


def conditions(script: str) -> str:
    """Say how the numbers came about: command, day, processor, versions."""
    known = {d: importlib.metadata.version(d) for d in SHOWN if _installed(d)}
    versions = ", ".join(f"{name} {number}" for name, number in known.items())
    command = " ".join(["python", f"scripts/{script}", *sys.argv[1:]])
    machine = f"{os.cpu_count()} cores, {platform.machine()}, Python {platform.python_version()}"
    day = datetime.now(UTC).date()
    return f"`{command}`, {day}. {machine}; SQLite {sqlite3.sqlite_version}, {versions}.\n"


def _installed(distribution: str) -> bool:
    try:
        importlib.metadata.version(distribution)
    except importlib.metadata.PackageNotFoundError:
        return False
    return True


def table(heads: list[str], rows: list[list[str]]) -> str:
    """Lay out a Markdown table, the first column to the left, the others to the right."""
    lines = ["| " + " | ".join(heads) + " |", "|---|" + "--:|" * (len(heads) - 1)]
    return "\n".join([*lines, *("| " + " | ".join(row) + " |" for row in rows)]) + "\n"


def replace_section(page: str, name: str, text: str) -> str:
    """Put `text` between the page's markers `<!-- name -->` and `<!-- /name -->`. Raises ValueError without them."""
    opening, closing = f"<!-- {name} -->\n", f"<!-- /{name} -->"
    before, found, rest = page.partition(opening)
    _, ended, after = rest.partition(closing)
    if not (found and ended):
        msg = f"no markers for {name}"
        raise ValueError(msg)
    return before + opening + text + closing + after


def publish(name: str, text: str, *, write: bool) -> None:
    """Print a section, and write it into docs/benchmarks.md when asked."""
    print(text)
    if write:
        PAGE.write_text(replace_section(PAGE.read_text(encoding="utf-8"), name, text), encoding="utf-8")


def add_write_option(parser: argparse.ArgumentParser) -> None:
    """Add the option that all benchmarks have."""
    parser.add_argument("--write", action="store_true", help="also write the table into docs/benchmarks.md")
