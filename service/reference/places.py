"""Postcodes and their communes, read once. What is in them: postcodes.md."""

from __future__ import annotations

from functools import cache
from importlib import resources

import polars as pl


@cache
def postcode_table() -> pl.DataFrame:
    """`code`, `place` (folded key), `kind` P, X or D: see scripts/build_postcodes.py."""
    raw = resources.files("service.reference").joinpath("postcodes.csv").read_bytes()
    return pl.read_csv(raw, infer_schema=False)


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
def country_codes() -> dict[str, str]:
    """Folded names and codes of countries to ISO 3166-1 alpha-2: see countries.md."""
    raw = resources.files("service.reference").joinpath("countries.csv").read_bytes()
    table = pl.read_csv(raw, infer_schema=False)
    return dict(table.iter_rows())
