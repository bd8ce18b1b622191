"""The questions that wait for a person: of each two customers one pair, their likeliest, the most useful first.

Two sorts wait: contradictory pairs (believed, but kept apart by a contradiction), then doubtful ones (below the
threshold from which pairs are joined). Two customers wait while nobody has answered on any pair between them. Pairs are
looked at WINDOW at a time, those with the evenest chances first, and ordered inside (core/match/usefulness.py): a base
that nobody has reviewed may hold a hundred thousand.
"""

from __future__ import annotations

from typing import Any, Literal

import polars as pl
from sqlalchemy import Select, and_, exists, literal_column, or_, select, tuple_
from sqlmodel import SQLModel

from service.core.match.usefulness import usefulness
from service.core.resolve.components import THRESHOLD
from service.store import clusters
from service.store.bulk import Schema
from service.store.known import read_by_ids
from service.store.reviews import WaitingPair, is_current
from service.store.session import Work
from service.store.visible import live_pairs

Sort = Literal["contradictory", "doubtful"]
SORTS: tuple[Sort, ...] = ("contradictory", "doubtful")
"""In the order in which they are asked about."""
WINDOW = 5_000

_T = SQLModel.metadata.tables
_P, _D, _C = (_T[n].c for n in ("pairs", "pair_decisions", "customers"))
_BELOW = _P.probability < literal_column(str(THRESHOLD))  # written out: the partial index is taken only then
_SCHEMA: Schema = {
    "left_id": pl.Int64, "right_id": pl.Int64, "left_customer": pl.Int64, "right_customer": pl.Int64,
    "levels": pl.Int64, "weight": pl.Int64, "probability": pl.Int64,
}  # fmt: skip
_Key = tuple[int, int, int]


def waiting(
    work: Work, sort: Sort, *, window: tuple[int, ...] = (), behind: _Key | None = None, limit: int, later: bool = False
) -> list[WaitingPair]:
    """A page of one sort. In: window and rank of the last question before; `later`: those put off instead."""
    found: list[WaitingPair] = []
    while len(found) < limit:
        rows = _window(work, sort, window, later=later)
        ranked = _ranked(work, rows, sort, window, later=later)
        found += [q for q in ranked if behind is None or q.rank > behind]
        if rows.height < WINDOW:
            break
        last = rows.row(-1, named=True)
        window, behind = (abs(last["weight"]), last["left_id"], last["right_id"]), None
    return found[:limit]


def how_many_wait(work: Work, *, most: int) -> int:
    """The number of questions of both sorts, counted up to one more than `most`."""
    found = 0
    for sort in SORTS:
        found += len(waiting(work, sort, limit=most + 1 - found))
        if found > most:
            break
    return found


def _window(work: Work, sort: Sort, after: tuple[int, ...], *, later: bool) -> pl.DataFrame:
    """_SCHEMA of WINDOW pairs, by |weight|, left, right."""
    ways = (True, False) if sort == "doubtful" else (True,)  # the index is by weight: up from zero and down from zero
    rows = [
        tuple(row)
        for up in ways
        for row in work.connection.execute(_side(_pairs(sort, later=later), after, up=up).limit(WINDOW))
    ]
    frame = pl.DataFrame(rows, schema=dict(_SCHEMA), orient="row")
    return frame.sort(pl.col("weight").abs(), "left_id", "right_id").head(WINDOW)


def _pairs(sort: Sort, *, later: bool) -> Select[Any]:
    left, right = (_T["memberships"].alias(side).c for side in ("l", "r"))
    live_answer = and_(_D.left_id == _P.left_id, _D.right_id == _P.right_id, _D.ended_us.is_(None))
    answered = exists().where(live_answer, *([_D.decision == "later"] if later else []))
    asked = (
        select(_P.left_id, _P.right_id, left.customer_id, right.customer_id, _P.levels, _P.weight, _P.probability)
        .select_from(_T["pairs"])
        .join(left.party_id.table, and_(left.party_id == _P.left_id, is_current(left)))
        .join(right.party_id.table, and_(right.party_id == _P.right_id, is_current(right)))
        .where(live_pairs(), left.customer_id != right.customer_id, answered if later else ~answered)
    )
    return asked.where(_P.probability >= THRESHOLD if sort == "contradictory" else _BELOW)


def _side(asked: Select[Any], after: tuple[int, ...], *, up: bool) -> Select[Any]:
    """Weights from zero up, or below zero downwards; of one weight by party."""
    side = asked.where(_P.weight >= 0 if up else _P.weight < 0)
    if after:
        weight = after[0] if up else -after[0]
        behind = and_(_P.weight == weight, tuple_(_P.left_id, _P.right_id) > tuple_(*after[1:]))
        side = side.where(or_(_P.weight > weight if up else _P.weight < weight, behind))
    return side.order_by(_P.weight if up else _P.weight.desc(), _P.left_id, _P.right_id)


def _ranked(work: Work, rows: pl.DataFrame, sort: Sort, window: tuple[int, ...], *, later: bool) -> list[WaitingPair]:
    """The questions of a window, in order."""
    if rows.is_empty():
        return []
    both = [pl.min_horizontal("left_customer", "right_customer"), pl.max_horizontal("left_customer", "right_customer")]
    asked = rows.with_columns(both[0].alias("a"), both[1].alias("b"))
    if not later:
        asked = _likeliest(work, asked, sort)
    sizes = read_by_ids(
        work, [_C.id, _C.parties], {"id": pl.Int64, "parties": pl.Int64}, _C.id, pl.concat([asked["a"], asked["b"]])
    )
    sized = asked.join(sizes, left_on="a", right_on="id").join(sizes, left_on="b", right_on="id", suffix="_b")
    records = pl.col("parties") + pl.col("parties_b")
    score = usefulness(pl.col("probability"), records, contradictory=sort == "contradictory").alias("score")
    told = sized.with_columns(score).sort("score", "left_id", "right_id", descending=[True, False, False])
    answer = "later" if later else None
    return [
        WaitingPair(**{n: row[n] for n in _SCHEMA}, answer=answer, usefulness=row["score"], window=window)
        for row in told.iter_rows(named=True)
    ]


def _likeliest(work: Work, asked: pl.DataFrame, sort: Sort) -> pl.DataFrame:
    """One row of each two customers: their heaviest pair; without those that somebody answered on, or of which the
    heaviest pair is of the other sort.
    """
    customers = pl.concat([asked["a"], asked["b"]]).unique()
    homes = clusters.members_of(work, customers)
    every = _between(clusters.pairs_of(work, homes["party_id"]), homes).join(asked, on=["a", "b"], how="semi")
    answered = _between(clusters.decisions_of(work, homes["party_id"]), homes)
    open_ = every.join(answered, on=["a", "b"], how="anti")
    best = open_.sort("weight", "left_id", "right_id", descending=[True, False, False]).unique(
        ["a", "b"], keep="first", maintain_order=True
    )
    believed = pl.col("probability") >= THRESHOLD
    return best.filter(believed if sort == "contradictory" else ~believed)


def _between(pairs: pl.DataFrame, homes: pl.DataFrame) -> pl.DataFrame:
    """Pairs of parties of two of these customers, with left_customer, right_customer, a and b (the smaller first)."""
    placed = pairs
    for side in ("left", "right"):
        home = homes.rename({"party_id": f"{side}_id", "customer_id": f"{side}_customer"})
        placed = placed.join(home, on=f"{side}_id")
    return placed.with_columns(
        a=pl.min_horizontal("left_customer", "right_customer"), b=pl.max_horizontal("left_customer", "right_customer")
    ).filter(pl.col("a") != pl.col("b"))
