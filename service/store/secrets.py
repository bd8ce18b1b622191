"""The installation's secret: the key of the hashes by which erased people and objectors are recognised.

It lies in the data folder (keys/installation.key), for its owner only, and outside backups of the base. Without it
tombstones and suppressions recognise nobody, so it is never made anew beside a base that has some.
"""

from __future__ import annotations

import os
import secrets
from pathlib import Path

from service.errors import RestoreRefused
from service.store.files import disk_may_be_full

KEY_NAME = "installation.key"
_BYTES = 32


def installation_secret(keys: Path, *, create: bool = True) -> bytes:
    """The secret of the installation, made once; several processes may ask at the same time.

    In      the keys folder (DataDir.keys).
    Raises  RestoreRefused when it is not there and may not be made, or is damaged; StorageFull.
    """
    path = keys / KEY_NAME
    if not path.exists():
        if not create:
            raise RestoreRefused("The installation's key is missing: restore the keys folder with the base.")
        _make(path)
    try:
        secret = bytes.fromhex(path.read_text(encoding="ascii").strip())
    except ValueError as damaged:
        raise RestoreRefused("The installation's key is damaged.") from damaged
    if len(secret) != _BYTES:
        raise RestoreRefused("The installation's key is damaged.")
    return secret


def _make(path: Path) -> None:
    """Write it whole beside its place, then give it its name unless another process was first."""
    draft = path.with_name(f".{KEY_NAME}.{secrets.token_hex(8)}")
    with disk_may_be_full():
        handle = os.open(draft, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
        try:
            with os.fdopen(handle, "w", encoding="ascii") as target:
                target.write(secrets.token_hex(_BYTES) + "\n")
                target.flush()
                os.fsync(target.fileno())
            try:
                os.link(draft, path)
            except FileExistsError:
                return
        finally:
            draft.unlink()
        folder = os.open(path.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
