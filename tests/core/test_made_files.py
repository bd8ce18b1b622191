"""Files that nobody wrote (exports_made.py): no crash, every line and every row counted, batches do not matter.

500 files in `make test`, 10,000 in `make test-long`. Of every fifth file, rows are also cleaned in batches of several
sizes. Memory: the process may grow by MOST_GROWTH over all files of one test. Time: one file MOST_SECONDS, far beyond
what any needs (some tenths of a second), so that a reader that never ends is seen.
"""

from __future__ import annotations

import resource
import time
from collections.abc import Callable, Iterator
from datetime import date

import polars as pl
import pytest
from exports_made import exports
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from service.core.clean import options_of
from service.core.pipeline import Prepared, identities, prepare
from service.core.plan import Plan
from service.core.read import Counters, RawBatch, read_batches
from service.core.survey import Survey, survey
from service.errors import FileUnusable

TODAY = date(2026, 11, 27)
MOST_GROWTH = 300  # MiB
MOST_SECONDS = 60
REASONS = {
    "empty",
    "not-decodable",
    "markup",
    "spreadsheet",
    "pdf",
    "archive",
    "database",
    "image",
    "long-line",
    "binary",
}


def opener(data: bytes, block: int) -> Callable[[], Iterator[bytes]]:
    return lambda: (data[i : i + block] for i in range(0, len(data), block))


def read(data: bytes, found: Survey, *, block: int, chunk: int, rows: int) -> list[RawBatch]:
    return list(read_batches(opener(data, block)(), found.plan, rows_per_batch=rows, chunk_bytes=chunk))


def whole(batches: list[RawBatch]) -> tuple[pl.DataFrame, pl.DataFrame, pl.DataFrame, Counters]:
    return (
        pl.concat([b.rows for b in batches]),
        pl.concat([b.unreadable for b in batches]),
        pl.concat([b.issues for b in batches]),
        sum((b.counters for b in batches), Counters()),
    )


def cleaned(batches: list[RawBatch], plan: Plan) -> list[pl.DataFrame]:
    """Everything that comes of the rows."""
    made: list[Prepared] = [prepare(b, plan, options_of(plan, today=TODAY)) for b in batches]
    frames = ["parties", "contact_points", "consents", "acts", "purchases", "links"]
    return [
        pl.concat([p.rows for p in made]),
        pl.concat([p.issues for p in made]),
        *(pl.concat([getattr(p.frames, name) for p in made]) for name in frames),
        pl.concat([identities(b, plan) for b in batches]),
    ]


def surveyed(data: bytes, block: int) -> Survey | None:
    """Null where the file is refused, for one of the known reasons."""
    try:
        return survey(opener(data, block))
    except FileUnusable as refused:
        if refused.facts["reason"] not in REASONS:
            raise
        return None


def examine(data: bytes, *, block: int, chunk: int, rows: int, clean: bool) -> None:
    found = surveyed(data, block)
    if found is None:
        return
    assert Plan.from_json(found.plan.to_json()) == found.plan
    batches = read(data, found, block=block, chunk=chunk, rows=1000)
    lines, unreadable, issues, counters = whole(batches)
    assert counters.balanced
    assert counters == found.counters
    assert counters.rows == lines.height + unreadable.height
    assert set(lines["row_id"]) | set(unreadable["row_id"]) == set(range(1, counters.rows + 1))
    again = whole(read(data, found, block=max(1, block // 3), chunk=1 << 20, rows=rows))
    for one, other in zip((lines, unreadable, issues), again[:3], strict=True):
        assert one.equals(other)
    assert counters == again[3]
    if not clean:
        return
    at_once = cleaned(batches, found.plan)
    assert at_once[0]["outcome"].is_in(["accepted", "rejected", "quarantined"]).all()
    assert at_once[0].height == counters.rows
    in_parts = cleaned(read(data, found, block=block, chunk=chunk, rows=max(1, counters.rows // 2)), found.plan)
    for one, other in zip(at_once, in_parts, strict=True):
        assert one.equals(other)


FILES = {
    "data": exports(),
    "block": st.integers(1, 4000),
    "chunk": st.integers(1, 4000),
    "rows": st.integers(1, 7),
    "clean": st.sampled_from([True, False, False, False, False]),
}


def _watched(data: bytes, **how: int) -> None:
    before = time.monotonic()
    examine(data, **how)  # type: ignore[arg-type]  # `clean` is a bool
    assert time.monotonic() - before < MOST_SECONDS


def _growth(run: Callable[[], None]) -> float:
    """MiB by which the process's highest resident size rises while it runs."""
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    run()
    return (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024


@pytest.mark.parametrize("shard", range(10))
def test_made_files_are_read_whole_or_refused(shard: int) -> None:
    @settings(max_examples=20, suppress_health_check=list(HealthCheck))
    @given(**FILES)
    def files(**how: int) -> None:
        _watched(**how)  # type: ignore[arg-type]  # the strategies give what it takes

    assert _growth(files) < MOST_GROWTH


@pytest.mark.long
@pytest.mark.parametrize("shard", range(20))
def test_ten_thousand_made_files(shard: int) -> None:
    @settings(max_examples=500, suppress_health_check=list(HealthCheck))
    @given(**FILES)
    def files(**how: int) -> None:
        _watched(**how)  # type: ignore[arg-type]  # the strategies give what it takes

    assert _growth(files) < MOST_GROWTH
