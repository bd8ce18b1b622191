"""What the clusters of a file say of its doubtful pairs: how often two that agree so are joined through others.

Where a file holds many lines of a customer, two lines that say little of one another are often both tied to a third.
How often that happens to the pairs of one pattern of levels, where both belong to some cluster, is a measure of how
often such a pair is one customer, made without labels and without the pair's own weight. It is blended with the
probability that the weight gives, held to it by so many pairs (HELD). A pattern of two relatives is seen to join nobody
and goes down. Files in which a customer has two lines at most say nothing here, and nothing changes.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from service.core.match.weights import MILLION, probability

Numbers = npt.NDArray[np.int64]
SURE = 3000
"""Thousandths of a bit from which a pair makes a cluster and is not judged itself."""
HELD = 20.0
"""Pairs that hold the share of a pattern to its own probability."""
ROUNDS = 2
"""The second time with the clusters that the first made larger."""
_LEAST = 1e-6


def confirmed(levels: Numbers, weight: Numbers, left: Numbers, right: Numbers, parties: int) -> Numbers:
    """The weights, those of doubtful pairs moved by what clusters say of their pattern; thousandths of a bit.

    In      packed levels, weights and places (below `parties`) of every candidate pair of a file.
    """
    for _ in range(ROUNDS):
        weight = _once(levels, weight, left, right, parties)
    return weight


def _once(levels: Numbers, weight: Numbers, left: Numbers, right: Numbers, parties: int) -> Numbers:
    sure = weight >= SURE
    judged = ~sure & _in_clusters(sure, left, right, parties)
    if not judged.any():
        return weight
    graph = coo_array((np.ones(int(sure.sum()), np.int8), (left[sure], right[sure])), shape=(parties, parties))
    label = connected_components(graph, directed=False)[1]
    patterns, first, back = np.unique(levels, return_index=True, return_inverse=True)
    seen = np.bincount(back[judged], minlength=len(patterns))
    joined = np.bincount(back[judged & (label[left] == label[right])], minlength=len(patterns))
    before = probability(weight[first]) / MILLION
    after = np.clip((HELD * before + joined) / (HELD + seen), _LEAST, 1 - _LEAST)
    moved = np.rint(1000 * np.log2(after / (1 - after))).astype(np.int64)
    result: Numbers = np.where(~sure & (seen[back] > 0), moved[back], weight)
    return result


def _in_clusters(sure: npt.NDArray[np.bool_], left: Numbers, right: Numbers, parties: int) -> npt.NDArray[np.bool_]:
    """Pairs of which both parties are in some sure pair."""
    held = np.zeros(parties, dtype=np.bool_)
    held[left[sure]] = held[right[sure]] = True
    found: npt.NDArray[np.bool_] = held[left] & held[right]
    return found
