"""What is made ahead and what is done behind: order, and failures that are not lost."""

from __future__ import annotations

from collections.abc import Iterator
from threading import Event, current_thread

import pytest

from service.flows.ahead import Behind, ahead


def _failing() -> Iterator[int]:
    yield 1
    yield 2
    raise ValueError("the third")


def test_what_making_an_item_raises_is_raised_in_its_place() -> None:
    seen: list[int] = []
    with pytest.raises(ValueError, match="the third"):
        seen.extend(ahead(_failing()))
    assert seen == [1, 2]
    assert list(ahead(iter(range(5)))) == [0, 1, 2, 3, 4]


def test_behind_works_in_order_while_the_caller_goes_on() -> None:
    go, done = Event(), list[tuple[int, str]]()

    def work(number: int) -> None:
        assert go.wait(30)
        done.append((number, current_thread().name))

    with Behind() as behind:
        for number in range(3):
            behind.do(work, number)
        assert done == [], "the caller was not held up"
        go.set()
        behind.wait()
    assert [number for number, _ in done] == [0, 1, 2]
    assert {name for _, name in done} != {current_thread().name}


def test_after_a_failure_behind_nothing_more_is_done_and_waiting_tells() -> None:
    done: list[int] = []

    def fail() -> None:
        raise ValueError("full")

    with Behind() as behind:
        behind.do(fail)
        behind.do(done.append, 1)
        behind.do(done.append, 2)
        with pytest.raises(ValueError, match="full"):
            behind.wait()
    assert done == []
