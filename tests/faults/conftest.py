"""A worker under the killer, for the tests of this folder."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from toy import KILLER, Start

from service.store.session import Database


@pytest.fixture
def start(database: Database, tmp_path: Path) -> Iterator[Start]:
    """Start a worker under the killer; whatever still runs at the end of the test is ended."""
    children: list[subprocess.Popen[bytes]] = []

    def start_worker(*what: str, kill: Sequence[str] = ()) -> subprocess.Popen[bytes]:
        command = [sys.executable, KILLER, "--toy", *kill, "--", "--database-url", "-", "--data-dir", str(tmp_path)]
        child = subprocess.Popen([*command, *what], stdin=subprocess.PIPE, stderr=subprocess.PIPE)
        assert child.stdin is not None
        child.stdin.write(database.url.encode() + b"\n")
        child.stdin.close()
        children.append(child)
        return child

    yield start_worker
    for child in children:
        child.kill()
        child.wait()
        if child.stderr is not None:
            child.stderr.close()
