"""Clusters: equal to networkx where nobody contradicts anybody; cut, in any order the same way, where somebody does."""

from typing import Any

import networkx as nx
import numpy as np
import polars as pl
import pytest

from service.core.resolve.components import CHAIN, clusters
from service.core.resolve.guard import GUARD_SCHEMA

PAIRS = {"left_id": pl.Int64, "right_id": pl.Int64, "weight": pl.Int64, "probability": pl.Int64}


def guards(*parties: Any) -> Any:
    blank = {"kind": 0, "siren": None, "birth": None, "civility": None, "forename": None}
    rows = [blank | {"party_id": i, **p} for i, p in enumerate(parties, start=1)]
    return pl.DataFrame([{"forename_canon": r["forename"]} | r for r in rows], schema=GUARD_SCHEMA)


def pairs(*edges: Any) -> Any:
    return pl.DataFrame([(a, b, w, 990_000) for a, b, w in edges], schema=PAIRS, orient="row")


def found(parties: Any, edges: Any, **options: Any) -> Any:
    groups = clusters(parties, edges, **options).group_by("cluster").agg("party_id")
    return {frozenset(members) for members in groups["party_id"].to_list()}


@pytest.mark.parametrize("seed", range(8))
def test_random_graphs_without_contradiction_are_the_components_of_networkx(seed: Any) -> None:
    draw = np.random.default_rng(seed)
    size = 400
    edges = [(min(a, b), max(a, b)) for a, b in draw.integers(1, size + 1, (160, 2)).tolist() if a != b]
    graph = nx.Graph(edges)
    graph.add_nodes_from(range(1, size + 1))
    expected = {frozenset(c) for c in nx.connected_components(graph)}
    assert found(guards(*({} for _ in range(size))), pairs(*((a, b, 1000) for a, b in edges))) == expected


def test_the_cluster_is_named_by_its_smallest_party() -> None:
    made = clusters(guards({}, {}, {}), pairs((2, 3, 5)))
    assert made.rows() == [(1, 1), (2, 2), (3, 2)]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"siren": 732829320}, {"siren": 404833048}),
        ({"birth": 19800305}, {"birth": 19751120}),
        ({"civility": 1, "forename": "JEAN"}, {"civility": 2, "forename": "MARIE"}),
        ({"forename": "JEAN ET MARIE"}, {"forename": "JEAN"}),
    ],
)
def test_no_chain_joins_what_contradicts_and_the_heavier_edge_wins(one: Any, other: Any) -> None:
    parties = guards(one, {}, other)
    assert found(parties, pairs((1, 2, 9000), (2, 3, 8000))) == {frozenset({1, 2}), frozenset({3})}
    assert found(parties, pairs((1, 2, 8000), (2, 3, 9000))) == {frozenset({1}), frozenset({2, 3})}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"birth": 19800305}, {"birth": 19800503}),
        ({"birth": 19800305}, {"birth": 19800315}),
        ({"civility": 1, "forename": "J"}, {"civility": 2, "forename": "JEAN"}),
        ({"civility": 1, "forename": "MICHEL"}, {"civility": 2, "forename": "MICHELE"}),
    ],
)
def test_a_slip_is_no_contradiction(one: Any, other: Any) -> None:
    assert found(guards(one, other), pairs((1, 2, 9000))) == {frozenset({1, 2})}


def decisions(*rows: Any) -> Any:
    return pl.DataFrame(rows, schema={"left_id": pl.Int64, "right_id": pl.Int64, "decision": pl.String}, orient="row")


def test_a_reviewer_who_says_different_cuts_the_chain_for_ever() -> None:
    edges = pairs((1, 2, 9000), (2, 3, 8000))
    made = found(guards({}, {}, {}), edges, decisions=decisions((1, 3, "different")))
    assert made == {frozenset({1, 2}), frozenset({3})}


def test_a_reviewer_who_says_same_joins_against_the_guard() -> None:
    parties = guards({"birth": 19800305}, {"birth": 19751120})
    assert found(parties, pairs(), decisions=decisions((1, 2, "same"))) == {frozenset({1, 2})}


def test_pairs_below_the_threshold_join_nobody() -> None:
    assert found(guards({}, {}), pairs((1, 2, 1)), threshold=995_000) == {frozenset({1}), frozenset({2})}


@pytest.mark.parametrize("seed", range(6))
def test_any_order_gives_the_same_clusters(seed: Any) -> None:
    draw = np.random.default_rng(seed)
    size = 60
    parties = guards(
        *(
            {
                "siren": [None, None, 732829320, 404833048][draw.integers(4)],
                "birth": [None, 19800305, 19800503, 19751120][draw.integers(4)],
                "civility": [None, 1, 2][draw.integers(3)],
                "forename": [None, "JEAN", "J", "MARIE"][draw.integers(4)],
            }
            for _ in range(size)
        )
    )
    edges = {(min(a, b), max(a, b)) for a, b in draw.integers(1, size + 1, (90, 2)).tolist() if a != b}
    frame = pairs(*((a, b, int(draw.integers(0, 5)) * 1000) for a, b in sorted(edges)))
    expected = clusters(parties, frame)
    for again in range(4):
        shuffled = clusters(
            parties.sample(fraction=1, shuffle=True, seed=again), frame.sample(fraction=1, shuffle=True, seed=again)
        )
        assert shuffled.equals(expected)


def test_a_long_chain_of_neighbours_is_not_one_customer() -> None:
    chain = [(n, n + 1, 9000 - n) for n in range(1, 200)]
    groups = found(guards(*({} for _ in range(200))), pairs(*chain))
    assert max(map(len, groups)) <= CHAIN
    assert sum(map(len, groups)) == 200
    draw = np.random.default_rng(1)
    mixed = [chain[i] for i in draw.permutation(len(chain))]
    assert found(guards(*({} for _ in range(200))), pairs(*mixed)) == groups


def test_two_crowds_that_one_line_holds_together_stay_two() -> None:
    crowds = [(a, b, 9000) for first in (1, 41) for a in range(first, first + 40) for b in range(a + 1, first + 40)]
    bridge = [(40, b, 8000) for b in range(41, 61)]
    groups = found(guards(*({} for _ in range(80))), pairs(*crowds, *bridge))
    assert groups == {frozenset(range(1, 41)), frozenset(range(41, 81))}


def test_a_customer_of_many_lines_is_one() -> None:
    near = [(a, b, 9000 - b) for a in range(1, 121) for b in range(a + 1, min(a + 8, 121))]
    assert found(guards(*({} for _ in range(120))), pairs(*near)) == {frozenset(range(1, 121))}


def test_a_person_may_say_that_a_long_chain_is_one() -> None:
    chain = [(n, n + 1, 9000) for n in range(1, 80)]
    said = pl.DataFrame({"left_id": [a for a, *_ in chain], "right_id": [b for _, b, _ in chain], "decision": "same"})
    assert found(guards(*({} for _ in range(80))), pairs(*chain), decisions=said) == {frozenset(range(1, 81))}
