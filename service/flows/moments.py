"""The moment that a question speaks of, from the day a person names."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Literal
from zoneinfo import ZoneInfo

_PARIS = ZoneInfo("Europe/Paris")


def noon_us(day: date, zone: ZoneInfo) -> int:
    """Noon of a day, microseconds UTC: on the safe side of both midnights."""
    return int(datetime.combine(day, time(12), zone).timestamp() * 1_000_000)


def day_in_paris(moment_us: int) -> date:
    """The day in Paris, where the firm reads its dates."""
    return datetime.fromtimestamp(moment_us / 1_000_000, _PARIS).date()


def audience_of(text: str | None) -> Literal["b2b", "b2c"] | None:
    """The audience of a list as cleaning takes it."""
    return text if text in ("b2b", "b2c") else None  # type: ignore[return-value]  # `in` does not narrow
