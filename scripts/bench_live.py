"""Matching as it happens: one record through the API against a large base, and a thousand new rows with clusters and
golden records updated.

    python scripts/bench_live.py BASE.db DATA_DIR [--requests 400] [--rows 1000] [--write]

Works on a copy of the SQLite file BASE.db (its data folder has the keys). Requests come one after the other, each for
another customer of the base, written in every way in which people write (typed_records.py); beside them, in the same
minutes, a bare FastAPI route that answers from one query. The rows of the import are a third customers of the base as
people type them, the rest new; what is timed is match, resolve and publish, in a process that has imported a file
before, as the worker of a service has.
"""

from __future__ import annotations

import argparse
import csv
import http.client
import io
import json
import os
import random
import shutil
import sqlite3
import statistics
import subprocess
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import NamedTuple

from bench_api import CLI, ROOT, bare
from bench_report import add_write_option, conditions, publish, table
from make_demo import demonstration
from typed_records import ASKED, as_typed

from service.flows.keys import create_key
from service.flows.receive import Terms, receive
from service.jobs.desk import Desk
from service.jobs.handlers import HANDLERS
from service.opening import house
from service.settings import Settings
from service.store.session import unit_of_work

HEADINGS = dict(zip(ASKED, (
    "Civilité", "Prénom", "Nom", "Date de naissance", "Société", "SIREN", "SIRET", "Email", "Téléphone", "Mobile",
    "Adresse", "Complément d'adresse", "Code postal", "Ville", "Pays",
), strict=True))  # fmt: skip


def customers(path: Path, many: int, seed: int) -> list[dict[str, str]]:
    """Customers of the base, somewhere in it, as people type them."""
    with sqlite3.connect(f"file:{path}?mode=ro", uri=True) as base:
        most = base.execute("SELECT max(id) FROM customers").fetchone()[0]
        chance = random.Random(seed)
        named = "(last_name IS NOT NULL OR company_name IS NOT NULL)"
        asked = f"SELECT {', '.join(ASKED)} FROM customers WHERE id >= ? AND {named} LIMIT 1"
        rows = [base.execute(asked, (chance.randrange(most),)).fetchone() for _ in range(many)]
    base.close()
    return [as_typed(dict(zip(ASKED, row, strict=True)), chance) for row in rows if row is not None]


class Service(NamedTuple):
    """Where it listens, and its process."""

    port: int
    pid: int


class Spent(NamedTuple):
    """Milliseconds of one request: by the clock, and of the service's processor time (null: not looked at)."""

    clock: float
    processor: float | None


@contextmanager
def serving(settings: dict[str, str], log: Path) -> Iterator[Service]:
    """`limpide serve` over the base."""
    given = os.environ | settings | {"PYTHONPATH": str(ROOT), "LIMPIDE_PORT": "0", "LIMPIDE_RATE_PER_MINUTE": "0"}
    with log.open("wb") as said:
        process = subprocess.Popen([*CLI, "serve"], env=given, stderr=said, cwd=ROOT)
    try:
        while b'"serving"' not in log.read_bytes():
            if process.poll() is not None:
                raise RuntimeError(log.read_text(encoding="utf-8"))
            time.sleep(0.2)
        first = next(line for line in log.read_text(encoding="utf-8").splitlines() if '"serving"' in line)
        yield Service(json.loads(first)["port"], process.pid)
    finally:
        process.terminate()
        process.wait()


def processor(pid: int | None) -> float:
    """Milliseconds that the threads of a process have run. On a machine that others use it says what a quiet one would
    take; where it cannot be read it is 0.
    """
    tasks = Path(f"/proc/{pid}/task").glob("*/schedstat")
    return sum(int(task.read_text().split()[0]) for task in tasks) / 1e6


def timed(
    port: int, requests: Sequence[tuple[str, str, bytes | None, dict[str, str]]], pid: int | None = None
) -> list[Spent]:
    """Each request over one kept connection. Raises RuntimeError when an answer is not 200."""
    connection, times = http.client.HTTPConnection("127.0.0.1", port, timeout=60), []
    for method, path, body, headers in requests:
        before = processor(pid)
        begun = time.perf_counter()
        connection.request(method, path, body, headers)
        answer = connection.getresponse()
        told = answer.read()
        clock = (time.perf_counter() - begun) * 1000
        times.append(Spent(clock, None if pid is None else processor(pid) - before))
        if answer.status != 200:
            raise RuntimeError(told.decode())
    connection.close()
    return times


def matches(service: Service, key: str, records: list[dict[str, str]], at_once: int) -> list[Spent]:
    """`POST /v1/customers/match`, so many records a request."""
    headers = {"Authorization": f"Bearer {key}", "Content-Type": "application/json"}
    groups = [records[i : i + at_once] for i in range(0, len(records), at_once)]
    asked = [("POST", "/v1/customers/match", json.dumps({"records": g}).encode(), headers) for g in groups]
    return timed(service.port, asked, service.pid)


def line_of(name: str, times: list[Spent]) -> list[str]:
    """A row of the table."""
    columns = [[t.clock for t in times], [t.processor for t in times if t.processor is not None]]
    told = [f"{at(column):.1f} ms" if column else "" for column in columns for at in (statistics.median, _p99)]
    return [name, str(len(times)), *told]


def _p99(times: Sequence[float]) -> float:
    return sorted(times)[int(len(times) * 0.99)]


