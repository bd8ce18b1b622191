"""Pairs that a person is asked about, and the answers: what was decided, by whom, and what still waits.

Two sorts wait: doubtful pairs (below the threshold from which pairs are joined) and contradictory ones (above it, but
kept apart by a contradiction). A pair waits while its parties are of different customers and nobody has answered.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

import polars as pl
from sqlalchemy import ColumnElement, Select, and_, exists, func, insert, literal_column, or_, select, tuple_, update
from sqlmodel import SQLModel

from service.core.resolve.components import THRESHOLD
from service.errors import NotFound
from service.store.session import Work
from service.store.visible import live_pairs

Sort = Literal["doubtful", "contradictory"]
SORTS: tuple[Sort, ...] = ("doubtful", "contradictory")
"""In the order in which they are asked about."""

_T = SQLModel.metadata.tables
_P, _D, _M = (_T[n].c for n in ("pairs", "pair_decisions", "memberships"))
_BELOW = _P.probability < literal_column(str(THRESHOLD))  # written out: the partial index is taken only then


@dataclass(frozen=True)
class WaitingPair:
    """Two parties of two customers; levels packed, weight in thousandths of a bit, probability in millionths."""

    left_id: int
    right_id: int
    left_customer: int
    right_customer: int
    levels: int
    weight: int
    probability: int
    answer: str | None


@dataclass(frozen=True)
class Answer:
    """What a person decided on a pair."""

    id: int
    left_id: int
    right_id: int
    decision: str
    principal: str
    at_us: int
    ended_us: int | None


def waiting(work: Work, sort: Sort, *, after: list[int] | None, limit: int, later: bool = False) -> list[WaitingPair]:
    """A page of the queue: of doubtful pairs those first of which an answer tells most, contradictory ones by party.

    An answer tells most where the chances are even: the nearer the weight is to zero, the sooner the pair comes.

    In      after: [weight, left, right] of the last pair before; `later`: those put off, instead of those unanswered.
    """
    if sort == "contradictory":
        asked = [_contradictory(_waiting(sort, later=later), after)]
    else:  # the index is by weight: up from zero and down from zero, each in its order
        asked = [_doubtful(_waiting(sort, later=later), after, up=up) for up in (True, False)]
    rows = [row for each in asked for row in work.connection.execute(each.limit(limit)).mappings()]
    found = [WaitingPair(**row, answer="later" if later else None) for row in rows]
    return found if sort == "contradictory" else sorted(found, key=_usefulness)[:limit]


def _usefulness(pair: WaitingPair) -> tuple[int, int, int]:
    return abs(pair.weight), pair.left_id, pair.right_id


def _waiting(sort: Sort, *, later: bool) -> Select[Any]:
    left, right = (_T["memberships"].alias(side).c for side in ("l", "r"))
    live_answer = and_(_D.left_id == _P.left_id, _D.right_id == _P.right_id, _D.ended_us.is_(None))
    answered = exists().where(live_answer, *([_D.decision == "later"] if later else []))
    asked = (
        select(
            _P.left_id, _P.right_id, left.customer_id.label("left_customer"),
            right.customer_id.label("right_customer"), _P.levels, _P.weight, _P.probability,
        )
        .select_from(_T["pairs"])
        .join(left.party_id.table, and_(left.party_id == _P.left_id, _current(left)))
        .join(right.party_id.table, and_(right.party_id == _P.right_id, _current(right)))
        .where(live_pairs(), left.customer_id != right.customer_id, answered if later else ~answered)
    )  # fmt: skip
    return asked.where(_P.probability >= THRESHOLD if sort == "contradictory" else _BELOW)


def _contradictory(asked: Select[Any], after: list[int] | None) -> Select[Any]:
    key = tuple_(_P.left_id, _P.right_id)
    return (asked if after is None else asked.where(key > tuple_(*after[1:]))).order_by(_P.left_id, _P.right_id)


def _doubtful(asked: Select[Any], after: list[int] | None, *, up: bool) -> Select[Any]:
    """Weights from zero up, or below zero downwards; of one weight by party."""
    side = asked.where(_P.weight >= 0 if up else _P.weight < 0)
    if after is not None:
        weight = abs(after[0]) if up else -abs(after[0])
        behind = and_(_P.weight == weight, tuple_(_P.left_id, _P.right_id) > tuple_(*after[1:]))
        side = side.where(or_(_P.weight > weight if up else _P.weight < weight, behind))
    return side.order_by(_P.weight if up else _P.weight.desc(), _P.left_id, _P.right_id)


def _current(member: Any) -> ColumnElement[bool]:
    """As visible.current_memberships, of an alias: a membership staged by an import has a party nobody sees."""
    hidden = select(_T["imports"].c.id).where(_T["imports"].c.state != "published")
    shown: ColumnElement[bool] = or_(member.import_id.is_(None), member.import_id.not_in(hidden))
    return and_(member.until_us.is_(None), shown)


def pair_of(work: Work, left: int, right: int) -> WaitingPair:
    """A live pair, whatever became of it, with its live answer.

    Raises  NotFound.
    """
    sides = {name: _T["memberships"].alias(name).c for name in ("left", "right")}
    homes = [side.customer_id.label(f"{name}_customer") for name, side in sides.items()]
    asked = select(_P.left_id, _P.right_id, *homes, _P.levels, _P.weight, _P.probability).select_from(_T["pairs"])
    for name, party in (("left", _P.left_id), ("right", _P.right_id)):
        asked = asked.join(sides[name].party_id.table, and_(sides[name].party_id == party, _current(sides[name])))
    wanted = asked.where(_P.left_id == left, _P.right_id == right, live_pairs()).order_by(_P.import_id.desc()).limit(1)
    row = work.connection.execute(wanted).mappings().one_or_none()
    if row is None:
        raise NotFound("There is no such pair.")
    answer = live_answer(work, left, right)
    return WaitingPair(**row, answer=None if answer is None else answer.decision)


def live_answer(work: Work, left: int, right: int) -> Answer | None:
    """The answer that holds on a pair."""
    row = work.connection.execute(
        select(*_ANSWER).where(_D.left_id == left, _D.right_id == right, _D.ended_us.is_(None))
    ).one_or_none()
    return None if row is None else Answer(*row)


def answers(work: Work, *, after: int, limit: int) -> list[Answer]:
    """Answers given, the newest first; `after`: the id of the last one before, 0 at first."""
    asked = select(*_ANSWER).order_by(_D.id.desc()).limit(limit)
    return [Answer(*row) for row in work.connection.execute(asked.where(_D.id < after) if after else asked)]


_ANSWER = (_D.id, _D.left_id, _D.right_id, _D.decision, _D.principal, _D.at_us, _D.ended_us)


def put_answer(work: Work, left: int, right: int, decision: str, *, principal: str, now_us: int) -> int:
    """An answer in the place of the one that holds, if any; its id."""
    end_answer(work, left, right, now_us=now_us)
    row = {"left_id": left, "right_id": right, "decision": decision, "principal": principal, "at_us": now_us}
    made: int = work.connection.execute(insert(_T["pair_decisions"]).values(row).returning(_D.id)).scalar_one()
    return made


def end_answer(work: Work, left: int, right: int, *, now_us: int) -> bool:
    """Take the answer back; whether there was one."""
    held = and_(_D.left_id == left, _D.right_id == right, _D.ended_us.is_(None))
    return work.connection.execute(update(_T["pair_decisions"]).where(held).values(ended_us=now_us)).rowcount > 0


def how_many_wait(work: Work, *, most: int) -> int:
    """The number of pairs of both sorts that wait for an answer, counted up to one more than `most`: there can be so
    many in a base that nobody has reviewed that counting them all takes longer than the page.
    """
    found = 0
    for sort in SORTS:
        some = _waiting(sort, later=False).limit(most + 1 - found).subquery()
        found += int(work.connection.execute(select(func.count()).select_from(some)).scalar_one())
        if found > most:
            break
    return found


def joined_at(work: Work, parties: list[int]) -> int:
    """The latest moment at which one of these parties came to its present customer."""
    latest = select(func.max(_M.since_us)).where(_M.party_id.in_(parties), _M.until_us.is_(None))
    return int(work.connection.execute(latest).scalar_one())


def pairs_answered(work: Work, answers: list[int]) -> list[tuple[int, int]]:
    """The pairs that answers are on, in order."""
    asked = select(_D.left_id, _D.right_id).where(_D.id.in_(answers)).order_by(_D.left_id, _D.right_id)
    return [(left, right) for left, right in work.connection.execute(asked)]


def answers_on(work: Work, parties: list[int]) -> list[Answer]:
    """The answers that hold on pairs with one of these parties, the newest first."""
    held = and_(or_(_D.left_id.in_(parties), _D.right_id.in_(parties)), _D.ended_us.is_(None))
    return [Answer(*row) for row in work.connection.execute(select(*_ANSWER).where(held).order_by(_D.id.desc()))]


LABELS: dict[str, Any] = {"left_id": pl.Int64, "right_id": pl.Int64, "levels": pl.Int64, "same": pl.Boolean}


def labelled_pairs(work: Work) -> pl.DataFrame:
    """LABELS: live pairs that people answered same or different on, by pair; what a model may learn from.

    The levels are those of the newest comparison. Answers that were put off, or taken back, are no labels.
    """
    live = and_(_D.left_id == _P.left_id, _D.right_id == _P.right_id, _D.ended_us.is_(None), _D.decision != "later")
    asked = (
        select(_P.left_id, _P.right_id, _P.levels, _P.import_id, (_D.decision == "same").label("same"))
        .join(_T["pair_decisions"], live)
        .where(live_pairs())
        .order_by(_P.left_id, _P.right_id, _P.import_id)
    )
    rows = [(left, right, levels, bool(same)) for left, right, levels, _, same in work.connection.execute(asked)]
    told = pl.DataFrame(rows, schema=LABELS, orient="row")
    return told.unique(["left_id", "right_id"], keep="last", maintain_order=True)
