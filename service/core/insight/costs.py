"""What wrong data costs: counts times prices, each line told with both.

Prices are whole cents or fractions of one, per piece. The defaults: a returned letter costs 0.70 to 1.20 EUR (trade
figures: postage, paper and the return), an email a tenth of a cent to one cent at a router, a record some cents a year
to keep, back up and protect. They are the firm's to set.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from service.core.insight.dimensions import Counts


@dataclass(frozen=True)
class Prices:
    """Euros a piece: a letter, an email, a record kept for a year."""

    letter: float = 0.95
    email: float = 0.01
    record_year: float = 0.05


@dataclass(frozen=True)
class Cost:
    """One line: `count` pieces at `price` euros."""

    what: str
    count: int
    price: float

    @property
    def amount(self) -> float:
        """Euros, to the cent."""
        return round(self.count * self.price, 2)


def costs(counts: Counts, prices: Prices) -> list[Cost]:
    """What one mailing on each channel wastes, and a year of keeping what serves nobody."""
    told, reach = counts["set"], counts["reach"]
    together = counts["together"] or {"parties": 0, "customers": 0}
    twice = max(0, together["parties"] - together["customers"])
    return [
        Cost("returned_letters", told["post"] - reach["post"], prices.letter),
        Cost("duplicate_letters", min(twice, reach["post"]), prices.letter),
        Cost("undelivered_emails", told["email"] - reach["email"] + counts["email_invalid"], prices.email),
        Cost("duplicate_storage", twice, prices.record_year),
        Cost("unreachable_storage", counts["records"] - reach["any"], prices.record_year),
    ]


def costs_told(counts: Counts, prices: Prices) -> dict[str, Any]:
    """As people see them."""
    lines = costs(counts, prices)
    return {
        "currency": "EUR",
        "lines": [vars(line) | {"amount": line.amount} for line in lines],
        "total": round(sum(line.amount for line in lines), 2),
    }
