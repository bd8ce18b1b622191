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
import io
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

import bench_floors as floors
from bench_databases import fresh_postgres, fresh_sqlite, postgres_server
from bench_report import add_write_option, conditions, measure, publish, table
from make_demo import demonstration, write_export

REPEATS, ONCE_FROM = 3, 500_000
STATUS = Path("/proc/self/status")


@dataclass
class Step:
    """What one step of an import took, summed over its parts: seconds, highest resident MiB."""

    seconds: float = 0.0
    peak_mib: float = 0.0


Steps = dict[str, Step]


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


def run_imports(url: str, files: list[Path], data_dir: Path) -> list[Steps]:
    """Import files one after the other into the base at `url`, as the product does; gives the steps of each.

    Raises RuntimeError when a job failed.
    """
    from service.flows.receive import Terms, receive  # noqa: PLC0415  the floors need none of it
    from service.jobs.worker import Desk, now_us  # noqa: PLC0415
    from service.store.files import DataDir  # noqa: PLC0415
    from service.store.migrate import upgrade  # noqa: PLC0415
    from service.store.session import open_database  # noqa: PLC0415

    database = open_database(url, create=True)
    upgrade(database)
    every = []
    with DataDir(data_dir) as data:
        for path in files:
            stream: BinaryIO = io.BytesIO(path.read_bytes()) if path.stat().st_size < 1 << 20 else path.open("rb")
            watch, start = Watch(), time.perf_counter()
            with stream:
                receive(
                    database, data, stream, list_name="bench", terms=Terms(), filename=None, mapping=None,
                    now_us=now_us(),
                )  # fmt: skip
            watch("receive", time.perf_counter() - start, 0)
            if Desk(database, data, watch).drain():
                raise RuntimeError("the import failed; its problem is in the job table")
            whole = time.perf_counter() - start
            noted = sum(s.seconds for s in watch.steps.values())
            watch.steps["between steps"] = Step(max(whole - noted, 0.0), _peak_mib())
            watch.steps["whole"] = Step(whole, max(s.peak_mib for s in watch.steps.values()))
            every.append(watch.steps)
    database.dispose()
    return every


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


def measured_imports(files: list[Path], database: str, server: str | None, rows: int) -> tuple[Steps, Steps]:
    """Import this month's and next month's file into fresh bases; gives the median steps of both."""
    first, following = [], []
    for number in range(1 if rows >= ONCE_FROM else REPEATS):
        with fresh(database, server, number) as url, tempfile.TemporaryDirectory() as data:
            steps = measure(run_imports, url, files, Path(data)).result
        first.append(steps[0])
        following.append(steps[1])
        print(
            f"  {database} {rows:,}: {steps[0]['whole'].seconds:.2f} s, next {steps[1]['whole'].seconds:.2f} s",
            flush=True,
        )
    return median_steps(first), median_steps(following)


def measured_floors(path: Path, server: str | None) -> dict[str, float]:
    """Measure every floor on one file: seconds, medians of three."""
    works: dict[str, tuple[Callable[..., float], tuple[object, ...]]] = {
        "transcode cp1252 to UTF-8": (floors.transcode, (path,)),
        "polars read_csv": (floors.read_with_polars, (path,)),
        "csv.reader": (floors.read_with_csv, (path,)),
        "SQLite executemany, one table": (floors.write_sqlite, (path,)),
    }
    if server is not None:
        works["PostgreSQL COPY, one table"] = (floors.write_postgres, (path, server))
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
    imports: dict[str, dict[int, tuple[Steps, Steps]]] = {d: {} for d in databases}
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
        text += f"\n{database}, a first import:\n\n" + steps_table({r: s[0] for r, s in by_rows.items()})
        text += f"\n{database}, next month's file, 2 % changed:\n\n" + steps_table(
            {r: s[1] for r, s in by_rows.items()}
        )
    return text


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
