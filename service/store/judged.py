"""Pairs of the base that a reviewer has judged, with what they were judged by: what training learns from."""

from __future__ import annotations

import polars as pl
from sqlalchemy import and_, select
from sqlmodel import SQLModel

from service.store.session import Work

_T = SQLModel.metadata.tables
_P, _D = _T["pairs"].c, _T["pair_decisions"].c
JUDGED_SCHEMA: dict[str, type[pl.DataType]] = {
    "left_id": pl.Int64, "levels": pl.Int64, "weight": pl.Int64, "decision": pl.String,
}  # fmt: skip


def judged_pairs(work: Work) -> pl.DataFrame:
    """Live answers "same" and "different" on pairs that are stored: JUDGED_SCHEMA, by pair."""
    on = and_(_P.left_id == _D.left_id, _P.right_id == _D.right_id)
    asked = (
        select(_P.left_id, _P.levels, _P.weight, _D.decision)
        .join(_T["pair_decisions"], on)
        .where(_D.ended_us.is_(None), _D.decision.in_(("same", "different")), _P.ended_by.is_(None))
        .order_by(_P.left_id, _P.right_id)
    )
    rows = [tuple(row) for row in work.connection.execute(asked)]
    return pl.DataFrame(rows, schema=JUDGED_SCHEMA, orient="row")
