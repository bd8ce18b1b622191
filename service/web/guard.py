"""What keeps pages safe whatever they show: headers on every answer, the origin and a token on every form.

The policy lets in our own script and style files and nothing else: no inline script, style or handler can run, no
frame, no other host (W3C Content Security Policy 3; OWASP ASVS 5.0, 3.4). Answers are kept by no cache. Forms are
taken from our own pages only: the browser's own word first (Fetch Metadata, else Origin), then a token made from the
session, which another site cannot know (ASVS 3.5.1).
"""

from __future__ import annotations

import hashlib
import hmac
from urllib.parse import urlsplit

from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from service.web.problems import FormRefused

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'"
)
HEADERS = {
    "content-security-policy": POLICY,
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}


class Headers:
    """Puts the headers on every answer; what a page says itself stays."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, with the headers."""

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers[name] = value
                headers.setdefault("cache-control", "no-store")
            await send(message)

        await self.app(scope, receive, with_headers)


def token_of(session: str) -> str:
    """The token that a session's forms carry: it says nothing of the session."""
    return hmac.digest(session.encode(), b"limpide: forms", hashlib.sha256).hex()


def check_origin(request: Request) -> None:
    """Refuse a form that another site sent.

    Raises  FormRefused. A browser always tells one of the two headers with a POST.
    """
    site = request.headers.get("sec-fetch-site")
    if site is not None:
        if site != "same-origin":
            raise FormRefused
        return
    origin = request.headers.get("origin")
    if origin is None or urlsplit(origin).netloc != request.headers.get("host"):
        raise FormRefused


def check_token(session: str, given: str | None) -> None:
    """Refuse a form that does not carry its session's token.

    Raises  FormRefused.
    """
    if given is None or not hmac.compare_digest(token_of(session).encode(), given.encode()):
        raise FormRefused
