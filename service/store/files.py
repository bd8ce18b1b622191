"""The data directory: where uploads, exports, keys and every temporary file lie, and who is still using them.

    uploads/   originals, until their import is published      exports/   deliveries
    keys/      secrets, outside backups                        tmp/<owner>/   one workspace a process

A process that opens the directory gets a workspace of its own and holds a lock on it (flock). The kernel drops the
lock when the process dies, however it dies: so a workspace without a lock belongs to the dead, its files are rubbish,
and the jobs its owner was running are free at once. The owner's name is the worker's name in the job table.
"""

from __future__ import annotations

import errno
import fcntl
import hashlib
import os
import secrets
import shutil
from collections.abc import Collection, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, Self

from service.errors import NotFound, StorageFull

_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
_CHUNK = 1 << 20
_FOLDERS = ("uploads", "exports", "keys", "tmp")


@dataclass(frozen=True)
class Upload:
    """A file that was received whole: its name under uploads/, the SHA-256 of its bytes (hex), its size in bytes."""

    name: str
    sha256: str
    size: int


def says_disk_full(error: BaseException) -> bool:
    """Whether an error is a full disk, quota or size limit; polars and DuckDB tell it in words only."""
    if isinstance(error, OSError) and error.errno is not None:
        return error.errno in _FULL
    told = str(error)
    return "No space left on device" in told or any(f"(os error {number})" in told for number in _FULL)


@contextmanager
def disk_may_be_full() -> Iterator[None]:
    """Around writing files: a full disk, quota or size limit is a StorageFull, any other OSError stays what it is."""
    try:
        yield
    except OSError as error:
        if says_disk_full(error):
            raise StorageFull from error
        raise


class Arriving:
    """An upload under way: `write` its bytes, then `finish`; `close` forgets what was not finished."""

    def __init__(self, name: str, part: Path, uploads: Path) -> None:
        self._name, self._part, self._uploads = name, part, uploads
        self._digest, self._size = hashlib.sha256(), 0
        with disk_may_be_full():
            self._target = part.open("xb")

    def write(self, chunk: bytes) -> None:
        """Raises  StorageFull when the disk cannot take it."""
        with disk_may_be_full():
            self._target.write(chunk)
        self._digest.update(chunk)
        self._size += len(chunk)

    def finish(self, *, durable: bool = True) -> Upload:
        """Under uploads/, whole and synced; not `durable`: of a file that is looked at and removed, not synced.

        Raises  StorageFull.
        """
        with disk_may_be_full():
            self._target.flush()
            if durable:
                os.fsync(self._target.fileno())
            self._target.close()
            self._part.rename(self._uploads / self._name)
            if durable:
                sync_folder(self._uploads)
        return Upload(self._name, self._digest.hexdigest(), self._size)

    def close(self) -> None:
        """Give up what was not finished."""
        with suppress(OSError):  # a full disk is told by write or finish
            self._target.close()
        self._part.unlink(missing_ok=True)


def sync_folder(folder: Path) -> None:
    """What was renamed or removed in a folder survives a power cut."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


class DataDir:
    """An open data directory; close it (or leave its `with`) to give the workspace back.

    Folders are made when missing, readable by their owner only.
    """

    def __init__(self, root: Path) -> None:
        self.root = root
        with disk_may_be_full():
            for name in _FOLDERS:
                (root / name).mkdir(mode=0o700, parents=True, exist_ok=True)
            self.owner = secrets.token_hex(8)
            self.workspace = root / "tmp" / self.owner
            with self._guard():
                self.workspace.mkdir(mode=0o700)
                self._lock = os.open(self.workspace / "lock", os.O_CREAT | os.O_RDWR, 0o600)
                fcntl.flock(self._lock, fcntl.LOCK_EX)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Remove the workspace and let its lock go."""
        with self._guard():
            shutil.rmtree(self.workspace, ignore_errors=True)
            os.close(self._lock)

    @property
    def uploads(self) -> Path:
        """Where received originals lie until their import is published."""
        return self.root / "uploads"

    @property
    def exports(self) -> Path:
        """Where deliveries lie until they expire."""
        return self.root / "exports"

    @property
    def keys(self) -> Path:
        """Secrets and tombstones: what backups of the base do not hold."""
        return self.root / "keys"

    def receive(self, stream: BinaryIO) -> Upload:
        """Stream an upload to disk; it appears under uploads/ whole and synced, or not at all.

        Raises  StorageFull when the disk cannot take it; nothing of it is left behind.
        """
        with self.receiving() as arriving:
            while chunk := stream.read(_CHUNK):
                arriving.write(chunk)
            return arriving.finish()

    @contextmanager
    def receiving(self) -> Iterator[Arriving]:
        """An upload written piece by piece, by whoever gets it piece by piece; without `finish` nothing of it stays."""
        name = f"{self.owner}-{secrets.token_hex(8)}"
        arriving = Arriving(name, self.workspace / f"{name}.part", self.uploads)
        try:
            yield arriving
        finally:
            arriving.close()

    def upload(self, name: str) -> Path:
        """The path of a received file.

        Raises  NotFound when it is no longer there.
        """
        path = self.uploads / name
        if not path.is_file():
            raise NotFound("The uploaded file is no longer there.")
        return path

    def remove_upload(self, name: str) -> None:
        """Delete a received file; done already is done."""
        (self.uploads / name).unlink(missing_ok=True)
        sync_folder(self.uploads)

    def dead_owners(self) -> set[str]:
        """Owners whose workspace is still there though their process is not.

        An owner of another machine is never among them: its workspace is not here.
        """
        with self._guard():
            return {f.name for f in (self.root / "tmp").iterdir() if f.is_dir() and not _is_held(f)}

    def clear(self, owners: Collection[str]) -> None:
        """Remove the workspaces of these dead owners, and whatever else lies loose in tmp/."""
        with self._guard():
            for entry in (self.root / "tmp").iterdir():
                if entry.name in owners:
                    shutil.rmtree(entry)
                elif entry.is_file() and entry.name != ".guard":
                    entry.unlink()

    def uploads_of_the_dead(self) -> set[str]:
        """Received files whose receiver no longer lives: rubbish, unless an import names them.

        Ask this first and the imports afterwards: a receiver that dies in between has already told its import.
        """
        with self._guard():
            return {name for name, receiver_lives in uploads_in(self.root).items() if not receiver_lives}

    @contextmanager
    def _guard(self) -> Iterator[None]:
        """One process at a time looks at or changes who lives in tmp/."""
        handle = os.open(self.root / "tmp" / ".guard", os.O_CREAT | os.O_RDWR, 0o600)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX)
            yield
        finally:
            os.close(handle)


def uploads_in(root: Path) -> dict[str, bool]:
    """Received files by name, and whether their receiver still lives; may be asked without opening the directory."""
    if not (root / "uploads").is_dir():
        return {}
    alive = {f.name for f in (root / "tmp").iterdir() if f.is_dir() and _is_held(f)}
    return {f.name: f.name.partition("-")[0] in alive for f in (root / "uploads").iterdir()}


def _is_held(workspace: Path) -> bool:
    try:
        handle = os.open(workspace / "lock", os.O_RDWR)
    except FileNotFoundError:
        return False
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    finally:
        os.close(handle)
    return False
