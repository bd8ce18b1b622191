"""A service in a process of its own, its log, and a raw connection to it."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Self

ROOT = Path(__file__).parents[2]


class Served:
    """A running service. `log()` gives what it said so far, one object a line."""

    def __init__(self, command: Sequence[str], environment: dict[str, str] | None = None) -> None:
        self._said = tempfile.TemporaryFile()  # noqa: SIM115 - closed at exit
        given = os.environ | {"PYTHONPATH": str(ROOT)} | (environment or {})
        self.process = subprocess.Popen(
            [sys.executable, *command], stdout=subprocess.DEVNULL, stderr=self._said, env=given, cwd=ROOT
        )
        try:
            self.port = int(self.told("serving")["port"])
        except BaseException:
            self.__exit__()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self.process.kill()
        self.process.wait()
        self._said.close()

    def said(self) -> bytes:
        """All of stderr."""
        return os.pread(self._said.fileno(), 1 << 26, 0)

    def log(self) -> list[dict[str, Any]]:
        """Its log; whatever is not JSON fails."""
        return [json.loads(line) for line in self.said().splitlines(keepends=True) if line.endswith(b"\n")]

    def told(self, event: str) -> dict[str, Any]:
        """The first event of this name, waited for."""
        return self.all_told(event, 1)[0]

    def all_told(self, event: str, at_least: int) -> list[dict[str, Any]]:
        """Events of this name, once there are so many."""
        found: list[dict[str, Any]] = []

        def there() -> bool:
            assert self.process.poll() is None or self._has(event, found), self.said().decode()
            return self._has(event, found)

        wait_for(lambda: there() and len(found) >= at_least)
        return found

    def _has(self, event: str, found: list[dict[str, Any]]) -> bool:
        found[:] = [line for line in self.log() if line["event"] == event]
        return bool(found)

    def end(self, number: int = signal.SIGTERM, seconds: float = 40) -> int:
        """Ask it to end; its exit code."""
        self.process.send_signal(number)
        return self.process.wait(seconds)

    def connect(self) -> socket.socket:
        """A raw connection."""
        return socket.create_connection(("127.0.0.1", self.port), timeout=30)

    def ask(self, request: bytes) -> bytes:
        """Send bytes, and read until the service closes."""
        with self.connect() as connection:
            connection.sendall(request)
            return read_all(connection)

    def get(self, path: str) -> tuple[int, bytes]:
        """Status and body."""
        answer = self.ask(f"GET {path} HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n".encode())
        head, _, body = answer.partition(b"\r\n\r\n")
        return int(head.split()[1]), body


def read_all(connection: socket.socket) -> bytes:
    """Whatever comes until the other side closes."""
    said = b""
    try:
        while chunk := connection.recv(65_536):
            said += chunk
    except ConnectionResetError:
        pass
    return said


def read_until(connection: socket.socket, mark: bytes) -> bytes:
    """Whatever comes up to and with a mark."""
    said = b""
    while mark not in said:
        chunk = connection.recv(65_536)
        assert chunk, "closed before that"
        said += chunk
    return said


def wait_for(what: Callable[[], bool], seconds: float = 60) -> None:
    deadline = time.monotonic() + seconds
    while not what():
        assert time.monotonic() < deadline, "waited too long"
        time.sleep(0.1)
