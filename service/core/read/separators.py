"""A line in another separator than the file's: files that somebody put together from two, or mended by hand.

It is read so only where the file's own separator does not give it the cells of a row and one other does, exactly.
"""

from __future__ import annotations

import polars as pl

from service.core.read.grammar import line_cells

SEPARATORS = (";", ",", "\t", "|", " ")
LEAST_CELLS = 3
LEAST_BY_BLANKS = 6
"""Columns from which on a blank may be a separator: fewer words are a name."""


def other_separator(text: str, delimiter: str, quote: str | None, width: int) -> list[str] | None:
    """The cells of a row of `width` cells, null when no other separator gives them, or more than one.

    In      a line without its end. One filled cell alone is text with blanks behind it.
    """
    read = [line_cells(text, s, quote) for s in _others(delimiter, width) if text.count(s) >= width - 1]
    fitting = [c for c in read if c is not None and len(c) == width and sum(bool(cell.strip()) for cell in c) > 1]
    return fitting[0] if len(fitting) == 1 else None


def worth_trying(texts: pl.Series, delimiter: str, width: int) -> pl.Series:
    """Where a line has enough of another separator for `other_separator` to give cells."""
    found = pl.repeat(value=False, n=texts.len(), dtype=pl.Boolean, eager=True)
    for separator in _others(delimiter, width):
        found |= texts.str.count_matches(separator, literal=True) >= width - 1
    return found


def _others(delimiter: str, width: int) -> list[str]:
    if width < LEAST_CELLS:
        return []
    return [s for s in SEPARATORS if s != delimiter and (s != " " or width >= LEAST_BY_BLANKS)]
