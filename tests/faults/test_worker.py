"""The worker with a toy job: resumed exactly once, one lane, fence, leash, failures that say no personal value."""

from __future__ import annotations

import io
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from databases import PostgresServer, restart_at_once
from toy import Start, put_toy, steps_of, view_of, wait_for

from service.flows.tidy import tidy
from service.store import jobs
from service.store.files import DataDir
from service.store.session import Database, unit_of_work


# the first commit is the claim, then one a step, the last one finishes the job
@pytest.mark.parametrize("point", ["before:1", "after:1", "before:7", "after:7", "before:14"])
def test_a_killed_worker_is_resumed_exactly_once(database: Database, start: Start, point: str) -> None:
    job_id = put_toy(database, steps=12)
    assert start("--drain", kill=["--kill", point]).wait() == -signal.SIGKILL
    assert view_of(database, job_id).state == ("queued" if point == "before:1" else "running")
    assert start("--drain").wait() == 0
    assert steps_of(database) == list(range(12))
    view = view_of(database, job_id)
    assert (view.state, view.done, view.attempt) == ("done", 12, 1 if point == "before:1" else 2)


def test_a_worker_killed_at_any_moment_is_resumed_exactly_once(database: Database, start: Start) -> None:
    for n, moment in enumerate((3, 17, 40)):
        job_id = put_toy(database, key=f"toy:{n}", steps=10, pause=0.004)
        start("--drain", kill=["--kill", f"timer:{moment}"]).wait()
        assert start("--job", str(job_id)).wait() == 0
        assert steps_of(database) == list(range(10)) * (n + 1)


def test_two_workers_that_race_do_each_step_once(database: Database, start: Start) -> None:
    for n in range(6):
        put_toy(database, key=f"toy:{n}", lane=f"lane:{n % 3}", steps=8)
    pair = [start("--drain"), start("--drain")]
    assert [child.wait() for child in pair] == [0, 0]
    assert start("--drain").wait() == 0
    assert sorted(steps_of(database)) == sorted(list(range(8)) * 6)


def test_a_worker_that_sleeps_over_its_lease_is_refused_by_the_fence(database: Database, start: Start) -> None:
    job_id = put_toy(database, steps=10, spin_at=4, spin=3)
    slow = start("--job", str(job_id))
    wait_for(lambda: view_of(database, job_id).done == 4)
    os.kill(slow.pid, signal.SIGSTOP)  # not dead: its workspace is still locked, only its lease can run out
    later = time.time_ns() // 1000 + 2 * jobs.LEASE_US
    claim = jobs.claim(database, "other", later)
    assert claim is not None
    assert claim.checkpoint == {"next": 4}
    with unit_of_work(database) as work:
        claim.step(work, "toy", {"next": 5}, done=5, total=10, now_us=later)
    os.kill(slow.pid, signal.SIGCONT)
    time.sleep(4)  # it has woken up, tried its next step and been refused
    assert steps_of(database) == [0, 1, 2, 3]
    assert view_of(database, job_id).attempt == 2
    with unit_of_work(database) as work:
        claim.finish(work, later)
    assert slow.wait() == 0
    assert steps_of(database) == [0, 1, 2, 3]


