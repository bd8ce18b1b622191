"""Candidate pairs from blocking keys: parties that share a key, each pair once, as places (row numbers).

A block larger than its rule's cap is a stop-value; when all blocks together exceed the budget, the largest go first.
What was left out is counted by rule: nobody is told that all was compared when it was not.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import polars as pl

from service.core.match.keys import CAPS, RULE_NAMES, RuleKeys

FACTORS = (64, 16, 8, 4, 2)

Places = npt.NDArray[np.int64]


@dataclass(frozen=True)
class LeftOut:
    """Blocks of one rule that made no pair, and the pairs they would have made."""

    rule: str
    blocks: int
    pairs: int


@dataclass(frozen=True)
class _Blocks:
    """The keys of one rule that several parties share, sorted by key; `size` is that of each row's block."""

    rule: int
    key: npt.NDArray[np.int64]
    place: npt.NDArray[np.uint32]
    size: npt.NDArray[np.int64]


def candidate_pairs(
    keyed: Iterable[RuleKeys],
    *,
    parties: int,
    new_from: int = 0,
    budget: int = 50_000_000,
    stop: pl.Series | None = None,
    room: int = 0,
) -> tuple[Places, Places, list[LeftOut]]:
    """Places left < right of every candidate pair, sorted and without repeats, and what was left out.

    In      rule, places and keys (core/match/keys.rule_keys); a pair needs one place >= `new_from` (0: all pairs);
            `budget`: most pairs, counted before repeats are dropped; `stop`: keys that are stop-values already;
            `room`: caps are raised, all by one factor, as long as fewer pairs are made.
    """
    blocks = [_blocks(rule, places, key, stop) for rule, places, key in keyed]
    factor = _factor(blocks, room)
    limit = _limit(blocks, budget, factor)
    left_out: list[LeftOut] = []
    packed: list[pl.Series] = []
    for block in blocks:
        cap = min(CAPS[block.rule] * factor, limit)
        left_out += _beyond(block, cap)
        packed += [_pack(a, b, parties) for a, b in _pairs(block, cap, new_from)]
    if not packed:
        return np.empty(0, np.int64), np.empty(0, np.int64), left_out
    once = pl.concat(packed).unique().sort().to_numpy()
    return once // parties, once % parties, left_out


def _blocks(rule: int, places: npt.NDArray[np.uint32], key: npt.NDArray[np.int64], stop: pl.Series | None) -> _Blocks:
    rows = _crowded(key, places)
    if stop is not None and len(stop):
        rows = rows.filter(~pl.col("key").is_in(stop.implode()))
    shared = rows.filter(pl.col("key").is_duplicated()).sort("key", "place")
    sorted_key = shared["key"].to_numpy()
    starts = np.flatnonzero(np.diff(sorted_key, prepend=sorted_key[:1] - 1) != 0)
    sizes = np.diff(starts, append=len(sorted_key))
    return _Blocks(rule, sorted_key, shared["place"].to_numpy(), np.repeat(sizes, sizes))


def _crowded(key: npt.NDArray[np.int64], places: npt.NDArray[np.uint32]) -> pl.DataFrame:
    """key, place without most of the keys that one party has: those whose first bits no other key has."""
    bits = len(key).bit_length() + 1
    start = (key.view(np.uint64) >> np.uint64(64 - bits)).astype(np.int64)
    kept = np.flatnonzero((np.bincount(start) > 1)[start])
    return pl.DataFrame({"key": key[kept], "place": places[kept]})


def _factor(blocks: list[_Blocks], room: int) -> int:
    """The largest of FACTORS by which all caps can be raised with fewer pairs than `room`; 1 when there is none."""
    for factor in FACTORS:
        kept = [block.size[block.size <= CAPS[block.rule] * factor] for block in blocks]
        if sum(int((size - 1).sum()) for size in kept) // 2 <= room:
            return factor
    return 1


def _limit(blocks: list[_Blocks], budget: int, factor: int = 1) -> int:
    """The largest block size at which all blocks together stay within the budget."""
    most = max(CAPS.values()) * factor
    made = np.zeros(most + 1, dtype=np.int64)
    for block in blocks:
        kept = block.size[block.size <= CAPS[block.rule] * factor]
        sizes, rows = np.unique(kept, return_counts=True)
        made[sizes] += rows * (sizes - 1) // 2
    within = np.flatnonzero(np.cumsum(made) <= budget)
    return int(within[-1]) if len(within) else 1


def _beyond(block: _Blocks, cap: int) -> list[LeftOut]:
    sizes, rows = np.unique(block.size[block.size > cap], return_counts=True)
    if not len(sizes):
        return []
    return [LeftOut(RULE_NAMES[block.rule], int((rows // sizes).sum()), int((rows * (sizes - 1) // 2).sum()))]


def _pairs(block: _Blocks, cap: int, new_from: int) -> Iterator[tuple[Places, Places]]:
    """Rows of one block, one, two, three… rows apart: sorted by key, so each step only looks at what the last kept."""
    kept = np.flatnonzero(block.size <= cap)
    key, place = block.key[kept], block.place[kept].astype(np.int64)
    first = np.arange(len(key))
    for apart in range(1, cap):
        first = first[first + apart < len(key)]
        first = first[key[first] == key[first + apart]]
        if not len(first):
            return
        left, right = place[first], place[first + apart]
        if new_from:
            wanted = right >= new_from  # places rise within a block
            left, right = left[wanted], right[wanted]
        yield left, right


def _pack(left: Places, right: Places, parties: int) -> pl.Series:
    return pl.Series("pair", left * parties + right)
