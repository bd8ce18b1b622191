"""Values set by a person: they hang on the party whose value they replace, and go with it (design, 4.3)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import polars as pl
from sqlalchemy import bindparam, insert, select, update
from sqlmodel import SQLModel, col

from service.core.resolve.corrected import CORRECTION_SCHEMA
from service.store.bulk import Schema, read_frame
from service.store.ids import take_ids
from service.store.known import IDS_AT_ONCE, read_by_ids
from service.store.prepared import Prepared
from service.store.session import Work
from service.store.tables.parties import ContactPoint, Correction
from service.store.visible import current_memberships

BY_HAND = 0
"""In the place of an import: made, or ended, by a person and not by a file."""

_T = SQLModel.metadata.tables
_X, _CP, _M = (_T[n].c for n in (Correction.__tablename__, ContactPoint.__tablename__, "memberships"))
_LIVE = col(Correction.ended_us).is_(None)
_POINT_FIELDS = {"email": "email", "phone": "phone", "phone_mobile": "phone"}
_ADDRESS = ("address_line1", "address_line2", "address_line3", "postal_code", "city", "country_code")

ROWS: Schema = {
    "id": pl.Int64, "party_id": pl.Int64, "record_id": pl.Int64, "field": pl.String, "value": pl.String,
    "replaced": pl.String, "at_us": pl.Int64, "principal": pl.String,
}  # fmt: skip


def corrections_of(work: Work, parties: pl.Series) -> pl.DataFrame:
    """CORRECTION_SCHEMA of the live corrections of parties."""
    columns = [_X[n] for n in CORRECTION_SCHEMA]
    if parties.len() <= IDS_AT_ONCE:
        return read_by_ids(work, columns, CORRECTION_SCHEMA, _X.party_id, parties, _LIVE)
    every = read_frame(work, select(*columns).where(_LIVE), CORRECTION_SCHEMA)
    return every.filter(pl.col("party_id").is_in(parties.implode()))


def history_of(work: Work, parties: pl.Series, *, live: bool = False) -> pl.DataFrame:
    """ROWS of the corrections of parties, the oldest first; all, or those that hold."""
    where = (_LIVE,) if live else ()
    return read_by_ids(work, [_X[n] for n in ROWS], ROWS, _X.party_id, parties, *where).sort("id")


_HELD = Prepared(
    select(*[_X[n] for n in ROWS]).where(_X.party_id.in_(bindparam("parties", expanding=True)), _LIVE).order_by(_X.id)
)


def rows_of(work: Work, parties: list[int]) -> list[dict[str, Any]]:
    """The live corrections of one customer's parties, the oldest first: ROWS as dicts."""
    return _HELD.rows(work, parties=parties)


def put_right(point: Mapping[str, Any], held: Sequence[Mapping[str, Any]]) -> bool:
    """Whether a contact point of a customer is one that its corrections replaced; as `replaced_points`, of one.

    In      kind, value, party_id, by_hand; `rows_of` the customer's parties.
    """
    if point["kind"] == "postal":
        return not point["by_hand"] and any(x["party_id"] == point["party_id"] and x["field"] in _ADDRESS for x in held)
    return any(
        _POINT_FIELDS.get(x["field"]) == point["kind"] and x["replaced"] == point["value"] != x["value"] for x in held
    )


def correct(
    work: Work,
    *,
    party_id: int,
    record_id: int,
    field: str,
    value: str | None,
    replaced: str | None,
    principal: str,
    now_us: int,
) -> int:
    """Set a value; a correction of the same field of the party ends, and what that one replaced stays the replaced.

    Out     the correction's id.
    """
    same = (col(Correction.party_id) == party_id, col(Correction.field) == field, _LIVE)
    before = work.connection.execute(select(_X.id, _X.replaced).where(*same)).one_or_none()
    if before is not None:
        work.connection.execute(update(Correction).where(_X.id == before.id).values(ended_us=now_us))
        replaced = before.replaced
    row = {
        "party_id": party_id, "record_id": record_id, "field": field, "value": value, "replaced": replaced,
        "at_us": now_us, "principal": principal,
    }  # fmt: skip
    made: int = work.connection.execute(insert(Correction).values(row).returning(_X.id)).scalar_one()
    return made


def set_points(work: Work, party_id: int, record_id: int, kind: str, points: pl.DataFrame) -> None:
    """The contact points of a kind that corrections give a party; those given before and not now end.

    In      points: kind, subtype, value, key. One that was given before comes back, with its consents.
    """
    mine = (_CP.party_id == party_id, _CP.import_id == BY_HAND, _CP.kind == kind)
    work.connection.execute(update(ContactPoint).where(*mine).values(ended_by=BY_HAND))
    first_id = take_ids(work, "contact_points", points.height)
    for n, point in enumerate(points.iter_rows(named=True)):
        same = (*mine, _CP.value == point["value"])
        found = work.connection.execute(update(ContactPoint).where(*same).values(ended_by=None)).rowcount
        if not found:
            row = {"id": first_id + n, "party_id": party_id, "record_id": record_id, "import_id": BY_HAND, **point}
            work.connection.execute(insert(ContactPoint).values(row))


def replaced_points(work: Work, customers: pl.Series | None = None) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Contact points of files that a person put right: nobody is contacted there any more.

    In      the customers asked about, null for all.
    Out     customer_id, kind, value of emails and numbers; party_id of those whose postal address was corrected.
    """
    columns = [_X.party_id, _M.customer_id, _X.field, _X.value, _X.replaced]
    schema: Schema = {
        "party_id": pl.Int64, "customer_id": pl.Int64, "field": pl.String, "value": pl.String, "replaced": pl.String,
    }  # fmt: skip
    asked = select(*columns).join(_T["memberships"], _M.party_id == _X.party_id)
    asked = asked.where(_LIVE, current_memberships(), _X.field.in_([*_POINT_FIELDS, *_ADDRESS]))
    if customers is not None and customers.len() <= IDS_AT_ONCE:
        asked = asked.where(_M.customer_id.in_(customers.unique().to_list()))
    told = read_frame(work, asked, schema)
    address = told.filter(pl.col("field").is_in(_ADDRESS)).select("party_id").unique()
    points = told.filter(pl.col("field").is_in(list(_POINT_FIELDS)) & pl.col("replaced").ne_missing(pl.col("value")))
    kinds = pl.col("field").replace_strict(_POINT_FIELDS, return_dtype=pl.String).alias("kind")
    gone = points.select("customer_id", kinds, pl.col("replaced").alias("value")).drop_nulls().unique()
    return gone, address
