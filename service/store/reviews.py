"""Answers of people on pairs: what was decided, by whom, and what an answer is on. What waits: review_queue.py."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import ColumnElement, and_, func, insert, or_, select, update
from sqlmodel import SQLModel

from service.errors import NotFound
from service.store.session import Work
from service.store.visible import live_pairs

_T = SQLModel.metadata.tables
_P, _D, _M = (_T[n].c for n in ("pairs", "pair_decisions", "memberships"))


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
    usefulness: int = field(default=0, compare=False)
    """Of its answer, in the queue (core/match/usefulness.py)."""
    window: tuple[int, ...] = field(default=(), compare=False)
    """|weight|, left, right of the pair before those it was ranked among; empty at the start."""

    @property
    def rank(self) -> tuple[int, int, int]:
        """Its place among those."""
        return -self.usefulness, self.left_id, self.right_id


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


def is_current(member: Any) -> ColumnElement[bool]:
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
        asked = asked.join(sides[name].party_id.table, and_(sides[name].party_id == party, is_current(sides[name])))
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
