"""Public ids: short, forgiving about look-alikes, and a slip of the pen never reaches another customer."""

from __future__ import annotations

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.core.ids import ALPHABET, parse_id, public_id, public_ids
from service.errors import NotFound

numbers = st.integers(0, 2**63 - 1)


def test_the_shape_of_an_id() -> None:
    assert public_id("CUS", 51) == "CUS-00001K7"
    assert public_id("CUS", 0) == "CUS-0000000"
    assert len(public_id("CUS", 32**6 - 1)) == len("CUS-0000000")
    assert len(public_id("CUS", 32**6)) == len("CUS-00000000")


@given(numbers)
def test_an_id_reads_back(n: int) -> None:
    assert parse_id(public_id("CUS", n)) == n
    assert parse_id(public_id("CUS", n), "CUS") == n
    assert parse_id(public_id("CUS", n).lower(), "CUS") == n
    assert parse_id(public_id("CUS", n).removeprefix("CUS-"), "CUS") == n


def test_look_alikes_and_hyphens_are_forgiven() -> None:
    assert parse_id("cus-oooo-1k7") == 51
    assert parse_id(" CUS-0000IK7 ") == parse_id("CUS-0000LK7") == 51


@given(numbers, st.data())
def test_one_wrong_character_is_seen(n: int, data: st.DataObject) -> None:
    shown = public_id("", n)
    place = data.draw(st.integers(1, len(shown) - 1))
    other = data.draw(st.sampled_from([c for c in ALPHABET if c != shown[place]]))
    with pytest.raises(NotFound):
        parse_id(shown[:place] + other + shown[place + 1 :])


@given(numbers, st.data())
def test_two_swapped_characters_are_seen(n: int, data: st.DataObject) -> None:
    shown = list(public_id("", n)[1:])
    one = data.draw(st.integers(0, len(shown) - 1))
    two = data.draw(st.integers(0, len(shown) - 1))
    if shown[one] == shown[two]:
        return
    shown[one], shown[two] = shown[two], shown[one]
    with pytest.raises(NotFound):
        parse_id("".join(shown))


@pytest.mark.parametrize(
    "text", ["", "-", "CUS-", "CUS-0", "CUS-000001U", "CUS-ÉÉÉÉÉÉÉ", "CUS-" + "Z" * 14, "CUS-" + "0" * 40]
)
def test_what_is_no_id_names_nothing(text: str) -> None:
    with pytest.raises(NotFound):
        parse_id(text)


def test_another_kind_of_id_is_told() -> None:
    with pytest.raises(NotFound, match="kind CUS"):
        parse_id(public_id("IMP", 51), "CUS")


@pytest.mark.parametrize("n", [-1, 2**63])
def test_only_63_bits_have_an_id(n: int) -> None:
    with pytest.raises(ValueError, match="63-bit"):
        public_id("CUS", n)


@given(st.lists(st.one_of(st.none(), numbers, st.integers(0, 100)), max_size=20))
def test_a_column_of_ids_is_as_one_by_one(ids: list[int | None]) -> None:
    shown = public_ids("CUS", pl.Series("id", ids, dtype=pl.Int64))
    assert shown.name == "id"
    assert shown.dtype == pl.String
    assert shown.to_list() == [None if n is None else public_id("CUS", n) for n in ids]
