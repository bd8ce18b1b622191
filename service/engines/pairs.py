"""Candidate pairs from blocking keys: parties that share a key, each pair once, as places (row numbers).

A block larger than its rule's cap is a stop-value; when all blocks together exceed the budget, the largest go first.
What was left out is counted by rule: nobody is told that all was compared when it was not.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt
import polars as pl

from service.core.match.keys import CAPS, RULE_NAMES, RuleKeys
from service.engines.cores import Cores

AT_ONCE = 4_000_000
"""Pairs, repeats counted, that are made at once."""
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
    """The parties that share a key of one rule: block by block, their places rising in each. `sizes`: of each block."""

    rule: int
    block: npt.NDArray[np.int32]
    place: npt.NDArray[np.uint32]
    sizes: npt.NDArray[np.int64]


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

    In      as `Candidates`.
    """
    found = Candidates(keyed, parties=parties, new_from=new_from, budget=budget, stop=stop, room=room)
    none = np.empty(0, np.int64)
    parts = [(none, none), *found]
    left, right = (np.concatenate(side) for side in zip(*parts, strict=True))
    return left, right, found.left_out


class Candidates:
    """Candidate pairs, part by part: left < right, sorted and without repeats, each part further than the last.

    In      rule, places and keys (core/match/keys.rule_keys); a pair needs one place >= `new_from` (0: all pairs);
            `budget`: most pairs, counted before repeats are dropped; `stop`: keys that are stop-values already;
            `room`: caps are raised, all by one factor, as long as fewer pairs are made; `at_once`: about as many pairs,
            repeats counted, are made at once, so memory stays the same however many there are.
    """

    def __init__(
        self,
        keyed: Iterable[RuleKeys],
        *,
        parties: int,
        new_from: int = 0,
        budget: int = 50_000_000,
        stop: pl.Series | None = None,
        room: int = 0,
        at_once: int = AT_ONCE,
    ) -> None:
        blocks = list(Cores(parties).map(lambda made: _blocks(*made, stop), keyed))
        factor = _factor(blocks, room)
        limit = _limit(blocks, budget, factor)
        self.left_out: list[LeftOut] = []
        self._blocks: list[_Blocks] = []
        for block in blocks:
            cap = min(CAPS[block.rule] * factor, limit)
            self.left_out += _beyond(block, cap)
            self._blocks.append(block if int(block.sizes.max(initial=0)) <= cap else _within(block, cap))
        self._parties, self._new_from, self._at_once = parties, new_from, at_once

    def __iter__(self) -> Iterator[tuple[Places, Places]]:
        for low, high in self._ranges():
            packed = [self._pack(a, b) for block in self._blocks for a, b in _pairs(block, low, high, self._new_from)]
            if packed:
                once = pl.concat(packed).unique().sort().to_numpy()
                yield np.divmod(once, self._parties)

    def _ranges(self) -> list[tuple[int, int]]:
        """Ranges of left places that make about `at_once` pairs each."""
        if sum(_made(block.sizes) for block in self._blocks) <= self._at_once:
            return [(0, self._parties)]
        made = np.zeros(self._parties, dtype=np.int64)
        for block in self._blocks:
            last = np.cumsum(block.sizes)[block.block]
            later = last - 1 - np.arange(len(block.place))  # rows of the block behind each
            made += np.bincount(block.place, later, minlength=self._parties).astype(np.int64)
        part = np.cumsum(made) // self._at_once
        borders = [0, *(np.flatnonzero(np.diff(part)) + 1).tolist(), self._parties]
        return list(pairwise(borders))

    def _pack(self, left: Places, right: Places) -> pl.Series:
        return pl.Series("pair", left * self._parties + right)


def _within(block: _Blocks, cap: int) -> _Blocks:
    fits = block.sizes <= cap
    sizes = block.sizes[fits]
    number = np.repeat(np.arange(len(sizes), dtype=np.int32), sizes)
    return _Blocks(block.rule, number, block.place[np.repeat(fits, block.sizes)], sizes)


def _made(sizes: npt.NDArray[np.int64]) -> int:
    """Pairs that blocks of these sizes make."""
    return int((sizes * (sizes - 1)).sum()) // 2


def _blocks(rule: int, places: npt.NDArray[np.uint32], key: npt.NDArray[np.int64], stop: pl.Series | None) -> _Blocks:
    rows = _crowded(key)
    rows = rows[np.argsort(key[rows])]
    ordered = key[rows]
    first = np.flatnonzero(np.diff(ordered, prepend=ordered[:1] - 1) != 0)
    sizes = np.diff(first, append=len(ordered))
    wanted = sizes > 1
    if stop is not None and len(stop):
        wanted &= ~pl.Series(ordered[first]).is_in(stop.implode()).to_numpy()
    several = sizes[wanted]
    block = np.repeat(np.arange(len(several), dtype=np.uint64), several)
    inside = places[rows[np.repeat(wanted, sizes)]]
    together = np.sort(block << np.uint64(32) | inside)  # equal keys came in no order
    return _Blocks(rule, (together >> np.uint64(32)).astype(np.int32), together.astype(np.uint32), several)


def _crowded(key: npt.NDArray[np.int64]) -> Places:
    """Rows without most of the keys that one party has: those whose first bits no other key has."""
    bits = max(len(key).bit_length(), 1)
    start = (key.view(np.uint64) >> np.uint64(64 - bits)).astype(np.int64)
    return np.flatnonzero((np.bincount(start) > 1)[start])


def _factor(blocks: list[_Blocks], room: int) -> int:
    """The largest of FACTORS by which all caps can be raised with fewer pairs than `room`; 1 when there is none."""
    for factor in FACTORS:
        if sum(_made(block.sizes[block.sizes <= CAPS[block.rule] * factor]) for block in blocks) <= room:
            return factor
    return 1


def _limit(blocks: list[_Blocks], budget: int, factor: int = 1) -> int:
    """The largest block size at which all blocks together stay within the budget."""
    most = max(CAPS.values()) * factor
    made = np.zeros(most + 1, dtype=np.int64)
    for block in blocks:
        sizes, blocks_of = np.unique(block.sizes[block.sizes <= CAPS[block.rule] * factor], return_counts=True)
        made[sizes] += blocks_of * sizes * (sizes - 1) // 2
    within = np.flatnonzero(np.cumsum(made) <= budget)
    return int(within[-1]) if len(within) else 1


def _beyond(block: _Blocks, cap: int) -> list[LeftOut]:
    beyond = block.sizes[block.sizes > cap]
    if not len(beyond):
        return []
    return [LeftOut(RULE_NAMES[block.rule], len(beyond), _made(beyond))]


def _pairs(block: _Blocks, low: int, high: int, new_from: int) -> Iterator[tuple[Places, Places]]:
    """Rows of one block, one, two, three… rows apart: they lie together, so each step only looks at what the last kept.

    In      `low`, `high`: the left places wanted, the last not among them. Places rise within a block.
    """
    number, place = block.block, block.place
    first = np.flatnonzero((place >= low) & (place < high))
    for apart in range(1, int(block.sizes.max(initial=1))):
        first = first[first + apart < len(number)]
        first = first[number[first] == number[first + apart]]
        if not len(first):
            return
        left, right = place[first].astype(np.int64), place[first + apart].astype(np.int64)
        if new_from:
            wanted = right >= new_from
            left, right = left[wanted], right[wanted]
        yield left, right