def one_record(settings: dict[str, str], key: str, path: Path, folder: Path, requests: int) -> list[list[str]]:
    """Latency of single records, of a hundred and of a thousand in a request, and of the floor."""
    records = customers(path, requests + 50, 7)
    rows = []
    with serving(settings, folder / "log") as service:
        matches(service, key, records[:50], 1)
        with bare(folder, json.dumps({"items": []})) as floor:
            get: tuple[str, str, bytes | None, dict[str, str]] = ("GET", "/answers/1", None, {})
            timed(floor, [get] * 50)
            rows.append(line_of("bare route, one query", timed(floor, [get] * requests)))
            rows.append(line_of("match, one record", matches(service, key, records[50:], 1)))
        rows.append(line_of("match, 100 records", matches(service, key, customers(path, 2000, 8), 100)))
        rows.append(line_of("match, 1,000 records", matches(service, key, customers(path, 5000, 9), 1000)))
    return rows


def new_rows(path: Path, rows: int, seed: int) -> bytes:
    """A CSV file: a third of the rows are customers of the base as people type them, some with a slip, the others new
    people and firms of the demonstration (make_demo.py).
    """
    chance = random.Random(seed)
    known = customers(path, rows // 3, seed)
    others = demonstration(rows - len(known), 10_000 + seed).this.rename(_NAMED)
    for record in known:
        if "last_name" in record and chance.random() < 0.3:
            record["last_name"] = record["last_name"] + chance.choice("est")
    lines = [*known, *others.select(c for c in ASKED if c in others.columns).to_dicts()]
    chance.shuffle(lines)
    text = io.StringIO()
    table_of = csv.writer(text, delimiter=";", lineterminator="\n")
    table_of.writerow(HEADINGS.values())
    table_of.writerows([line.get(name) or "" for name in HEADINGS] for line in lines)
    return text.getvalue().encode()


_NAMED = {
    "civility": "salutation", "birth": "birth_date", "company": "company_name", "mobile": "phone_mobile",
    "street": "address_line1", "complement": "address_line2", "postcode": "postal_code", "country": "country_code",
}  # fmt: skip


def thousand_rows(settings: dict[str, str], path: Path, rows: int) -> list[list[str]]:
    """The steps of an import, four times in one process; the first one, which warms it up, is left out."""
    told: list[list[str]] = []
    given = Settings(data_dir=Path(settings["LIMPIDE_DATA_DIR"]), database_url=settings["LIMPIDE_DATABASE_URL"])
    with house(given) as (_given, database, data):
        for turn in range(4):
            steps: dict[str, tuple[float, float]] = {}
            taken = receive(
                database, data, io.BytesIO(new_rows(path, rows, 100 + turn)), filename=f"new{turn}.csv",
                list_name=f"bench-{turn}", terms=Terms("owned"), mapping=None, now_us=time.time_ns() // 1000,
            )  # fmt: skip
            if not Desk(database, data, HANDLERS, partial(_keep, steps)).see_to(taken.job_id):
                raise RuntimeError("the import failed")
            if turn:
                live = sum(steps[s][0] for s in ("match", "resolve", "publish"))
                parts = [f"{steps[s][0]:.2f} s" for s in ("survey", "stage", "match", "resolve", "publish")]
                spent = steps["publish"][1] - steps["stage"][1]
                told.append([f"{rows:,} rows, import {turn}", *parts, f"{live:.2f} s", f"{spent:.2f} s"])
    return told


def _keep(steps: dict[str, tuple[float, float]], step: str, seconds: float, _rows: int) -> None:
    """Seconds of a step, and the processor time of this process at its end."""
    steps[step] = seconds, time.process_time()


def main() -> None:
    """Run both, and print them."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("base", type=Path)
    parser.add_argument("data", type=Path)
    parser.add_argument("--requests", type=int, default=400)
    parser.add_argument("--rows", type=int, default=1000)
    add_write_option(parser)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="limpide-live-") as name:
        folder = Path(name)
        path, data = folder / "limpide.db", folder / "data"
        shutil.copyfile(asked.base, path)
        shutil.copytree(asked.data, data)
        settings = {"LIMPIDE_DATA_DIR": str(data), "LIMPIDE_DATABASE_URL": f"sqlite:///{path}"}
        with (
            house(Settings(data_dir=data, database_url=settings["LIMPIDE_DATABASE_URL"])) as (_s, database, _d),
            unit_of_work(database) as work,
        ):
            key = create_key(work, f"bench {time.time_ns()}", ["crm"], now_us=time.time_ns() // 1000)[1]
        with sqlite3.connect(path) as base:
            size = base.execute("SELECT count(*) FROM customers").fetchone()[0]
        base.close()
        single = one_record(settings, key, path, folder, asked.requests)
        live = thousand_rows(settings, path, asked.rows)
    heads = [
        "import into the base",
        "survey",
        "stage",
        "match",
        "resolve",
        "publish",
        "**match to publish**",
        "its processor time",
    ]
    told = conditions("bench_live.py").replace(str(asked.base), "BASE.db").replace(str(asked.data), "DATA_DIR")
    text = told + f"\n{size:,} customers in the base; load of the machine {os.getloadavg()[0]:.0f}.\n\n"
    text += (
        table(["request", "n", "median", "p99", "processor, median", "processor, p99"], single)
        + "\n"
        + table(heads, live)
    )
    publish("live", text, write=asked.write)


if __name__ == "__main__":
    main()
