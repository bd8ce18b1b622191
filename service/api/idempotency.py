"""Idempotency-Key (draft-ietf-httpapi-idempotency-key-header): the same POST again gets the same answer, happens once.

Scope: principal, method, path and key. Kept a day. The answer is stored in the transaction of its effect, sealed with
the installation's secret and the client's own key: it may speak of people (or hold a new key's secret), and only who
repeats the request can have it opened. A request that did not begin (bad shape, 401, 409, 429, 503) stores nothing.
"""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import orjson
from starlette.requests import Request
from starlette.responses import Response

from service.api.operations import JSON, Operation
from service.api.paging import Seal
from service.api.problems import BadRequest, KeyMissing, KeyReused
from service.errors import InFlight
from service.store import idempotency as rows
from service.store.idempotency import Kept
from service.store.session import Work

_MOST = 255
REPLAYED = "Idempotency-Replayed"
_KEPT_HEADERS = ("etag", "location")


class Replay(Exception):
    """The request was answered before; the answer is given again."""

    def __init__(self, response: Response) -> None:
        super().__init__("answered before")
        self.response = response


@dataclass
class UnderWay:
    """The keys whose requests this process is carrying out: long uploads hold theirs before any transaction begins."""

    _held: set[tuple[int, str]] = field(default_factory=set)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    @contextmanager
    def hold(self, principal_id: int, key: str) -> Iterator[None]:
        """Nobody else works under this key meanwhile.

        Raises  InFlight.
        """
        mine = (principal_id, key)
        with self._lock:
            if mine in self._held:
                raise InFlight
            self._held.add(mine)
        try:
            yield
        finally:
            with self._lock:
                self._held.discard(mine)


@dataclass(frozen=True)
class Keyed:
    """One request under a key. `key` is the digest of its scope; `payload` of what was sent, null until it is known."""

    principal_id: int
    key: str
    raw: str
    seal: Seal
    payload: str | None

    def replay_if_kept(self, work: Work, *, now_us: int, payload: str | None = None) -> None:
        """Give the kept answer again, if there is one.

        Raises  Replay; KeyReused when it answered another payload.
        """
        kept = rows.kept_answer(work, self.principal_id, self.key, now_us=now_us)
        if kept is None:
            return
        if kept.request_sha256 != (payload or self.payload):
            raise KeyReused
        saved = orjson.loads(self.seal.open(kept.body, salt=self.raw.encode()))
        headers = saved["headers"] | {REPLAYED: "true"}
        raise Replay(Response(saved["body"].encode(), kept.status, headers, JSON))

    def keep(self, work: Work, response: Response, *, now_us: int, payload: str | None = None) -> None:
        """Store the answer beside its effect."""
        headers = {name: response.headers[name] for name in _KEPT_HEADERS if name in response.headers}
        saved = orjson.dumps({"headers": headers, "body": bytes(response.body).decode()})
        sealed = self.seal.close(saved, salt=self.raw.encode())
        digest = payload or self.payload or ""
        rows.keep(work, self.principal_id, self.key, Kept(digest, response.status_code, sealed), now_us=now_us)


def keyed_request(
    operation: Operation, request: Request, principal_id: int, secret: bytes, body: bytes | None
) -> Keyed | None:
    """What a request says of its key; null when it has none and needs none.

    In      body: the JSON bytes, or null for an upload, whose digest is known later.
    Raises  KeyMissing, BadRequest.
    """
    if operation.keyed == "no":
        return None
    raw = request.headers.get("idempotency-key")
    if raw is None:
        if operation.keyed == "required":
            raise KeyMissing
        return None
    if not 1 <= len(raw) <= _MOST or not all("!" <= c <= "~" for c in raw):
        raise BadRequest("Idempotency-Key has 1 to 255 visible ASCII characters.")
    scope = f"{operation.method} {request.url.path}\n{raw}"
    payload = None if body is None else payload_digest(request, body)
    seal = Seal(secret, "idempotency")
    return Keyed(principal_id, hashlib.sha256(scope.encode()).hexdigest(), raw, seal, payload)


def payload_digest(request: Request, body: bytes) -> str:
    """The digest by which two requests are the same: query and body."""
    return hashlib.sha256(request.url.query.encode() + b"\n" + body).hexdigest()
