"""How often a key may ask: a fixed window a key, from its first request on, told in RateLimit headers
(draft-ietf-httpapi-ratelimit-headers).

Counted per process and keyed on the principal, never on an address, which a header could forge. With several
services on one base each counts for itself.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from math import ceil

from service.api.problems import QuotaExceeded

WINDOW_SECONDS = 60


class Rates:
    """The counters of one process; `per_minute` 0: no limit. `clock`: seconds that only grow."""

    def __init__(self, per_minute: int, clock: Callable[[], float] = time.monotonic) -> None:
        self.per_minute = per_minute
        self._clock = clock
        self._lock = threading.Lock()
        self._asked: dict[int, tuple[float, int]] = {}
        """Of each principal: when its window began, and the requests in it. As many entries as there are keys."""

    def count(self, principal_id: int) -> dict[str, str]:
        """Count one request; returns the headers that tell what is left.

        Raises  QuotaExceeded.
        """
        if self.per_minute == 0:
            return {}
        now = self._clock()
        with self._lock:
            begun, asked = self._asked.get(principal_id, (now, 0))
            begun, asked = (begun, asked + 1) if now < begun + WINDOW_SECONDS else (now, 1)
            self._asked[principal_id] = begun, asked
        wait = max(1, ceil(begun + WINDOW_SECONDS - now))
        told = {
            "RateLimit-Policy": f'"default";q={self.per_minute};w={WINDOW_SECONDS}',
            "RateLimit": f'"default";r={max(self.per_minute - asked, 0)};t={wait}',
        }
        if asked > self.per_minute:
            raise QuotaExceeded(headers=told | {"Retry-After": str(wait)})
        return told
