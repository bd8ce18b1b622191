"""Imports and the lists they go into: finding, creating, moving from state to state, counting what came of them."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

import polars as pl
from sqlalchemy import ColumnElement, and_, case, func, insert, select, update
from sqlmodel import SQLModel, col

from service.errors import NotFound
from service.store.bulk import read_frame
from service.store.ids import take_ids
from service.store.lists import controller_named
from service.store.session import Work
from service.store.tables.lists import CustomerList, Import
from service.store.tables.records import Record, Sighting
from service.store.visible import live_records

_R = SQLModel.metadata.tables[Record.__tablename__].c
_S = SQLModel.metadata.tables[Sighting.__tablename__].c
_OVER = ("failed", "reverting", "reverted")
_VERSIONS = {"record_id": pl.Int64, "source_key": pl.String, "row_hash": pl.Int64}


@dataclass(frozen=True)
class ListTerms:
    """The terms of a list: owned, collected, purchased or rented; audience b2c, b2b or null; attested basis or null."""

    id: int
    name: str
    kind: str
    audience: str | None
    controller_id: int
    basis: str | None


def list_named(work: Work, name: str) -> ListTerms | None:
    """The list of this name."""
    return _terms(work, col(CustomerList.name) == name)


def list_by_id(work: Work, list_id: int) -> ListTerms:
    """The list under this id.

    Raises  NotFound.
    """
    found = _terms(work, col(CustomerList.id) == list_id)
    if found is None:
        raise NotFound("There is no list under this id.", list_id=list_id)
    return found


def _terms(work: Work, condition: ColumnElement[bool]) -> ListTerms | None:
    row = work.session.execute(select(CustomerList).where(condition)).scalar_one_or_none()
    if row is None:
        return None
    return ListTerms(row.id, row.name, row.kind, row.audience, row.controller_id, row.basis)


def add_list(
    work: Work,
    name: str,
    *,
    kind: str,
    audience: str | None,
    basis: str | None,
    controller: str,
    now_us: int,
) -> ListTerms:
    """A new list, with its controller when that one is new too."""
    controller_id = controller_named(work, controller, now_us=now_us)
    list_id = take_ids(work, "lists", 1)
    terms = ListTerms(list_id, name, kind, audience, controller_id, basis)
    work.connection.execute(insert(CustomerList).values(created_us=now_us, **asdict(terms)))
    return terms


def import_of_content(work: Work, list_id: int, sha256: str) -> Import | None:
    """The import of these bytes into this list that is neither failed nor reverted."""
    same = and_(col(Import.list_id) == list_id, col(Import.sha256) == sha256, col(Import.state).not_in(_OVER))
    return work.session.execute(select(Import).where(same)).scalar_one_or_none()


def get_import(work: Work, import_id: int) -> Import:
    """The import under this id.

    Raises  NotFound.
    """
    found = work.session.get(Import, import_id)
    if found is None:
        raise NotFound("There is no import under this id.", import_id=import_id)
    return found


def page_of_imports(
    work: Work, *, list_id: int | None, state: str | None, before: int | None, limit: int
) -> list[tuple[Import, str]]:
    """Imports of files, newest first, those before an id; each with its list's name."""
    asked = select(Import, col(CustomerList.name)).join(CustomerList, col(CustomerList.id) == col(Import.list_id))
    asked = asked.where(col(Import.kind) == "file")
    if list_id is not None:
        asked = asked.where(col(Import.list_id) == list_id)
    if state is not None:
        asked = asked.where(col(Import.state) == state)
    if before is not None:
        asked = asked.where(col(Import.id) < before)
    found = work.session.execute(asked.order_by(col(Import.id).desc()).limit(limit))
    return [(row, name) for row, name in found]


def add_import(work: Work, import_id: int, list_id: int, **values: Any) -> None:
    """A new import of a file, in state received."""
    row = {"id": import_id, "list_id": list_id, "state": "received", "kind": "file"} | values
    work.connection.execute(insert(Import).values(**row))


def set_import(work: Work, import_id: int, **values: Any) -> None:
    """Set columns of an import."""
    work.connection.execute(update(Import).where(col(Import.id) == import_id).values(**values))


def versions(work: Work, list_id: int) -> pl.DataFrame:
    """Live records of a list as `core.versions` reads them: record_id, source_key, row_hash."""
    live = and_(col(Record.list_id) == list_id, live_records())
    columns: list[ColumnElement[Any]] = [_R.id.label("record_id"), _R.source_key, _R.row_hash]
    asked = select(*columns).where(live)
    return read_frame(work, asked, _VERSIONS)


def has_records(work: Work, list_id: int) -> bool:
    """Whether the list has any live record."""
    asked = select(col(Import.id)).where(
        col(Import.list_id) == list_id, col(Import.state) == "published", col(Import.accepted) > 0
    )
    return work.connection.execute(asked.limit(1)).first() is not None


def outcomes(work: Work, import_id: int) -> dict[str, int]:
    """What became of the rows of an import, counted from what was stored: the counters' second half."""
    accepted = col(Record.outcome) == "accepted"
    counts = select(
        *[func.coalesce(func.sum(case((condition, 1), else_=0)), 0) for condition in _conditions(accepted)]
    ).where(col(Record.import_id) == import_id)
    fresh, changed, rejected, quarantined = work.connection.execute(counts).one()
    seen = select(func.count()).select_from(Sighting).where(col(Sighting.import_id) == import_id)
    unchanged = work.connection.execute(seen).scalar_one()
    return {
        "rows": int(fresh + changed + rejected + quarantined + unchanged),
        "accepted": int(fresh + changed + unchanged),
        "rejected": int(rejected),
        "quarantined": int(quarantined),
        "fresh": int(fresh),
        "changed": int(changed),
        "unchanged": int(unchanged),
    }


def _conditions(accepted: ColumnElement[bool]) -> list[ColumnElement[bool]]:
    return [
        and_(accepted, col(Record.supersedes).is_(None)),
        and_(accepted, col(Record.supersedes).is_not(None)),
        col(Record.outcome) == "rejected",
        col(Record.outcome) == "quarantined",
    ]


def others_published(work: Work, import_id: int) -> bool:
    """Whether another published import has accepted rows: else there is nothing to match with but the file itself."""
    asked = select(col(Import.id)).where(
        col(Import.id) != import_id, col(Import.accepted) > 0, col(Import.state) == "published"
    )
    return work.connection.execute(asked.limit(1)).first() is not None


def leaning_on(work: Work, import_id: int) -> list[int]:
    """Published imports whose rows tie to records of this one: seen again unchanged, or superseding them."""
    old = SQLModel.metadata.tables[Record.__tablename__].alias("old")
    sighting = select(_S.import_id).join(old, old.c.id == _S.record_id).where(old.c.import_id == import_id)
    superseding = select(_R.import_id).join(old, old.c.id == _R.supersedes).where(old.c.import_id == import_id)
    tied = sighting.union(superseding)
    published_ones = select(col(Import.id)).where(col(Import.state) == "published", col(Import.id).in_(tied))
    return sorted(work.connection.execute(published_ones).scalars())


def cleaned_again(work: Work, import_id: int) -> list[int]:
    """Published imports of kind repair that lean on this one, and those that lean on them."""
    kinds = {row.id: row.kind for row in work.connection.execute(select(col(Import.id), col(Import.kind)))}
    found: set[int] = set()
    new = {import_id}
    while new:
        new = {other for one in new for other in leaning_on(work, one) if kinds[other] == "repair"} - found
        found |= new
    return sorted(found)
