"""Parties, known before, that an import speaks of in another way than before."""

from __future__ import annotations

import polars as pl
from sqlalchemy import ColumnElement, select
from sqlmodel import SQLModel

from service.store.bulk import read_frame
from service.store.session import Work
from service.store.tables.records import Record

_R = SQLModel.metadata.tables[Record.__tablename__].c


def parties_changed_by(work: Work, import_id: int) -> pl.Series:
    """Ids of the parties of which an import's records are a new version."""
    return _spoken_of(work, (_R.import_id == import_id) & _R.supersedes.is_not(None))


def parties_replaced_by(work: Work, import_id: int) -> pl.Series:
    """Ids of the parties that the records which an import replaces spoke of: its own may name one of them no more."""
    return _spoken_of(work, _R.superseded_by == import_id)


def _spoken_of(work: Work, records: ColumnElement[bool]) -> pl.Series:
    sides = (_R.main_party_id, _R.contact_party_id)
    found = read_frame(work, select(*sides).where(records), {side.name: pl.Int64 for side in sides})
    return pl.concat([found[side.name] for side in sides]).drop_nulls().unique().sort()
