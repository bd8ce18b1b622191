"""Parents, children and leases: who dies with whom, who is started again, who keeps a job while it computes."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from toy import KILLER, Start, put_toy, running_jobs, steps_of, view_of, wait_for

from service.errors import JobAbandoned
from service.jobs.heartbeat import Heartbeat
from service.jobs.supervise import run_child
from service.store import jobs
from service.store.session import Database

_PARENT = """
import sys
from pathlib import Path
from service.jobs.heartbeat import Heartbeat
from service.jobs.supervise import run_child
url, data_dir, job_id, *worker = sys.argv[1:]
run_child(url, Path(data_dir), int(job_id), lambda view: None, worker=worker)
"""


def _gone(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z"
    except FileNotFoundError:
        return True


def _workers_of(data_dir: Path) -> list[str]:
    """Living processes whose command line names this data directory."""
    return [
        p.name for p in Path("/proc").iterdir()
        if p.name.isdigit() and int(p.name) != os.getpid() and not _gone(int(p.name))
        and str(data_dir).encode() in _command_line(p)
    ]  # fmt: skip


def _command_line(process: Path) -> bytes:
    try:
        return (process / "cmdline").read_bytes()
    except (FileNotFoundError, ProcessLookupError):
        return b""


def test_the_lease_lives_while_the_work_computes(database: Database, tmp_path: Path) -> None:
    put_toy(database, steps=1)
    clock = {"now": 1}
    claim = jobs.claim(database, "w", 1, lease_us=400_000)
    assert claim is not None
    with Heartbeat(database, claim, lambda: clock["now"]) as heart:
        for at in range(1, 2_000_000, 200_000):
            clock["now"] = at
            wait_for(lambda at=at: at - claim.beat_us < 400_000 // 3 + 1)  # type: ignore[misc]  # mypy does not type bound defaults
            assert jobs.claim(database, "other", at) is None
        assert not heart.lost
        assert jobs.claim(database, "other", clock["now"] + 400_001) is not None
        clock["now"] += 400_000
        wait_for(lambda: heart.lost)


def test_the_worker_dies_with_its_parent_and_a_restart_finishes(
    database: Database, start: Start, tmp_path: Path
) -> None:
    job_id = put_toy(database, steps=12)
    worker = [KILLER, "--toy", "--kill-parent", "after:6", "--"]
    parent = subprocess.run(
        [sys.executable, "-c", _PARENT, database.url, str(tmp_path), str(job_id), *worker], check=False
    )
    assert parent.returncode == -signal.SIGKILL
    wait_for(lambda: not _workers_of(tmp_path))
    assert running_jobs(database) == 1
    assert steps_of(database) == list(range(5))
    assert start("--job", str(job_id)).wait() == 0
    assert steps_of(database) == list(range(12))


def test_an_interrupted_worker_lets_its_job_go_at_once(database: Database, start: Start) -> None:
    job_id = put_toy(database, steps=40, pause=0.1)
    child = start("--job", str(job_id))
    wait_for(lambda: view_of(database, job_id).done > 2)
    os.kill(child.pid, signal.SIGINT)
    assert child.wait() == 130
    assert child.stderr is not None
    assert child.stderr.read() == b""
    view = view_of(database, job_id)
    claim = jobs.claim(database, "next", 1)
    assert claim is not None, "its lease has ended"
    assert claim.checkpoint == {"next": view.done}
    assert steps_of(database) == list(range(view.done))


def test_a_child_that_dies_is_started_again(database: Database, tmp_path: Path) -> None:
    job_id = put_toy(database, steps=12)
    seen: list[jobs.JobView] = []
    worker = [KILLER, "--toy", "--kill", "after:4", "--once", str(tmp_path / "struck"), "--"]
    view = run_child(database.url, tmp_path, job_id, seen.append, worker=worker)
    assert (view.state, view.attempt) == ("done", 2)
    assert seen[-1] == view
    assert [v.done for v in seen] == sorted(v.done for v in seen)
    assert steps_of(database) == list(range(12))


def test_a_child_that_dies_every_time_is_given_up(database: Database, tmp_path: Path) -> None:
    job_id = put_toy(database, steps=12)
    worker = [KILLER, "--toy", "--kill", "before:2", "--"]
    with pytest.raises(JobAbandoned):
        run_child(database.url, tmp_path, job_id, lambda view: None, worker=worker)
    assert steps_of(database) == []
