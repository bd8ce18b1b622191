"""Slow and oversized clients are cut; uvicorn alone would wait for them for ever (measured; trust.md, finding 9).

    headers     the head of a request is whole within `header_seconds` of the connection, or of its first byte on a
                connection kept open                                                        408, and the connection ends
    body        while a body is awaited, each `body_seconds` bring `body_bytes` or more     408, and the connection ends
    head size   request line and headers are at most `head_bytes`                           431, and the connection ends
    reading     who does not take an answer for `read_seconds` is cut off

Time during which we ourselves do not read (the application is behind) does not count against the client.
"""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, ClassVar

from starlette.requests import Request
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from service.api.problems import ApiProblem, BadRequest, HeadersTooLarge, RequestTimeout, problem_response
from service.api.shell import REQUEST_ID, SAFE_HEADERS
from service.observe import logs
from service.observe.metrics import Metrics


@dataclass(frozen=True)
class Patience:
    """How long clients are waited for, in seconds, and how much they may send, in bytes."""

    header_seconds: float = 10.0
    body_seconds: float = 20.0
    body_bytes: int = 1024
    read_seconds: float = 60.0
    head_bytes: int = 16_384


class WatchedProtocol(HttpToolsProtocol):
    """uvicorn's protocol with a watch over the client. Made by `watched`, which sets the class's own attributes."""

    patience: ClassVar[Patience]
    metrics: ClassVar[Metrics]

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self._head_size = 0
        self._in_head = True
        self._body_size = 0
        self._timer: asyncio.TimerHandle | None = None
        self._write_timer: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # uvicorn says asyncio.Transport too
        """A client came: its first request is awaited."""
        super().connection_made(transport)
        self._await_head()

    def connection_lost(self, exc: Exception | None) -> None:
        """It went."""
        self._stop_timers()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Bytes of it."""
        if self.transport.is_closing():
            return
        if self._in_head and self._timer is None:
            self._await_head()
        self._head_size += len(data) if self._in_head else 0
        super().data_received(data)
        if self._in_head and self._head_size > self.patience.head_bytes:
            self._cut("head_size", HeadersTooLarge(most=self.patience.head_bytes))

    def on_message_begin(self) -> None:
        """The first byte of a request."""
        super().on_message_begin()
        self._in_head = True

    def on_headers_complete(self) -> None:
        """Its head is whole."""
        if self.transport.is_closing():
            return
        size = len(self.url) + sum(len(name) + len(value) + 4 for name, value in self.headers)
        self._in_head, self._head_size, self._body_size = False, 0, 0
        if size > self.patience.head_bytes:
            self._cut("head_size", HeadersTooLarge(most=self.patience.head_bytes))
            return
        super().on_headers_complete()
        self._arm(self.patience.body_seconds, self._look_at_body)

    def on_body(self, body: bytes) -> None:
        """A piece of its body."""
        self._body_size += len(body)
        if not self.transport.is_closing():
            super().on_body(body)

    def on_message_complete(self) -> None:
        """All of it is here. A kept connection is uvicorn's to end while nothing comes."""
        self._stop_timer()
        self._in_head, self._head_size = True, 0
        if not self.transport.is_closing():
            super().on_message_complete()

    def pause_writing(self) -> None:
        """The client does not take what we send."""
        super().pause_writing()
        self._write_timer = self.loop.call_later(self.patience.read_seconds, self._cut, "read", None)

    def resume_writing(self) -> None:
        """It takes it again."""
        self._stop_write_timer()
        super().resume_writing()

    def send_400_response(self, msg: str) -> None:  # noqa: ARG002 - uvicorn's own words are plain text
        """Not HTTP at all."""
        self._answer_and_close(BadRequest())

    def _await_head(self) -> None:
        self._arm(self.patience.header_seconds, lambda: self._cut("headers", RequestTimeout()))

    def _look_at_body(self) -> None:
        if not self.flow.read_paused and self._body_size < self.patience.body_bytes:
            self._cut("body", RequestTimeout())
            return
        self._body_size = 0
        self._arm(self.patience.body_seconds, self._look_at_body)

    def _cut(self, reason: str, problem: ApiProblem | None) -> None:
        """End the connection; with an answer, if none was begun."""
        if self.transport.is_closing():
            return
        self.metrics.cut(reason)
        logs.tell("client-cut", reason=reason)
        answered = not self._in_head and self.cycle is not None and self.cycle.response_started
        if problem is None or answered:
            self.transport.abort()
        else:
            self._answer_and_close(problem)

    def _answer_and_close(self, problem: ApiProblem) -> None:
        self._stop_timers()
        if self.cycle is not None and not self.cycle.response_complete:
            self.cycle.disconnected = True  # the application may say no more
            self.cycle.message_event.set()
        self.transport.write(_answer(problem))
        self.transport.close()

    def _arm(self, seconds: float, then: Callable[[], None]) -> None:
        self._stop_timer()
        self._timer = self.loop.call_later(seconds, then)

    def _stop_timers(self) -> None:
        self._stop_timer()
        self._stop_write_timer()

    def _stop_timer(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _stop_write_timer(self) -> None:
        if self._write_timer is not None:
            self._write_timer.cancel()
            self._write_timer = None


def watched(patience: Patience, metrics: Metrics) -> type[WatchedProtocol]:
    """The protocol class for one server; cuts are counted in `metrics`."""
    return type("Watched", (WatchedProtocol,), {"patience": patience, "metrics": metrics})


def _answer(problem: ApiProblem) -> bytes:
    """The problem as bytes, for a request that never became one."""
    request_id = secrets.token_hex(16)
    response = problem_response(
        Request({"type": "http", "method": "GET", "headers": [], "state": {"request_id": request_id}}), problem
    )
    response.headers.update(SAFE_HEADERS | {REQUEST_ID: request_id, "Connection": "close"})
    lines = [b"HTTP/1.1 %d %b" % (response.status_code, HTTPStatus(response.status_code).phrase.encode())]
    lines += [name + b": " + value for name, value in response.raw_headers]
    return b"\r\n".join([*lines, b"", bytes(response.body)])
