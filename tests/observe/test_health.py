"""Ready or not: the base away and back, of another version, silent; the disk nearly full; the service leaving."""

from __future__ import annotations

import asyncio
import os
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest
from apis import Api
from databases import PostgresServer, restart_at_once

from service.observe.drain import Drain
from service.observe.health import Health
from service.store.session import Database, unit_of_work


class Usage(NamedTuple):
    total: int
    used: int
    free: int


@pytest.fixture
def health(database: Database, tmp_path: Path) -> Iterator[Health]:
    made = Health(database, tmp_path, Drain())
    yield made
    made.close()


def store(health: Health) -> str:
    """The answer on the base; a few probes when the first ones came too early."""
    return asyncio.run(health.readiness()).store


def settled(health: Health, seconds: float = 30) -> str:
    deadline = time.monotonic() + seconds
    while (found := store(health)) == "does not answer" and time.monotonic() < deadline:
        time.sleep(0.1)
    return found


def test_it_is_ready(health: Health) -> None:
    assert settled(health) == "ok"
    assert asyncio.run(health.readiness()).ready


def test_a_base_of_another_version_is_not_ready(health: Health, database: Database) -> None:
    with unit_of_work(database) as work:
        work.connection.exec_driver_sql("UPDATE alembic_version SET version_num = 'older'")
    assert settled(health) == "of another version"


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_a_file_that_is_away_comes_back(health: Health, database: Database) -> None:
    assert database.path is not None
    assert settled(health) == "ok"
    aside = database.path.with_suffix(".aside")
    database.path.rename(aside)
    assert settled(health) == "away"
    shutil.copyfile(aside, database.path)
    assert settled(health) == "away", "another file under that name is not the base we serve"
    aside.rename(database.path)
    assert settled(health) == "ok"


@pytest.mark.parametrize("database", ["postgresql"], indirect=True)
def test_a_server_that_was_restarted_is_found_again(health: Health, postgres_server: PostgresServer) -> None:
    assert settled(health) == "ok"
    restart_at_once(postgres_server)
    assert "ok" in {settled(health) for _ in range(3)}


@pytest.mark.parametrize("database", ["postgresql"], indirect=True)
def test_a_server_that_does_not_answer_delays_no_probe(health: Health, postgres_server: PostgresServer) -> None:
    assert settled(health) == "ok"
    postmaster = int((postgres_server.folder / "postmaster.pid").read_text().split()[0])
    children = subprocess.run(["ps", "-o", "pid=", "--ppid", str(postmaster)], check=True, capture_output=True).stdout
    stopped = [postmaster, *map(int, children.split())]
    for pid in stopped:
        os.kill(pid, signal.SIGSTOP)
    try:
        assert [store(health) for _ in range(5)] == ["does not answer"] * 5
    finally:
        for pid in stopped:
            os.kill(pid, signal.SIGCONT)
    assert settled(health) == "ok"


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_a_disk_that_is_nearly_full_takes_no_requests(health: Health, monkeypatch: pytest.MonkeyPatch) -> None:
    assert settled(health) == "ok"
    for free, disk in ((4, "nearly full"), (5, "ok")):
        monkeypatch.setattr("shutil.disk_usage", lambda _path, free=free: Usage(100, 100 - free, free))
        assert asyncio.run(health.readiness()).disk == disk


def test_probes_need_no_key_and_say_what_is_wrong(api: Api) -> None:
    assert api.get("/livez", None).json() == {"status": "live"}
    ready = api.get("/readyz", None)
    assert (ready.status_code, ready.json()["store"]) == (200, "ok")
    api.house.watch.drain.leave()
    leaving = api.get("/readyz", None)
    assert leaving.status_code == 503
    assert leaving.json()["type"] == "/problems/not-ready"
    assert {name: leaving.json()[name] for name in ("store", "disk", "service")} == {
        "store": "ok", "disk": "ok", "service": "draining",
    }  # fmt: skip
    assert api.get("/livez", None).status_code == 200
