"""Lines to cells, in bulk: the fast way of the reader for every line that is a whole record by itself.

Lines fall into four kinds, by patterns over the whole column: without quotes (split), every cell quoted and no quote
inside (split at `";"`), in order but mixed (one pattern per cell), and the rest, which `grammar.read_record` reads one
by one. The first three give what the grammar would give; tests/core/read proves it.
"""

from __future__ import annotations

import re

import polars as pl

from service.core.read.grammar import ordered_line

PLAIN, FULL, MIXED, OPEN = 0, 1, 2, 3


def line_kinds(body: pl.Series, delimiter: str, quote: str | None) -> pl.Series:
    """The kind of each line (PLAIN, FULL, MIXED, OPEN) as Int8; `body` has lines without their line ends."""
    if quote is None or not (quoted := body.str.contains(quote, literal=True)).any():
        return pl.zeros(len(body), pl.Int8, eager=True)
    d, q = re.escape(delimiter), re.escape(quote)
    full = body.str.contains(f"^{q}[^{q}]*{q}(?:{d}{q}[^{q}]*{q})*$")
    in_order = full if full.all() else body.str.contains(ordered_line(delimiter, quote))
    frame = pl.DataFrame({"quoted": quoted, "full": full, "in_order": in_order})
    kind = pl.when(~pl.col("quoted")).then(PLAIN).when("full").then(FULL).when("in_order").then(MIXED).otherwise(OPEN)
    return frame.select(kind.cast(pl.Int8)).to_series()


def split_cells(frame: pl.DataFrame, delimiter: str, quote: str | None) -> pl.DataFrame:
    """The cells of lines that are whole records.

    In      `body` str, `kind` Int8 (never OPEN), and any other columns.
    Out     the same rows in order, `cells` list[str] in place of `body` and `kind`.
    """
    kinds = frame["kind"].unique().to_list()
    if len(kinds) == 1:
        return frame.with_columns(_split(kinds[0], delimiter, quote).alias("cells")).drop("body", "kind")
    numbered = frame.with_row_index("place")
    parts = [
        numbered.filter(pl.col("kind") == kind).with_columns(_split(kind, delimiter, quote).alias("cells"))
        for kind in kinds
    ]
    return pl.concat(parts).sort("place").drop("place", "body", "kind")


def _split(kind: int, delimiter: str, quote: str | None) -> pl.Expr:
    body = pl.col("body")
    if kind == PLAIN or quote is None:
        return body.str.split(delimiter)
    if kind == FULL:
        return body.str.strip_prefix(quote).str.strip_suffix(quote).str.split(f"{quote}{delimiter}{quote}")
    d, q = re.escape(delimiter), re.escape(quote)
    pieces = pl.concat_str(pl.lit(delimiter), body).str.extract_all(
        f"{d}(?:{q}(?:[^{q}]|{q}{q})*{q}|[^{q}{d}][^{d}]*|)"
    )
    piece = pl.element().str.strip_prefix(delimiter)
    inner = piece.str.strip_prefix(quote).str.strip_suffix(quote).str.replace_all(quote * 2, quote, literal=True)
    return pieces.list.eval(pl.when(piece.str.starts_with(quote)).then(inner).otherwise(piece))
