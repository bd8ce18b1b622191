"""Around every request, pages and API alike: its id, the headers that keep browsers safe, HEAD, and the last word on
what went wrong (pure ASGI, so that streams stay streams).
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable

from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from service.api.problems import Bug, problem_response
from service.errors import QualityError
from service.observe import logs

REQUEST_ID = "X-Request-Id"
_REQUEST_ID = re.compile(r"[0-9a-f]{32}|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
_YEAR_SECONDS = 31_536_000

SAFE_HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}
"""What every answer carries unless its route said otherwise (ASVS 5.0, 3.4)."""

Report = Callable[[BaseException, str], None]


class Shell:
    """The outermost layer; `report(bug, request_id)` is told of bugs, whose own words nobody else hears."""

    def __init__(self, app: ASGIApp, report: Report) -> None:
        self.app, self.report = app, report

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request; nothing but a cut connection comes out of here."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        answer = _Answer(scope, send)
        logs.bind(request_id=answer.request_id)
        try:
            await self.app(scope, receive, answer)
        except QualityError as problem:
            await self._close(scope, receive, answer, problem)
        except Exception as bug:  # noqa: BLE001 - a bug's own words may quote a person: it is reported by type and place
            self.report(bug, answer.request_id)
            await self._close(scope, receive, answer, Bug())

    async def _close(self, scope: Scope, receive: Receive, answer: _Answer, problem: QualityError) -> None:
        if answer.started:
            raise ConnectionAbortedError("the answer was cut short") from None
        request = Request(scope, receive)
        await problem_response(request, problem)(scope, receive, answer)


class _Answer:
    """`send` with the headers every answer carries, and without a body for HEAD."""

    def __init__(self, scope: Scope, send: Send) -> None:
        state = scope.setdefault("state", {})
        self.request_id = state["request_id"] = _request_id(scope)
        self.extra: dict[str, str] = state.setdefault("headers", {})
        self.send, self.started = send, False
        self.head = scope["method"] == "HEAD"
        self.safe = dict(SAFE_HEADERS)
        if scope.get("scheme") == "https":
            self.safe["Strict-Transport-Security"] = f"max-age={_YEAR_SECONDS}; includeSubDomains"
        if self.head:
            scope["limpide.head"] = True
            scope["method"] = "GET"  # the same route answers; its body is not sent

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.started = True
            headers = MutableHeaders(scope=message)
            headers[REQUEST_ID] = self.request_id
            for name, value in self.extra.items():
                headers[name] = value
            for name, value in self.safe.items():
                headers.setdefault(name, value)
        elif self.head and message["type"] == "http.response.body":
            message = {**message, "body": b""}
        await self.send(message)


def _request_id(scope: Scope) -> str:
    """The caller's id when it is 32 hexadecimal digits or a UUID (so no name, phone or card number), else a new one."""
    for name, value in scope["headers"]:
        if name == b"x-request-id" and _REQUEST_ID.fullmatch(value.decode("latin-1")):
            return str(value.decode("latin-1"))
    return secrets.token_hex(16)
