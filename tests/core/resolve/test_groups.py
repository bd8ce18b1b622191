"""Doubtful pairs join groups only where the pairs between them agree."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from service.core.resolve.groups import disagreed

SURE, LEAST = 3000, 900


def asked(pairs: list[tuple[int, int, int]], parties: int, content: np.ndarray | None = None) -> list[tuple[int, int]]:
    """Pairs that would join groups which do not agree."""
    left, right, weight = (np.array(side, dtype=np.int64) for side in zip(*pairs, strict=True))
    told = np.arange(parties) if content is None else content
    found = disagreed(left, right, weight, sure=SURE, least=LEAST, parties=parties, content=lambda places: told[places])
    return [(a, b) for (a, b, _), apart in zip(pairs, found, strict=True) if apart]


def test_one_doubtful_pair_does_not_join_what_others_keep_apart() -> None:
    groups = [(0, 1, 9000), (2, 3, 9000)]
    assert asked([*groups, (1, 2, 1500), (0, 2, -4000), (0, 3, -4000)], 4) == [(1, 2)]
    assert asked([*groups, (1, 2, 1500), (0, 2, 800)], 4) == []
    assert asked([*groups, (1, 2, 3000), (0, 2, -9000), (0, 3, -9000)], 4) == [], "a sure pair asks nobody"


def test_the_stronger_join_comes_first_and_is_asked_again_as_one() -> None:
    pairs = [(0, 1, 2500), (1, 2, 1500), (0, 2, -3000)]
    assert asked(pairs, 3) == [(1, 2)]


def test_a_lone_doubtful_pair_is_believed() -> None:
    assert asked([(0, 1, 950)], 2) == []
    assert asked([(0, 1, 100)], 2) == []


@given(st.data())
def test_the_order_of_rows_and_pairs_does_not_matter(data: st.DataObject) -> None:
    parties = 9
    ends = [(a, b) for a in range(parties) for b in range(a + 1, parties)]
    chosen = data.draw(st.lists(st.sampled_from(ends), min_size=1, unique=True))
    weights = st.sampled_from([-5000, -1000, 500, 1000, 1500, 4000])
    pairs = [(a, b, data.draw(weights)) for a, b in chosen]
    turned = data.draw(st.permutations(range(parties)))
    moved = [(min(turned[a], turned[b]), max(turned[a], turned[b]), w) for a, b, w in data.draw(st.permutations(pairs))]
    content = np.empty(parties, dtype=np.int64)
    content[list(turned)] = np.arange(parties)
    back = {turned[n]: n for n in range(parties)}
    found = {tuple(sorted((back[a], back[b]))) for a, b in asked(moved, parties, content)}
    assert found == set(asked(pairs, parties))
