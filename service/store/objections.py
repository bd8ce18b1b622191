"""The consent history of parties, for what must be remembered of them when they are erased."""

from __future__ import annotations

import polars as pl
from sqlmodel import SQLModel

from service.store.bulk import Schema
from service.store.known import read_by_ids
from service.store.session import Work
from service.store.visible import published

_T = SQLModel.metadata.tables
_E, _CP = _T["consent_events"].c, _T["contact_points"].c

HISTORY: Schema = {
    "contact_point_id": pl.Int64, "channel": pl.String, "purpose_id": pl.String, "controller_id": pl.Int64,
    "status": pl.String, "occurred_us": pl.Int64, "recorded_us": pl.Int64, "evidence": pl.String, "proof": pl.String,
}  # fmt: skip


def consent_history(work: Work, parties: pl.Series) -> pl.DataFrame:
    """HISTORY of all consent events of parties, with `kind` and `value` of their contact points."""
    events = read_by_ids(work, [_E[c] for c in HISTORY], HISTORY, _E.party_id, parties, published(_T["consent_events"]))
    points: Schema = {"contact_point_id": pl.Int64, "kind": pl.String, "value": pl.String}
    held = read_by_ids(
        work, [_CP.id.label("contact_point_id"), _CP.kind, _CP.value], points, _CP.id, events["contact_point_id"]
    )
    return events.join(held, on="contact_point_id", how="inner")