def test_a_job_that_kills_every_worker_fails_and_undoes(database: Database, start: Start) -> None:
    job_id = put_toy(database, steps=12)
    assert start("--drain", kill=["--kill", "before:2"]).wait() == -signal.SIGKILL
    for n in range(1, jobs.CRASHES):
        assert jobs.claim(database, f"dead-{n}", time.time_ns() // 1000 + 2 * n * jobs.LEASE_US) is not None
    with unit_of_work(database) as work:
        jobs.release(work, [f"dead-{jobs.CRASHES - 1}"])
    assert start("--drain").wait() == 1
    view = view_of(database, job_id)
    assert view.problem is not None
    assert (view.state, view.problem["type"]) == ("failed", "/problems/job-abandoned")
    assert steps_of(database) == []
    assert steps_of(database, "abandoned") == [12]


def test_a_problem_fails_the_job_and_undoes_in_the_same_transaction(database: Database, start: Start) -> None:
    job_id = put_toy(database, steps=12, fail_at=3)
    assert start("--job", str(job_id)).wait() == 1
    view = view_of(database, job_id)
    assert view.state == "failed"
    assert view.problem == {
        "type": "/problems/bad-query",
        "title": "The condition cannot be understood.",
        "detail": "The toy was asked to fail.",
        "step": 3,
    }
    assert steps_of(database, "abandoned") == [12]


def test_a_bug_says_its_type_and_place_and_nothing_of_the_data(database: Database, start: Start) -> None:
    job_id = put_toy(database, steps=12, break_at=3)
    child = start("--job", str(job_id))
    assert child.stderr is not None
    told = child.stderr.read().decode()
    assert child.wait() == 1
    assert "builtins.ValueError" in told
    assert "in run_toy" in told
    view = view_of(database, job_id)
    assert view.problem is not None
    assert view.problem["bug"] == "ValueError"
    assert str(view.problem["where"]).startswith("toy.py:")
    assert "jeanne" not in told + str(view)
    assert "courrier" not in told + str(view)


def test_a_later_job_of_the_lane_finishes_the_earlier_one_first(database: Database, start: Start) -> None:
    first = put_toy(database, key="first", steps=5)
    assert start("--drain", kill=["--kill", "after:3"]).wait() == -signal.SIGKILL
    second = put_toy(database, key="second", steps=3)
    assert start("--job", str(second)).wait() == 0
    assert view_of(database, first).state == "done"
    assert steps_of(database) == [0, 1, 2, 3, 4, 0, 1, 2]


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_a_full_disk_fails_the_job_and_leaves_a_sound_base(database: Database, start: Start) -> None:
    with unit_of_work(database) as work:
        pages = work.raw.execute("PRAGMA page_count").fetchone()[0]
    job_id = put_toy(database, steps=100_000)
    child = start("--job", str(job_id), kill=["--pages", str(pages + 12)])
    assert child.wait() == 1
    with unit_of_work(database) as work:
        assert work.raw.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    view = view_of(database, job_id)
    assert 0 < view.done < 100_000
    assert steps_of(database) == list(range(view.done)), "what was written agrees with the checkpoint"
    if view.state == "failed":
        assert view.problem is not None
        assert view.problem["type"] == "/problems/storage-full"
    else:  # the disk was too full even to say so: the job goes on when there is room
        assert child.stderr is not None
        assert b"/problems/storage-full" in child.stderr.read()


@pytest.mark.parametrize("database", ["postgresql"], indirect=True)
def test_a_server_that_restarts_in_the_middle_loses_nothing(
    database: Database, start: Start, postgres_server: PostgresServer
) -> None:
    job_id = put_toy(database, steps=150, pause=0.01)
    child = start("--job", str(job_id))
    wait_for(lambda: view_of(database, job_id).done > 20)
    restart_at_once(postgres_server)
    assert child.wait() == 0
    assert steps_of(database) == list(range(150))
    assert view_of(database, job_id).attempt == 2


def test_starting_takes_away_what_the_dead_left(database: Database, tmp_path: Path) -> None:
    with DataDir(tmp_path) as data:
        kept = data.receive(io.BytesIO(b"mine")).name
        child = subprocess.run(
            [sys.executable, "-c", _LITTERER, str(tmp_path)], check=False, capture_output=True, text=True
        )
        litter = child.stdout.split()
        assert len(litter) == 2
        assert all((tmp_path / name).exists() for name in litter)
        tidy(database, data)
        assert not any((tmp_path / name).exists() for name in litter)
        assert data.upload(kept).read_bytes() == b"mine"


_LITTERER = """
import io, os, signal, sys
from pathlib import Path
from service.store.files import DataDir
data = DataDir(Path(sys.argv[1]))
(data.workspace / "spill").write_text("x")
print("uploads/" + data.receive(io.BytesIO(b"stray")).name, f"tmp/{data.owner}/spill", flush=True)
os.kill(os.getpid(), signal.SIGKILL)
"""


def test_the_file_of_an_import_that_is_over_is_taken_away(database: Database, tmp_path: Path) -> None:
    with DataDir(tmp_path) as data:
        names = {state: data.receive(io.BytesIO(state.encode())).name for state in ("failed", "published", "staging")}
        with unit_of_work(database) as work:
            run = work.connection.exec_driver_sql
            run("INSERT INTO controllers (id, name, created_us) VALUES (1, 'c', 1)")
            run("INSERT INTO lists (id, name, kind, controller_id, created_us) VALUES (1, 'l', 'owned', 1, 1)")
            for n, (state, name) in enumerate(names.items(), 1):
                run(
                    "INSERT INTO imports (id, list_id, state, kind, sha256, size, upload, created_us)"
                    f" VALUES ({n}, 1, '{state}', 'file', '{n}', 1, '{name}', 1)"
                )
            jobs.put(work, "import", "import:2", {"import_id": 2}, lane="customers", now_us=1)
        tidy(database, data)
        assert sorted(names[s] for s in ("published", "staging")) == sorted(p.name for p in data.uploads.iterdir())
        with unit_of_work(database) as work:
            kept = work.connection.exec_driver_sql("SELECT state FROM imports WHERE upload IS NOT NULL ORDER BY state")
            assert list(kept.scalars()) == ["published", "staging"], "a job is still clearing the published one"
