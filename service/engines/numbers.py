"""Levels of comparisons of numbers, in numpy: phones, numbers of firms, codes. The rules are those of
core/match/levels.py.
"""

from __future__ import annotations

import numpy as np

from service.core.match.levels import level
from service.engines.columns import Columns, Flags, Levels, Numbers

MOBILES = (33_600_000_000, 33_799_999_999)
PHONES = ("phone1", "phone2", "phone3")


def same(parties: Columns, column: str, left: Numbers, right: Numbers) -> Levels:
    """0 where one is absent, 1 where they differ, 2 where they are the same."""
    values, known = parties.numbers(column), parties.known(column)
    both = known[left] & known[right]
    levels: Levels = (both * (1 + (values[left] == values[right]))).astype(np.uint8)
    return levels


def firm_ids(parties: Columns, left: Numbers, right: Numbers) -> Levels:
    """The level of SIREN and SIRET."""
    levels = same(parties, "siren", left, right)
    firm = np.flatnonzero(levels == 2)
    sites = same(parties, "siret", left[firm], right[firm])
    of_sites = [level("firm_id", n) for n in ("same_siren", "same_siren_other_siret", "same_siret")]
    levels[firm] = np.array(of_sites, dtype=np.uint8)[sites]
    return levels


def phones(parties: Columns, left: Numbers, right: Numbers) -> Levels:
    """The level of three phones of each."""
    levels = np.zeros(len(left), dtype=np.uint8)
    known = np.any([parties.known(c) for c in PHONES], axis=0)
    both = np.flatnonzero(known[left] & known[right])
    left, right = left[both], right[both]
    found = np.full(len(both), level("phone", "differs"), dtype=np.uint8)
    for first in PHONES:
        has = parties.known(first)[left]
        for second in PHONES:
            rows = np.flatnonzero(has & parties.known(second)[right])
            told = _two(parties.numbers(first)[left[rows]], parties.numbers(second)[right[rows]])
            found[rows] = np.maximum(found[rows], told)
    levels[both] = found
    return levels


def _two(ours: Numbers, theirs: Numbers) -> Levels:
    """The level of one phone of each."""
    levels = np.full(len(ours), level("phone", "differs"), dtype=np.uint8)
    gap = np.abs(ours - theirs)
    near = np.flatnonzero((gap < 1_000) | (gap % 100 == 0))  # a slip changes two digits at most, 0 is no gap
    levels[near[_slips(gap[near])]] = level("phone", "near")
    levels[gap == 0] = level("phone", "same_fixed")
    levels[(gap == 0) & (ours >= MOBILES[0]) & (ours <= MOBILES[1])] = level("phone", "same_mobile")
    return levels


def _slips(gap: Numbers) -> Flags:
    """`levels.one_slip` of each gap; 0 is none."""
    while len(tens := np.flatnonzero((gap % 10 == 0) & (gap > 0))):
        gap[tens] //= 10
    found: Flags = (gap > 0) & ((gap < 10) | ((gap < 100) & (gap % 9 == 0)))
    return found
