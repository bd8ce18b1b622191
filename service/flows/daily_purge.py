"""The purge that runs by itself once a day: rehearsed, judged by a guard, and only then put into the queue.

Nobody watches it, so it refuses what a person should see first (trust.md, section 5): more than a given part of the
customers would go, or the clock cannot be trusted. A refusal is a failed job with its problem, an entry of the audit
and a metric; the review stays, and a person may apply it (`limpide purge --apply`).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from service.errors import PurgeRefused
from service.flows.context import JobContext
from service.flows.purge import ask_to_purge, rehearse, review_of, shipped_rules
from service.store.audit import last_at_us, note
from service.store.retention import Review
from service.store.session import Database, reading, unit_of_work

KIND = "purge-daily"
LANE = "schedule"
MOST_PERCENT = 5.0
"""Of all customers, this many may go without a person having looked."""

CLOCK_DAYS = 1.0
"""By so much the clock may differ from what the base and the running service know."""

_DAY_US = 86_400_000_000


@dataclass(frozen=True)
class Guard:
    """What the unattended purge may do: see MOST_PERCENT and CLOCK_DAYS."""

    most_percent: float = MOST_PERCENT
    clock_days: float = CLOCK_DAYS

    def check_share(self, review: Review) -> None:
        """Raises  PurgeRefused: too many would go."""
        due, customers = len(review.customer_ids), int(review.counts["customers"])
        if due * 100 > customers * self.most_percent:
            raise PurgeRefused(
                "More customers would go than may without a person having looked: see the review, then apply it.",
                review_id=review.id, due=due, customers=customers, most_percent=self.most_percent, reason="too-many",
            )  # fmt: skip

    def check_clock(self, database: Database, now_us: int, drift_us: int) -> None:
        """In      `drift_us`: by how much the clock moved while the service ran.

        Raises  PurgeRefused: it moved too far, or the base's last entry lies too far in the future.
        """
        with reading(database) as work:
            ahead_us = (last_at_us(work) or now_us) - now_us
        moved_us = max(abs(drift_us), ahead_us)
        if moved_us > self.clock_days * _DAY_US:
            raise PurgeRefused(
                "The clock moved: set it right and start the service again.",
                days=round(moved_us / _DAY_US, 1), reason="clock",
            )  # fmt: skip


def run_daily_purge(context: JobContext) -> None:
    """Payload: `most_percent`, `clock_days`, `drift_us`. Safe to be called again at any point of it.

    Raises  PurgeRefused, JobLost.
    """
    asked, now_us = context.claim.payload, context.now_us()
    guard = Guard(asked["most_percent"], asked["clock_days"])
    try:
        guard.check_clock(context.database, now_us, asked["drift_us"])
        review = _rehearsed(context, now_us)
        guard.check_share(review)
    except PurgeRefused as refusal:
        with unit_of_work(context.database) as work:
            note(work, "purge.refused", "job", context.claim.job_id, refusal.facts, at_us=now_us)
        raise
    if review.state == "rehearsed":
        ask_to_purge(context.database, review.id, now_us=now_us)


def _rehearsed(context: JobContext, now_us: int) -> Review:
    """The review of this job: made now, or before the worker was killed."""
    made = context.claim.checkpoint.get("review_id")
    if made is not None:
        return review_of(context.database, made)
    rules = shipped_rules()
    day = datetime.fromtimestamp(now_us / 1_000_000, UTC).astimezone(rules.timezone).date()
    review = rehearse(context.database, rules, as_of=day, now_us=now_us)
    with context.effect("rehearsed", {"review_id": review.id}):
        return review
