"""Overlap of computing and writing: what is needed next is made ahead of time, what can wait is written behind."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from types import TracebackType
from typing import Any, Self, TypeVar

T = TypeVar("T")


def ahead(items: Iterator[T], *, most: int = 1) -> Iterator[T]:
    """The same items, at most so many made ahead of time. What making one raises is raised here, in its place."""
    end = object()
    with ThreadPoolExecutor(max_workers=1, thread_name_prefix="ahead") as pool:
        coming = deque(pool.submit(next, items, end) for _ in range(most))
        while (item := coming.popleft().result()) is not end:
            coming.append(pool.submit(next, items, end))
            yield item  # type: ignore[misc]  # not the mark of the end


class Behind:
    """Work done in one thread, in the order given, while the caller goes on; leaving the `with` block waits for it."""

    def __init__(self) -> None:
        self._pool = ThreadPoolExecutor(max_workers=1, thread_name_prefix="behind")
        self._last: Future[None] | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._pool.shutdown(cancel_futures=True)

    def do(self, work: Callable[..., None], *given: Any) -> None:
        """Do this after what was given before; nothing is done any more once something failed."""
        self._last = self._pool.submit(_after, self._last, work, given)

    def wait(self) -> None:
        """Until all is done. Raises what was raised."""
        if self._last is not None:
            self._last.result()


def _after(before: Future[None] | None, work: Callable[..., None], given: tuple[Any, ...]) -> None:
    if before is not None:
        before.result()
    work(*given)
