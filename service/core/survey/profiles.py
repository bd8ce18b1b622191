"""How the values of a column are written, over the whole file: day or month first, comma or point, name order.

Counts of each batch (the kinds know what to count, and what to make of it) are added up, so batches do not matter. A
field without evidence is left out of the plan, and the kinds then use what is usual in France.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable

import polars as pl

from service.core.fields import FIELDS
from service.core.kinds.amounts import amount_profile, decimal_sign
from service.core.kinds.dates import date_order, date_profile
from service.core.kinds.name_columns import name_profile, surname_first
from service.core.plan import Column, Profile

Count = Callable[[pl.Series], dict[str, int]]


class Profiler:
    """Adds up the evidence of the columns that need it."""

    def __init__(self, columns: tuple[Column, ...]) -> None:
        mapped = [(c.index, c.field, _counting(c.field)) for c in columns if c.field is not None]
        self._asked = [(index, field, count) for index, field, count in mapped if count is not None]
        self._found: dict[str, Counter[str]] = {field: Counter() for _, field, _ in self._asked}

    def add(self, rows: pl.DataFrame) -> None:
        """Count the evidence of one batch (RawBatch.rows)."""
        if not self._asked or not rows.height:
            return
        cells = rows.select(pl.col("cells").list.get(i, null_on_oob=True).alias(field) for i, field, _ in self._asked)
        for _, field, count in self._asked:
            self._found[field].update(count(cells[field]))

    def profiles(self, known: Iterable[Profile] = ()) -> tuple[Profile, ...]:
        """What the evidence says of each field, in the order of columns; fields without evidence are left out.

        In      `known`: how a recipe says that fields are written; it counts where the values prove nothing.
        """
        usual = {p.field: p for p in known}
        found = [
            _profile(field, self._found[field], usual.get(field, Profile(field)))
            for _, field, _ in self._asked
            if self._found[field].total()
        ]
        return tuple(p for p in found if p != Profile(p.field))


def _counting(field: str) -> Count | None:
    """What to count in a column; null for fields that need no decision."""
    kind = FIELDS[field].kind
    if kind == "date":
        return date_profile
    if kind == "amount":
        return amount_profile
    return name_profile if field == "full_name" else None


def _profile(field: str, found: Counter[str], known: Profile) -> Profile:
    kind = FIELDS[field].kind
    if kind == "date":
        usual = known.date_order if _undated(found) else None
        return Profile(field, date_order=usual or date_order(found))
    if kind == "amount":
        return Profile(field, decimal=decimal_sign(found) or known.decimal)
    first = surname_first(found)
    return Profile(field, surname_first=known.surname_first if first is None else first)


def _undated(found: Counter[str]) -> bool:
    """Whether no value can be read in one order only: all days are 12 or less, and no year comes first."""
    return found["first_over_12"] == found["second_over_12"] and found["year_first"] <= found["year_last"]
