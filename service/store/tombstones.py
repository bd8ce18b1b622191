"""Tombstones: keyed hashes of erased people, in the base and in a file outside its backups (keys/tombstones.ndjson).

The file is append-only, one JSON object a line, hashes only. A base that lacks what the file has was restored from a
backup older than an erasure: opening it would bring people back, so it is refused. A base that has more than the file
was interrupted after its commit: the file is brought up to date.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import polars as pl
from sqlalchemy import Select, func, select
from sqlmodel import SQLModel

from service.core.govern.identities import identity_hashes
from service.errors import RestoreRefused
from service.store.bulk import Schema, read_frame
from service.store.files import disk_may_be_full
from service.store.known import read_by_ids
from service.store.secrets import installation_secret
from service.store.session import Database, Work, reading
from service.store.tables.consents import Suppression, Tombstone

FILE_NAME = "tombstones.ndjson"

_T = SQLModel.metadata.tables[Tombstone.__tablename__].c
_S = SQLModel.metadata.tables[Suppression.__tablename__].c
_LINE: Schema = {"noun": pl.String, "id": pl.Int64, "hash": pl.String}
_IDS: Schema = {"id": pl.Int64, "hash": pl.String}
_NOUNS = ("tombstone", "suppression")
Marks = tuple[int, int]
"""Ids of the last tombstone and the last suppression that base and file share."""


def check_tombstones(database: Database, keys: Path) -> None:
    """See that base and file agree; a file that is behind is brought up to date.

    Raises  RestoreRefused, with how many are missing, when the base lacks hashes of the file, or when the base has
            erased people and the file or the installation's key is gone.
    """
    path = keys / FILE_NAME
    with reading(database) as work:
        total = sum(int(work.connection.execute(_counted(table)).scalar_one()) for table in (Tombstone, Suppression))
        if not path.exists():
            if total:
                raise RestoreRefused("The file of tombstones is missing: restore the keys folder with the base.")
            return
        there = _in_base(work)
    if total:
        installation_secret(keys, create=False)
    kept = _in_file(path)
    missing = kept.join(there, on=list(_LINE), how="anti").height
    if missing:
        raise RestoreRefused("This base is older than erasures that were carried out.", missing=missing)
    _append(path, there.join(kept, on=list(_LINE), how="anti", maintain_order="left"))


def sync_tombstones(database: Database, keys: Path) -> Marks:
    """Append to the file what the base has beyond it; the file is made when missing. Synced to disk on return.

    Out     how far base and file go: for `append_new`.
    """
    path = keys / FILE_NAME
    with reading(database) as work:
        there = _in_base(work)
    kept = _in_file(path) if path.exists() else pl.DataFrame(schema=dict(_LINE))
    _append(path, there.join(kept, on=list(_LINE), how="anti", maintain_order="left"))
    return _marks(there, (0, 0))


def append_new(database: Database, keys: Path, after: Marks) -> Marks:
    """Append what was committed beyond the marks; called after each slice of a purge. Synced to disk on return."""
    with reading(database) as work:
        new = _in_base(work, after)
    _append(keys / FILE_NAME, new)
    return _marks(new, after)


def _marks(lines: pl.DataFrame, after: Marks) -> Marks:
    last = dict(lines.group_by("noun").agg(pl.col("id").max()).iter_rows())
    return last.get(_NOUNS[0], after[0]), last.get(_NOUNS[1], after[1])


def disagreeing(work: Work, keys: Path) -> pl.DataFrame:
    """noun, id, hash of what only the base or only the file has. Nothing is changed."""
    there, path = _in_base(work), keys / FILE_NAME
    content = path.read_bytes() if path.exists() else b""
    whole = content[: content.rfind(b"\n") + 1]
    kept = pl.read_ndjson(whole, schema=dict(_LINE)) if whole else pl.DataFrame(schema=dict(_LINE))
    sides = [a.join(b, on=list(_LINE), how="anti") for a, b in ((there, kept), (kept, there))]
    return pl.concat(sides)


def erased_before(work: Work, secret: bytes, identities: pl.Series) -> pl.Series:
    """For each identity (`source:<list>:<key>`, `email:<address>`, `phone:<number>`) whether it was erased; null: no.

    For an import: rows of people erased in the past are quarantined (code row.erased-before), a person decides.
    """
    first = work.connection.execute(select(_T.id).limit(1)).first()
    if first is None:
        return pl.Series(identities.name, [False] * len(identities), dtype=pl.Boolean)
    hashes = identity_hashes(secret, identities)
    known = read_by_ids(work, [_T.identity_hash], {"identity_hash": pl.String}, _T.identity_hash, hashes.drop_nulls())
    return hashes.is_in(known["identity_hash"].implode()).fill_null(value=False).alias(identities.name)


def _counted(table: type[SQLModel]) -> Select[Any]:
    return select(func.count()).select_from(table)


def _in_base(work: Work, after: Marks = (0, 0)) -> pl.DataFrame:
    """noun, id, hash of tombstones and suppressions, by noun and id; those beyond the marks."""
    stones = select(_T.id, _T.identity_hash.label("hash")).where(_T.id > after[0])
    barred = select(_S.id, _S.point_hash.label("hash")).where(_S.id > after[1])
    parts = [
        read_frame(work, query.order_by("id"), _IDS).select(pl.lit(noun).alias("noun"), "id", "hash")
        for noun, query in zip(_NOUNS, (stones, barred), strict=True)
    ]
    return pl.concat(parts)


def _in_file(path: Path) -> pl.DataFrame:
    """What the file has; a last line cut short by a crash does not count and is cut off."""
    content = path.read_bytes()
    whole = content[: content.rfind(b"\n") + 1]
    if len(whole) < len(content):
        with path.open("r+b") as target:
            target.truncate(len(whole))
    return pl.read_ndjson(whole, schema=dict(_LINE)) if whole else pl.DataFrame(schema=dict(_LINE))


def _append(path: Path, lines: pl.DataFrame) -> None:
    with disk_may_be_full():
        handle = os.open(path, os.O_CREAT | os.O_APPEND | os.O_WRONLY, 0o600)
        with os.fdopen(handle, "ab") as target:
            if lines.height:
                target.write(lines.select(list(_LINE)).write_ndjson().encode())
            target.flush()
            os.fsync(target.fileno())
        folder = os.open(path.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
