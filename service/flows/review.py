"""A person looks at two customers that may be one: the queue, the answer, and taking it back.

An answer is on two parties, so it survives whatever their customers become. It takes effect at once: the neighbourhood
is resolved anew in the same transaction, which merges or splits, and tells the feed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Literal

import polars as pl

from service.core.match.reasons import reason
from service.core.match.sentences import Language
from service.core.resolve.components import THRESHOLD
from service.errors import BadQuery, NotFound
from service.flows.explain_pair import contradiction_between, weighed
from service.flows.resolving import resolve_around
from service.flows.weights import model_in_force, weights_in_force
from service.store import clusters, reviews
from service.store.edits import edits_on
from service.store.people import parties_of, present_id, sides_of
from service.store.review_queue import SORTS, waiting
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
    edits: list[dict[str, Any]] = field(default_factory=list)
    """What people did to both since the answer that was taken back, and what stays (store/edits.edits_on)."""


@dataclass(frozen=True)
class Split:
    """customer_id: who answers for the parties that stay; parted: customers of those that left, by id; answers: pairs
    (left, right) that a person now says are different; edits: as of `Decided`, since they were joined.
    """

    customer_id: int
    parted: list[int]
    answers: list[tuple[int, int]]
    edits: list[dict[str, Any]]


def queue(
    work: Work, *, after: list[int] | None, limit: int, sort: str | None = None, later: bool = False
) -> list[WaitingPair]:
    """A page of questions: contradictory pairs, then doubtful ones, the most useful first; or one sort only.

    In      after: `place` of the last question before.
    """
    found: list[WaitingPair] = []
    for n, name in enumerate(SORTS):
        if sort not in (None, name) or (after is not None and n < after[0]):
            continue
        window, behind = ((), None) if after is None or n > after[0] else _inside(after)
        found += waiting(work, name, window=window, behind=behind, limit=limit - len(found), later=later)
        if len(found) >= limit:
            break
    return found


def place(pair: WaitingPair) -> list[int]:
    """Where a pair stands in the queue: the key of its page."""
    sort = int(pair.probability < THRESHOLD)
    return [sort, *pair.rank, *pair.window]


def _inside(after: list[int]) -> tuple[tuple[int, ...], tuple[int, int, int]]:
    _, score, left, right, *window = after
    return tuple(window), (score, left, right)


def shown(work: Work, pairs: list[WaitingPair], language: Language) -> list[dict[str, Any]]:
    """Pairs as a person compares them: both sides, and what the weight is made of."""
    found, model = weights_in_force(work), model_in_force(work)
    known = None if found is None else found.known
    sides = sides_of(work, [p for pair in pairs for p in (pair.left_id, pair.right_id)])
    apart = _contradictions(work, [p for p in pairs if p.probability >= THRESHOLD])
    return [
        {
            "left_party": pair.left_id, "right_party": pair.right_id,
            "sort": "contradictory" if pair.probability >= THRESHOLD else "doubtful",
            "answer": pair.answer, **_against(apart.get((pair.left_id, pair.right_id)), language),
            "left": {"customer_id": pair.left_customer, **sides[pair.left_id]},
            "right": {"customer_id": pair.right_customer, **sides[pair.right_id]},
            **weighed(pair.levels, known, model, language),
        }
        for pair in pairs
    ]  # fmt: skip


def _contradictions(work: Work, pairs: list[WaitingPair]) -> dict[tuple[int, int], tuple[str, int, int]]:
    """By pair: what keeps its two customers apart, and the parties that contradict each other in it."""
    found = (((p.left_id, p.right_id), contradiction_between(work, p.left_customer, p.right_customer)) for p in pairs)
    return {pair: what for pair, what in found if what is not None}


def _against(found: tuple[str, int, int] | None, language: Language) -> dict[str, Any]:
    if found is None:
        return {"contradiction": None, "reason": None}
    what, left, right = found
    told = {"what": what, "left_party": left, "right_party": right}
    return {"contradiction": told, "reason": reason("contradict", what, ["shared"], language)}


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
    """Undo the answer on a pair, however long ago it was: customers become what they would be without it, and what
    people did to them meanwhile is kept and listed.

    Raises  NotFound: nobody answered; Busy.
    """
    take_turn(work, now_us=now_us)
    before = reviews.live_answer(work, left, right)
    if before is None:
        raise NotFound("Nobody has answered on this pair.")
    both = pl.Series("party_id", [left, right], dtype=pl.Int64)
    parties = clusters.members_of(work, clusters.customers_of(work, both)["customer_id"])["party_id"].sort().to_list()
    reviews.end_answer(work, left, right, now_us=now_us)
    _resolve(work, left, right, before.id, now_us)
    edits = edits_on(work, parties, before.at_us)
    return replace(_now(work, left, right, None), edits=[e for e in edits if not _is_on(e, before)])


def _is_on(edit: dict[str, Any], answer: reviews.Answer) -> bool:
    return bool(edit["what"] == "duplicate" and edit["at_us"] == answer.at_us and edit["detail"] == answer.decision)


def split_customer(work: Work, customer_id: int, parties: Sequence[int], *, principal: str, now_us: int) -> Split:
    """Part some parties of a customer from the others, for ever: answers "same" between the two sides are taken back,
    and every believed pair between them is answered "different". Each answer can be taken back.

    Raises  NotFound; BadQuery: parties of another customer, or all of them; Busy.
    """
    take_turn(work, now_us=now_us)
    present = present_id(work, customer_id)
    members = parties_of(work, present)
    leaving = members.filter(members.is_in(sorted(set(parties))))
    if leaving.is_empty() or leaving.len() != len(set(parties)) or leaving.len() == members.len():
        raise BadQuery("Name some of the customer's parties, and not all.", option="parties")
    since_us = reviews.joined_at(work, members.to_list())
    answered = _part(work, leaving, members, principal=principal, now_us=now_us)
    cause = answered[-1] if answered else None
    resolve_around(work, members, now_us=now_us, cause="review", cause_id=cause)
    homes = dict(clusters.customers_of(work, members).iter_rows())
    stayed = sorted({homes[p] for p in members.to_list() if p not in set(leaving.to_list())})
    parted = sorted({homes[p] for p in leaving.to_list()})
    edits = [e for e in edits_on(work, members.to_list(), since_us) if e["what"] != "duplicate" or e["at_us"] < now_us]
    return Split(stayed[0], parted, reviews.pairs_answered(work, answered), edits)


def _part(work: Work, leaving: pl.Series, members: pl.Series, *, principal: str, now_us: int) -> list[int]:
    """Take back what holds the two sides together and answer "different" on it; ids of the answers made."""
    out = pl.col("left_id").is_in(leaving.implode())
    inside = pl.col("left_id").is_in(members.implode()) & pl.col("right_id").is_in(members.implode())
    across = inside & (out != pl.col("right_id").is_in(leaving.implode()))
    told = clusters.decisions_of(work, leaving).filter(across & (pl.col("decision") == "same"))
    for left, right in told.select("left_id", "right_id").sort("left_id", "right_id").iter_rows():
        reviews.end_answer(work, left, right, now_us=now_us)
    believed = clusters.pairs_of(work, leaving, least=THRESHOLD).filter(across).sort("left_id", "right_id")
    return [
        reviews.put_answer(work, left, right, "different", principal=principal, now_us=now_us)
        for left, right in believed.select("left_id", "right_id").iter_rows()
    ]


def _resolve(work: Work, left: int, right: int, decision_id: int, now_us: int) -> None:
    both = pl.Series("party_id", [left, right], dtype=pl.Int64)
    resolve_around(work, both, now_us=now_us, cause="review", cause_id=decision_id)


def _now(work: Work, left: int, right: int, decision_id: int | None) -> Decided:
    homes = dict(clusters.customers_of(work, pl.Series("party_id", [left, right], dtype=pl.Int64)).iter_rows())
    return Decided(decision_id, homes[left], homes[right])
