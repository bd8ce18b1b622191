"""Yes and no, as exports write them."""

from __future__ import annotations

import polars as pl

from service.core.kinds.parsed import BLANK, Parsed, over_distinct
from service.reference.words import NO_WORDS, YES_WORDS


def parse_flags(texts: pl.Series) -> pl.DataFrame:
    """`flag` 1, 0 or null, and `code` flag.unreadable where a cell says neither."""
    asked = over_distinct(texts.str.strip_chars().to_frame("text"), parse_flag)
    return asked.select(pl.col("value").cast(pl.Int64).alias("flag"), "code")


def parse_flag(text: str | None) -> Parsed:
    """The verdict on one cell: value "1" or "0"."""
    bare = (text or "").strip().lower()
    if not bare or bare in {"-", "nd", "nc", "n/a", "null", "inconnu", "non renseigné", "?"}:
        return BLANK
    if bare in YES_WORDS:
        return Parsed("1")
    return Parsed("0") if bare in NO_WORDS else Parsed(None, "flag.unreadable")
