"""Lists as people look after them: told page by page, their terms changed. Imports find theirs in store/imports.py."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, exists, select, update
from sqlmodel import SQLModel, col

from service.store.ids import take_ids
from service.store.session import Work
from service.store.tables.lists import Controller, CustomerList, Import, Survival

_T = SQLModel.metadata.tables
_L, _C, _S = (_T[t.__tablename__].c for t in (CustomerList, Controller, Survival))


@dataclass(frozen=True)
class ListRow:
    """A list with its terms; `basis` is canonical JSON or null, `controller` a name."""

    id: int
    name: str
    kind: str
    audience: str | None
    basis: str | None
    controller: str
    created_us: int
    survival: str | None = None


def page_of_lists(work: Work, *, after: int, limit: int) -> list[ListRow]:
    """Lists in the order they were made, those after an id."""
    asked = _asked().where(_L.id > after).order_by(_L.id).limit(limit)
    return [ListRow(*row) for row in work.connection.execute(asked)]


def list_row(work: Work, list_id: int) -> ListRow | None:
    """The list under this id."""
    row = work.connection.execute(_asked().where(_L.id == list_id)).one_or_none()
    return None if row is None else ListRow(*row)


def set_terms(work: Work, list_id: int, **values: Any) -> None:
    """Set columns of a list."""
    work.connection.execute(update(CustomerList).where(col(CustomerList.id) == list_id).values(**values))


def has_imports(work: Work, list_id: int) -> bool:
    """Whether anything was ever imported into the list."""
    return bool(work.connection.execute(select(exists().where(col(Import.list_id) == list_id))).scalar_one())


def controller_named(work: Work, name: str, *, now_us: int) -> int:
    """The id of the controller of this name, made when it is new."""
    found = work.connection.execute(select(_C.id).where(_C.name == name)).scalar_one_or_none()
    if found is not None:
        return int(found)
    controller_id = take_ids(work, "controllers", 1)
    row = Controller(id=controller_id, name=name, created_us=now_us)
    work.session.add(row)
    work.session.flush()
    return controller_id


def _asked() -> Select[Any]:
    columns: list[Any] = [
        _L.id,
        _L.name,
        _L.kind,
        _L.audience,
        _L.basis,
        _C.name.label("controller"),
        _L.created_us,
        _S.rules,
    ]
    return select(*columns).join_from(CustomerList, Controller).outerjoin(Survival, _S.list_id == _L.id)
