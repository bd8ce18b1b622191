"""Ids only grow: blocks follow one another, whoever takes them, and nothing is given twice."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from service.store.ids import take_ids
from service.store.session import Database, unit_of_work


def test_blocks_follow_one_another(database: Database) -> None:
    with unit_of_work(database) as work:
        assert take_ids(work, "records", 10) == 1
        assert take_ids(work, "records", 1) == 11
        assert take_ids(work, "parties", 5) == 1
    with unit_of_work(database) as work:
        assert take_ids(work, "records", 0) == 12
        assert take_ids(work, "records", 3) == 12


def test_a_negative_number_is_refused(database: Database) -> None:
    with unit_of_work(database) as work, pytest.raises(ValueError, match="negative"):
        take_ids(work, "records", -1)


def test_two_writers_never_share_an_id(database: Database) -> None:
    def take(n: int) -> list[int]:
        taken: list[int] = []
        for _ in range(20):
            with unit_of_work(database) as work:
                first = take_ids(work, "records", n)
            taken.extend(range(first, first + n))
        return taken

    with ThreadPoolExecutor(4) as pool:
        ids = [i for taken in pool.map(take, (1, 2, 3, 4)) for i in taken]
    assert sorted(ids) == list(range(1, 20 * 10 + 1))
