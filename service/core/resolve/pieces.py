"""Parties that hang together, a few thousand at a time: so a whole base is resolved in bounded memory."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import polars as pl
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components


def pieces(edges: pl.DataFrame, *, most: int) -> Iterator[pl.Series]:
    """Parties by connected component, whole components together, about `most` parties in a piece and at least one.

    In      left_id, right_id: whatever may make two parties one customer, or did. Parties without an edge are in none.
    """
    ids = pl.concat([edges["left_id"], edges["right_id"]]).unique().sort()
    if ids.is_empty():
        return
    left, right = (ids.search_sorted(edges[side]).to_numpy() for side in ("left_id", "right_id"))
    graph = coo_array((np.ones(len(left), dtype=np.int8), (left, right)), shape=(ids.len(), ids.len()))
    _, label = connected_components(graph, directed=False)
    order = np.argsort(label, kind="stable")
    ends = np.append(np.flatnonzero(np.diff(label[order])) + 1, ids.len())  # of each component
    low = 0
    while low < ids.len():
        high = int(ends[np.searchsorted(ends, min(low + most, ids.len()))])
        yield ids.gather(order[low:high]).alias("party_id")
        low = high
