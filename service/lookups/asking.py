"""One question put to the network: each distinct key once, some at a time, answers kept in memory for a day."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor, wait
from threading import Lock
from typing import Literal

Verdict = Literal["found", "none", "unknown"]
"""unknown: nobody answered in time, or not so that it can be understood. It says nothing against the value."""

Ask = Callable[[str], Verdict]

_DAY = 86_400.0
_AT_ONCE = 8
_MOST_KEPT = 100_000


class Asking:
    """A question with its memory. Safe to use from several threads, which share the bound on what is asked at once."""

    def __init__(
        self,
        ask: Ask,
        *,
        patience: float | None = None,
        at_once: int = _AT_ONCE,
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        """`ask` ends by itself and raises nothing on a bad network; patience: seconds for all keys of one call."""
        self._ask, self._patience, self._now = ask, patience, now
        self._pool = ThreadPoolExecutor(at_once, thread_name_prefix="lookup")
        self._kept: dict[str, tuple[Verdict, float]] = {}
        self._lock = Lock()

    def verdicts(self, keys: Iterable[str]) -> dict[str, Verdict]:
        """A verdict for each distinct key; what is not answered within the patience is unknown, and is not kept."""
        distinct = list(dict.fromkeys(keys))
        found = self._remembered(distinct)
        running = {key: self._pool.submit(self._ask, key) for key in distinct if key not in found}
        done, late = wait(running.values(), timeout=self._patience)
        for future in late:
            future.cancel()
        for key, future in running.items():
            found[key] = future.result() if future in done else "unknown"
            self._keep(key, found[key])
        return found

    def close(self) -> None:
        """Ask nothing more."""
        self._pool.shutdown(wait=False, cancel_futures=True)

    def _remembered(self, keys: list[str]) -> dict[str, Verdict]:
        now = self._now()
        with self._lock:
            kept = {key: self._kept[key] for key in keys if key in self._kept}
        return {key: verdict for key, (verdict, since) in kept.items() if now - since < _DAY}

    def _keep(self, key: str, verdict: Verdict) -> None:
        if verdict == "unknown":
            return
        with self._lock:
            self._kept.pop(key, None)
            self._kept[key] = (verdict, self._now())
            if len(self._kept) > _MOST_KEPT:
                del self._kept[next(iter(self._kept))]
