from __future__ import annotations

import errno
import hashlib
import io
import os
import resource
import signal
import subprocess
import sys
from pathlib import Path

import duckdb
import polars as pl
import pytest

from service.errors import NotFound, StorageFull
from service.store.files import DataDir, disk_may_be_full, says_disk_full

_HOLDER = """
import sys, time
from pathlib import Path
from service.store.files import DataDir
data = DataDir(Path(sys.argv[1]))
(data.workspace / "spill").write_text("x")
name = data.receive(sys.stdin.buffer).name
print(data.owner, name, flush=True)
time.sleep(60)
"""

_LIMITED = """
import io, resource, sys
from pathlib import Path
from service.errors import StorageFull
from service.store.files import DataDir
data = DataDir(Path(sys.argv[1]))
resource.setrlimit(resource.RLIMIT_FSIZE, (1 << 20, 1 << 20))
try:
    data.receive(io.BytesIO(bytes(3 << 20)))
except StorageFull:
    print(sorted(p.name for p in data.workspace.iterdir()), sorted(p.name for p in data.uploads.iterdir()))
"""


def _start_holder(root: Path) -> tuple[subprocess.Popen[bytes], str, str]:
    child = subprocess.Popen([sys.executable, "-c", _HOLDER, str(root)], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    assert child.stdin is not None
    assert child.stdout is not None
    child.stdin.write(b"nom;ville\n")
    child.stdin.close()
    owner, name = child.stdout.readline().decode().split()
    child.stdout.close()
    return child, owner, name


def test_an_upload_appears_whole_under_a_name_that_says_nothing(tmp_path: Path) -> None:
    body = b"nom;ville\n" * 300_000
    with DataDir(tmp_path) as data:
        upload = data.receive(io.BytesIO(body))
        assert upload.sha256 == hashlib.sha256(body).hexdigest()
        assert upload.size == len(body)
        assert data.upload(upload.name).read_bytes() == body
        assert [p.name for p in data.workspace.iterdir()] == ["lock"]
        data.remove_upload(upload.name)
        data.remove_upload(upload.name)
        with pytest.raises(NotFound):
            data.upload(upload.name)


def test_folders_are_for_their_owner_only(tmp_path: Path) -> None:
    with DataDir(tmp_path / "data") as data:
        for folder in (data.uploads, data.exports, data.keys, data.workspace):
            assert folder.stat().st_mode & 0o777 == 0o700


def test_a_broken_stream_leaves_nothing(tmp_path: Path) -> None:
    class Broken(io.RawIOBase):
        def read(self, size: int = -1) -> bytes:
            raise ConnectionResetError(errno.ECONNRESET, "gone")

    with DataDir(tmp_path) as data:
        with pytest.raises(ConnectionResetError):
            data.receive(Broken())  # type: ignore[arg-type]  # broken on purpose
        assert [p.name for p in data.workspace.iterdir()] == ["lock"]
        assert list(data.uploads.iterdir()) == []


def test_a_full_disk_is_said_and_leaves_nothing(tmp_path: Path) -> None:
    ran = subprocess.run([sys.executable, "-c", _LIMITED, str(tmp_path)], capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == "['lock'] []"
    assert resource.getrlimit(resource.RLIMIT_FSIZE)[0] == resource.RLIM_INFINITY


def test_a_real_full_device_is_a_full_disk(tmp_path: Path) -> None:
    with pytest.raises(StorageFull), disk_may_be_full(), Path("/dev/full").open("wb") as target:
        target.write(b"x")


def test_a_full_device_is_recognised_whoever_writes_to_it() -> None:
    with pytest.raises(OSError, match="device") as polars_says:
        pl.DataFrame({"a": range(100_000)}).write_ipc("/dev/full")
    assert says_disk_full(polars_says.value)
    with pytest.raises(duckdb.Error) as duckdb_says:
        duckdb.connect().execute("COPY (SELECT * FROM range(100000)) TO '/dev/full' (FORMAT csv)")
    assert says_disk_full(duckdb_says.value)
    assert not says_disk_full(FileNotFoundError(errno.ENOENT, "No space left on device"))
    assert not says_disk_full(ValueError("os error 28"))


def test_only_the_dead_are_cleared(tmp_path: Path) -> None:
    child, owner, name = _start_holder(tmp_path)
    try:
        with DataDir(tmp_path) as data:
            assert data.dead_owners() == set()
            assert data.uploads_of_the_dead() == set()
            mine = data.receive(io.BytesIO(b"x")).name
            os.kill(child.pid, signal.SIGKILL)
            child.wait()
            (tmp_path / "tmp" / "loose").write_text("x")
            assert data.dead_owners() == {owner}
            assert data.uploads_of_the_dead() == {name}
            data.clear(data.dead_owners())
            assert sorted(p.name for p in (tmp_path / "tmp").iterdir()) == sorted([".guard", data.owner])
            assert data.dead_owners() == set()
            assert data.uploads_of_the_dead() == {name}
            assert mine in {p.name for p in data.uploads.iterdir()}
    finally:
        child.kill()
        child.wait()


def test_closing_gives_the_workspace_back(tmp_path: Path) -> None:
    with DataDir(tmp_path):
        pass
    assert [p.name for p in (tmp_path / "tmp").iterdir()] == [".guard"]
