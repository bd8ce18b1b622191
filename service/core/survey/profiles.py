"""How the values of a column are written, over the whole file: day or month first, comma or point, name order.

Counts of each batch (core/clean/profiles.py knows what to count) are added up, so batches do not matter. A field
without evidence is left out of the plan, and the kinds then use what is usual in France.
"""

from __future__ import annotations

import polars as pl

from service.core.clean.profiles import column_profile, concluded, merged
from service.core.plan import Column, Profile


class Profiler:
    """Adds up the evidence of the columns that need it."""

    def __init__(self, columns: tuple[Column, ...]) -> None:
        nothing = pl.Series([], dtype=pl.String)
        mapped = [(c.index, c.field) for c in columns if c.field is not None]
        self._asked = [(index, field) for index, field in mapped if column_profile(field, nothing)]
        self._found: dict[str, dict[str, int]] = {field: {} for _, field in self._asked}

    def add(self, rows: pl.DataFrame) -> None:
        """Count the evidence of one batch (RawBatch.rows)."""
        if not self._asked or not rows.height:
            return
        cells = rows.select(pl.col("cells").list.get(i, null_on_oob=True).alias(field) for i, field in self._asked)
        for _, field in self._asked:
            self._found[field] = merged(self._found[field], column_profile(field, cells[field]))

    def profiles(self) -> tuple[Profile, ...]:
        """What the evidence says of each field, in the order of columns; fields without evidence are left out."""
        found = [concluded(field, self._found[field]) for _, field in self._asked if any(self._found[field].values())]
        return tuple(p for p in found if p is not None and p != Profile(p.field))
