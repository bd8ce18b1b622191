"""What decisions read from the base: candidates, contact points, consent events, lists, suppressions."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import polars as pl
from sqlalchemy import ColumnElement, ScalarSelect, and_, case, or_, select
from sqlmodel import SQLModel

from service.core.columns import TYPED_SCHEMA
from service.core.govern.basis import list_facts
from service.store.bulk import Schema, read_frame
from service.store.columnar import read_columns
from service.store.corrections import BY_HAND, replaced_points
from service.store.known import read_by_ids
from service.store.session import Work
from service.store.tables.consents import ConsentEvent, Suppression
from service.store.tables.customers import Customer, Membership
from service.store.tables.lists import CustomerList
from service.store.tables.parties import ContactPoint, Party
from service.store.visible import current_memberships, live_contact_points, published

POINT_KINDS = {"email": "email", "sms": "phone", "phone": "phone", "autocall": "phone", "post": "postal"}
"""Which contact points a channel uses."""

_TABLES = SQLModel.metadata.tables
_C, _P = _TABLES[Customer.__tablename__].c, _TABLES[Party.__tablename__].c
_CP, _M = _TABLES[ContactPoint.__tablename__].c, _TABLES[Membership.__tablename__].c
_E, _L = _TABLES[ConsentEvent.__tablename__].c, _TABLES[CustomerList.__tablename__].c
_S = _TABLES[Suppression.__tablename__].c
_EMPLOYER = {"employer_act_on": "last_act_on", "employer_order_on": "last_order_date"}
_OWN: Schema = {"kind": pl.String, "last_act_on": pl.String, "employer_id": pl.Int64, "parties": pl.Int64}
_POINTS: Schema = {
    "contact_point_id": pl.Int64,
    "customer_id": pl.Int64,
    "list_id": pl.Int64,
    "subtype": pl.String,
    "value": pl.String,
    "live": pl.Int64,
    "party_id": pl.Int64,
    "import_id": pl.Int64,
}
_EVENTS: Schema = {
    "contact_point_id": pl.Int64,
    "status": pl.String,
    "occurred_us": pl.Int64,
    "recorded_us": pl.Int64,
    "evidence": pl.String,
    "proof": pl.String,
}


def candidates(work: Work, where: Sequence[ColumnElement[bool]], columns: Sequence[str]) -> pl.DataFrame:
    """customer_id and the named columns of the customers for which every condition (store/segments.py) holds.

    In      columns of `customers`, and employer_act_on, employer_order_on: those of the person's employer.
    """
    schema: dict[str, Any] = {"customer_id": pl.Int64}
    chosen: list[ColumnElement[Any]] = [_C.id.label("customer_id")]
    for name in columns:
        schema[name] = pl.String if name in _EMPLOYER else ({**TYPED_SCHEMA, **_OWN})[name]
        chosen.append(_of_employer(_EMPLOYER[name]).label(name) if name in _EMPLOYER else _C[name])
    return read_columns(work, select(*chosen).where(published(Customer), *where), schema)


def _of_employer(name: str) -> ScalarSelect[Any]:
    """A value of the person's employer. Looked up, not joined: most have none, and PostgreSQL puts all those into one
    bucket of a hash join, which then takes minutes.
    """
    employer = _TABLES[Customer.__tablename__].alias("employer").c
    return select(employer[name]).where(employer.id == _C.employer_id).scalar_subquery()


def among(customers: pl.Series) -> ColumnElement[bool]:
    """The condition that a customer is one of a few, for `candidates`."""
    return _C.id.in_(customers.to_list())


def points_of_channel(work: Work, channel: str) -> pl.DataFrame:
    """Contact points of a channel with their customer and list; `live` (bool) false where the source dropped them."""
    live: ColumnElement[Any] = case((live_contact_points(), 1), else_=0).label("live")
    columns = [
        _CP.id.label("contact_point_id"), _M.customer_id, _P.list_id, _CP.subtype, _CP.value, live, _CP.party_id,
        _CP.import_id,
    ]  # fmt: skip
    asked = (
        select(*columns)
        .join(_TABLES[Membership.__tablename__], _M.party_id == _CP.party_id)
        .join(_TABLES[Party.__tablename__], _P.id == _CP.party_id)
        .where(_CP.kind == POINT_KINDS[channel], published(ContactPoint), current_memberships())
    )
    return without_replaced(work, read_columns(work, asked, _POINTS), channel)


def without_replaced(
    work: Work, points: pl.DataFrame, channel: str, customers: pl.Series | None = None
) -> pl.DataFrame:
    """Points that a person put right are not live: their value was replaced in this customer (store/corrections.py).

    In      points with party_id, import_id; the customers they are of, null for all. Out: without those two columns.
    """
    gone, moved = replaced_points(work, customers)
    kind = POINT_KINDS[channel]
    values = gone.filter(pl.col("kind") == kind).select("customer_id", "value").with_columns(replaced=True)
    marked = points.join(values, on=["customer_id", "value"], how="left", maintain_order="left")
    left = pl.col("replaced").is_not_null()
    if kind == "postal":
        left |= pl.col("party_id").is_in(moved["party_id"].implode()) & (pl.col("import_id") != BY_HAND)
    return marked.with_columns(live=pl.col("live").cast(pl.Boolean) & ~left).drop("replaced", "party_id", "import_id")


def events_of(work: Work, *, channel: str, purpose: str, controller_id: int) -> pl.DataFrame:
    """Consent events of one channel, purpose and controller."""
    mine = and_(_E.channel == channel, _E.purpose_id == purpose, _E.controller_id == controller_id)
    asked = select(*[_E[n] for n in _EVENTS]).where(mine, published(ConsentEvent))
    return read_columns(work, asked, _EVENTS)


def lists_of(work: Work, *, controller_id: int, channel: str) -> pl.DataFrame:
    """What the lists of a controller say of themselves (core/govern/basis.py)."""
    asked = select(_L.id, _L.kind, _L.audience, _L.basis).where(_L.controller_id == controller_id)
    return list_facts([(r.id, r.kind, r.audience, r.basis) for r in work.connection.execute(asked)], channel)


def every_list(work: Work) -> list[tuple[int, str, str | None, str | None]]:
    """(id, kind, audience, basis) of every list, for core/govern/basis.list_facts."""
    asked = select(_L.id, _L.kind, _L.audience, _L.basis)
    return [(r.id, r.kind, r.audience, r.basis) for r in work.connection.execute(asked)]


def suppressed_hashes(work: Work, *, channel: str, purpose: str, controller_id: int) -> pl.Series:
    """Hashes of contact points that objected: for this channel, purpose and controller, or for any."""
    barred = _barring(channel, purpose, controller_id)
    return read_frame(work, select(_S.point_hash).where(*barred), {"point_hash": pl.String})["point_hash"]


def suppressed_among(work: Work, hashes: pl.Series, *, channel: str, purpose: str, controller_id: int) -> pl.Series:
    """Those of a few hashes that objected, as `suppressed_hashes`."""
    barred = _barring(channel, purpose, controller_id)
    return read_by_ids(work, [_S.point_hash], {"point_hash": pl.String}, _S.point_hash, hashes, *barred)["point_hash"]


def _barring(channel: str, purpose: str, controller_id: int) -> tuple[ColumnElement[bool], ...]:
    return (
        _S.kind == POINT_KINDS[channel],
        _any_or(_S.channel, channel),
        _any_or(_S.purpose_id, purpose),
        _any_or(_S.controller_id, controller_id),
    )


def _any_or(column: Any, value: str | int) -> ColumnElement[bool]:
    return or_(column.is_(None), column == value)
