"""Customer ids: the smallest carried id, others redirect flatly."""

from typing import Any

import polars as pl

from service.core.resolve.ids import assign


def _clusters(rows: Any) -> Any:
    return pl.DataFrame(rows, schema={"party_id": pl.Int64, "cluster": pl.Int64}, orient="row")


def _carried(rows: Any) -> Any:
    return pl.DataFrame(rows, schema={"party_id": pl.Int64, "carried_id": pl.Int64}, orient="row")


def test_the_customer_is_the_smallest_carried_id_and_the_others_redirect_to_it() -> None:
    made = assign(_clusters([(10, 10), (11, 10), (12, 12)]), _carried([(10, 10), (11, 4), (12, 12)]))
    assert made.members.rows() == [(10, 4), (11, 4), (12, 12)]
    assert made.redirects.rows() == [(10, 4)]


def test_redirects_are_flat_when_three_merge() -> None:
    made = assign(_clusters([(1, 1), (2, 1), (3, 1)]), _carried([(1, 1), (2, 2), (3, 3)]))
    assert made.redirects.rows() == [(2, 1), (3, 1)]


def test_ids_that_nobody_has_seen_need_no_redirect() -> None:
    made = assign(_clusters([(1, 1), (2, 1)]), _carried([(1, 1), (2, 2)]), known=pl.Series([1], dtype=pl.Int64))
    assert made.redirects.height == 0


def test_an_id_inherited_from_a_founder_that_left_goes_on() -> None:
    made = assign(_clusters([(7, 7), (9, 7)]), _carried([(7, 2), (9, 9)]))
    assert made.members["customer_id"].to_list() == [2, 2]
