"""Postcodes and their communes, read once. What is in them: postcodes.md."""

from __future__ import annotations

from functools import cache
from importlib import resources

import polars as pl


@cache
def postcode_table() -> pl.DataFrame:
    """`code`, `place` (folded key), `kind` P, X, D or N, `article` (or ""): see scripts/build_postcodes.py."""
    raw = resources.files("service.reference").joinpath("postcodes.csv").read_bytes()
    return pl.read_csv(raw, infer_schema=False).with_columns(pl.col("place", "article").fill_null(""))


@cache
def pair_keys() -> frozenset[str]:
    """Every `code|place` that agrees; for former communes the code is the department's."""
    table = postcode_table()
    return frozenset(table.select(pl.concat_str("code", pl.lit("|"), "place")).to_series())


@cache
def known_codes() -> frozenset[str]:
    """Delivery codes, and the CEDEX codes of organisations."""
    return frozenset(postcode_table().filter(pl.col("kind") != "D")["code"])


@cache
def communes_by_code() -> dict[str, tuple[str, ...]]:
    """The places of each delivery code."""
    places = postcode_table().filter(pl.col("kind") == "P").group_by("code", maintain_order=True).agg("place")
    return {code: tuple(names) for code, names in places.iter_rows()}


@cache
def articles() -> dict[str, str]:
    """The article before the name of each commune that has one, by `code|place`."""
    told = postcode_table().filter((pl.col("kind") == "P") & (pl.col("article") != ""))
    return dict(told.select(pl.concat_str("code", pl.lit("|"), "place"), "article").iter_rows())


@cache
def bare_names() -> frozenset[str]:
    """The keys of communes whose name has no article, or one that is not always there."""
    return frozenset(postcode_table().filter((pl.col("kind") != "X") & (pl.col("article") == ""))["place"])


@cache
def codes_by_commune() -> dict[str, tuple[str, ...]]:
    """The delivery codes of each place."""
    codes = postcode_table().filter(pl.col("kind") == "P").group_by("place", maintain_order=True).agg("code")
    return {place: tuple(numbers) for place, numbers in codes.iter_rows()}


@cache
def nameless_codes() -> frozenset[str]:
    """Delivery codes of which we know no commune."""
    return frozenset(postcode_table().filter(pl.col("kind") == "N")["code"])


@cache
def country_codes() -> dict[str, str]:
    """Folded names and codes of countries to ISO 3166-1 alpha-2: see countries.md."""
    raw = resources.files("service.reference").joinpath("countries.csv").read_bytes()
    table = pl.read_csv(raw, infer_schema=False)
    return dict(table.iter_rows())


@cache
def street_types() -> dict[str, tuple[str, str, bool]]:
    """Folded spellings of ways to (spelled out, abbreviation of labels or "", a way wherever it opens a line)."""
    raw = resources.files("service.reference").joinpath("street_types.csv").read_bytes()
    table = pl.read_csv(raw, infer_schema=False).with_columns(pl.col("short").fill_null(""))
    return {written: (full, short, strength == "2") for written, full, short, strength in table.iter_rows()}


@cache
def commune_keys() -> frozenset[str]:
    """Every commune and former commune, as a key."""
    return frozenset(postcode_table().filter(pl.col("kind") != "X")["place"])
