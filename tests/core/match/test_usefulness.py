"""Which question comes first: even chances before likely ones, many records before few."""

from __future__ import annotations

import polars as pl

from service.core.match.usefulness import usefulness


def score(probability: int, records: int, *, contradictory: bool = False) -> int:
    frame = pl.DataFrame({"p": [probability], "n": [records]})
    return int(frame.select(usefulness(pl.col("p"), pl.col("n"), contradictory=contradictory)).item())


def test_even_chances_tell_most() -> None:
    assert score(500_000, 2) == 1000
    assert score(500_000, 2) > score(700_000, 2) > score(840_000, 2) > score(50_000, 2) > 0
    assert score(300_000, 2) == score(700_000, 2)


def test_what_hangs_on_it_counts() -> None:
    assert score(500_000, 8) == 3 * score(500_000, 2)
    assert score(800_000, 16) > score(500_000, 2)


def test_a_contradiction_goes_by_its_records_alone() -> None:
    assert score(990_000, 9, contradictory=True) == score(860_000, 9, contradictory=True) == 9
