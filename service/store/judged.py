"""Pairs of the base that a reviewer has judged, with what they were judged by: what training learns from."""

from __future__ import annotations

import polars as pl
from sqlalchemy import and_, func, select
from sqlmodel import SQLModel

from service.store.session import Work
from service.store.visible import live_pairs

_T = SQLModel.metadata.tables
_P, _D = _T["pairs"].c, _T["pair_decisions"].c
JUDGED_SCHEMA: dict[str, type[pl.DataType]] = {
    "left_id": pl.Int64, "levels": pl.Int64, "weight": pl.Int64, "decision": pl.String,
}  # fmt: skip


def judged_pairs(work: Work) -> pl.DataFrame:
    """Live answers "same" and "different" on pairs that are stored: JUDGED_SCHEMA, by pair."""
    on = and_(_P.left_id == _D.left_id, _P.right_id == _D.right_id)
    asked = (
        select(_P.left_id, _P.right_id, _P.levels, _P.weight, _D.decision)
        .join(_T["pair_decisions"], on)
        .where(_D.ended_us.is_(None), _D.decision.in_(("same", "different")), live_pairs())
        .order_by(_P.left_id, _P.right_id, _P.snapshot_id, func.abs(_P.import_id))
    )
    rows = [(left, right, *told) for left, right, *told in work.connection.execute(asked)]
    judged = pl.DataFrame(rows, schema={"left_id": pl.Int64, "right_id": pl.Int64, **JUDGED_SCHEMA}, orient="row")
    newest = judged.unique(["left_id", "right_id"], keep="last", maintain_order=True)
    return newest.select(list(JUDGED_SCHEMA))


def how_many_judged(work: Work) -> int:
    """Live answers "same" and "different"."""
    told = _D.ended_us.is_(None) & _D.decision.in_(("same", "different"))
    return int(work.connection.execute(select(func.count()).select_from(_T["pair_decisions"]).where(told)).scalar_one())
