from __future__ import annotations

import threading
from collections.abc import Callable

import pytest
from sqlalchemy import insert, select
from sqlmodel import SQLModel

from service.errors import JobLost, NotFound
from service.store import jobs
from service.store.session import Database, Work, reading, unit_of_work

_JOBS = SQLModel.metadata.tables["jobs"]
_AUDIT = SQLModel.metadata.tables["audit"]
_LEASE = jobs.LEASE_US


def _put(database: Database, key: str, lane: str = "customers", at: int = 0) -> int:
    with unit_of_work(database) as work:
        return jobs.put(work, "import", key, {"import_id": 7}, lane=lane, now_us=at)


def _claim(database: Database, worker: str, at: int, lane: str | None = None) -> jobs.Claim:
    claim = jobs.claim(database, worker, at, lane=lane)
    assert claim is not None
    return claim


def _view(database: Database, job_id: int) -> jobs.JobView:
    with reading(database) as work:
        return jobs.progress(work, job_id)


def _write(database: Database, claim: jobs.Claim, n: int, at: int) -> None:
    """An effect under the fence, with the effect first: the fence must undo it."""
    with unit_of_work(database) as work:
        row = {"at_us": at, "principal": "t", "action": "effect", "noun": "n", "noun_id": n, "facts": "{}"}
        work.connection.execute(insert(_AUDIT).values(row))
        claim.step(work, "staging", {"next": n + 1}, done=n + 1, total=9, now_us=at)


def _in_work(database: Database, act: Callable[[Work], None]) -> None:
    with unit_of_work(database) as work:
        act(work)


def _effects(database: Database) -> list[int]:
    with reading(database) as work:
        return list(work.connection.execute(select(_AUDIT.c.noun_id).order_by(_AUDIT.c.id)).scalars())


def test_a_live_key_is_put_once(database: Database) -> None:
    first = _put(database, "import:1")
    assert _put(database, "import:1") == first
    other = _put(database, "import:2", lane="other")
    assert other != first
    claim = _claim(database, "w", 1)
    assert _put(database, "import:1") == first == claim.job_id
    with unit_of_work(database) as work:
        claim.finish(work, 2)
    assert _put(database, "import:1") not in {first, other}


def test_a_job_rolled_back_with_its_cause_is_not_there(database: Database) -> None:
    def put_and_break(work: Work) -> None:
        jobs.put(work, "import", "import:1", {}, lane="customers", now_us=0)
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        _in_work(database, put_and_break)
    assert jobs.claim(database, "w", 1) is None


def test_a_lane_runs_one_job_at_a_time_and_the_oldest_first(database: Database) -> None:
    second = _put(database, "b", at=5)
    first = _put(database, "a", at=1)
    elsewhere = _put(database, "c", lane="other", at=9)
    claim = _claim(database, "w1", 10)
    assert claim.job_id == first
    assert jobs.claim(database, "w2", 10, lane="customers") is None
    assert _claim(database, "w2", 10).job_id == elsewhere
    assert jobs.claim(database, "w3", 10) is None
    with unit_of_work(database) as work:
        claim.finish(work, 11)
    assert _claim(database, "w3", 12).job_id == second


def test_a_job_waits_for_its_time(database: Database) -> None:
    _put(database, "a", at=100)
    assert jobs.claim(database, "w", 99) is None
    assert jobs.claim(database, "w", 100) is not None


def test_progress_is_what_the_last_step_wrote(database: Database) -> None:
    job_id = _put(database, "a")
    assert _view(database, job_id) == jobs.JobView(job_id, "import", "customers", "queued", 0, "", 0, 0, None)
    claim = _claim(database, "w", 1)
    assert claim.payload == {"import_id": 7}
    assert claim.checkpoint == {}
    _write(database, claim, 3, 2)
    assert _view(database, job_id) == jobs.JobView(job_id, "import", "customers", "running", 1, "staging", 4, 9, None)
    with unit_of_work(database) as work:
        claim.fail(work, {"type": "/problems/file-unusable"}, 3)
    view = _view(database, job_id)
    assert (view.state, view.problem, view.ended) == ("failed", {"type": "/problems/file-unusable"}, True)
    with pytest.raises(NotFound):
        _view(database, job_id + 1)


