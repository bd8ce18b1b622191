"""The service under load: a keyed GET beside a bare FastAPI route, its p99 while a file is imported, memory during a
large upload, and many posts of the same file at once.

    python scripts/bench_api.py [--write] [--seconds 5] [--rows 100000] [--upload 1024] [--path /v1/customers/{id}]

The bare route gives the same answer from one query on SQLite, and declares its model as routes of FastAPI do; rounds
alternate, medians are told. The service is `limpide serve` as it ships, with its log, key, role, rate limit, metrics
and headers.
"""

from __future__ import annotations

import argparse
import json
import os
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from bench_clients import Load, Memory, ask, lines, load
from bench_report import add_write_option, conditions, publish, table
from make_demo import demonstration, write_export

ROOT = Path(__file__).parent.parent
CLI = [sys.executable, "-c", "from service.cli import main; main()"]
POSTS = 50


@dataclass(frozen=True)
class Service:
    """A running `limpide serve`."""

    pid: int
    port: int
    key: str


@contextmanager
def serving(folder: Path) -> Iterator[Service]:
    """The service over a fresh base in this folder."""
    given = os.environ | {"LIMPIDE_DATA_DIR": str(folder / "data"), "LIMPIDE_DATABASE_URL": "", "LIMPIDE_PORT": "0"}
    given |= {"PYTHONPATH": str(ROOT), "LIMPIDE_RATE_PER_MINUTE": "100000000", "LIMPIDE_UPLOAD_BYTES": str(8 << 30)}
    make_key = [*CLI, "keys", "create", "bench", "--role", "crm", "--role", "admin"]
    key = json.loads(subprocess.run(make_key, env=given, check=True, capture_output=True, cwd=ROOT).stdout)["secret"]
    log = folder / "log"
    with log.open("wb") as said:
        process = subprocess.Popen([*CLI, "serve"], env=given, stderr=said, cwd=ROOT)
    try:
        while b'"serving"' not in log.read_bytes():
            if process.poll() is not None:
                raise RuntimeError(log.read_text(encoding="utf-8"))
            time.sleep(0.2)
        first = next(line for line in log.read_text(encoding="utf-8").splitlines() if '"serving"' in line)
        yield Service(process.pid, json.loads(first)["port"], key)
    finally:
        process.terminate()
        process.wait()


@contextmanager
def bare(folder: Path, body: str, model: str | None = None) -> Iterator[int]:
    """The port of the bare app, whose one answer is `body`; see bench_bare.py for the model."""
    path = folder / "bare.sqlite"
    with sqlite3.connect(path) as base:
        base.execute("PRAGMA journal_mode = WAL")
        base.execute("CREATE TABLE answers (id INTEGER PRIMARY KEY, body TEXT)")
        base.execute("INSERT INTO answers VALUES (1, ?)", (body,))
    base.close()
    script = [sys.executable, str(ROOT / "scripts" / "bench_bare.py"), str(path), *([model] if model else [])]
    process = subprocess.Popen(script, stdout=subprocess.PIPE, env=os.environ | {"PYTHONPATH": str(ROOT)})
    try:
        if process.stdout is None:
            raise RuntimeError("no output")
        yield int(process.stdout.readline())
    finally:
        process.terminate()
        process.wait()


def post(service: Service, content: bytes, list_name: str) -> int:
    """Send a file; the import's id."""
    status, told = ask(service.port, "POST", f"/v1/imports?list={list_name}&filename=f.csv", service.key, content)
    if status not in (200, 202):
        raise RuntimeError(f"{status} {told}")
    return int(told["id"])


def until_published(service: Service, import_id: int) -> None:
    """Wait for it."""
    while (state := ask(service.port, "GET", f"/v1/imports/{import_id}", service.key)[1]["state"]) != "published":
        if state == "failed":
            raise RuntimeError("the import failed")
        time.sleep(0.5)


def demonstration_bytes(rows: int, seed: int, folder: Path) -> bytes:
    """A demonstration file."""
    path = folder / "demo.csv"
    write_export(demonstration(rows, seed).cells(), path)
    return path.read_bytes()


