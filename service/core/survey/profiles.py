"""How the values of a column are written, over the whole file: day or month first, comma or point, name order.

Counts of each batch (the kinds know what to count) are added up, so batches do not matter. A column without evidence
is left undecided (null), and the kinds then use what is usual in France.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

import polars as pl

from service.core.fields import FIELDS
from service.core.kinds.amounts import amount_profile, decimal_sign
from service.core.kinds.dates import date_order, date_profile
from service.core.kinds.name_columns import name_profile, surname_first
from service.core.plan import Column, Profile


class Profiler:
    """Adds up the evidence of the columns that need it."""

    def __init__(self, columns: tuple[Column, ...]) -> None:
        kinds = [(c.index, c.field, FIELDS[c.field].kind) for c in columns if c.field is not None]
        self._asked = [(i, f, _COUNT[f if f == "full_name" else kind]) for i, f, kind in kinds if _asks(f, kind)]
        self._found: dict[str, Counter[str]] = {field: Counter() for _, field, _ in self._asked}

    def add(self, rows: pl.DataFrame) -> None:
        """Count the evidence of one batch (RawBatch.rows)."""
        if not self._asked or not rows.height:
            return
        cells = rows.select(pl.col("cells").list.get(i, null_on_oob=True).alias(f) for i, f, _ in self._asked)
        for _, field, count in self._asked:
            self._found[field].update(count(cells[field]))

    def profiles(self) -> tuple[Profile, ...]:
        """What the evidence says of each field, in the order of columns; fields without evidence are left out."""
        found = [_profile(field, self._found[field]) for _, field, _ in self._asked]
        return tuple(p for p in found if p != Profile(p.field))


_COUNT: dict[str, Callable[[pl.Series], dict[str, int]]] = {
    "date": date_profile,
    "amount": amount_profile,
    "full_name": name_profile,
}


def _asks(field: str, kind: str) -> bool:
    return kind in {"date", "amount"} or field == "full_name"


def _profile(field: str, found: Counter[str]) -> Profile:
    if not found.total():
        return Profile(field)
    kind = FIELDS[field].kind
    if kind == "date":
        return Profile(field, date_order=date_order(found))
    if kind == "amount":
        return Profile(field, decimal=decimal_sign(found))
    return Profile(field, surname_first=surname_first(found))
