"""A block beyond its cap supports no pair."""

import polars as pl

from service.core.match.crowding import overflowing, sharing, within_caps
from service.core.match.keys import CAPS, KEY_SCHEMA

CAP = CAPS[17]
HELD = {"key": pl.Int64, "party_id": pl.Int64}


def _made(*parties: int, key: int = 7) -> pl.DataFrame:
    return pl.DataFrame([(key, p, 17) for p in parties], schema=KEY_SCHEMA, orient="row")


def _held(*parties: int, key: int = 7) -> pl.DataFrame:
    return pl.DataFrame([(key, p) for p in parties], schema=HELD, orient="row")


def test_only_a_block_that_was_within_and_is_beyond_overflows() -> None:
    assert overflowing(_made(99), _held(*range(CAP))).to_list() == [7]
    assert overflowing(_made(99), _held(*range(CAP - 1))).to_list() == [], "still within"
    assert overflowing(_made(99), _held(*range(CAP + 1))).to_list() == [], "beyond before"
    assert overflowing(_made(*range(90, 90 + CAP)), _held(1)).to_list() == [], "one party made no pair"


def test_a_pair_is_supported_by_any_key_within_its_cap() -> None:
    keys = pl.concat([_made(1, 2), _made(1, 2, 3, key=8)])
    pairs = pl.DataFrame({"left_id": [1, 1], "right_id": [2, 3]})
    crowd = pl.concat([_held(*range(CAP + 1)), _held(1, 2, 3, key=8)])
    usable = within_caps(keys, crowd)
    assert set(usable["key"]) == {8}
    assert sharing(pairs, usable).rows() == [(1, 2), (1, 3)]
    assert sharing(pairs, keys.filter(pl.col("key") == 7)).rows() == [(1, 2)]
