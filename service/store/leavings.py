"""Deleting, slice by slice, the rows that a failed or reverted import leaves behind, and the marks it set on others."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial

import polars as pl
from sqlalchemy import ColumnElement, and_, exists, or_, select
from sqlmodel import SQLModel

from service.store.bulk import delete_frame, delete_where_limited, read_frame, read_frames, update_frame
from service.store.corrections import BY_HAND
from service.store.session import Work

SLICE = 5_000
"""Rows of one transaction."""

Deletion = Callable[[Work], bool]
"""Deletes one slice in the caller's transaction; answers whether more may be left."""

_T = SQLModel.metadata.tables
_MARKS = {
    "records": "superseded_by",
    "contact_points": "ended_by",
    "acts": "ended_by",
    "purchases": "ended_by",
    "pairs": "ended_by",
}
_OWN = (
    "consent_events",
    "contact_points",
    "acts",
    "purchases",
    "links",
    "issues",
    "sightings",
    "pairs",
    "customers",
    "tallies",
    "quality_counts",
)
_OF_PARTIES = {
    "memberships": ("party_id",),
    "corrections": ("party_id",),
    "pair_decisions": ("left_id", "right_id"),
    "pairs": ("left_id", "right_id"),
}


def of_import(import_id: int) -> Iterator[Deletion]:
    """What to call, in this order, each again as long as it answers that more is left."""
    for name, mark in _MARKS.items():
        yield partial(_unmark, name=name, mark=mark, import_id=import_id)
    yield from _given_by_people(import_id)
    for name in _OWN:
        yield partial(_delete, name=name, condition=_T[name].c.import_id == import_id)
    own = select(_T["parties"].c.id).where(_T["parties"].c.import_id == import_id)
    for name, columns in _OF_PARTIES.items():
        for column in columns:
            yield partial(_delete, name=name, condition=_T[name].c[column].in_(own))
    for name in ("parties", "records"):
        yield partial(_delete, name=name, condition=_T[name].c.import_id == import_id)


def _given_by_people(import_id: int) -> Iterator[Deletion]:
    """What people told of this import's contact points, and the contact points they gave its parties."""
    points, events, parties = _T["contact_points"].c, _T["consent_events"].c, _T["parties"].c
    its_party = exists().where(parties.id == points.party_id, parties.import_id == import_id)
    its_point = exists().where(points.id == events.contact_point_id, or_(points.import_id == import_id, its_party))
    yield partial(_delete, name="consent_events", condition=and_(events.import_id.is_(None), its_point))
    yield partial(_delete, name="contact_points", condition=and_(points.import_id == BY_HAND, its_party))


def keys_of_parties(work: Work, parties: pl.Series) -> pl.DataFrame:
    """key, party_id of match keys of parties: one walk through the table, which is ordered by key."""
    keys = _T["match_keys"].c
    schema = {"key": pl.Int64, "party_id": pl.Int64}
    wanted = pl.DataFrame({"party_id": parties.unique()})
    found = [
        f.join(wanted, on="party_id", how="semi") for f in read_frames(work, select(keys.key, keys.party_id), schema)
    ]
    return pl.concat(found) if found else pl.DataFrame(schema=schema)


def delete_keys(work: Work, keys: pl.DataFrame) -> None:
    """Delete match keys: key, party_id."""
    delete_frame(work, _T["match_keys"], keys)


def _delete(work: Work, *, name: str, condition: ColumnElement[bool]) -> bool:
    return delete_where_limited(work, _T[name], condition, SLICE) == SLICE


def _unmark(work: Work, *, name: str, mark: str, import_id: int) -> bool:
    """Clear the marks an import set."""
    table = _T[name]
    keys = list(table.primary_key.columns)
    asked = select(*keys).where(table.c[mark] == import_id).limit(SLICE)
    found = read_frame(work, asked, dict.fromkeys([k.name for k in keys], pl.Int64))
    update_frame(work, table, found.columns, found.with_columns(pl.lit(None, dtype=pl.Int64).alias(mark)))
    return found.height == SLICE
