"""What a request may weigh, before anything looks at it: address, headers, body (pure ASGI).

A body may have a mebibyte; who takes uploads allows more for its own request (`allow_body`). The count is of bytes as
they come, so a missing or wrong Content-Length changes nothing.
"""

from __future__ import annotations

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from service.api.problems import BadRequest, HeadersTooLarge, TooLarge, UriTooLong

BODY_BYTES = 1 << 20
HEADER_BYTES = 16 << 10
HEADER_COUNT = 100
URI_BYTES = 8 << 10
_ALLOWED = "limpide.body_bytes"


def allow_body(scope: Scope, most: int) -> None:
    """This request may have a body of so many bytes."""
    scope[_ALLOWED] = most


class Limits:
    """Refuses what weighs too much; the problems it raises are told by the Shell around it."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Raises  UriTooLong, HeadersTooLarge, BadRequest, TooLarge (when the body is read)."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        _refuse_heavy(scope)
        scope.setdefault(_ALLOWED, BODY_BYTES)
        declared, taken = _content_length(scope), 0

        async def counted() -> Message:
            nonlocal taken
            most: int = scope[_ALLOWED]
            if declared > most:
                raise TooLarge(headers={"Connection": "close"}, most=most)
            message = await receive()
            taken += len(message.get("body", b""))
            if taken > most:
                raise TooLarge(headers={"Connection": "close"}, most=most)
            return message

        await self.app(scope, counted, send)


def _refuse_heavy(scope: Scope) -> None:
    if len(scope.get("raw_path") or b"") + len(scope["query_string"]) > URI_BYTES:
        raise UriTooLong(most=URI_BYTES)
    headers = scope["headers"]
    if len(headers) > HEADER_COUNT or sum(len(name) + len(value) + 4 for name, value in headers) > HEADER_BYTES:
        raise HeadersTooLarge(most=HEADER_BYTES)
    if "\x00" in scope["path"]:
        raise BadRequest("An address holds no NUL character.")


def _content_length(scope: Scope) -> int:
    for name, value in scope["headers"]:
        if name == b"content-length":
            return int(value) if value.isdigit() else 0
    return 0
