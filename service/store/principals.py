"""Named keys: who may ask, with which roles. The secret itself is never here, only its SHA-256."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import orjson
from sqlalchemy import insert, select, update
from sqlmodel import SQLModel

from service.store.ids import take_ids
from service.store.session import Database, Work, one_row
from service.store.tables.operation import Principal as PrincipalRow

_PRINCIPALS = SQLModel.metadata.tables[PrincipalRow.__tablename__]
_P = _PRINCIPALS.c
_GOOD = "SELECT id, name, key_sha256, roles, created_us FROM principals WHERE key_sha256 = ? AND revoked_us IS NULL"
_COLUMNS = (_P.id, _P.name, _P.key_sha256, _P.roles, _P.created_us, _P.revoked_us)


@dataclass(frozen=True)
class KeyRow:
    """A named key as the base has it; `revoked_us` null while it is good."""

    id: int
    name: str
    key_sha256: str
    roles: tuple[str, ...]
    created_us: int
    revoked_us: int | None


def add_principal(work: Work, name: str, key_sha256: str, roles: list[str], *, now_us: int) -> KeyRow:
    """A new key; its name must be free (see `by_name`)."""
    key_id = take_ids(work, "principals", 1)
    row = KeyRow(key_id, name, key_sha256, tuple(roles), now_us, None)
    work.connection.execute(
        insert(_PRINCIPALS).values(
            id=key_id, name=name, key_sha256=key_sha256, roles=orjson.dumps(roles).decode(), created_us=now_us
        )
    )
    return row


def good_by_hash(database: Database, key_sha256: str) -> KeyRow | None:
    """The key of this SHA-256 that is not revoked: asked at every request, so outside a transaction."""
    row = one_row(database, _GOOD, key_sha256)
    return None if row is None else KeyRow(row[0], row[1], row[2], tuple(orjson.loads(row[3])), row[4], None)


def by_id(work: Work, key_id: int) -> KeyRow | None:
    """The key under this id."""
    return _one(work.connection.execute(select(*_COLUMNS).where(_P.id == key_id)).one_or_none())


def by_name(work: Work, name: str) -> KeyRow | None:
    """The key of this name, revoked ones too: a name speaks of one key for ever, so that the audit stays clear."""
    return _one(work.connection.execute(select(*_COLUMNS).where(_P.name == name)).one_or_none())


def page_of_keys(work: Work, *, after: int, limit: int) -> list[KeyRow]:
    """Keys in the order they were made, those after an id."""
    asked = select(*_COLUMNS).where(_P.id > after).order_by(_P.id).limit(limit)
    return [_key(row) for row in work.connection.execute(asked)]


def set_revoked(work: Work, key_id: int, *, now_us: int) -> None:
    """From the commit on the key opens nothing."""
    work.connection.execute(
        update(_PRINCIPALS).where(_P.id == key_id, _P.revoked_us.is_(None)).values(revoked_us=now_us)
    )


def _one(row: Any) -> KeyRow | None:
    return None if row is None else _key(row)


def _key(row: Any) -> KeyRow:
    return KeyRow(row.id, row.name, row.key_sha256, tuple(orjson.loads(row.roles)), row.created_us, row.revoked_us)
