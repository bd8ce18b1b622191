"""Numbers are compared in bulk as one pair is."""

from __future__ import annotations

import numpy as np
import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from service.core.match.levels import COMPARISONS, _firm_id, _phone, _same
from service.engines.columns import Columns
from service.engines.numbers import firm_ids, phones, same

NEAR = [33_639_980_001, 33_639_980_010, 33_639_980_011, 33_199_000_012, 33_199_000_021, 33_199_000_912, 90, 99, 0, 1]
number = st.none() | st.sampled_from(NEAR) | st.integers(0, 10**12)
firm = st.none() | st.integers(1, 3)
parties = st.lists(
    st.fixed_dictionaries(
        {"phone1": number, "phone2": number, "phone3": number, "siren": firm, "siret": firm, "code": firm}
    ),
    min_size=1,
    max_size=12,
)


@given(parties)
def test_numbers_are_compared_as_one_pair_is(rows: list[dict[str, int | None]]) -> None:
    columns = Columns(pl.DataFrame(rows, schema=dict.fromkeys(rows[0], pl.Int64)))
    every = np.arange(len(rows))
    left, right = np.repeat(every, len(rows)), np.tile(every, len(rows))
    pairs = [(rows[a], rows[b]) for a, b in zip(left.tolist(), right.tolist(), strict=True)]
    assert phones(columns, left, right).tolist() == [_phone(a, b) for a, b in pairs]
    assert firm_ids(columns, left, right).tolist() == [_firm_id(a, b) for a, b in pairs]
    assert same(columns, "code", left, right).tolist() == [_same(a["code"], b["code"]) for a, b in pairs]


def test_phones_reach_every_level() -> None:
    numbers = [33_639_980_001, 33_639_980_010, 33_199_000_012, None]
    columns = Columns(pl.DataFrame(dict.fromkeys(("phone1", "phone2", "phone3"), numbers)))
    every = np.arange(4)
    found = phones(columns, np.repeat(every, 4), np.tile(every, 4))
    assert {COMPARISONS["phone"][n] for n in found.tolist()} == set(COMPARISONS["phone"])
