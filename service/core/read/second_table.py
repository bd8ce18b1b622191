"""A second table in the same file: where a line of the first one's headings comes again, but with other columns.

Its rows would stand under the wrong headings: from that line on they are rejected, each with its text. A line that
repeats the header as it is says nothing of the kind.
"""

from __future__ import annotations

import polars as pl

from service.core.plan import Plan
from service.core.read.grammar import line_cells

LEAST_COLUMNS = 3
ALIKE = 0.8
"""Share of its cells that are headings of the first table."""


class SecondTable:
    """Looks for the line, chunk after chunk; once found, all that follows belongs to the second table."""

    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        self._found = False
        first = plan.headings[0] if plan.headings else ""
        told = plan.layout.header_row and plan.layout.width >= LEAST_COLUMNS and first
        self._names = set(plan.headings) - {""} if told else set()
        quote, delimiter = plan.dialect.quote or "", plan.dialect.delimiter
        self._first = first.encode()
        self._starts = tuple(dict.fromkeys((f"{first}{delimiter}", f"{quote}{first}{quote}{delimiter}")))

    def begins(self, body: pl.Series, text: bytes) -> int:
        """The place in these lines from which on they belong to it; their number when none does.

        In      the lines, and the text that they are of, in which one of them may be looked for at less cost.
        """
        if self._found:
            return 0
        if not self._names or self._first not in text:
            return len(body)
        may = pl.Series([False]).new_from_index(0, len(body))
        for start in self._starts:
            may |= body.str.starts_with(start)
        place = next((p for p in may.arg_true().to_list() if self._names_columns(body[p])), None)
        self._found = place is not None
        return len(body) if place is None else place

    def _names_columns(self, line: str) -> bool:
        dialect = self._plan.dialect
        cells = line_cells(line, dialect.delimiter, dialect.quote)
        if cells is None or not LEAST_COLUMNS <= len(cells) != self._plan.layout.width:
            return False
        return sum(c.strip() in self._names for c in cells) >= ALIKE * len(cells)
