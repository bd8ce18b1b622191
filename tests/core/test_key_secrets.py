"""The shape of a key: enough chance, and a checksum that sees a slip of the pen."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.core.keys import CHANCE_BYTES, is_key, key_from, key_hash

CHANCE = st.binary(min_size=CHANCE_BYTES, max_size=CHANCE_BYTES)


@given(CHANCE, st.integers(0, 42), st.sampled_from("abcdefghijklmnopqrstuvwxyz234567"))
def test_one_wrong_character_is_seen(chance: bytes, place: int, other: str) -> None:
    key = key_from(chance)
    assert is_key(key)
    wrong = key[:place] + other + key[place + 1 :]
    assert is_key(wrong) == (wrong == key)


@given(CHANCE, CHANCE)
def test_keys_and_hashes_differ_as_chance_does(one: bytes, two: bytes) -> None:
    assert (key_hash(key_from(one)) == key_hash(key_from(two))) == (one == two)


@pytest.mark.parametrize("text", ["", "lmp_", "lmp_" + "a" * 39, "lmp_" + "1" * 39, "xyz_" + "a" * 39])
def test_what_is_no_key(text: str) -> None:
    assert not is_key(text)


def test_chance_is_never_short() -> None:
    assert CHANCE_BYTES * 8 >= 128
    with pytest.raises(ValueError, match="20 bytes"):
        key_from(b"short")
