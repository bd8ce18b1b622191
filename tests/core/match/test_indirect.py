"""Doubtful pairs take what the clusters of their file say of pairs that agree in the same way."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from service.core.match.indirect import HELD, ROUNDS, SURE, confirmed
from service.core.match.levels import level, pack
from service.core.match.weights import probability

SURELY = pack({"surname": level("surname", "same_rare")})
DOUBTFUL = pack({"birth": level("birth", "same")})
DAY = 25  # customers with three lines, or pairs of relatives


def told(pairs: list[tuple[int, int, int, int]], parties: int) -> np.ndarray:
    left, right, levels, weight = (np.array(side, dtype=np.int64) for side in zip(*pairs, strict=True))
    return confirmed(levels, weight, left, right, parties)


def test_lines_that_are_joined_through_a_third_raise_their_pattern() -> None:
    threes = [
        pair
        for n in range(0, 3 * DAY, 3)
        for pair in ((n, n + 1, SURELY, 9000), (n + 1, n + 2, SURELY, 9000), (n, n + 2, DOUBTFUL, -2000))
    ]
    lone = (3 * DAY, 3 * DAY + 1, DOUBTFUL, -2000)
    after = told([*threes, lone], 3 * DAY + 2)
    assert after[-1] > 0, "the pattern is believed also where nothing else joins"
    assert (after[:-1].reshape(-1, 3)[:, :2] == 9000).all(), "sure pairs stay"


def test_relatives_with_lines_of_their_own_lower_their_pattern() -> None:
    families = [
        pair
        for n in range(0, 4 * DAY, 4)
        for pair in ((n, n + 1, SURELY, 9000), (n + 2, n + 3, SURELY, 9000), (n, n + 2, DOUBTFUL, 1000))
    ]
    after = told(families, 4 * DAY)
    assert (after[2::3] < 0).all()


@given(
    st.lists(
        st.tuples(
            st.integers(0, 9), st.integers(10, 19), st.sampled_from([SURELY, DOUBTFUL]), st.integers(-9000, SURE - 1)
        )
    )
)
def test_a_file_without_a_sure_pair_says_nothing(pairs: list[tuple[int, int, int, int]]) -> None:
    if pairs:
        assert told(pairs, 20).tolist() == [weight for *_, weight in pairs]


def test_two_lines_a_customer_say_nothing() -> None:
    pairs = [(n, n + 1, SURELY, 9000) for n in range(0, 20, 2)] + [(20, 21, DOUBTFUL, -2000)]
    assert told(pairs, 22)[-1] == -2000


def test_the_share_is_held_to_the_probability_before() -> None:
    pairs = [(0, 1, SURELY, 9000), (1, 2, SURELY, 9000), (0, 2, DOUBTFUL, -2000)]
    after = told(pairs, 3)[-1:]
    before = probability(np.array([-2000]))[0] / 1e6
    expected = before
    for _ in range(ROUNDS):
        expected = (HELD * expected + 1) / (HELD + 1)
    assert abs(probability(after)[0] / 1e6 - expected) < 1e-3
