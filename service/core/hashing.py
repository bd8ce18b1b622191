"""A 64-bit hash of text that is the same on every machine, in every version and on every engine.

`hash_text` is XXH64 (Yann Collet's specification, "xxHash fast digest algorithm", v0.1.1) over the UTF-8 bytes, by the
plugin polars-hash in columns and by xxhash alone. Polars' and DuckDB's own hashes may change with their versions; this
one may not, because keys of contact points, rows and matches are stored: tests hold it to the published vectors.

The numeric seed is 42, as in Spark: `hash_text(s)` equals Spark SQL's `xxhash64(s)`, and `hash_text(s, seed="x")`
equals `xxhash64('x', s)`, so a distributed engine finds the same keys.
"""

from __future__ import annotations

from functools import lru_cache

import polars as pl
import polars_hash as plh
import xxhash

_SEED = 42


def hash_text(series: pl.Series, *, seed: str = "") -> pl.Series:
    """The 64-bit signed hash of each text; null stays null, the empty text has a hash of its own.

    `seed` separates families of keys: the same text under two seeds gives two unrelated numbers.
    """
    return _xxh64(series.cast(pl.String), _seed_word(seed)).reinterpret(signed=True)


def hash_one(text: str, *, seed: str = "") -> int:
    """`hash_text` of one text, without a column around it."""
    word: int = xxhash.xxh64_intdigest(text.encode(), _seed_word(seed))
    return word - (1 << 64) if word >> 63 else word


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
