from __future__ import annotations

import polars as pl

from service.core.resolve.moves import inherit, moves


def _members(rows: dict[int, int]) -> pl.DataFrame:
    schema = {"party_id": pl.Int64, "customer_id": pl.Int64}
    return pl.DataFrame(list(rows.items()), schema=schema, orient="row")


def _carried(rows: dict[int, int]) -> pl.DataFrame:
    return _members(rows).rename({"customer_id": "carried_id"})


def test_a_merge_of_two_customers_and_a_newcomer() -> None:
    found = moves(_members({1: 1, 2: 2}), _members({1: 1, 2: 1, 3: 1}), _carried({1: 1, 2: 2, 3: 3}))
    assert found.entered.rows() == [(2, 1), (3, 1)]
    assert found.left.to_list() == [2]
    assert found.gone.rows() == [(2, 1)]
    assert found.feed.rows() == [(2, "merged", 1)]


def test_a_split_names_where_it_came_from() -> None:
    found = moves(_members({1: 1, 2: 1}), _members({1: 1, 2: 2}), _carried({1: 1, 2: 2}))
    assert found.came.to_list() == [2]
    assert found.feed.rows() == [(2, "split", 1)]


def test_a_customer_whose_parties_are_gone_is_erased_and_nothing_moves_without_reason() -> None:
    found = moves(_members({1: 1, 2: 2}), _members({1: 1}), _carried({1: 1}))
    assert found.feed.rows() == [(2, "erased", None)]
    assert found.left.to_list() == [2]
    assert found.entered.is_empty()


def test_a_new_customer_is_created() -> None:
    found = moves(_members({}), _members({7: 7}), _carried({7: 7}))
    assert found.feed.rows() == [(7, "created", None)]


def test_the_founders_id_passes_to_the_oldest_that_remains() -> None:
    before = _members({1: 1, 5: 1, 9: 1, 3: 3, 4: 3})
    carried = _carried({1: 1, 5: 5, 9: 9, 3: 3, 4: 4})
    heirs = inherit(before, pl.Series([1, 4]), carried)
    assert heirs.rows() == [(5, 1)], "the founder 3 stays, so nothing passes there"
