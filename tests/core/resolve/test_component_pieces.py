"""Parties that hang together come in one piece, and every one of them once."""

from __future__ import annotations

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from service.core.resolve.pieces import pieces

EDGES = st.lists(st.tuples(st.integers(1, 40), st.integers(1, 40)), max_size=60)


@given(edges=EDGES, most=st.integers(1, 12))
def test_no_edge_leads_out_of_a_piece(edges: list[tuple[int, int]], most: int) -> None:
    frame = pl.DataFrame(edges, schema={"left_id": pl.Int64, "right_id": pl.Int64}, orient="row")
    found = [set(piece.to_list()) for piece in pieces(frame, most=most)]
    place = {party: n for n, piece in enumerate(found) for party in piece}
    assert sum(len(piece) for piece in found) == len(place)
    assert place.keys() == {party for edge in edges for party in edge}
    assert all(place[a] == place[b] for a, b in edges)
    assert all(len(piece) >= most for piece in found[:-1])
