"""How long an import takes and how much memory, step by step, on both databases, beside the machine's floors.

    python scripts/bench_import.py --write
    python scripts/bench_import.py --rows 10000 --databases sqlite

Each run: a fresh database, the demonstration file, then next month's (2 % changed), through the flow and the worker
that the product uses, in a fresh process that has its libraries imported. Up to 100,000 rows: the median of three
runs, above: one. Peak memory is that process's highest resident size while the step ran (VmHWM, reset at each step;
PostgreSQL's own processes are not in it). The floors are measured in the same run: medians of three.
"""

from __future__ import annotations

import argparse
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import bench_floors as floors
from bench_databases import fresh_postgres, fresh_sqlite, postgres_server
from bench_report import add_write_option, conditions, measure, publish, table
from make_demo import demonstration, write_export

from service.flows.receive import Terms, receive
from service.jobs.desk import Desk, now_us
from service.jobs.handlers import HANDLERS
from service.store.files import DataDir
from service.store.migrate import upgrade
from service.store.session import Database, open_database

REPEATS, ONCE_FROM = 3, 500_000
STATUS = Path("/proc/self/status")
WRITES = {"sqlite": "SQLite executemany, one table", "postgresql": "PostgreSQL COPY, one table"}


@dataclass
class Step:
    """What one step of an import took, summed over its parts: seconds, highest resident MiB."""

    seconds: float = 0.0
    peak_mib: float = 0.0


Steps = dict[str, Step]


@dataclass(frozen=True)
class Import:
    """One import: its steps, and the size of the base after it in MiB."""

    steps: Steps
    base_mib: float

    @property
    def seconds(self) -> float:
        """From the received file to the published import."""
        return self.steps["whole"].seconds


class Watch:
    """Notes the end of each step of a running import, and the memory it needed."""

    def __init__(self) -> None:
        self.steps: Steps = {}
        _reset_peak()

    def __call__(self, step: str, seconds: float, rows: int) -> None:
        """Be told by the flow that `step` ended."""
        del rows
        noted = self.steps.setdefault(step, Step())
        noted.seconds += seconds
        noted.peak_mib = max(noted.peak_mib, _peak_mib())
        _reset_peak()


def _peak_mib() -> float:
    """Highest resident size since the last reset (proc(5), VmHWM in kB)."""
    line = next(row for row in STATUS.read_text().splitlines() if row.startswith("VmHWM"))
    return int(line.split()[1]) / 1024


def _reset_peak() -> None:
    Path("/proc/self/clear_refs").write_text("5")  # proc(5): resets the peak resident set size


def run_imports(url: str, files: list[Path], data_dir: Path) -> list[Import]:
    """Import files one after the other into the base at `url`, as the product does; gives each import.

    Raises RuntimeError when a job failed.
    """
    database = open_database(url, create=True)
    upgrade(database)
    every = []
    with DataDir(data_dir) as data:
        for path in files:
            watch, start = Watch(), time.perf_counter()
            facts: dict[str, Any] = {
                "list_name": "bench",
                "terms": Terms(),
                "filename": None,
                "mapping": None,
                "now_us": now_us(),
            }
            with path.open("rb") as stream:
                received = receive(database, data, stream, **facts)
            watch("receive", time.perf_counter() - start, 0)
            desk = Desk(database, data, HANDLERS, watch)
            if not desk.see_to(received.job_id):
                raise RuntimeError("the import failed; its problem is in the job table")
            whole = time.perf_counter() - start
            noted = sum(s.seconds for s in watch.steps.values())
            watch.steps["between steps"] = Step(max(whole - noted, 0.0), _peak_mib())
            watch.steps["whole"] = Step(whole, max(s.peak_mib for s in watch.steps.values()))
            start = time.perf_counter()
            if desk.drain():
                raise RuntimeError("a job after the import failed; its problem is in the job table")
            watch("afterwards: tally", time.perf_counter() - start, 0)
            every.append(Import(watch.steps, size_mib(database)))
    database.dispose()
    return every


def size_mib(database: Database) -> float:
    """Size of a base on disk, with SQLite's write-ahead log."""
    if database.path is not None:
        return sum(f.stat().st_size for f in database.path.parent.glob(database.path.name + "*")) / (1 << 20)
    with database.engine.connect() as connection:
        return float(connection.exec_driver_sql("SELECT pg_database_size(current_database())").scalar_one()) / (1 << 20)


@contextmanager
def fresh(database: str, server: str | None, number: int) -> Iterator[str]:
    """Give the URL of a fresh database of that kind."""
    if server is None:
        with fresh_sqlite() as url:
            yield url
    else:
        with fresh_postgres(server, f"bench_{database}_{number}") as url:
            yield url


def median_steps(runs: list[Steps]) -> Steps:
    """Give each step's median seconds and highest memory over the runs."""
    names = list(dict.fromkeys(name for run in runs for name in run))
    return {
        name: Step(
            statistics.median(run[name].seconds for run in runs if name in run),
            max(run[name].peak_mib for run in runs if name in run),
        )
        for name in names
    }


