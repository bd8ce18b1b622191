"""A person looks at two customers that may be one: the queue, the answer, and taking it back.

An answer is on two parties, so it survives whatever their customers become. It takes effect at once: the neighbourhood
is resolved anew in the same transaction, which merges or splits, and tells the feed.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

import polars as pl

from service.core.match.sentences import Language
from service.core.resolve.components import THRESHOLD
from service.errors import NotFound
from service.flows.explain_pair import weighed
from service.flows.joining import known_names
from service.flows.resolving import resolve_around
from service.store import clusters, reviews
from service.store.people import sides_of
from service.store.reviews import WaitingPair
from service.store.session import Work
from service.store.turns import take_turn

Decision = Literal["same", "different", "later"]


@dataclass(frozen=True)
class Decided:
    """What an answer came to: the customers of the two parties now (one and the same when they are merged)."""

    decision_id: int | None
    left_customer: int
    right_customer: int


def queue(
    work: Work, *, after: list[int] | None, limit: int, sort: str | None = None, later: bool = False
) -> list[WaitingPair]:
    """A page of pairs that wait: doubtful ones, the heaviest first, then contradictory ones; or one sort only.

    In      after: [0 doubtful | 1 contradictory, weight, left, right] of the last pair before.
    """
    found: list[WaitingPair] = []
    for n, name in enumerate(reviews.SORTS):
        if sort not in (None, name) or (after is not None and n < after[0]):
            continue
        inside = after[1:] if after is not None and after[0] == n else None
        found += reviews.waiting(work, name, after=inside, limit=limit - len(found), later=later)
        if len(found) >= limit:
            break
    return found


def place(pair: WaitingPair) -> list[int]:
    """Where a pair stands in the queue: the key of its page."""
    return [int(pair.probability >= THRESHOLD), pair.weight, pair.left_id, pair.right_id]


def shown(work: Work, pairs: list[WaitingPair], language: Language) -> list[dict[str, Any]]:
    """Pairs as a person compares them: both sides, and what the weight is made of."""
    found = known_names(work)
    known = None if found is None else found[1]
    sides = sides_of(work, [p for pair in pairs for p in (pair.left_id, pair.right_id)])
    return [
        {
            "left_party": pair.left_id, "right_party": pair.right_id,
            "sort": "contradictory" if pair.probability >= THRESHOLD else "doubtful",
            "answer": pair.answer,
            "left": {"customer_id": pair.left_customer, **sides[pair.left_id]},
            "right": {"customer_id": pair.right_customer, **sides[pair.right_id]},
            **weighed(pair.levels, known, language),
        }
        for pair in pairs
    ]  # fmt: skip


def decide_pair(work: Work, left: int, right: int, decision: Decision, *, principal: str, now_us: int) -> Decided:
    """Answer on a pair of parties; the one before, if any, is replaced.

    Raises  NotFound, Busy.
    """
    take_turn(work, now_us=now_us)
    reviews.pair_of(work, left, right)
    before = reviews.live_answer(work, left, right)
    made = reviews.put_answer(work, left, right, decision, principal=principal, now_us=now_us)
    if decision != "later" or before is not None:
        _resolve(work, left, right, made, now_us)
    return _now(work, left, right, made)


def take_back(work: Work, left: int, right: int, *, now_us: int) -> Decided:
    """Undo the answer on a pair: customers become what they would be without it.

    Raises  NotFound: nobody answered; Busy.
    """
    take_turn(work, now_us=now_us)
    before = reviews.live_answer(work, left, right)
    if before is None:
        raise NotFound("Nobody has answered on this pair.")
    reviews.end_answer(work, left, right, now_us=now_us)
    _resolve(work, left, right, before.id, now_us)
    return _now(work, left, right, None)


def _resolve(work: Work, left: int, right: int, decision_id: int, now_us: int) -> None:
    both = pl.Series("party_id", [left, right], dtype=pl.Int64)
    resolve_around(work, both, now_us=now_us, cause="review", cause_id=decision_id)


def _now(work: Work, left: int, right: int, decision_id: int | None) -> Decided:
    homes = dict(clusters.customers_of(work, pl.Series("party_id", [left, right], dtype=pl.Int64)).iter_rows())
    return Decided(decision_id, homes[left], homes[right])
