"""Reading a file, beside what others take to read it: seconds, processor seconds and peak memory in fresh processes.

    survey      encoding, layout, mapping and column profiles of the whole file
    read        all rows as cells, in batches
    map         the batches under canonical names
    polars      `polars.read_csv(encoding="cp1252")`, whole file in memory, text columns
    csv.reader  Python's own, row by row, kept nowhere

The same rows in three dresses: as the demonstration writes them, every cell quoted, and every tenth row with a line
end and a delimiter inside quotes.
"""

from __future__ import annotations

import argparse
import csv
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import polars as pl
from bench_report import add_write_option, conditions, measure, publish, table
from make_demo import demonstration, write_export

from service.core.mapping import apply
from service.core.plan import Plan
from service.core.read import read_batches
from service.core.survey import survey
from service.flows.opened import blocks_of

OURS = ("service.core.survey", "service.flows.receive")


def dressed(rows: int, folder: Path) -> dict[str, Path]:
    """The files, cp1252 with `;`."""
    cells = demonstration(rows, 1).cells()
    files = {name: folder / f"{name}.csv" for name in ("plain", "quoted", "several lines")}
    write_export(cells, files["plain"])
    write_dressed(cells, files["quoted"], always=True)
    first = cells.columns[0]
    street = next((c for c in cells.columns if c.startswith("Adresse")), cells.columns[-1])
    spread = pl.when(pl.int_range(pl.len()) % 10 == 0).then(
        pl.lit("Bât. 2; fond de cour\n") + pl.col(street).fill_null("")
    )
    write_dressed(
        cells.with_columns(spread.otherwise(pl.col(street)).alias(street), pl.col(first)), files["several lines"]
    )
    return files


def write_dressed(cells: pl.DataFrame, path: Path, *, always: bool = False) -> None:
    """One file, quoted where it must be or everywhere."""
    text = cells.write_csv(separator=";", line_terminator="\r\n", quote_style="always" if always else "necessary")
    path.write_bytes(text.encode("cp1252", "replace"))


def surveyed(path: Path) -> tuple[float, str]:
    """Processor seconds of a survey, and its plan as JSON."""
    start = time.process_time()
    plan = survey(lambda: blocks_of(path)).plan
    return time.process_time() - start, plan.to_json()


def read(path: Path, plan: str) -> tuple[float, int]:
    """Processor seconds of reading, and the rows."""
    start = time.process_time()
    rows = sum(batch.counters.rows for batch in read_batches(blocks_of(path), Plan.from_json(plan)))
    return time.process_time() - start, rows


def read_and_mapped(path: Path, plan: str) -> tuple[float, int]:
    """Processor seconds of reading and mapping, and the rows."""
    start = time.process_time()
    known = Plan.from_json(plan)
    rows = sum(apply(known, batch.rows).height for batch in read_batches(blocks_of(path), known))
    return time.process_time() - start, rows


def by_polars(path: Path) -> tuple[float, int]:
    """Processor seconds of polars, and the rows."""
    start = time.process_time()
    rows = pl.read_csv(path, separator=";", encoding="cp1252", infer_schema=False).height
    return time.process_time() - start, rows


def by_csv(path: Path) -> tuple[float, int]:
    """Processor seconds of csv.reader, and the rows."""
    start = time.process_time()
    with path.open(encoding="cp1252", newline="") as text:
        rows = sum(1 for _ in csv.reader(text, delimiter=";")) - 1
    return time.process_time() - start, rows


def lines(dress: str, path: Path) -> list[list[str]]:
    """One line of the table for each way to read one file."""
    plan = measure(surveyed, path).result[1]
    ways: list[tuple[str, Callable[..., tuple[float, object]], tuple[object, ...]]] = [
        ("survey", surveyed, (path,)),
        ("read", read, (path, plan)),
        ("read and map", read_and_mapped, (path, plan)),
        ("polars", by_polars, (path,)),
        ("csv.reader", by_csv, (path,)),
    ]
    size = path.stat().st_size / 1e6
    told = []
    for name, way, given in ways:
        took = measure(way, *given, imports=OURS)
        told.append(
            [f"{dress}, {size:.0f} MB: {name}", f"{took.seconds:.1f}", f"{took.result[0]:.1f}", f"{took.peak_mib:.0f}"]
        )
    return told


def main() -> None:
    """Measure what the command line asks for."""
    parser = argparse.ArgumentParser(description="Seconds and peak memory of reading a file.")
    parser.add_argument("--rows", type=int, default=1_000_000)
    add_write_option(parser)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        # the files are made in a process of their own: a child's peak memory is never less than its parent's
        files = measure(dressed, asked.rows, Path(folder)).result
        found = [line for dress, path in files.items() for line in lines(dress, path)]
    heads = [f"{asked.rows:,} rows", "seconds", "of processor", "peak MiB"]
    publish("read", conditions(Path(__file__).name) + "\n" + table(heads, found), write=asked.write)


if __name__ == "__main__":
    main()
