"""What runs by itself, as data: jobs that the supervisor's tick puts into the queue of the base.

    purge-daily       once a day at a set hour of Paris, when enabled: put under a key of its day, once ever, so of
                      several services one puts it and one runs it. After a downtime the last one missed is put, and
                      not one for each day; switched on in the afternoon, it begins with the next hour
    expire-exports    once a day at four o'clock of Paris, once anything was delivered: files of old deliveries go
    tally             once a day after midnight of Paris: what may be done today is not what it was yesterday
    finish-erasure    while an erasure waits for the base's files to forget, at most every ten minutes

Services that share a base need the same settings.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from service.flows import daily_purge, expire_exports, finish_erasure
from service.flows.daily_purge import Guard
from service.observe import logs
from service.store import jobs, tallies
from service.store.audit import last_at_us, note
from service.store.deliveries import ever_delivered
from service.store.retention import reviews_in
from service.store.session import Database, Work, reading, unit_of_work
from service.store.turns import LANE

PURGE = "purge"
EXPIRY_HOUR = 4
PARIS = ZoneInfo("Europe/Paris")
_AGAIN_US = 600_000_000
_DAY_US = 86_400_000_000
_SWITCHED_ON = "purge.scheduled"


@dataclass(frozen=True)
class PurgePlan:
    """When the purge runs by itself (hour of Paris, null: never) and what it may do then."""

    hour: int | None = None
    guard: Guard = field(default=Guard())


def boot_us() -> int:
    """Microseconds since the machine started, time asleep included: a clock that nobody sets."""
    clock = getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC)
    return time.clock_gettime_ns(clock) // 1000


class Schedule:
    """One service's schedule; `tick` it twice a minute."""

    def __init__(self, plan: PurgePlan, now_us: Callable[[], int], steady_us: Callable[[], int] = boot_us) -> None:
        self._plan, self._now_us, self._steady_us = plan, now_us, steady_us
        self._offset_us = now_us() - steady_us()
        self._told_drift = False

    def tick(self, database: Database) -> None:
        """Put what is to run into the queue, and take out what is not.

        Raises  Busy, StoreUnreachable.
        """
        now_us = self._now_us()
        drift_us = self._drift(now_us)
        hour = self._plan.hour
        with reading(database) as work:
            if not self._is_due(work, hour, now_us):
                return
        with unit_of_work(database) as work:
            if hour is None:
                jobs.take_back(work, daily_purge.KIND)
            else:
                self._put_purge(work, hour, now_us, drift_us)
            for kind, lane, slot in _due_daily(work, now_us):
                jobs.put_once(work, kind, _key(kind, slot), {}, lane=lane, now_us=now_us)
            if _erasure_waits(work, now_us):
                jobs.put(work, finish_erasure.KIND, finish_erasure.KIND, {}, lane=LANE, now_us=now_us)

    def _is_due(self, work: Work, hour: int | None, now_us: int) -> bool:
        """Whether anything is to be changed: most ticks only look."""
        if _erasure_waits(work, now_us) or _due_daily(work, now_us):
            return True
        if hour is None:
            last = jobs.latest_of(work, daily_purge.KIND)
            return last is not None and last.state == "queued"
        return not _is_switched_on(work) or _purge_is_due(work, last_slot(now_us, hour))

    def _put_purge(self, work: Work, hour: int, now_us: int, drift_us: int) -> None:
        slot = last_slot(now_us, hour)
        if not _is_switched_on(work):
            note(work, _SWITCHED_ON, "schedule", None, {"hour": hour}, at_us=now_us)
        if _purge_is_due(work, slot):
            guard = self._plan.guard
            payload = {"most_percent": guard.most_percent, "clock_days": guard.clock_days, "drift_us": drift_us}
            jobs.put_once(
                work, daily_purge.KIND, _key(daily_purge.KIND, slot), payload, lane=daily_purge.LANE, now_us=now_us
            )

    def _drift(self, now_us: int) -> int:
        """By how much the clock was set while the service ran, in microseconds."""
        drift_us = now_us - self._steady_us() - self._offset_us
        if abs(drift_us) > self._plan.guard.clock_days * _DAY_US and not self._told_drift:
            logs.tell("clock-moved", seconds=drift_us // 1_000_000)
            self._told_drift = True
        return drift_us


def last_slot(now_us: int, hour: int) -> datetime:
    """When it was last `hour` o'clock in Paris; the first time of an hour that a change of clocks repeats."""
    now = datetime.fromtimestamp(now_us / 1_000_000, UTC)
    today = now.astimezone(PARIS).replace(hour=hour, minute=0, second=0, microsecond=0, fold=0)
    # compared as moments: a skipped hour is the moment at which the clock jumped over it
    return today if today.timestamp() <= now.timestamp() else today - timedelta(days=1)


def _key(kind: str, slot: datetime) -> str:
    return f"{kind}:{slot.date().isoformat()}"


def _is_switched_on(work: Work) -> bool:
    """Whether the daily purge ever was: it begins with the hour after that."""
    return jobs.latest_of(work, daily_purge.KIND) is not None or last_at_us(work, _SWITCHED_ON) is not None


def _purge_is_due(work: Work, slot: datetime) -> bool:
    """Whether the purge of this slot was never put, and none waits or runs."""
    last = jobs.latest_of(work, daily_purge.KIND)
    if last is None:
        return (last_at_us(work, _SWITCHED_ON) or 0) <= slot.timestamp() * 1_000_000
    return not last.live and not jobs.was_put(work, _key(daily_purge.KIND, slot))


def _due_daily(work: Work, now_us: int) -> list[tuple[str, str, datetime]]:
    """Kind, lane and slot of what there is a reason for and nobody put since its hour."""
    daily = (
        (expire_exports.KIND, expire_exports.LANE, last_slot(now_us, EXPIRY_HOUR), ever_delivered),
        (tallies.KIND, tallies.LANE, last_slot(now_us, 0), tallies.anything_published),
    )
    return [
        (kind, lane, slot)
        for kind, lane, slot, there_is in daily
        if there_is(work) and not jobs.was_put(work, _key(kind, slot))
    ]


def _erasure_waits(work: Work, now_us: int) -> bool:
    """Whether an erasure waits for its end and nobody sees to it, nor did in the last minutes."""
    if not reviews_in(work, "erasing"):
        return False
    purge, ending = jobs.latest_of(work, PURGE), jobs.latest_of(work, finish_erasure.KIND)
    if any(job is not None and job.live for job in (purge, ending)):
        return False
    return ending is None or (ending.finished_us or 0) <= now_us - _AGAIN_US
