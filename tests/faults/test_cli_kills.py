"""`limpide import` is killed from outside, parent or child, and asked again: it goes on where it was."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from scenes import make_files

from service.store.session import Database, reading

_LIMPIDE = [sys.executable, "-c", "from service.cli import main; main()"]


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_files(tmp_path_factory.mktemp("demo"), 2_000).this


class Terminal:
    """The command line in a data directory of its own."""

    def __init__(self, database: Database, data_dir: Path) -> None:
        self.database = database
        self.environment = os.environ | {"LIMPIDE_DATABASE_URL": database.url, "LIMPIDE_DATA_DIR": str(data_dir)}
        self.started: list[subprocess.Popen[bytes]] = []

    def start(self, *what: str) -> subprocess.Popen[bytes]:
        pipe = subprocess.PIPE
        process = subprocess.Popen([*_LIMPIDE, *what], env=self.environment, stdout=pipe, stderr=pipe)
        self.started.append(process)
        return process

    def run(self, *what: str) -> tuple[int, str, str]:
        process = self.start(*what)
        out, err = process.communicate()
        return process.returncode, out.decode(), err.decode()

    def wait_until_staged(self, rows: int) -> None:
        """Wait until a worker has staged some rows of a running import."""
        deadline = time.monotonic() + 60
        while self._staged() < rows:
            assert time.monotonic() < deadline, "waited too long"
            time.sleep(0.005)

    def _staged(self) -> int:
        with reading(self.database) as work:
            return int(work.connection.exec_driver_sql("SELECT count(*) FROM records").scalar_one())

    def worker_of(self, parent: int) -> int:
        """The process whose parent is this one."""
        for stat in Path("/proc").glob("[0-9]*/stat"):
            try:
                fields = stat.read_text().rpartition(")")[2].split()
            except (FileNotFoundError, ProcessLookupError):
                continue
            if int(fields[1]) == parent:
                return int(stat.parent.name)
        raise AssertionError("there is no worker")


@pytest.fixture
def terminal(database: Database, tmp_path: Path) -> Iterator[Terminal]:
    opened = Terminal(database, tmp_path / "data")
    yield opened
    for process in opened.started:
        process.kill()
        process.communicate()


def _gone(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z"
    except (FileNotFoundError, ProcessLookupError):
        return True


def test_the_command_is_killed_and_asked_again(terminal: Terminal, file: Path) -> None:
    first = terminal.start("import", str(file))
    terminal.wait_until_staged(1)
    worker = terminal.worker_of(first.pid)
    first.kill()
    first.wait()
    deadline = time.monotonic() + 30
    while not _gone(worker):
        assert time.monotonic() < deadline, "the worker outlived the command"
        time.sleep(0.02)
    code, out, err = terminal.run("import", str(file))
    assert code == 0, err
    told = json.loads(out)
    assert (told["import_id"], told["state"]) == (1, "done")
    assert "going on" in err
    assert terminal.run("doctor")[0] == 0
    code, _, err = terminal.run("import", str(file))
    assert (code, json.loads(err)["type"]) == (1, "/problems/already-imported")


def test_the_worker_is_killed_and_the_command_goes_on_by_itself(terminal: Terminal, file: Path) -> None:
    first = terminal.start("import", str(file))
    terminal.wait_until_staged(1)
    os.kill(terminal.worker_of(first.pid), signal.SIGKILL)
    out, err = first.communicate()
    assert first.returncode == 0, err.decode()
    assert json.loads(out)["state"] == "done"
    assert terminal.run("doctor")[0] == 0
