"""What the survey decided for whole columns, as the clean stage needs it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from service.core.folding import fold
from service.core.plan import Plan


@dataclass(frozen=True)
class CleanOptions:
    """Decisions per column, the same for every batch of a file.

    today           for two-digit years and dates to come; null: 2030 is the pivot, no date is to come
    country         alpha-2 in which numbers and postcodes are read where the row names none
    audience        b2b or b2c when the list holds only firms or only consumers
    date_orders     by field: DMY or MDY (DMY where absent)
    decimals        by field: "," or "."
    surname_first   order of whole names, null: row by row
    ranks           fields of flags whose column counts (Odoo's customer_rank), by heading
    sage_types      fields whose column holds Sage's numbers of third parties (CT_Type), by heading
    report_casing   one name.case-repaired issue for each name whose capitals were mended
    """

    today: date | None = None
    country: str = "FR"
    audience: Literal["b2b", "b2c"] | None = None
    date_orders: Mapping[str, str] = field(default_factory=dict)
    decimals: Mapping[str, str] = field(default_factory=dict)
    surname_first: bool | None = None
    report_casing: bool = False
    ranks: frozenset[str] = frozenset()
    sage_types: frozenset[str] = frozenset()

    def date_order(self, name: str) -> str:
        """MDY where the column's months come first, else DMY (dates that open with the year need no rule)."""
        return "MDY" if self.date_orders.get(name) == "MDY" else "DMY"


def options_of(
    plan: Plan, *, today: date | None, country: str = "FR", audience: Literal["b2b", "b2c"] | None = None
) -> CleanOptions:
    """The options that a plan's column profiles give."""
    return CleanOptions(
        today=today,
        country=country,
        audience=audience,
        date_orders={p.field: p.date_order for p in plan.profiles if p.date_order is not None},
        decimals={p.field: p.decimal for p in plan.profiles if p.decimal is not None},
        surname_first=plan.profile("full_name").surname_first,
        ranks=_headed(plan, "RANK", "RANG"),
        sage_types=_headed(plan, "CT TYPE"),
    )


def _headed(plan: Plan, *words: str) -> frozenset[str]:
    """The fields whose heading, folded, holds one of these words."""
    headings = ((c.field, f" {fold(c.heading)} ") for c in plan.columns)
    return frozenset(field for field, heading in headings if field and any(f" {w} " in heading for w in words))
