"""Short transactions: rows are written in slices that take about as long as readers and other writers may wait."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import polars as pl

from service.store.rows import Rows

TARGET_SECONDS = 0.15
"""Aimed at, so that 250 ms hold (design, 4.1) on a noisy machine too."""

LEAST, MOST = 200, 100_000


@dataclass
class Pace:
    """How many rows a transaction takes: measured on the last one, never more than double."""

    rows: int = 2_000

    @contextmanager
    def timed(self, rows: int) -> Iterator[None]:
        """Around one transaction of so many rows."""
        start = time.perf_counter()
        yield
        seconds = max(time.perf_counter() - start, 1e-4)
        fitting = int(rows * TARGET_SECONDS / seconds)
        self.rows = max(LEAST, min(fitting, self.rows * 2, MOST))

    def slices(self, frame: pl.DataFrame) -> Iterator[pl.DataFrame]:
        """The frame in pieces of the present pace."""
        start = 0
        while start < frame.height:
            piece = frame.slice(start, self.rows)
            start += piece.height
            yield piece


@dataclass(frozen=True)
class Numbered:
    """Rows of a table, each with the line of the file that it comes from; sorted by line."""

    lines: npt.NDArray[np.int64]
    rows: Rows

    def between(self, low: int, high: int) -> Rows:
        """Those with low < line <= high."""
        start, end = np.searchsorted(self.lines, [low, high], side="right").tolist()
        return self.rows.slice(start, end - start)

    def next_behind(self, low: int, last: int) -> int:
        """The first line behind `low` that has a row, `last` where none has: of lines with gaps no piece is empty."""
        at = int(np.searchsorted(self.lines, low, side="right"))
        return int(self.lines[at]) if at < len(self.lines) else last
