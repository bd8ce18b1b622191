"""The moment that a question speaks of, from the day a person names."""

from __future__ import annotations

from datetime import date, datetime, time
from zoneinfo import ZoneInfo


def noon_us(day: date, zone: ZoneInfo) -> int:
    """Noon of a day, microseconds UTC: on the safe side of both midnights."""
    return int(datetime.combine(day, time(12), zone).timestamp() * 1_000_000)
