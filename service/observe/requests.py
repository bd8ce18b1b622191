"""The outermost middleware: each request is counted and timed, and leaves one line in the log.

What is told of a request is its id, method, the template of its route, status, sizes, time and the id of the key: never
the path, the query or a header. It also ends event streams when the service leaves, whatever the stream waits for.
"""

from __future__ import annotations

import asyncio
import time
from typing import Any

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from service.observe import logs
from service.observe.drain import Drain
from service.observe.metrics import known_method
from service.observe.watch import Watch

RETRY_MS = 2000
"""When a client of an event stream should come back after the service left, in milliseconds."""

UNMATCHED = "unmatched"
_WRITES = frozenset({"POST", "PUT", "PATCH", "DELETE"})
_LAST_WORDS = f"retry: {RETRY_MS}\n\n".encode()


def route_of(scope: Scope) -> str:
    """The template of the route that answered; of a mounted folder its name; never the path."""
    route = getattr(scope.get("route"), "path", None)
    if route is not None:
        return str(route)
    return f"{scope['root_path']}/{{path}}" if "endpoint" in scope and scope.get("root_path") else UNMATCHED


class Observed:
    """ASGI middleware. It wakes the supervisor when a request that writes was answered well: a job may be waiting."""

    def __init__(self, app: ASGIApp, watch: Watch) -> None:
        self._app, self._watch = app, watch

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        request = _Request(scope, receive, send, self._watch.drain)
        logs.unbind_all()
        self._watch.metrics.in_flight.inc()
        try:
            await self._app(scope, request.receive, request.send)
        except asyncio.CancelledError:
            if not request.ended_early:
                raise
            request.task.uncancel()
        finally:
            self._watch.metrics.in_flight.dec()
            request.stop_watching()
            self._tell(request)

    def _tell(self, request: _Request) -> None:
        scope, status, method = request.scope, request.status, request.method
        seconds = time.perf_counter() - request.begun
        route = route_of(scope)
        self._watch.metrics.request(method, route, status, seconds)
        logs.tell(
            "request",
            method=known_method(method),
            route=route,
            status=status,
            ms=round(seconds * 1000, 1),
            bytes_in=request.bytes_in,
            bytes_out=request.bytes_out,
            principal_id=scope["state"].get("principal_id"),
        )
        if method in _WRITES and status < 400:
            self._watch.woken.set()


class _Request:
    """One request under way: what went through, and the watch over an event stream."""

    def __init__(self, scope: Scope, receive: Receive, send: Send, drain: Drain) -> None:
        self.scope, self._receive, self._send, self._drain = scope, receive, send, drain
        self.method: str = scope["method"]
        scope.setdefault("state", {})
        current = asyncio.current_task()
        if current is None:
            raise RuntimeError("a request is answered in a task")
        self.task: asyncio.Task[Any] = current
        self.begun = time.perf_counter()
        self.status, self.bytes_in, self.bytes_out = 500, 0, 0
        self.ended_early = False
        self._watch: asyncio.Task[None] | None = None

    async def receive(self) -> Message:
        message = await self._receive()
        self.bytes_in += len(message.get("body", b""))
        return message

    async def send(self, message: Message) -> None:
        if self.ended_early:
            return
        if message["type"] == "http.response.start":
            self.status = message["status"]
            await self._send(message)
            if any(n == b"content-type" and v.startswith(b"text/event-stream") for n, v in message["headers"]):
                self._watch = asyncio.create_task(self._end_when_leaving())
            return
        self.bytes_out += len(message.get("body", b""))
        await self._send(message)

    def stop_watching(self) -> None:
        """The answer is over."""
        if self._watch is not None:
            self._watch.cancel()

    async def _end_when_leaving(self) -> None:
        await self._drain.until_begun()
        self.ended_early = True
        await self._send({"type": "http.response.body", "body": _LAST_WORDS, "more_body": False})
        self.task.cancel()
