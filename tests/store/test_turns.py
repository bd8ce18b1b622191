"""Requests that move customers, and the feed they write: one at a time, and read in the order of commits."""

from __future__ import annotations

import threading
import time

import polars as pl
import pytest

from service.errors import Busy
from service.store import jobs
from service.store.clusters import tell
from service.store.feed import changes_after
from service.store.jobs import claim
from service.store.session import Database, reading, unit_of_work
from service.store.turns import LANE, take_turn


def _job(database: Database, kind: str, step: str) -> None:
    with unit_of_work(database) as work:
        jobs.put(work, kind, "k", {}, lane=LANE, now_us=1)
    held = claim(database, "worker", 1)
    assert held is not None
    with unit_of_work(database) as work:
        held.step(work, step, {}, done=0, total=0, now_us=2)


@pytest.mark.parametrize(("kind", "step"), [("import", "survey"), ("import", "stage")])
def test_a_request_may_write_while_an_import_reads_its_file(database: Database, kind: str, step: str) -> None:
    _job(database, kind, step)
    with unit_of_work(database) as work:
        take_turn(work, now_us=3)


@pytest.mark.parametrize(
    ("kind", "step"), [("import", "count"), ("import", "match"), ("import", "publish"), ("revert", "")]
)
def test_a_request_comes_back_later_when_a_job_moves_customers(database: Database, kind: str, step: str) -> None:
    _job(database, kind, step)
    with pytest.raises(Busy), unit_of_work(database) as work:
        take_turn(work, now_us=3)


def test_a_turn_leaves_no_job_behind_and_can_be_taken_twice(database: Database) -> None:
    with unit_of_work(database) as work:
        take_turn(work, now_us=3)
        take_turn(work, now_us=3)
    assert claim(database, "worker", 9) is None


def test_two_requests_take_turns(database: Database) -> None:
    order: list[str] = []

    def other() -> None:
        with unit_of_work(database) as work:
            take_turn(work, now_us=3)
            order.append("other")

    with unit_of_work(database) as work:
        take_turn(work, now_us=3)
        thread = threading.Thread(target=other)
        thread.start()
        time.sleep(0.3)
        order.append("first")
    thread.join()
    assert order == ["first", "other"]


def _told(customer: int) -> pl.DataFrame:
    row = {"customer_id": [customer], "kind": ["updated"], "into_id": [None]}
    return pl.DataFrame(row, schema={"customer_id": pl.Int64, "kind": pl.String, "into_id": pl.Int64})


def test_who_reads_on_from_a_cursor_misses_nothing_of_writers_at_once(database: Database) -> None:
    def write(first: int) -> None:
        for n in range(first, first + 20):
            with unit_of_work(database) as work:
                tell(work, _told(n), at_us=1, cause="review", cause_id=None)
                time.sleep(0.001 * (n % 3))

    writers = [threading.Thread(target=write, args=(100 * k,)) for k in (1, 2, 3)]
    for writer in writers:
        writer.start()
    seen: list[int] = []
    cursor = 0
    writing = True
    while writing:
        writing = any(writer.is_alive() for writer in writers)
        with reading(database) as work:
            page = changes_after(work, cursor, limit=7)
        seen += [row["customer_id"] for row in page]
        cursor = page[-1]["seq"] if page else cursor
    for writer in writers:
        writer.join()
    with reading(database) as work:
        seen += [row["customer_id"] for row in changes_after(work, cursor, limit=100)]
    assert sorted(seen) == sorted([*range(100, 120), *range(200, 220), *range(300, 320)])
