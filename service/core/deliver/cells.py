"""Cells that a spreadsheet must not run: a value it would read as a formula gets a leading apostrophe.

Phone numbers (+33…) and numbers (-12,50) stay as they are. Taking one apostrophe off every value that begins with one
and would be dangerous without it gives the values back exactly (`restored`). Source: OWASP, CSV injection.
"""

from __future__ import annotations

import polars as pl

# blanks and quotes do not protect: spreadsheets skip them
_FORMULA = r"^[\s'\"]*[=+\-@\t\r\n]|^[\t\r\n]"
_HARMLESS = r"^(?:\+[0-9]{6,15}|[+-]?[0-9]+(?:[.,][0-9]+)?)$"


def neutralised(text: pl.Expr) -> pl.Expr:
    """The value as a cell of a file that people open with a spreadsheet; null stays null."""
    dangerous = text.str.contains(_FORMULA) & ~text.str.contains(_HARMLESS)
    return pl.when(dangerous).then(text.str.replace("^", "'")).otherwise(text)


def restored(cell: pl.Expr) -> pl.Expr:
    """The value behind a neutralised cell."""
    inner = cell.str.slice(1)
    was = cell.str.starts_with("'") & inner.str.contains(_FORMULA) & ~inner.str.contains(_HARMLESS)
    return pl.when(was).then(inner).otherwise(cell)
