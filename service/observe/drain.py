"""The word that the service is leaving: `/readyz` says 503, event streams end, the supervisor takes no new job.

Begun once, by a signal; never taken back.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable


class Drain:
    """Whether the service is leaving; threads and tasks may wait for it."""

    def __init__(self) -> None:
        self._begun = threading.Event()
        self._lock = threading.Lock()
        self._told: list[Callable[[], object]] = []

    @property
    def begun(self) -> bool:
        """Whether it has begun."""
        return self._begun.is_set()

    def leave(self) -> None:
        """The service leaves; from any thread."""
        with self._lock:
            self._begun.set()
            told, self._told = self._told, []
        for callback in told:
            callback()

    def wait(self, seconds: float) -> bool:
        """Block this thread until it begins or the time is over; whether it has begun."""
        return self._begun.wait(seconds)

    def when_begun(self, callback: Callable[[], object]) -> None:
        """Call this when it begins, in the thread that begins it; at once when it has."""
        with self._lock:
            if not self._begun.is_set():
                self._told.append(callback)
                return
        callback()

    def forget(self, callback: Callable[[], object]) -> None:
        """Call this no more."""
        with self._lock:
            if callback in self._told:
                self._told.remove(callback)

    async def until_begun(self) -> None:
        """Let this task sleep until it begins; at once when it has."""
        event, loop = asyncio.Event(), asyncio.get_running_loop()

        def wake() -> None:
            loop.call_soon_threadsafe(event.set)

        self.when_begun(wake)
        try:
            await event.wait()
        finally:
            self.forget(wake)
