"""The consent history of parties, for what must be remembered of them when they are erased."""

from __future__ import annotations

import polars as pl
from sqlalchemy import exists, or_, select
from sqlmodel import SQLModel

from service.store.bulk import Schema, read_frame
from service.store.known import read_by_ids
from service.store.session import Work
from service.store.visible import published

_T = SQLModel.metadata.tables
_E, _CP, _S = (_T[n].c for n in ("consent_events", "contact_points", "suppressions"))

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


def told_on_points_of(work: Work, import_id: int) -> pl.DataFrame:
    """HISTORY, with kind and value, of what people told (no file) on contact points that go with an import: its own,
    and those a person gave its parties.
    """
    points, parties = _T["contact_points"].c, _T["parties"].c
    its_party = exists().where(parties.id == points.party_id, parties.import_id == import_id)
    asked = (
        select(*[_E[c] for c in HISTORY], points.kind, points.value)
        .join(_T["contact_points"], points.id == _E.contact_point_id)
        .where(_E.import_id.is_(None), or_(points.import_id == import_id, its_party))
    )
    return read_frame(work, asked, {**HISTORY, "kind": pl.String, "value": pl.String})


def unknown_objections(work: Work, told: pl.DataFrame) -> pl.DataFrame:
    """Those of the objections that are not kept yet: point_hash, kind, channel, purpose_id, controller_id."""
    names = ["point_hash", "kind", "channel", "purpose_id", "controller_id"]
    schema: Schema = {n: pl.Int64 if n == "controller_id" else pl.String for n in names}
    kept = read_by_ids(work, [_S[n] for n in names], schema, _S.point_hash, told["point_hash"])
    return told.join(kept, on=names, how="anti", nulls_equal=True)
