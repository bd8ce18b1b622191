"""Keeps a lease alive while the work computes between two transactions.

A thread with transactions of its own, one UPDATE each, and only when the work itself has not written for a third of
the lease. It never writes in the middle of the work's transaction: on SQLite it waits for its turn (busy_timeout), on
PostgreSQL for the job's row; meanwhile nobody else can claim the job, for the same reason.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from types import TracebackType
from typing import Self

from service.errors import Busy, JobLost, StoreUnreachable
from service.store.jobs import Claim
from service.store.session import Database, unit_of_work


class Heartbeat:
    """Beats while its `with` block runs; `lost` tells that another worker has the job (its fence says so too)."""

    def __init__(self, database: Database, claim: Claim, now_us: Callable[[], int]) -> None:
        self._database, self._claim, self._now_us = database, claim, now_us
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._run, name="heartbeat", daemon=True)
        self._bug: Exception | None = None
        self.lost = False

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._over.set()
        self._thread.join()
        if self._bug is not None and error is None:
            raise self._bug

    def _run(self) -> None:
        interval_us = self._claim.lease_us // 3
        while not self._over.wait(interval_us / 4e6):
            if self._now_us() - self._claim.beat_us < interval_us:
                continue
            try:
                with unit_of_work(self._database) as work:
                    self._claim.beat(work, self._now_us())
            except JobLost:
                self.lost = True
                return
            except (Busy, StoreUnreachable):
                continue  # the next beat may pass; until then the lease has two thirds left
            except Exception as bug:  # noqa: BLE001 - a thread's failure is raised where the work ends
                self._bug = bug
                return
