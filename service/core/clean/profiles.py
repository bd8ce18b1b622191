"""How a column writes its dates, amounts and names: counts per batch, added up over the file, then decided once.

The survey calls `column_profile` on each batch of a mapped column, `merged` on the counts, `concluded` at the end.
"""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from service.core.kinds.amounts import amount_profile, decimal_sign
from service.core.kinds.dates import date_order, date_profile
from service.core.kinds.name_columns import name_profile, surname_first
from service.core.plan import Profile

DATE_FIELDS: tuple[str, ...] = (
    "birth_date",
    "last_order_date",
    "last_contacted_at",
    "last_activity_at",
    "record_created_at",
    "optin_at",
    "unsubscribed_at",
)
AMOUNT_FIELDS: tuple[str, ...] = ("total_spent",)
NAME_FIELDS: tuple[str, ...] = ("full_name",)


def column_profile(field: str, texts: pl.Series) -> dict[str, int]:
    """Counts for one batch of a column mapped to `field`; empty for fields that need no decision."""
    if field in DATE_FIELDS or field.endswith(("_at", "_on", "_date")):
        return date_profile(texts)
    if field in AMOUNT_FIELDS:
        return amount_profile(texts)
    return name_profile(texts) if field in NAME_FIELDS else {}


def merged(one: Mapping[str, int], two: Mapping[str, int]) -> dict[str, int]:
    """The counts of two batches together; the order of batches does not matter."""
    return {name: one.get(name, 0) + two.get(name, 0) for name in sorted({*one, *two})}


def concluded(field: str, counts: Mapping[str, int]) -> Profile | None:
    """The decision for a column; null for fields that need none."""
    if "year_last" in counts:
        return Profile(field, date_order=date_order(counts))
    if "comma_decimal" in counts:
        return Profile(field, decimal=decimal_sign(counts))
    return Profile(field, surname_first=surname_first(counts)) if "given_last" in counts else None
