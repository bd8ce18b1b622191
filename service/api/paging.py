"""Pages by keyset: a cursor says after which row to go on, and cannot be made or moved by its bearer.

A cursor is the last row's key, sealed with AES-GCM under a key derived from the installation's secret and bound to the
operation and its filters: used elsewhere, or with another filter, it is refused. It names rows, never people.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import secrets
from dataclasses import dataclass
from typing import Annotated, Any
from urllib.parse import urlencode

import orjson
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from fastapi import Query
from starlette.requests import Request

from service.api.problems import BadCursor

DEFAULT, MOST = 50, 1000
_NONCE = 12

Limit = Annotated[int, Query(ge=1, le=MOST, description="How many items a page has at most.", examples=[DEFAULT])]
Cursor = Annotated[
    str | None,
    Query(
        min_length=1,
        max_length=1000,
        pattern=r"^[A-Za-z0-9_-]+$",
        description="Where to go on: `next_cursor` of the page before. Never made by hand.",
    ),
]


@dataclass(frozen=True)
class Seal:
    """Seals and opens small texts for one use; `secret` is the installation's."""

    secret: bytes
    use: str

    def _cipher(self, salt: bytes) -> AESGCM:
        return AESGCM(hmac.new(self.secret, b"limpide:" + self.use.encode() + b":" + salt, hashlib.sha256).digest())

    def close(self, content: bytes, *, bound_to: bytes = b"", salt: bytes = b"") -> str:
        """Sealed and in base64url without padding."""
        nonce = secrets.token_bytes(_NONCE)
        sealed = nonce + self._cipher(salt).encrypt(nonce, content, bound_to)
        return base64.urlsafe_b64encode(sealed).decode().rstrip("=")

    def open(self, text: str, *, bound_to: bytes = b"", salt: bytes = b"") -> bytes:
        """What was sealed.

        Raises  ValueError when it was not sealed here, for this use and binding.
        """
        try:
            sealed = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
            return self._cipher(salt).decrypt(sealed[:_NONCE], sealed[_NONCE:], bound_to)
        except (binascii.Error, InvalidTag, ValueError) as wrong:
            raise ValueError("not sealed here") from wrong


@dataclass(frozen=True)
class Pager:
    """The page asked for. `after` is the key of the last row before it (the values given to `page`), null at first."""

    request: Request
    seal: Seal
    operation: str
    limit: int
    after: list[Any] | None

    @property
    def wanted(self) -> int:
        """Ask the store for one more than a page: that one tells whether there is a next page."""
        return self.limit + 1

    def page(self, items: list[dict[str, Any]], keys: list[list[Any]]) -> tuple[dict[str, Any], dict[str, str]]:
        """Body and headers of a page, from up to `wanted` items and the key of each."""
        shown = items[: self.limit]
        if len(items) <= self.limit:
            return {"items": shown, "next_cursor": None}, {}
        bound = _bound(self.request, self.operation)
        cursor = self.seal.close(orjson.dumps(keys[self.limit - 1]), bound_to=bound)
        query = [(k, v) for k, v in self.request.query_params.multi_items() if k != "cursor"] + [("cursor", cursor)]
        link = f'<{self.request.url.path}?{urlencode(query)}>; rel="next"'
        return {"items": shown, "next_cursor": cursor}, {"Link": link}


def pager(request: Request, seal: Seal, operation: str, limit: int, cursor: str | None) -> Pager:
    """The page that a request asks for.

    Raises  BadCursor.
    """
    after = None
    if cursor is not None:
        try:
            after = orjson.loads(seal.open(cursor, bound_to=_bound(request, operation)))
        except ValueError:
            raise BadCursor from None
    return Pager(request, seal, operation, limit, after)


def _bound(request: Request, operation: str) -> bytes:
    """What a cursor is good for: this operation, path and filters (page size may change on the way)."""
    filters = sorted((k, v) for k, v in request.query_params.multi_items() if k not in ("cursor", "limit"))
    return orjson.dumps([operation, request.url.path, filters])
