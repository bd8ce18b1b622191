"""Days and durations as polars expressions: the one place where a rule's clock is computed.

A duration starts on a day and is over on the same day so many years, months or days later; 29 February is over on
28 February of a common year. The last usable day is the day before.
"""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import polars as pl


def day_of(at_us: int, zone: ZoneInfo) -> date:
    """The civil day of a moment (microseconds UTC) in a zone."""
    return datetime.fromtimestamp(at_us // 1_000_000, UTC).astimezone(zone).date()


def day_column(moment: pl.Expr, zone: ZoneInfo) -> pl.Expr:
    """Moments (i64, microseconds UTC) as civil days in a zone."""
    return pl.from_epoch(moment, time_unit="us").dt.replace_time_zone("UTC").dt.convert_time_zone(zone.key).dt.date()


def last_day(text: pl.Expr) -> pl.Expr:
    """ISO 8601 text, whole or partial, as the last day it may mean; null when it is no date.

    Partial dates are read late, so that a clock never runs out before its time.
    """
    whole = text.str.to_date("%Y-%m-%d", strict=False)
    month = (text + "-01").str.to_date("%Y-%m-%d", strict=False).dt.month_end()
    year = (text + "-12-31").str.to_date("%Y-%m-%d", strict=False)
    size = text.str.len_bytes()
    return pl.when(size == 10).then(whole).when(size == 7).then(month).when(size == 4).then(year)


def latest_by(columns: tuple[str, ...], on: date) -> pl.Expr:
    """The latest of these days, leaving out nulls and days after `on`; null when none is left."""
    return pl.max_horizontal([pl.when(pl.col(c) <= on).then(pl.col(c)) for c in columns])


def over_on(start: pl.Expr, duration: str) -> pl.Expr:
    """The day on which a duration (3y, 1mo, 30d) that started on `start` is over."""
    return start.dt.offset_by(duration)
