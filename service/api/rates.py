"""How often a key may ask: a fixed window a key, told in RateLimit headers (draft-ietf-httpapi-ratelimit-headers).

Counted per process and keyed on the principal, never on an address, which a header could forge. With several
services on one base each counts for itself.
"""

from __future__ import annotations

import time
from math import ceil

from limits import RateLimitItemPerMinute
from limits.storage import MemoryStorage
from limits.strategies import FixedWindowRateLimiter

from service.api.problems import QuotaExceeded

WINDOW_SECONDS = 60


class Rates:
    """The counters of one process; `per_minute` 0: no limit."""

    def __init__(self, per_minute: int) -> None:
        self.per_minute = per_minute
        self._limiter = FixedWindowRateLimiter(MemoryStorage())
        self._item = RateLimitItemPerMinute(max(per_minute, 1))

    def count(self, principal_id: int) -> dict[str, str]:
        """Count one request; returns the headers that tell what is left.

        Raises  QuotaExceeded.
        """
        if self.per_minute == 0:
            return {}
        key = str(principal_id)
        allowed = self._limiter.hit(self._item, key)
        window = self._limiter.get_window_stats(self._item, key)
        wait = max(1, ceil(window.reset_time - time.time()))
        told = {
            "RateLimit-Policy": f'"default";q={self.per_minute};w={WINDOW_SECONDS}',
            "RateLimit": f'"default";r={max(window.remaining, 0)};t={wait}',
        }
        if not allowed:
            raise QuotaExceeded(headers=told | {"Retry-After": str(wait)})
        return told
