"""An import job under way: what its steps share, and how each of them writes."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import polars as pl

from service.flows.ahead import Behind, ahead
from service.flows.context import JobContext
from service.flows.slices import Pace
from service.store.files import DataDir
from service.store.imports import ListTerms
from service.store.rows import Rows
from service.store.session import Work
from service.store.tables.lists import Import


@dataclass(frozen=True)
class Task:
    """One import under way. `behind` writes while this thread computes."""

    context: JobContext
    data: DataDir
    row: Import
    terms: ListTerms
    behind: Behind

    @property
    def import_id(self) -> int:
        """Its id."""
        return self.row.id

    @contextmanager
    def effect(self, step: str, *, done: int = 0, total: int = 0) -> Iterator[Work]:
        """One transaction of a step; how many rows are staged stays in the checkpoint."""
        with self.context.effect(step, self.context.claim.checkpoint | {"step": step}, done=done, total=total) as work:
            yield work

    def write(
        self, step: str, frame: pl.DataFrame, rows_of: Callable[[pl.DataFrame], Rows], pace: Pace | None = None
    ) -> None:
        """The rows of a frame in short transactions of a step, the next one made ready while one is written."""
        pace = pace or Pace()
        for piece in ahead(self.context.writer.ready([rows_of(part)]) for part in pace.slices(frame)):
            with pace.timed(piece.height):
                self.context.write(step, self.context.claim.checkpoint | {"step": step}, piece)

    @contextmanager
    def step(self, name: str) -> Iterator[None]:
        """Tell the observer how long a step took."""
        start = time.perf_counter()
        yield
        self.context.observe(name, time.perf_counter() - start, self.row.rows)
