"""Frozen deliveries on disk: `exports/<DEL-…>/`, the rows as they were decided and the files made of them.

    rows.arrow                what was delivered, in columns: pages are cut from it
    members.<shape>           a file somebody asked for, whole once it has its name
    members.<shape>.sha256    its digest, hex

They hold people, so they expire (flows/deliver.py); the ledger in the base stays.
"""

from __future__ import annotations

import hashlib
import os
import secrets
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from service.store.files import DataDir, disk_may_be_full, sync_folder

ROWS = "rows.arrow"
_BATCH = 10_000


@dataclass(frozen=True)
class ExportFile:
    """A whole file: its path, bytes, and SHA-256 (hex)."""

    path: Path
    size: int
    sha256: str


def freeze(data: DataDir, name: str, rows: pl.DataFrame) -> None:
    """Keep the rows of a delivery; they are there whole, or not at all.

    Raises  StorageFull.
    """
    part = data.workspace / f"{name}-{secrets.token_hex(4)}"
    try:
        with disk_may_be_full():
            part.mkdir(mode=0o700)
            with (part / ROWS).open("wb") as target:
                rows.write_ipc(target, record_batch_size=_BATCH)
                target.flush()
                os.fsync(target.fileno())
            part.rename(data.exports / name)
            sync_folder(data.exports)
    finally:
        shutil.rmtree(part, ignore_errors=True)


def frozen(exports: Path, name: str) -> pl.LazyFrame | None:
    """The rows of a delivery, read from disk as they are asked for; null when they are there no more."""
    path = exports / name / ROWS
    return pl.scan_ipc(path) if path.is_file() else None


def file_of(exports: Path, name: str, key: str) -> ExportFile | None:
    """A file made before, or null."""
    path = exports / name / f"members.{key}"
    try:
        digest = path.with_name(path.name + ".sha256").read_text(encoding="ascii")
        return ExportFile(path, path.stat().st_size, digest)
    except FileNotFoundError:
        return None


def keep_file(data: DataDir, name: str, key: str, pieces: Iterator[bytes]) -> ExportFile:
    """Write a file piece by piece; whoever makes the same one at the same time makes the same bytes.

    Raises  StorageFull.
    """
    path = data.exports / name / f"members.{key}"
    draft = data.workspace / f"{name}-{key}-{secrets.token_hex(4)}"
    digest, size = hashlib.sha256(), 0
    try:
        with disk_may_be_full():
            with draft.open("xb") as target:
                for block in pieces:
                    target.write(block)
                    digest.update(block)
                    size += len(block)
                target.flush()
                os.fsync(target.fileno())
            mark = draft.with_name(draft.name + ".sha256")
            mark.write_text(digest.hexdigest(), encoding="ascii")
            draft.rename(path)
            mark.rename(path.with_name(path.name + ".sha256"))
    finally:
        draft.unlink(missing_ok=True)
    return ExportFile(path, size, digest.hexdigest())


def names(exports: Path) -> list[str]:
    """The deliveries that have files here."""
    return sorted(entry.name for entry in exports.iterdir() if entry.is_dir())


def touched_us(exports: Path, name: str) -> int:
    """When the files of a delivery were last touched, microseconds UTC."""
    return (exports / name).stat().st_mtime_ns // 1000


def forget(exports: Path, name: str) -> None:
    """Delete all files of a delivery; done already is done."""
    shutil.rmtree(exports / name, ignore_errors=True)
    sync_folder(exports)
