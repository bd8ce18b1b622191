"""Strong validators: the ETag of a representation is the digest of its bytes (RFC 9110, 8.8)."""

from __future__ import annotations

import hashlib

from starlette.requests import Request

from service.api.problems import BadRequest, MatchMissing, Stale


def etag_of(body: bytes) -> str:
    """The strong ETag of these bytes, with its quotes."""
    return f'"{hashlib.sha256(body).hexdigest()[:32]}"'


def not_modified(request: Request, etag: str) -> bool:
    """Whether the reader has this version already (If-None-Match, weak comparison)."""
    given = request.headers.get("if-none-match")
    if given is None:
        return False
    return given.strip() == "*" or etag in {tag.strip().removeprefix("W/") for tag in given.split(",")}


def demand_if_match(request: Request) -> None:
    """A write says which version it changes.

    Raises  MatchMissing, BadRequest.
    """
    given = request.headers.get("if-match")
    if given is None:
        raise MatchMissing
    if not given.strip():
        raise BadRequest("If-Match is empty.")


def refuse_stale(request: Request, etag: str) -> None:
    """Compare If-Match with the present version, strongly.

    Raises  Stale.
    """
    given = request.headers.get("if-match", "").strip()
    if given != "*" and etag not in {tag.strip() for tag in given.split(",")}:
        raise Stale
