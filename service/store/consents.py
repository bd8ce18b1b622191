"""Consent events in the base: appended with their proof, never changed (RGPD art. 7(1))."""

from __future__ import annotations

from typing import Any

import polars as pl
from sqlalchemy import bindparam, case, insert, select
from sqlmodel import SQLModel

from service.store.bulk import Schema
from service.store.corrections import BY_HAND
from service.store.ids import take_ids
from service.store.known import read_by_ids
from service.store.prepared import Prepared
from service.store.session import Work
from service.store.visible import NOW_FOR_FEW, current_memberships, live_contact_points, published

_T = SQLModel.metadata.tables
_E, _CP, _M, _P, _CO = (_T[n].c for n in ("consent_events", "contact_points", "memberships", "parties", "controllers"))

EVENTS: Schema = {
    "id": pl.Int64, "contact_point_id": pl.Int64, "party_id": pl.Int64, "import_id": pl.Int64, "channel": pl.String,
    "purpose_id": pl.String, "controller_id": pl.Int64, "status": pl.String, "occurred_us": pl.Int64,
    "recorded_us": pl.Int64, "evidence": pl.String, "proof": pl.String,
}  # fmt: skip
POINTS: Schema = {
    "contact_point_id": pl.Int64, "party_id": pl.Int64, "customer_id": pl.Int64, "list_id": pl.Int64,
    "kind": pl.String, "subtype": pl.String, "value": pl.String, "import_id": pl.Int64, "record_id": pl.Int64,
    "live": pl.Int64,
}  # fmt: skip


def append(work: Work, rows: list[dict[str, Any]]) -> list[int]:
    """Append events: the columns of EVENTS but id; their ids, in order."""
    first = take_ids(work, "consent_events", len(rows))
    numbered = [{"id": first + n, **row} for n, row in enumerate(rows)]
    work.connection.execute(insert(_T["consent_events"]), numbered)
    return [row["id"] for row in numbered]


def events_of_points(work: Work, points: pl.Series) -> pl.DataFrame:
    """EVENTS of contact points, the oldest entry first."""
    shown = published(_T["consent_events"])
    return read_by_ids(work, [_E[n] for n in EVENTS], EVENTS, _E.contact_point_id, points, shown).sort("id")


def page_of_events(work: Work, *, after: int, limit: int) -> list[dict[str, Any]]:
    """Events by id, from behind `after`, with the customer of each."""
    asked = (
        select(*[_E[n] for n in EVENTS], _M.customer_id, _CO.name.label("controller"))
        .outerjoin(_T["memberships"], (_M.party_id == _E.party_id) & _M.until_us.is_(None))
        .join(_T["controllers"], _CO.id == _E.controller_id)
        .where(_E.id > after, published(_T["consent_events"]))
    )
    return [dict(row) for row in work.connection.execute(asked.order_by(_E.id).limit(limit)).mappings()]


def _points(work: Work, among: Any, ids: pl.Series) -> pl.DataFrame:
    live = live_contact_points().label("live")
    columns = [
        _CP.id.label("contact_point_id"), _CP.party_id, _M.customer_id, _P.list_id, _CP.kind, _CP.subtype, _CP.value,
        _CP.import_id, _CP.record_id, live,
    ]  # fmt: skip
    joined = (
        _M.party_id == _CP.party_id,
        _P.id == _CP.party_id,
        published(_T["contact_points"]),
        current_memberships(),
    )
    found = read_by_ids(work, columns, POINTS, among, ids, *joined)
    return found.sort("contact_point_id").with_columns(pl.col("live").cast(pl.Boolean))


def points_of_customers(work: Work, customers: pl.Series) -> pl.DataFrame:
    """POINTS of customers, those their source dropped too; `live` bool."""
    return _points(work, _M.customer_id, customers)


_IN_FORCE = Prepared(
    select(
        _CP.id.label("contact_point_id"), _CP.kind, _CP.subtype, _CP.value, _CP.party_id, _P.list_id, _CP.record_id,
        case((_CP.import_id == BY_HAND, 1), else_=0).label("by_hand"),
    )
    .join(_T["parties"], _P.id == _CP.party_id)
    .where(_CP.party_id.in_(bindparam("parties", expanding=True)), live_contact_points(NOW_FOR_FEW))
    .order_by(_CP.id)
)  # fmt: skip


def points_in_force(work: Work, parties: list[int]) -> list[dict[str, Any]]:
    """The live contact points of one customer's parties, the oldest first; `by_hand`: set by a person."""
    found = _IN_FORCE.rows(work, parties=parties)
    return [{**row, "by_hand": bool(row["by_hand"])} for row in found]


def points_by_id(work: Work, ids: pl.Series) -> pl.DataFrame:
    """POINTS under these ids."""
    return _points(work, _CP.id, ids)


def controller_names(work: Work) -> dict[int, str]:
    """Every controller's name by id."""
    return {int(i): str(n) for i, n in work.connection.execute(select(_CO.id, _CO.name))}
