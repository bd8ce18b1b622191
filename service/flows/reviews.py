"""Retention reviews: one key rehearses a purge, another one looks at it and applies it (four eyes).

The one who applies types how many customers will go. If the base has changed meanwhile, so that others would go or for
another reason, nothing is applied: it is to be rehearsed again.
"""

from __future__ import annotations

from datetime import date
from typing import Any

import polars as pl

from service.core.govern.retention import fingerprint
from service.core.govern.rules import RuleSet
from service.errors import BadQuery, FourEyes, WrongState
from service.store import jobs
from service.store.retention import Review, get_review, set_review
from service.store.session import Work
from service.store.turns import LANE

_OURS = ("fingerprint", "rehearsed_by")


def apply_review(
    work: Work,
    review_id: int,
    found: pl.DataFrame,
    rules: RuleSet,
    *,
    key_id: int,
    confirmed: int,
    today: date,
    now_us: int,
) -> int:
    """Put the purge into the queue; returns the job's id.

    In      found: `purge.due_on` of the review's day, as of now; confirmed: how many the person says will go.
    Raises  NotFound; FourEyes; BadQuery (another number than the review's); WrongState (applied already, its day is
            still to come, or the facts or the rules changed since).
    """
    review = get_review(work, review_id)
    if review.state != "rehearsed":
        raise WrongState("This review was applied already.", review_id=review_id, state=review.state)
    if review.counts.get("rehearsed_by") == key_id:
        raise FourEyes(review_id=review_id)
    if review.as_of > today:
        raise WrongState("The day of this review is still to come: nobody is due yet.", review_id=review_id)
    if review.ruleset != rules.label or review.counts.get("fingerprint") != fingerprint(found):
        raise WrongState("The base or the rules changed since the rehearsal: rehearse again.", review_id=review_id)
    if confirmed != len(review.customer_ids):
        raise BadQuery("This is not the number of customers who would go.", option="confirm")
    set_review(work, review_id, state="applying", applied_us=now_us)
    return jobs.put(work, "purge", f"purge:{review_id}", {"review_id": review_id}, lane=LANE, now_us=now_us)


def told(review: Review) -> dict[str, Any]:
    """A review as people read it; whom it would erase is a number here, the ids stay in the base."""
    counts = {name: value for name, value in review.counts.items() if name not in _OURS}
    return {
        "review_id": review.id,
        "as_of": review.as_of.isoformat(),
        "rules": review.ruleset,
        "state": review.state,
        "due": len(review.customer_ids),
        **counts,
        "rehearsed_by": review.counts.get("rehearsed_by"),
        "certificate": review.certificate,
    }