def beside_bare(service: Service, path: str, folder: Path, seconds: float, model: str | None) -> list[list[str]]:
    """Throughput with ten clients, and latency with one, in turns."""
    body = json.dumps(ask(service.port, "GET", path, service.key)[1])
    rows = []
    with bare(folder, body, model) as port:
        for clients in (10, 1):
            ours: list[Load] = []
            theirs: list[Load] = []
            for _ in range(3):
                ours.append(load(service.port, path, service.key, seconds=seconds, clients=clients))
                theirs.append(load(port, "/answers/1", None, seconds=seconds, clients=clients))
            mine, other = (statistics.median(r.per_second for r in runs) for runs in (ours, theirs))
            tail, other_tail = (statistics.median(r.p99 for r in runs) for runs in (ours, theirs))
            rows.append(
                [f"{clients} client{'s' if clients > 1 else ''}", f"{mine:,.0f}/s", f"{other:,.0f}/s",
                 f"{mine / other:.0%}", f"{tail:.1f} ms", f"{other_tail:.1f} ms"]
            )  # fmt: skip
    return rows


def during_import(service: Service, path: str, content: bytes, seconds: float) -> list[str]:
    """p99 of one client, idle and while the worker imports."""
    idle = statistics.median(
        load(service.port, path, service.key, seconds=seconds, clients=1).p99 for _ in range(3)
    )  # fmt: skip
    import_id = post(service, content, "during")
    while ask(service.port, "GET", f"/v1/imports/{import_id}", service.key)[1]["state"] == "received":
        time.sleep(0.1)
    over = threading.Event()

    def wait() -> None:
        until_published(service, import_id)
        over.set()

    threading.Thread(target=wait, daemon=True).start()
    tails = []
    while not over.is_set():
        tails.append(load(service.port, path, service.key, seconds=seconds, clients=1).p99)
    busy = statistics.median(tails)
    return [f"{idle:.1f} ms", f"{busy:.1f} ms", f"{busy / idle:.1f}", str(len(tails))]


def same_file(service: Service, content: bytes) -> list[str]:
    """Many posts of one file at once: how many imports they point to."""
    with ThreadPoolExecutor(POSTS) as pool:
        found = list(pool.map(lambda _: post(service, content, "same"), range(POSTS)))
    return [str(POSTS), str(len(found)), str(len(set(found)))]


def upload(service: Service, mebibytes: int) -> list[str]:
    """Memory of the service while a file is streamed to it."""
    begun = time.perf_counter()
    with Memory(service.pid) as memory:
        status, _ = ask(service.port, "POST", "/v1/imports?list=large&filename=l.csv", service.key, lines(mebibytes))
    if status != 202:
        raise RuntimeError(str(status))
    rate = mebibytes / (time.perf_counter() - begun)
    return [f"{mebibytes:,} MiB", f"{memory.idle:.0f}", f"{memory.peak:.0f}", f"{memory.peak - memory.idle:.0f}",
            f"{rate:.0f} MiB/s"]  # fmt: skip


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure, and tell."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    add_write_option(parser)
    parser.add_argument("--seconds", type=float, default=5.0, help="of each round")
    parser.add_argument("--rows", type=int, default=100_000, help="of the file imported meanwhile")
    parser.add_argument("--upload", type=int, default=1024, help="size of the large upload in MiB")
    parser.add_argument("--path", default="", help="what is asked for; default: a customer")
    asked = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as name, serving(Path(name)) as service:
        folder = Path(name)
        until_published(service, post(service, demonstration_bytes(1000, 1, folder), "first"))
        path = asked.path or _a_customer(service)
        compared = beside_bare(service, path, folder, asked.seconds, None if asked.path else "CustomerOut")
        busy = during_import(service, path, demonstration_bytes(asked.rows, 2, folder), min(1.0, asked.seconds))
        same = same_file(service, demonstration_bytes(200, 3, folder))
        memory = upload(service, asked.upload)
    shape = path.rpartition("/")[0] + "/{id}"
    text = conditions("bench_api.py") + f"\nKeyed `GET {shape}` on SQLite, beside the bare route (bar: 60 %).\n\n"
    text += table(["", "ours", "bare", "ratio", "our p99", "bare p99"], compared)
    text += f"\nIts p99 at one client while {asked.rows:,} rows are imported (bar: 3).\n\n"
    text += table(["idle", "importing", "ratio", "rounds"], [busy])
    text += "\nThe service's memory in MiB while a file is uploaded (bar: 200 over idle).\n\n"
    text += table(["file", "idle", "peak", "over idle", "rate"], [memory])
    text += "\nThe same file posted at once (bar: one import).\n\n"
    text += table(["posts", "answers", "imports"], [same])
    publish("api", text, write=asked.write)


def _a_customer(service: Service) -> str:
    """The address of the first customer."""
    status, told = ask(service.port, "GET", "/v1/customers?limit=1", service.key)
    if status != 200:
        raise RuntimeError(f"GET /v1/customers gave {status}: say --path")
    return f"/v1/customers/{told['items'][0]['customer_id']}"


if __name__ == "__main__":
    main()
