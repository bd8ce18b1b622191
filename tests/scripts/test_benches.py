"""The benchmarks count right: closure F1, medians, tables, and a measured child that fails says so."""

from __future__ import annotations

import math
import time
from itertools import combinations
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from bench_floors import read_with_csv, read_with_polars, transcode, write_sqlite
from bench_import import Step, Watch, median_steps, steps_table
from bench_report import Measured, measure, median, table
from hypothesis import given
from hypothesis import strategies as st
from make_demo import demonstration, write_export
from match_model.scoring import Bin, best, calibration, components, scored, wilson


@given(st.lists(st.tuples(st.integers(0, 4), st.integers(0, 4)), min_size=2, max_size=14))
def test_closure_counts_all_pairs(rows: list[tuple[int, int]]) -> None:
    truth = pl.DataFrame({"row_id": range(len(rows)), "entity": [str(e) for e, _ in rows]})
    found = pl.DataFrame({"row_id": range(len(rows)), "cluster_id": [str(c) for _, c in rows]})
    same = {p for p in combinations(range(len(rows)), 2) if rows[p[0]][0] == rows[p[1]][0]}
    said = {p for p in combinations(range(len(rows)), 2) if rows[p[0]][1] == rows[p[1]][1]}
    one = scored(truth, found)
    assert math.isclose(one.precision, len(same & said) / max(len(said), 1))
    assert math.isclose(one.recall, len(same & said) / max(len(same), 1))
    if same & said:
        assert math.isclose(one.f1, 2 * len(same & said) / (len(same) + len(said)))


def test_a_row_without_cluster_stands_alone() -> None:
    truth = pl.DataFrame({"row_id": [1, 2, 3], "entity": ["a", "a", "a"]})
    found = pl.DataFrame({"row_id": [1, 2], "cluster_id": ["x", "x"]})
    one = scored(truth, found)
    assert (one.precision, one.recall) == (1.0, 1 / 3)


def test_the_oracle_takes_the_best_threshold() -> None:
    truth = pl.DataFrame({"row_id": [1, 2, 3, 4], "entity": ["a", "a", "b", "b"]})
    pairs = pl.DataFrame({"left_row": [1, 3, 2], "right_row": [2, 4, 3], "weight": [9.0, 4.0, 1.0]})
    high, at = best(truth, pairs["weight"], lambda t: components(pairs.filter(pl.col("weight") >= t), 4))
    assert (high, at) == (1.0, 4.0)


def test_a_bin_of_few_pairs_is_held_to_its_interval_one_of_many_to_two_points() -> None:
    low, high = wilson(0.5, 100)
    assert (round(low, 4), round(high, 4)) == (0.4038, 0.5962)  # Newcombe 1998, by hand
    assert Bin(0.41, 0.5, 100).holds
    assert not Bin(0.40, 0.5, 100).holds
    assert Bin(0.519, 0.5, 2_000).holds
    assert not Bin(0.521, 0.5, 2_000).holds
    assert "✗" in Bin(0.521, 0.5, 2_000).told()


def test_pairs_fall_into_bins_by_their_probability() -> None:
    bins = calibration(np.array([0.01, 0.06, 0.3, 0.4, 1.0]), np.array([True, False, True, False, True]))
    assert [(b.predicted, b.observed, b.pairs) for b in bins] == [(0.06, 0.0, 1), (0.35, 0.5, 2), (1.0, 1.0, 1)]


def _square(number: int) -> int:
    time.sleep(0.05)
    return number**2


def _fail() -> None:
    raise LookupError("as asked")


def test_a_measured_child_gives_its_answer_time_and_memory() -> None:
    ran = measure(_square, 7)
    assert ran.result == 49
    assert ran.seconds >= 0.05
    assert ran.peak_mib > 10


def test_a_child_that_fails_is_not_a_fast_one() -> None:
    with pytest.raises(LookupError, match="as asked"):
        measure(_fail)


def test_medians() -> None:
    runs = [Measured(s, m, s) for s, m in ((3.0, 10.0), (1.0, 30.0), (2.0, 20.0))]
    assert median(runs) == Measured(2.0, 30.0, 2.0)
    steps = median_steps([{"match": Step(s, m)} for s, m in ((3.0, 10.0), (1.0, 30.0), (2.0, 20.0))])
    assert steps == {"match": Step(2.0, 30.0)}


def test_steps_add_up_and_remember_their_peak() -> None:
    watch = Watch()
    watch("stage", 1.5, 100)
    block = bytearray(64 << 20)
    block[:: 1 << 12] = b"x" * len(block[:: 1 << 12])
    watch("stage", 0.5, 100)
    high = watch.steps["stage"].peak_mib
    del block
    watch("publish", 0.1, 0)  # began while the block was there
    watch("clear", 0.1, 0)
    assert watch.steps["stage"].seconds == 2.0
    assert high > watch.steps["clear"].peak_mib + 30


def test_tables() -> None:
    assert table(["a", "b"], [["x", "1"]]) == "| a | b |\n|---|--:|\n| x | 1 |\n"
    shown = steps_table({10: {"match": Step(2.0, 5.0)}, 100: {"match": Step(4.0, 6.0), "tie": Step(0.5, 7.0)}})
    assert "| match | 2.00 | 4.00 | 25 | 6 |" in shown
    assert "| tie |  | 0.50 | 200 | 7 |" in shown


def test_floors_read_and_write_the_whole_file(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    write_export(demonstration(300, 1).cells(), path)
    for floor in (transcode, read_with_csv, read_with_polars, write_sqlite):
        assert floor(path) > 0
    assert list(tmp_path.iterdir()) == [path]
