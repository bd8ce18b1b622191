"""All parties of the base, slice by slice, for the job that matches it again: who there is, which keys and pairs they
have, what held them together, and what was compared since.
"""

from __future__ import annotations

import polars as pl
from sqlalchemy import func, or_, select, union_all
from sqlmodel import SQLModel

from service.core.resolve.components import THRESHOLD
from service.store.bulk import Schema, delete_where_limited, read_frame
from service.store.known import read_by_ids
from service.store.session import Work
from service.store.visible import NOW, View, current_memberships, live_pairs, published

_T = SQLModel.metadata.tables
_P, _K, _PAIRS, _M, _C = (_T[n].c for n in ("parties", "match_keys", "pairs", "memberships", "customers"))
_D, _X, _I, _S = (_T[n].c for n in ("pair_decisions", "corrections", "imports", "match_snapshots"))
_ENDS: Schema = {"left_id": pl.Int64, "right_id": pl.Int64}
SLICE = 5_000
"""Rows looked at, or deleted, in one transaction."""


def parties_behind(work: Work, after: int, limit: int) -> pl.Series:
    """Ids of parties of published imports, from behind `after`."""
    asked = select(_P.id.label("party_id")).where(_P.id > after, published(_T["parties"])).order_by(_P.id).limit(limit)
    return read_frame(work, asked, {"party_id": pl.Int64})["party_id"]


def how_many_parties(work: Work) -> int:
    """Parties of the base, published or not."""
    return int(work.connection.execute(select(func.count()).select_from(_T["parties"])).scalar_one())


def mark_of(work: Work) -> list[int]:
    """Numbers that change when an import, a person's entry or a correction changes what parties say."""
    asked = (
        select(func.coalesce(func.max(_I.id), 0), func.count()),
        select(func.coalesce(func.max(_X.id), 0), func.coalesce(func.max(_X.ended_us), 0)),
    )
    return [int(n) for each in asked for n in work.connection.execute(each).one()]


def corrected_parties(work: Work) -> pl.Series:
    """Ids of the parties of which a person has corrected a value."""
    asked = select(_X.party_id).where(_X.ended_us.is_(None)).distinct().order_by(_X.party_id)
    return read_frame(work, asked, {"party_id": pl.Int64})["party_id"]


def first_imports(work: Work, parties: pl.Series) -> pl.DataFrame:
    """party_id, import_id: by which import each party came."""
    columns = [_P.id.label("party_id"), _P.import_id]
    return read_by_ids(work, columns, {"party_id": pl.Int64, "import_id": pl.Int64}, _P.id, parties)


def keys_between(work: Work, low: int, high: int) -> pl.DataFrame:
    """key, party_id of the stored keys from `low` to `high`, in this order."""
    asked = select(_K.key, _K.party_id).where(_K.key.between(low, high)).order_by(_K.key, _K.party_id)
    return read_frame(work, asked, {"key": pl.Int64, "party_id": pl.Int64})


def what_holds(work: Work, snapshot_id: int) -> pl.DataFrame:
    """left_id, right_id: pairs believed by a snapshot, answers "same", and who is in one customer now."""
    view = View(snapshot=snapshot_id)
    believed = select(_PAIRS.left_id, _PAIRS.right_id).where(live_pairs(view), _PAIRS.probability >= THRESHOLD)
    told = select(_D.left_id, _D.right_id).where(_D.ended_us.is_(None), _D.decision == "same")
    first = func.min(_M.party_id).over(partition_by=_M.customer_id)
    several = select(_C.id).where(_C.parties > 1, published(_T["customers"]))
    held = select(first.label("left_id"), _M.party_id.label("right_id")).where(
        current_memberships(NOW), _M.customer_id.in_(several)
    )
    return read_frame(work, union_all(believed, told, held), _ENDS)


def forget_pairs_of(work: Work, snapshot_id: int) -> bool:
    """Delete a slice of the pairs that a re-match staged; whether more are left."""
    mine = _PAIRS.import_id == -snapshot_id
    return delete_where_limited(work, _T["pairs"], mine, SLICE) == SLICE


def delete_retired(work: Work, after: int) -> int | None:
    """Delete those of a slice of pairs that are of retired snapshots; where the next slice begins, null at the end.

    In      `after`: the left party up to which pairs were looked at.
    """
    slice_ = select(_PAIRS.left_id).where(_PAIRS.left_id > after).order_by(_PAIRS.left_id).limit(SLICE).subquery()
    last = work.connection.execute(select(func.max(slice_.c.left_id))).scalar_one()
    if last is None:
        return None
    retired = select(_S.id).where(_S.state == "retired")
    here = _PAIRS.left_id.between(after + 1, last) & _PAIRS.snapshot_id.in_(retired)
    while delete_where_limited(work, _T["pairs"], here, SLICE) == SLICE:
        pass
    return int(last)


def pairs_since(work: Work, parties: pl.Series, import_id: int) -> pl.DataFrame:
    """left_id, right_id, import_id of pairs with a side among parties that were made by later imports, or by a
    re-match after this import; empty where there is none, else with all of theirs that were made by hand or have ended.
    """
    published_us = select(_I.published_us).where(_I.id == import_id).scalar_subquery()
    again = select(-_S.id).where(_S.created_us > published_us)
    later = or_(_PAIRS.import_id > import_id, _PAIRS.import_id.in_(again))
    old = or_(later, _PAIRS.import_id == 0)
    schema: Schema = {**_ENDS, "import_id": pl.Int64, "later": pl.Boolean}
    columns = [_PAIRS.left_id, _PAIRS.right_id, _PAIRS.import_id, later.label("later")]
    sides = [read_by_ids(work, columns, schema, side, parties, old) for side in (_PAIRS.left_id, _PAIRS.right_id)]
    every = pl.concat(sides).unique(["left_id", "right_id", "import_id"])
    return every.drop("later") if every["later"].any() else every.drop("later").clear()
