"""Splink 5 for the public labelled sets, as its documentation sets up such files: term frequencies, Jaro-Winkler and
Levenshtein levels, blocking on several rules, training by expectation maximisation on two blocks or more.
"""

from __future__ import annotations

from typing import Any

import polars as pl
import splink.comparison_level_library as cll
import splink.comparison_library as cl
from splink import SettingsCreator, block_on
from splink_settings import Model


def _settings(comparisons: list[Any], blocks: list[Any]) -> SettingsCreator:
    return SettingsCreator(
        link_type="dedupe_only",
        comparisons=comparisons,
        blocking_rules_to_generate_predictions=blocks,
        retain_matching_columns=False,
        em_convergence=0.001,
    )


def _part(column: str) -> Any:
    return cl.CustomComparison(
        output_column_name=column,
        comparison_levels=[cll.NullLevel(column), cll.ExactMatchLevel(column), cll.ElseLevel()],
    )


def _names_and_dates() -> Model:
    """rldata: forename, surname, date of birth in three parts."""
    blocks = [
        block_on("last_name", "first_name"),
        block_on("last_name", "by"),
        block_on("first_name", "by"),
        block_on("by", "bm", "bd"),
        block_on("last_name", "bm"),
        block_on("first_name", "bm", "bd"),
        block_on("last_name", "bd"),
        block_on("bm", "bd"),
    ]
    comparisons = [
        cl.NameComparison("first_name"), cl.NameComparison("last_name"), cl.LevenshteinAtThresholds("by", [1]),
        _part("bm"), _part("bd"),
    ]  # fmt: skip
    certain = [block_on("first_name", "last_name", "by"), block_on("by", "bm", "bd", "last_name")]
    training = [block_on("first_name", "last_name"), block_on("by", "bm", "bd")]
    return Model(_settings(comparisons, blocks), certain, training)


def _restaurants() -> Model:
    """Name and address. With the town, or with term frequencies, Splink scores less here (.85 at best for .91)."""
    comparisons = [
        cl.JaroWinklerAtThresholds("name", [0.92, 0.85, 0.7]), cl.JaroWinklerAtThresholds("address", [0.92, 0.85, 0.7]),
    ]  # fmt: skip
    blocks = [block_on("substr(name, 1, 4)"), block_on("number"), block_on("substr(address, 1, 5)")]
    certain = [block_on("name", "city"), block_on("address", "city")]
    training = [block_on("substr(name, 1, 6)"), block_on("number")]
    return Model(_settings(comparisons, blocks), certain, training)


def _employers() -> Model:
    """Name of the firm, number, street and postcode."""
    comparisons = [
        cl.JaroWinklerAtThresholds("name", [0.95, 0.88, 0.75]).configure(term_frequency_adjustments=True),
        cl.LevenshteinAtThresholds("number", [1]).configure(term_frequency_adjustments=True),
        cl.JaroWinklerAtThresholds("street", [0.95, 0.88]).configure(term_frequency_adjustments=True),
        cl.LevenshteinAtThresholds("zip", [1]).configure(term_frequency_adjustments=True),
    ]
    blocks = [
        block_on("name"), block_on("street"), block_on("substr(name, 1, 5)"), block_on("number"),
    ]  # fmt: skip
    certain = [block_on("name", "street"), block_on("number", "street")]
    training = [block_on("name"), block_on("street"), block_on("number")]
    return Model(_settings(comparisons, blocks), certain, training)


def _febrl() -> Model:
    """As in Splink's own demonstration of FEBRL 4."""
    comparisons = [
        cl.NameComparison("given_name"),
        cl.NameComparison("surname"),
        cl.LevenshteinAtThresholds("date_of_birth", [1, 2]),
        cl.LevenshteinAtThresholds("soc_sec_id", [1, 2]),
        cl.ExactMatch("street_number").configure(term_frequency_adjustments=True),
        cl.JaroWinklerAtThresholds("address_1", [0.9, 0.8]).configure(term_frequency_adjustments=True),
        cl.JaroWinklerAtThresholds("suburb", [0.9]).configure(term_frequency_adjustments=True),
        cl.LevenshteinAtThresholds("postcode", [1]).configure(term_frequency_adjustments=True),
    ]
    blocks = [
        block_on("soc_sec_id"), block_on("given_name", "surname"), block_on("date_of_birth"),
        block_on("given_name", "postcode"), block_on("surname", "postcode"), block_on("address_1", "street_number"),
        block_on("surname", "suburb"), block_on("given_name", "suburb"),
    ]  # fmt: skip
    certain = [block_on("soc_sec_id"), block_on("given_name", "surname", "date_of_birth")]
    training = [block_on("date_of_birth"), block_on("postcode"), block_on("given_name", "surname")]
    return Model(_settings(comparisons, blocks), certain, training, 0.9)


def _folded(column: str) -> pl.Expr:
    text = pl.col(column).str.to_lowercase().str.replace_all(r"[^a-z0-9]+", " ").str.strip_chars()
    return pl.when(text != "").then(text)


_RENAMED: dict[str, dict[str, str]] = {
    "rldata": {"fname_c1": "first_name", "lname_c1": "last_name", "by": "by", "bm": "bm", "bd": "bd"},
    "restaurants": {"name": "name", "address": "address", "city": "city"},
    "pp_employers": {
        "employer_name": "name", "employer_street_number": "number", "employer_street_name": "street",
        "employer_zipcode": "zip",
    },
    "febrl": {
        c: c for c in (
            "given_name", "surname", "date_of_birth", "soc_sec_id", "street_number", "address_1", "suburb", "postcode",
        )
    },
}  # fmt: skip
_MODELS = {
    "rldata": _names_and_dates, "restaurants": _restaurants, "pp_employers": _employers, "febrl": _febrl,
}  # fmt: skip


def public_lines(name: str, raw: pl.DataFrame) -> tuple[pl.DataFrame, Model]:
    """What Splink is given for a public set, folded, `unique_id` from 1, and its model. In: all cells as text."""
    shape = name.rstrip("0123456789")
    rows = raw.select(_folded(old).alias(new) for old, new in _RENAMED[shape].items())
    if shape == "restaurants":
        rows = rows.with_columns(number=pl.col("address").str.extract(r"^(\d+)"))
    return rows.with_row_index("unique_id", offset=1).with_columns(pl.col("unique_id").cast(pl.Int64)), _MODELS[shape]()
