"""Work on as many threads at once as the machine has cores: polars, numpy and DuckDB let go of the interpreter
meanwhile. Results come in the order of the items, so nothing depends on which is done first.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

SIDE_BY_SIDE = 50_000
"""Parties, or pairs of them twice counted, from which threads of their own pay."""

Item = TypeVar("Item")
Made = TypeVar("Made")


class Cores:
    """Maps as the built-in `map` does for few parties, on all cores for many. `parties`: how many."""

    def __init__(self, parties: int) -> None:
        self.threads = (os.cpu_count() or 1) if parties >= SIDE_BY_SIDE else 1

    def map(self, work: Callable[[Item], Made], items: Iterable[Item]) -> Iterator[Made]:
        """What `work` makes of each item."""
        if self.threads == 1:
            yield from map(work, items)
            return
        with ThreadPoolExecutor(max_workers=self.threads) as pool:
            yield from pool.map(work, items)
