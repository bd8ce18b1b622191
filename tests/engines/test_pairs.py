"""Candidate pairs are those of parties that share a key, whatever the size of the parts they are made in."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from service.core.match.keys import CAPS, RULE_NAMES, RuleKeys
from service.engines.pairs import Candidates, LeftOut, candidate_pairs

PARTIES = 40
DOORS, EMAILS = 17, 1
keys_of_parties = st.lists(st.tuples(st.integers(0, PARTIES - 1), st.integers(-6, 6)), max_size=90)


def _keyed(rule: int, rows: list[tuple[int, int]]) -> RuleKeys:
    once = sorted(set(rows))
    key = np.array([k * 0x1234_5678_9ABC_DEF for _, k in once], dtype=np.int64)
    return rule, np.array([p for p, _ in once], dtype=np.uint32), key


def _expected(keyed: list[RuleKeys], new_from: int, stop: set[int]) -> list[tuple[int, int]]:
    found = set()
    for rule, places, keys in keyed:
        for key in set(keys.tolist()) - stop:
            block = places[keys == key].tolist()
            if len(block) <= CAPS[rule]:
                found |= {pair for pair in combinations(sorted(block), 2) if pair[1] >= new_from}
    return sorted(found)


@given(keys_of_parties, keys_of_parties, st.integers(0, PARTIES), st.integers(1, 50), st.booleans())
def test_parts_of_any_size_give_the_pairs_that_share_a_key(
    doors: list[tuple[int, int]], emails: list[tuple[int, int]], new_from: int, at_once: int, stopped: bool
) -> None:
    keyed = [made for made in (_keyed(DOORS, doors), _keyed(EMAILS, emails)) if len(made[1])]
    stop = keyed[0][2][:1] if stopped and keyed else np.empty(0, np.int64)
    found = Candidates(keyed, parties=PARTIES, new_from=new_from, stop=pl.Series(stop), at_once=at_once)
    parts = [list(zip(left.tolist(), right.tolist(), strict=True)) for left, right in found]
    together = [pair for part in parts for pair in part]
    assert together == _expected(keyed, new_from, set(stop.tolist()))
    left, right, left_out = candidate_pairs(keyed, parties=PARTIES, new_from=new_from, stop=pl.Series(stop))
    assert list(zip(left.tolist(), right.tolist(), strict=True)) == together
    assert left_out == found.left_out


def test_a_part_holds_little_more_than_it_may() -> None:
    rows = [(place, place // 4) for place in range(PARTIES)]
    parts = list(Candidates([_keyed(EMAILS, rows)], parties=PARTIES, at_once=6))
    assert len(parts) >= 10
    assert max(len(left) for left, _ in parts) <= 6 + 3


def test_a_block_beyond_its_cap_makes_no_pair_and_is_told() -> None:
    crowd = [(place, 1) for place in range(CAPS[DOORS] + 1)]
    left, _, left_out = candidate_pairs([_keyed(DOORS, crowd)], parties=PARTIES)
    assert not len(left)
    assert left_out == [LeftOut(RULE_NAMES[DOORS], 1, 10)]
