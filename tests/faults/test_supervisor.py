"""The supervisor with real worker children: woken, restarted, shared with another one, ended in time."""

from __future__ import annotations

import io
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from sqlalchemy import func, select
from sqlmodel import SQLModel
from toy import KILLER, put_toy, steps_of, view_of, wait_for

from service.flows.receive import Terms, receive
from service.jobs.supervise import WORKER
from service.jobs.supervisor import Supervisor
from service.observe.drain import Drain
from service.store.files import DataDir
from service.store.session import Database, reading

TOY = (KILLER, "--toy", "--")
T = SQLModel.metadata.tables
Run = Callable[..., Supervisor]


def now_us() -> int:
    return time.time_ns() // 1000


@pytest.fixture
def run(database: Database, tmp_path: Path) -> Iterator[Run]:
    """Start a supervisor in a data folder of its own; all are ended with the test."""
    with ExitStack() as stack:

        def started(
            folder: str = "data", *, worker: tuple[str, ...] = TOY, deaths: list[int] | None = None
        ) -> Supervisor:
            data = stack.enter_context(DataDir(tmp_path / folder))
            drain = Drain()
            told: list[int] = [] if deaths is None else deaths
            supervisor = Supervisor(
                database.url,
                data,
                drain,
                now_us,
                tick=lambda _: None,
                worker_died=lambda: told.append(1),
                worker=worker,
            )
            stack.callback(supervisor.join)
            stack.callback(drain.leave)
            supervisor.start()
            return supervisor

        yield started


def test_a_job_is_done_and_the_child_stays_for_the_next(database: Database, run: Run) -> None:
    supervisor = run()
    first = put_toy(database, steps=3)
    supervisor.wake()
    wait_for(lambda: view_of(database, first).state == "done", 60)
    child = supervisor._child
    assert child is not None
    second = put_toy(database, key="toy:2", steps=3)
    supervisor.wake()
    wait_for(lambda: view_of(database, second).state == "done", 60)
    assert supervisor._child is child


def test_a_job_put_by_another_process_is_found_without_a_word(database: Database, run: Run) -> None:
    run()
    job_id = put_toy(database, steps=3)
    wait_for(lambda: view_of(database, job_id).state == "done", 60)


def test_a_child_that_is_killed_is_replaced_and_its_job_resumed(database: Database, run: Run) -> None:
    deaths: list[int] = []
    supervisor = run(deaths=deaths)
    job_id = put_toy(database, steps=40, pause=0.05)
    supervisor.wake()
    wait_for(lambda: view_of(database, job_id).done > 3, 60)
    assert supervisor._child is not None
    os.kill(supervisor._child.pid, signal.SIGKILL)
    wait_for(lambda: view_of(database, job_id).state == "done", 60)
    assert steps_of(database) == list(range(40))
    assert view_of(database, job_id).attempt == 2
    assert deaths == [1]


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_a_child_that_dies_each_time_is_started_less_and_less_often(database: Database, run: Run) -> None:
    deaths: list[int] = []
    supervisor = run(deaths=deaths, worker=("-c", "raise SystemExit(3)"))
    put_toy(database, steps=1)
    wait_for(lambda: len(deaths) == 3, 60)
    assert supervisor._deaths == 3
    assert supervisor._not_before > time.monotonic() + 2, "the fourth waits four seconds"


def test_leaving_it_lets_the_child_end_after_its_transaction(database: Database, run: Run, tmp_path: Path) -> None:
    supervisor = run()
    job_id = put_toy(database, steps=1000, pause=0.02)
    supervisor.wake()
    wait_for(lambda: view_of(database, job_id).done > 3, 60)
    child = supervisor._child
    assert child is not None
    supervisor.drain.leave()
    supervisor.join()
    assert child.returncode == 130, "it ended by itself"
    done = view_of(database, job_id).done
    assert steps_of(database) == list(range(done))
    assert done < 1000
    with reading(database) as work:
        lease = work.connection.execute(select(T["jobs"].c.lease_until_us).where(T["jobs"].c.id == job_id)).scalar_one()
    assert lease == 0, "free to be claimed at once"


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_leaving_it_kills_a_child_that_does_not_end(
    database: Database, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("service.jobs.supervisor.END_SECONDS", 1.0)
    supervisor = run()
    job_id = put_toy(database, steps=3, spin_at=1, spin=3600)
    supervisor.wake()
    wait_for(lambda: view_of(database, job_id).done == 1, 60)
    child = supervisor._child
    assert child is not None
    supervisor.drain.leave()
    supervisor.join()
    assert child.returncode == -signal.SIGKILL


_SERVICE = """
import sys, time
from pathlib import Path
from service.jobs.supervisor import Supervisor
from service.observe.drain import Drain
from service.store.files import DataDir
url, folder = sys.argv[1:]
supervisor = Supervisor(url, DataDir(Path(folder)), Drain(), lambda: time.time_ns() // 1000, lambda _: None)
supervisor.start()
time.sleep(600)
"""


@pytest.mark.parametrize("database", ["postgresql"], indirect=True)
def test_two_services_on_one_postgresql_finish_each_import_once(database: Database, tmp_path: Path) -> None:
    """Both work in one data folder, as services that share a base do: uploads lie there."""
    files = 6
    with DataDir(tmp_path / "data") as data:
        for n in range(files):
            lines = "".join(f"C{n}{i};Martin{n}{i};client{n}-{i}@courrier.example\n" for i in range(20))
            content = io.BytesIO(f"Code client;Nom;Email\n{lines}".encode())
            receive(
                database, data, content, list_name=f"l{n}", terms=Terms(), filename=None, mapping=None, now_us=now_us()
            )
        services = [
            subprocess.Popen([sys.executable, "-c", _SERVICE, database.url, str(tmp_path / "data")]) for _ in range(2)
        ]
        try:
            wait_for(lambda: ended(database) == files, 200)
        finally:
            for service in services:
                service.kill()
                service.wait()
    with reading(database) as work:
        jobs, records = T["jobs"].c, T["records"].c
        run = select(jobs.state, jobs.attempt, func.count()).where(jobs.kind == "import")
        run = run.group_by(jobs.state, jobs.attempt)
        assert [tuple(row) for row in work.connection.execute(run)] == [("done", 1, files)]
        asked = select(records.import_id, func.count()).group_by(records.import_id)
        assert [n for _, n in work.connection.execute(asked)] == [20] * files
        assert set(work.connection.execute(select(T["imports"].c.state)).scalars()) == {"published"}


def ended(database: Database) -> int:
    """How many imports: each is followed by a count of who may be contacted."""
    jobs = T["jobs"].c
    with reading(database) as work:
        asked = select(func.count()).where(jobs.kind == "import", jobs.state.in_(("done", "failed")))
        return work.connection.execute(asked).scalar_one()


def test_the_worker_of_the_house_is_what_it_starts() -> None:
    assert Supervisor.worker == WORKER
