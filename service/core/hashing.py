"""A 64-bit hash of text that is the same on every machine, in every version and on every engine.

`hash_text` is XXH64 (Yann Collet's specification, "xxHash fast digest algorithm", v0.1.1) over the UTF-8 bytes, by the
plugin polars-hash. Polars' and DuckDB's own hashes may change with their versions; this one may not, because keys of
contact points, rows and matches are stored: tests hold it to the published vectors.

The numeric seed is 42, as in Spark: `hash_text(s)` equals Spark SQL's `xxhash64(s)`, and `hash_text(s, seed="x")`
equals `xxhash64('x', s)`, so a distributed engine finds the same keys.
"""

from __future__ import annotations

from functools import lru_cache

import polars as pl
import polars_hash as plh

_SEED = 42


def hash_text(series: pl.Series, *, seed: str = "") -> pl.Series:
    """The 64-bit signed hash of each text; null stays null, the empty text has a hash of its own.

    `seed` separates families of keys: the same text under two seeds gives two unrelated numbers.
    """
    return _xxh64(series.cast(pl.String), _seed_word(seed)).reinterpret(signed=True)


def hash_one(text: str, *, seed: str = "") -> int:
    """`hash_text` of one text, in plain Python: a hundred times faster for a single value."""
    data = text.encode()
    size, at, start = len(data), 0, int(_seed_word(seed))
    if size >= 32:
        lanes = [start + _I1 + _I2, start + _I2, start, start - _I1]
        while size - at >= 32:
            lanes = [
                _mixed(lane, int.from_bytes(data[at + 8 * n : at + 8 * n + 8], "little"))
                for n, lane in enumerate(lanes)
            ]
            at += 32
        state = sum(_turned(lane & _ALL, turn) for lane, turn in zip(lanes, (1, 7, 12, 18), strict=True))
        for lane in lanes:
            state = (state ^ _mixed(0, lane & _ALL)) * _I1 + _I4
    else:
        state = start + _I5
    state = _rest(data, at, (state + size) & _ALL)
    state = ((state ^ state >> 33) * _I2) & _ALL
    state = ((state ^ state >> 29) * _I3) & _ALL
    state ^= state >> 32
    return state - (1 << 64) if state >> 63 else state


def _rest(data: bytes, at: int, state: int) -> int:
    """The last 0 to 31 bytes."""
    while len(data) - at >= 8:
        word = int.from_bytes(data[at : at + 8], "little")
        state = (_turned(state ^ _mixed(0, word), 27) * _I1 + _I4) & _ALL
        at += 8
    if len(data) - at >= 4:
        word = int.from_bytes(data[at : at + 4], "little")
        state = (_turned(state ^ (word * _I1 & _ALL), 23) * _I2 + _I3) & _ALL
        at += 4
    for byte in data[at:]:
        state = (_turned(state ^ (byte * _I5 & _ALL), 11) * _I1) & _ALL
    return state


def _mixed(state: int, word: int) -> int:
    return _turned((state + word * _I2) & _ALL, 31) * _I1 & _ALL


def _turned(word: int, bits: int) -> int:
    return (word << bits | word >> (64 - bits)) & _ALL


_I1, _I2, _I3, _I4, _I5 = (int(p) for p in (_P1, _P2, _P3, _P4, _P5))
_ALL = (1 << 64) - 1


def hash_parts(rows: pl.DataFrame, columns: list[str], *, seed: str = "") -> pl.Series:
    """One hash a row over several text columns; null and empty differ, and so do ("ab", "c") and ("a", "bc").

    Columns are joined as length-prefixed parts, so no value can imitate a border.
    """
    part = [pl.concat_str(pl.col(c).str.len_bytes(), pl.lit(":"), pl.col(c)).fill_null("~") for c in columns]
    return hash_text(rows.select(pl.concat_str(part).alias("hash")).to_series(), seed=seed)


@lru_cache(maxsize=256)
def _seed_word(seed: str) -> int:
    return int(_xxh64(pl.Series([seed]), _SEED)[0]) if seed else _SEED


def _xxh64(texts: pl.Series, seed: int) -> pl.Series:
    return texts.to_frame("hash").select(plh.col("hash").nchash.xxhash64(seed=seed))["hash"].alias(texts.name)
