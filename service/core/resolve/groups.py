"""Doubtful pairs of a file that stands alone are believed only where the groups that they would join agree.

Sure pairs make groups first. Two groups are then joined where the mean of all pairs that were compared between them
speaks for it, the strongest join first: one doubtful pair does not join two groups that have many pairs against it
(average linkage, Sokal and Michener 1958, over the pairs that share a blocking key). No pair counts for more than a few
bits, so that one slip does not outvote the rest.
"""

from __future__ import annotations

import heapq
from collections.abc import Callable

import numpy as np
import numpy.typing as npt
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

Numbers = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]
Content = Callable[[Numbers], Numbers]
MOST = 2000
"""Thousandths of a bit that one pair may count, for or against."""


def disagreed(
    left: Numbers, right: Numbers, weight: Numbers, *, sure: int, least: int, parties: int, content: Content
) -> Flags:
    """Which pairs of at least `least` join groups that do not agree.

    In      places below `parties` and weights (thousandths of a bit) of every pair that was compared; `sure`: from
            which a pair makes groups by itself; `content`: a number that says what each of some places tells, by which
            joins of one strength are put in order.
    """
    made = weight >= sure
    graph = coo_array((np.ones(int(made.sum()), np.int8), (left[made], right[made])), shape=(parties, parties))
    label = connected_components(graph, directed=False)[1].astype(np.int64)
    doubtful: Flags = (weight >= least) & (label[left] != label[right])
    if not doubtful.any():
        return doubtful
    asked = np.zeros(parties, dtype=np.bool_)
    asked[label[left[doubtful]]] = asked[label[right[doubtful]]] = True
    group = _numbered(label, np.flatnonzero(asked[label]), content)
    a, b = np.minimum(group[left], group[right]), np.maximum(group[left], group[right])
    told = (a >= 0) & (a != b)
    root = _joined(a[told], b[told], np.clip(weight[told] - least, -MOST, MOST), int(group.max()) + 1)
    result: Flags = doubtful & (root[a] != root[b])
    return result


def _numbered(label: Numbers, places: Numbers, content: Content) -> Numbers:
    """Groups of these places by number, in the order of the least that a member tells; -1 elsewhere."""
    told = content(places)
    order = np.argsort(told, kind="stable")
    labels, first = np.unique(label[places][order], return_index=True)
    rank = np.full(int(label.max()) + 1, -1, dtype=np.int64)
    rank[labels[np.argsort(first)]] = np.arange(len(labels))
    numbered = np.full(len(label), -1, dtype=np.int64)
    numbered[places] = rank[label[places]]
    return numbered


def _joined(a: Numbers, b: Numbers, bits: Numbers, groups: int) -> Numbers:
    """The group that each one is in at the end. In: pairs between groups, and what each says for a join."""
    key, back = np.unique(a * groups + b, return_inverse=True)
    total, count = np.bincount(back, bits), np.bincount(back)
    ties: dict[int, dict[int, tuple[float, int]]] = {}
    for one, said, pairs in zip(key.tolist(), total.tolist(), count.tolist(), strict=True):
        x, y = divmod(one, groups)
        ties.setdefault(x, {})[y] = ties.setdefault(y, {})[x] = (said, pairs)
    root = np.arange(groups, dtype=np.int64)
    waiting = [entry for x, of in ties.items() for y, tie in of.items() if x < y and (entry := _entry(tie, x, y))]
    heapq.heapify(waiting)
    while waiting:
        mean, x, y = heapq.heappop(waiting)
        if y not in ties.get(x, {}) or _entry(ties[x][y], x, y) != (mean, x, y):
            continue
        gone = ties.pop(y)
        del ties[x][y]
        root[y] = x
        for other, tie in gone.items():
            if other == x:
                continue
            said, pairs = ties[x].get(other, (0.0, 0))
            ties[x][other] = ties[other][x] = (said + tie[0], pairs + tie[1])
            del ties[other][y]
            if entry := _entry(ties[x][other], min(x, other), max(x, other)):
                heapq.heappush(waiting, entry)
    while not np.array_equal(further := root[root], root):
        root = further
    return root


def _entry(tie: tuple[float, int], x: int, y: int) -> tuple[float, int, int] | None:
    """The mean of a tie, the strongest first; null when it speaks against a join."""
    mean = tie[0] / tie[1]
    return (-mean, x, y) if mean > 0 else None