def measured_imports(files: list[Path], database: str, server: str | None, rows: int) -> list[Import]:
    """Import this month's and next month's file into fresh bases; gives the medians of both."""
    runs: list[list[Import]] = []
    for number in range(1 if rows >= ONCE_FROM else REPEATS):
        with fresh(database, server, number) as url, tempfile.TemporaryDirectory() as data:
            runs.append(measure(run_imports, url, files, Path(data)).result)
        print(f"  {database} {rows:,}: " + ", then ".join(f"{i.seconds:.2f} s" for i in runs[-1]), flush=True)
    turns = list(zip(*runs, strict=True))
    return [Import(median_steps([i.steps for i in turn]), max(i.base_mib for i in turn)) for turn in turns]


def measured_floors(path: Path, server: str | None) -> dict[str, float]:
    """Measure every floor on one file: seconds, medians of three."""
    works: dict[str, tuple[Callable[..., float], tuple[object, ...]]] = {
        "transcode cp1252 to UTF-8": (floors.transcode, (path,)),
        "polars read_csv": (floors.read_with_polars, (path,)),
        "csv.reader": (floors.read_with_csv, (path,)),
        WRITES["sqlite"]: (floors.write_sqlite, (path,)),
    }
    if server is not None:
        works[WRITES["postgresql"]] = (floors.write_postgres, (path, server))
    return {
        name: statistics.median(measure(work, *given).result for _ in range(REPEATS))
        for name, (work, given) in works.items()
    }


def steps_table(by_rows: dict[int, Steps]) -> str:
    """Lay out steps by file size; the last columns speak of the largest file."""
    largest = max(by_rows)
    names = list(dict.fromkeys(n for steps in by_rows.values() for n in steps))
    lines = []
    for name in names:
        cells = [f"{steps[name].seconds:.2f}" if name in steps else "" for steps in by_rows.values()]
        last = by_rows[largest].get(name, Step())
        rate = f"{largest / last.seconds:,.0f}" if last.seconds > 0.005 else ""
        lines.append([name, *cells, rate, f"{last.peak_mib:,.0f}"])
    heads = ["step", *(f"{rows:,} rows, s" for rows in by_rows), "rows/s", "peak MiB"]
    return table(heads, lines)


def floors_table(by_rows: dict[int, dict[str, float]]) -> str:
    """Lay out floors by file size."""
    largest = max(by_rows)
    lines = [
        [name, *(f"{found[name]:.3f}" for found in by_rows.values()), f"{largest / by_rows[largest][name]:,.0f}"]
        for name in by_rows[largest]
    ]
    return table(["floor", *(f"{rows:,} rows, s" for rows in by_rows), "rows/s"], lines)


def make_files(rows: int, folder: Path) -> list[Path]:
    """Make a demonstration export and next month's with 2 % changed."""
    made = demonstration(rows, 1)
    files = [folder / f"this_{rows}.csv", folder / f"next_{rows}.csv"]
    write_export(made.cells(), files[0])
    write_export(made.cells(following=True), files[1])
    return files


def report(sizes: list[int], databases: list[str], server: str | None) -> str:
    """Measure everything; gives the Markdown section."""
    imports: dict[str, dict[int, list[Import]]] = {d: {} for d in databases}
    ground: dict[int, dict[str, float]] = {}
    with tempfile.TemporaryDirectory() as folder:
        for rows in sizes:
            files = make_files(rows, Path(folder))
            ground[rows] = measured_floors(files[0], server)
            for database in databases:
                where = server if database == "postgresql" else None
                imports[database][rows] = measured_imports(files, database, where, rows)
            for path in files:
                path.unlink()
    text = "Floors, on the same files:\n\n" + floors_table(ground)
    for database, by_rows in imports.items():
        for number, what in enumerate(("a first import", "next month's file, 2 % changed")):
            turn = {rows: both[number] for rows, both in by_rows.items()}
            text += (
                f"\n**{database}, {what}.** {_in_words(turn, {r: f[WRITES[database]] for r, f in ground.items()})}\n\n"
            )
            text += steps_table({rows: found.steps for rows, found in turn.items()})
    return text


def _in_words(turn: dict[int, Import], write: dict[int, float]) -> str:
    times = ", ".join(f"{found.seconds / write[rows]:.1f}" for rows, found in turn.items())
    sizes = ", ".join(f"{found.base_mib:,.0f}" for found in turn.values())
    return f"As long as writing the cells alone (the floor): {times} times. The base afterwards: {sizes} MiB."


def main() -> None:
    """Measure what the command line asks for."""
    parser = argparse.ArgumentParser(description="Seconds and peak memory of an import, step by step.")
    parser.add_argument("--rows", type=int, nargs="+", default=[10_000, 100_000, 1_000_000])
    parser.add_argument("--databases", nargs="+", choices=["sqlite", "postgresql"], default=["sqlite", "postgresql"])
    add_write_option(parser)
    asked = parser.parse_args()
    head = conditions(Path(__file__).name) + "\n"
    if "postgresql" in asked.databases:
        with postgres_server() as server:
            text = report(asked.rows, asked.databases, server)
    else:
        text = report(asked.rows, asked.databases, None)
    publish("import", head + text, write=asked.write)


if __name__ == "__main__":
    main()
