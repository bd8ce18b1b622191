"""What the base knows of the parties that changed rows speak of: read before their new version is staged."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import orjson
import polars as pl
from sqlalchemy import ARRAY, ColumnElement, any_, bindparam, func, select
from sqlmodel import SQLModel, col

from service.store.bulk import Schema, read_frame
from service.store.session import Work
from service.store.tables.consents import ConsentEvent
from service.store.tables.parties import Act, ContactPoint, Party, Purchase
from service.store.tables.records import Record
from service.store.visible import live_acts, live_contact_points, live_purchases, published

IDS_AT_ONCE = 10_000
"""Ids of one query: each of them is kept until it ends."""

_TABLES = SQLModel.metadata.tables
_R, _P = _TABLES[Record.__tablename__].c, _TABLES[Party.__tablename__].c


def read_by_ids(
    work: Work,
    columns: Sequence[ColumnElement[Any]],
    schema: Schema,
    among: ColumnElement[Any],
    ids: pl.Series,
    *where: Any,
) -> pl.DataFrame:
    """Rows whose `among` is one of the ids and for which every condition holds."""
    wanted = ids.unique().sort().to_list()
    parts = [
        read_frame(work, select(*columns).where(one_of(work, among, wanted[i : i + IDS_AT_ONCE]), *where), schema)
        for i in range(0, len(wanted), IDS_AT_ONCE)
    ]
    return pl.concat(parts) if parts else pl.DataFrame(schema=dict(schema))


def one_of(work: Work, column: ColumnElement[Any], values: list[Any]) -> ColumnElement[bool]:
    """The condition that a column has one of many values, handed over as one parameter: SQLAlchemy writes a list out
    value by value, which takes longer than the query.
    """
    if work.dialect == "sqlite":
        given = func.json_each(bindparam(None, orjson.dumps(values).decode())).table_valued("value")
        return column.in_(select(given.c.value))
    return column == any_(bindparam(None, values, type_=ARRAY(column.type)))


def parties_of_records(work: Work, records: pl.Series) -> pl.DataFrame:
    """record_id, slot, party_id, kind of the parties these records speak of."""
    schema = {"record_id": pl.Int64, "slot": pl.Int64, "party_id": pl.Int64, "kind": pl.String}
    columns = [_R.id.label("record_id"), _P.slot, _P.id.label("party_id"), _P.kind]
    sides = [
        read_by_ids(work, columns, schema, _R.id, records, _P.id == side)
        for side in (_R.main_party_id, _R.contact_party_id)
    ]
    return pl.concat(sides)


def points_of(work: Work, parties: pl.Series) -> pl.DataFrame:
    """Live contact points of parties that files gave: id, party_id, kind, value."""
    points = _TABLES[ContactPoint.__tablename__].c
    schema = {"id": pl.Int64, "party_id": pl.Int64, "kind": pl.String, "value": pl.String}
    columns = [points.id, points.party_id, points.kind, points.value]
    said = (live_contact_points(), points.import_id != 0)  # what a person set, no file ends (store/corrections.py)
    return read_by_ids(work, columns, schema, points.party_id, parties, *said)


def imported_events_of(work: Work, parties: pl.Series) -> pl.DataFrame:
    """The last imported status on each contact point and channel of parties: contact_point_id, channel, status."""
    events = _TABLES[ConsentEvent.__tablename__].c
    schema = {"id": pl.Int64, "contact_point_id": pl.Int64, "channel": pl.String, "status": pl.String}
    columns = [events.id, events.contact_point_id, events.channel, events.status]
    said = (published(ConsentEvent), col(ConsentEvent.evidence) == "import")
    every = read_by_ids(work, columns, schema, events.party_id, parties, *said)
    return every.sort("id").unique(["contact_point_id", "channel"], keep="last").drop("id")


def acts_of(work: Work, parties: pl.Series) -> pl.DataFrame:
    """Live imported acts of parties: id, party_id, side, kind, on_date."""
    acts = _TABLES[Act.__tablename__].c
    names = ["id", "party_id", "side", "kind", "on_date"]
    schema: Schema = {n: pl.Int64 if n in ("id", "party_id") else pl.String for n in names}
    said = (live_acts(), col(Act.evidence) == "import")
    return read_by_ids(work, [acts[n] for n in names], schema, acts.party_id, parties, *said)


def purchases_of(work: Work, parties: pl.Series) -> pl.DataFrame:
    """Live imported purchases of parties: id, party_id, kind, on_date, amount_minor, currency, quantity."""
    bought = _TABLES[Purchase.__tablename__].c
    names = ["id", "party_id", "kind", "on_date", "amount_minor", "currency", "quantity"]
    schema: Schema = {n: pl.String if n in ("kind", "on_date", "currency") else pl.Int64 for n in names}
    said = (live_purchases(), col(Purchase.evidence) == "import")
    return read_by_ids(work, [bought[n] for n in names], schema, bought.party_id, parties, *said)
