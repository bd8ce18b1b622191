from __future__ import annotations

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from service.core.hashing import hash_parts, hash_text

P1, P2, P3 = 0x9E3779B185EBCA87, 0xC2B2AE3D27D4EB4F, 0x165667B19E3779F9
P4, P5 = 0x85EBCA77C2B2AE63, 0x27D4EB2F165667C5
ALL = (1 << 64) - 1


def rotl(x: int, r: int) -> int:
    return ((x << r) | (x >> (64 - r))) & ALL


def round64(acc: int, word: int) -> int:
    return rotl((acc + word * P2) & ALL, 31) * P1 & ALL


def le(raw: bytes) -> int:
    return int.from_bytes(raw, "little")


def xxh64(raw: bytes, seed: int) -> int:
    """The specification, read again byte by byte and independently of the columnar code."""
    at = 0
    if len(raw) >= 32:
        v = [(seed + P1 + P2) & ALL, (seed + P2) & ALL, seed, (seed - P1) & ALL]
        while at + 32 <= len(raw):
            v = [round64(acc, le(raw[at + 8 * i : at + 8 * i + 8])) for i, acc in enumerate(v)]
            at += 32
        acc = sum(rotl(x, r) for x, r in zip(v, (1, 7, 12, 18), strict=True)) & ALL
        for x in v:
            acc = ((acc ^ round64(0, x)) * P1 + P4) & ALL
    else:
        acc = (seed + P5) & ALL
    acc = (acc + len(raw)) & ALL
    while at + 8 <= len(raw):
        acc = (rotl(acc ^ round64(0, le(raw[at : at + 8])), 27) * P1 + P4) & ALL
        at += 8
    if at + 4 <= len(raw):
        acc = (rotl(acc ^ (le(raw[at : at + 4]) * P1 & ALL), 23) * P2 + P3) & ALL
        at += 4
    for byte in raw[at:]:
        acc = rotl(acc ^ (byte * P5 & ALL), 11) * P1 & ALL
    acc = (acc ^ (acc >> 33)) * P2 & ALL
    acc = (acc ^ (acc >> 29)) * P3 & ALL
    return acc ^ (acc >> 32)


def signed(word: int) -> int:
    return word - (1 << 64) if word >> 63 else word


def test_the_reading_of_the_specification_gives_its_published_vectors() -> None:
    assert xxh64(b"", 0) == 0xEF46DB3751D8E999
    assert xxh64(b"a", 0) == 0xD24EC4F1A98C6E5B
    assert xxh64(b"abc", 0) == 0x44BC2CF5AD770999
    assert xxh64(b"Nobody inspects the spammish repetition", 0) == 0xFBCEA83C8A378BF1


def test_hashes_are_those_printed_in_the_documentation_of_spark() -> None:
    assert hash_text(pl.Series(["ABC"])).to_list() == [4105715581806190027]
    assert hash_text(pl.Series(["DEF"]), seed="ABC").to_list() == [3233247871021311208]


@given(st.lists(st.none() | st.text(max_size=90), max_size=20), st.text(max_size=9))
def test_columns_hash_as_the_specification_says(texts: list[str | None], seed: str) -> None:
    start = xxh64(seed.encode(), 42) if seed else 42
    expected = [None if t is None else signed(xxh64(t.encode(), start)) for t in texts]
    assert hash_text(pl.Series("t", texts, dtype=pl.String), seed=seed).to_list() == expected


@given(st.lists(st.text(max_size=40), min_size=1, max_size=20), st.integers(0, 19), st.integers(0, 19))
def test_a_slice_hashes_as_the_whole(texts: list[str], start: int, size: int) -> None:
    column = pl.Series("t", texts, dtype=pl.String)
    assert hash_text(column[start : start + size]).to_list() == hash_text(column)[start : start + size].to_list()


def test_more_rows_than_one_chunk() -> None:
    column = pl.Series([f"{n}@ville.example" for n in range(70_000)])
    hashes = hash_text(column)
    assert hashes.n_unique() == 70_000
    assert hashes[69_999] == signed(xxh64(b"69999@ville.example", 42))


def test_parts_do_not_run_into_one_another() -> None:
    rows = pl.DataFrame({"a": ["ab", "a", None, "", "~"], "b": ["c", "bc", "x", "x", "x"]})
    hashes = hash_parts(rows, ["a", "b"])
    assert hashes.n_unique() == 5
    assert hashes.null_count() == 0
    assert hash_parts(rows, ["a", "b"], seed="row").to_list() != hashes.to_list()