def test_a_job_is_taken_over_only_when_its_lease_has_run_out(database: Database) -> None:
    job_id = _put(database, "a")
    slow = _claim(database, "slow", 0)
    _write(database, slow, 0, 1_000)
    assert jobs.claim(database, "quick", _LEASE) is None, "each step extends the lease"
    quick = _claim(database, "quick", 1_000 + _LEASE)
    assert (quick.job_id, quick.attempt, quick.checkpoint) == (job_id, 2, {"next": 1})


def test_the_fence_undoes_what_a_stale_worker_does(database: Database) -> None:
    _put(database, "a")
    stale = _claim(database, "stale", 0)
    _write(database, stale, 0, 1)
    fresh = _claim(database, "fresh", 2 * _LEASE)
    with pytest.raises(JobLost):
        _write(database, stale, 1, 2 * _LEASE)
    for act in (stale.beat, stale.finish):
        with pytest.raises(JobLost):
            _in_work(database, lambda work, act=act: act(work, 2 * _LEASE))  # type: ignore[misc]  # mypy does not type bound defaults
    with pytest.raises(JobLost):
        _in_work(database, lambda work: stale.fail(work, {}, 2 * _LEASE))
    _write(database, fresh, 1, 2 * _LEASE + 1)
    assert _effects(database) == [0, 1]
    _in_work(database, lambda work: fresh.finish(work, 2 * _LEASE + 2))
    with pytest.raises(JobLost):
        _write(database, fresh, 2, 2 * _LEASE + 3)


def test_a_heartbeat_keeps_the_checkpoint(database: Database) -> None:
    _put(database, "a")
    claim = _claim(database, "w", 0)
    _write(database, claim, 4, 1)
    _in_work(database, lambda work: claim.beat(work, _LEASE))
    assert jobs.claim(database, "other", _LEASE + 2) is None
    assert _claim(database, "other", 2 * _LEASE).checkpoint == {"next": 5}


def test_leases_of_the_dead_end_at_once_and_only_theirs(database: Database) -> None:
    mine = _put(database, "a")
    _put(database, "b", lane="other")
    _claim(database, "dead", 0)
    _claim(database, "alive", 0)
    with unit_of_work(database) as work:
        assert jobs.release(work, {"dead", "never-seen"}) == 1
    assert _claim(database, "next", 1).job_id == mine
    assert jobs.claim(database, "next", 1) is None


def test_a_job_that_dies_again_and_again_without_getting_further_is_exhausted(database: Database) -> None:
    _put(database, "a")
    at = 0
    for n in range(jobs.CRASHES):
        claim = _claim(database, f"w{n}", at)
        assert not claim.exhausted
        at += _LEASE
    assert _claim(database, "last", at).exhausted


def test_a_job_that_gets_further_each_time_may_die_often(database: Database) -> None:
    _put(database, "a")
    for n in range(3 * jobs.CRASHES):
        claim = _claim(database, f"w{n}", 2 * n * _LEASE)
        assert not claim.exhausted
        assert claim.checkpoint == ({"next": n} if n else {})
        _write(database, claim, n, 2 * n * _LEASE)


def test_workers_that_race_get_a_job_each_and_none_twice(database: Database) -> None:
    ids = {_put(database, f"k{n}", lane=f"lane{n % 6}") for n in range(12)}
    got: list[int] = []
    start = threading.Barrier(4)

    def work_on(worker: str) -> None:
        start.wait()
        for _ in range(2):
            claim = jobs.claim(database, worker, 1)
            if claim is not None:
                got.append(claim.job_id)

    threads = [threading.Thread(target=work_on, args=(f"w{n}",)) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(got) == len(set(got)) == 6, "one a lane"
    assert set(got) <= ids
    with reading(database) as work:
        lanes = select(_JOBS.c.lane).where(_JOBS.c.state == "running").order_by(_JOBS.c.lane)
        assert list(work.connection.execute(lanes).scalars()) == [f"lane{n}" for n in range(6)]


def test_two_writers_of_one_key_get_one_job(database: Database) -> None:
    got: list[int] = []
    start = threading.Barrier(3)

    def put() -> None:
        start.wait()
        got.append(_put(database, "same"))

    threads = [threading.Thread(target=put) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(got) == 3
    assert len(set(got)) == 1
