"""The change feed under writers at once: whoever reads on from a cursor sees each entry once, in order, and misses none."""

from __future__ import annotations

import threading
import time

import polars as pl

from service.store.clusters import tell
from service.store.feed import changes_after
from service.store.session import Database, reading, unit_of_work

WRITERS, EACH = 4, 12


def _write(database: Database, writer: int, failures: list[BaseException]) -> None:
    try:
        for n in range(EACH):
            with unit_of_work(database) as work:
                told = pl.DataFrame(
                    {"customer_id": [writer * 1000 + n] * 2, "kind": ["merged", "updated"], "into_id": [1, None]},
                    schema={"customer_id": pl.Int64, "kind": pl.String, "into_id": pl.Int64},
                )
                tell(work, told, at_us=n, cause="review", cause_id=writer)
                time.sleep(0.002 * ((writer + n) % 3))  # who wrote first does not always commit first
    except BaseException as problem:  # noqa: BLE001 - a thread's failure is the test's
        failures.append(problem)


def test_each_entry_comes_once_to_whoever_reads_on(database: Database) -> None:
    failures: list[BaseException] = []
    writers = [threading.Thread(target=_write, args=(database, n, failures)) for n in range(1, WRITERS + 1)]
    for each in writers:
        each.start()
    seen: list[int] = []
    cursor, over = 0, False
    while not over:
        over = not any(each.is_alive() for each in writers)
        with reading(database) as work:
            rows = changes_after(work, cursor, limit=7)
        seen += [row["seq"] for row in rows]
        cursor = rows[-1]["seq"] if rows else cursor
        over = over and not rows
    assert not failures
    assert seen == sorted(set(seen))
    with reading(database) as work:
        every = [row["seq"] for row in changes_after(work, 0, limit=10_000)]
    assert seen == every
    assert len(every) == WRITERS * EACH * 2


def test_the_first_to_take_a_number_is_the_first_to_be_seen(database: Database) -> None:
    """A transaction that wrote first and commits last holds the others back (PostgreSQL), or is alone (SQLite)."""
    one = pl.DataFrame(
        {"customer_id": [1], "kind": ["updated"], "into_id": [None]}, schema_overrides={"into_id": pl.Int64}
    )
    began = threading.Event()

    def second() -> None:
        began.wait()
        with unit_of_work(database) as work:
            tell(work, one, at_us=2, cause="review", cause_id=2)

    other = threading.Thread(target=second)
    other.start()
    with unit_of_work(database) as work:
        tell(work, one, at_us=1, cause="review", cause_id=1)
        began.set()
        time.sleep(0.2)
        with reading(database) as beside:
            assert changes_after(beside, 0, limit=10) == [], "the second waits for the first"
    other.join()
    with reading(database) as work:
        assert [row["cause_id"] for row in changes_after(work, 0, limit=10)] == [1, 2]
