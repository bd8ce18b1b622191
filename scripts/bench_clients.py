"""The clients of bench_api.py: raw HTTP/1.1 over kept connections, so that the client costs little."""

from __future__ import annotations

import asyncio
import http.client
import json
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self


@dataclass(frozen=True)
class Load:
    """What one run of requests took. `p99`, `p50`: milliseconds."""

    per_second: float
    p50: float
    p99: float


def load(port: int, path: str, key: str | None, *, seconds: float, clients: int) -> Load:
    """Ask the same thing over and over. Raises RuntimeError when an answer is not 200."""
    return asyncio.run(_load(port, path, key, seconds, clients))


async def _load(port: int, path: str, key: str | None, seconds: float, clients: int) -> Load:
    secret = f"authorization: Bearer {key}\r\n" if key else ""
    request = f"GET {path} HTTP/1.1\r\nhost: bench\r\n{secret}\r\n".encode()
    until = time.perf_counter() + seconds
    times = [t for each in await asyncio.gather(*[_client(port, request, until) for _ in range(clients)]) for t in each]
    times.sort()
    return Load(len(times) / seconds, times[len(times) // 2] * 1000, times[int(len(times) * 0.99)] * 1000)


async def _client(port: int, request: bytes, until: float) -> list[float]:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    times = []
    while (begun := time.perf_counter()) < until:
        writer.write(request)
        head = await reader.readuntil(b"\r\n\r\n")
        if not head.startswith(b"HTTP/1.1 200"):
            raise RuntimeError(head.split(b"\r\n")[0].decode())
        length = next(line for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:"))
        await reader.readexactly(int(length.split(b":")[1]))
        times.append(time.perf_counter() - begun)
    writer.close()
    return times


def ask(port: int, method: str, path: str, key: str, body: Any = None) -> tuple[int, Any]:
    """One request with a JSON answer; `body` may be an iterator of bytes."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=600)
    headers = {"Authorization": f"Bearer {key}"} | ({"Content-Type": "text/csv"} if body is not None else {})
    connection.request(method, path, body, headers, encode_chunked=body is not None and not isinstance(body, bytes))
    answer = connection.getresponse()
    told = json.loads(answer.read() or b"null")
    connection.close()
    return answer.status, told


def lines(mebibytes: int) -> Iterator[bytes]:
    """A CSV file of this size, a mebibyte at a time, never whole in memory; no two lines are equal."""
    yield b"Code client;Nom;Email\n"
    n = 0
    for _ in range(mebibytes):
        block = bytearray()
        while len(block) < 1 << 20:
            block += b"C%012d;Nom%012d;client%d@courrier.example\n" % (n, n, n)
            n += 1
        yield bytes(block[: 1 << 20])


class Memory:
    """The resident memory of a process while the `with` block runs: `idle` before, `peak` meanwhile, in MiB."""

    def __init__(self, pid: int) -> None:
        self._status = Path(f"/proc/{pid}/status")
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._watch)
        self.idle = self.peak = self._now()

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self._over.set()
        self._thread.join()

    def _watch(self) -> None:
        while not self._over.wait(0.05):
            self.peak = max(self.peak, self._now())

    def _now(self) -> float:
        line = next(line for line in self._status.read_text().splitlines() if line.startswith("VmRSS"))
        return int(line.split()[1]) / 1024
