"""What a route works with: the house it serves, and the call it answers.

with call.reading() as work:                       a short read transaction
    …
return call.answer(shown, etag=True)               200, or 304 when the reader has this version

with call.effect("list.create", "list") as effect: one transaction: what the flow writes, the audit entry and
    row = lists.create(effect.work, …)             the answer to be replayed, or nothing at all
    return effect.answer(shown, noun_id=row.id, location=f"/v1/lists/{row.id}")
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from threading import Event
from typing import Annotated, Any, Protocol

import orjson
from anyio import CapacityLimiter
from fastapi import Depends, Path
from pydantic import BaseModel
from starlette.requests import Request
from starlette.responses import Response

from service.api.etags import etag_of, not_modified, refuse_stale
from service.api.idempotency import Keyed, UnderWay
from service.api.operations import JSON, Operation
from service.api.paging import Cursor, Limit, Pager, Seal, pager
from service.api.rates import Rates
from service.errors import Fact
from service.flows.keys import Principal
from service.lookups.online import Lookups
from service.observe.health import Health
from service.observe.watch import Watch
from service.store import audit
from service.store import idempotency as kept_answers
from service.store.files import DataDir
from service.store.session import Database, Work, reading, unit_of_work
from service.store.turns import one_at_a_time

_HOUR_US = 3600 * 1_000_000


@dataclass
class House:
    """What one running service has: base, data folder, secret, clock, counters. Made by `service/app.py`."""

    database: Database
    data: DataDir
    secret: bytes
    now_us: Callable[[], int]
    rates: Rates
    upload_bytes: int
    watch: Watch
    health: Health
    lookups: Lookups = field(default_factory=Lookups)
    """What may be asked of others: nothing, unless the settings say so."""
    under_way: UnderWay = field(default_factory=UnderWay)
    closing: Event = field(default_factory=Event)
    """Set when the service is asked to stop: event streams end then."""
    streams: Counter[int] = field(default_factory=Counter)
    """Open event streams by principal."""
    quick: CapacityLimiter = field(default_factory=lambda: CapacityLimiter(2))
    """Threads that answer for one thing by its id. One at a time has the interpreter: more would only hand it round
    (ten clients: 240 answers a second by 40 threads, 430 by two); longer questions have threads of their own."""
    answers_cleared_us: int = 0


class Admission(Protocol):
    """Who lets a request in: see `routing.Gate`."""

    def admit(self) -> Principal:
        """Whose request it is; known already when an endpoint begins."""


@dataclass(frozen=True)
class Call:
    """One authenticated request."""

    request: Request
    operation: Operation
    house: House
    gate: Admission
    keyed: Keyed | None = None

    @property
    def principal(self) -> Principal:
        """Who asks."""
        return self.gate.admit()

    @property
    def now_us(self) -> int:
        """The present moment, microseconds UTC."""
        return self.house.now_us()

    def reading(self) -> AbstractContextManager[Work]:
        """A short read transaction over one snapshot."""
        return reading(self.house.database)

    @contextmanager
    def effect(self, action: str, noun: str, *, payload: str | None = None) -> Iterator[Effect]:
        """One transaction: the flow's writes, their audit entry and the answer kept for a repeated request.

        In      action and noun as the audit tells them ("list.create", "list"); payload: the digest of an upload.
        Raises  Replay, KeyReused, InFlight; Busy, StorageFull, StoreUnreachable; what the block raises: then nothing
                is written.
        """
        now_us = self.now_us
        with unit_of_work(self.house.database) as work:
            if "if-match" in self.request.headers:
                one_at_a_time(work, self.request.url.path)
            if self.keyed is not None:
                kept_answers.hold(work, self.principal.id, self.keyed.key)
                self.keyed.replay_if_kept(work, now_us=now_us, payload=payload)
            effect = Effect(self, work, action, noun, now_us, payload)
            yield effect
            if not effect.answered:
                raise RuntimeError(f"{self.operation.id} wrote and did not answer")
            self._clear_old_answers(work, now_us)

    def _clear_old_answers(self, work: Work, now_us: int) -> None:
        """Once an hour the answers kept longer than a day go."""
        if now_us - self.house.answers_cleared_us > _HOUR_US:
            self.house.answers_cleared_us = now_us
            kept_answers.forget_old_answers(work, now_us=now_us)

    def answer(
        self,
        body: BaseModel | Mapping[str, Any] | bytes | None,
        *,
        status: int | None = None,
        etag: bool = False,
        headers: Mapping[str, str] | None = None,
    ) -> Response:
        """The response: JSON bytes; with `etag`, 304 when the reader has these bytes already."""
        return respond(self, body, status=status, etag=etag, headers=headers)

    def refuse_stale(self, body: BaseModel | Mapping[str, Any]) -> None:
        """Compare If-Match with the present representation, as GET would show it.

        Raises  Stale.
        """
        refuse_stale(self.request, etag_of(encoded(body)))


@dataclass
class Effect:
    """A write under way; it ends with `answer`."""

    call: Call
    work: Work
    action: str
    noun: str
    now_us: int
    payload: str | None = None
    answered: bool = False

    def answer(
        self,
        body: BaseModel | Mapping[str, Any] | None,
        *,
        noun_id: int | None,
        facts: Mapping[str, Fact] | None = None,
        status: int | None = None,
        etag: bool = False,
        location: str | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Response:
        """Write the audit entry, keep the answer for a repeated request, and answer.

        In      facts: ids and counts for the audit, never a person's value.
        """
        told = dict(headers or {}) | ({} if location is None else {"Location": location})
        response = respond(self.call, body, status=status, etag=etag, headers=told)
        audit.note(
            self.work, self.action, self.noun, noun_id, facts or {}, at_us=self.now_us,
            principal=self.call.principal.name,
        )  # fmt: skip
        if self.call.keyed is not None:
            self.call.keyed.keep(self.work, response, now_us=self.now_us, payload=self.payload)
        self.answered = True
        return response


def encoded(body: BaseModel | Mapping[str, Any] | bytes | None) -> bytes:
    """JSON bytes; what is encoded already stays as it is."""
    if body is None:
        return b""
    if isinstance(body, bytes):
        return body
    return orjson.dumps(body.model_dump(mode="json", by_alias=True) if isinstance(body, BaseModel) else body)


def respond(
    call: Call,
    body: BaseModel | Mapping[str, Any] | bytes | None,
    *,
    status: int | None,
    etag: bool,
    headers: Mapping[str, str] | None,
) -> Response:
    """See `Call.answer`."""
    content = encoded(body)
    told = dict(headers or {})
    if etag:
        told["ETag"] = etag_of(content)
        if call.operation.method == "GET" and not_modified(call.request, told["ETag"]):
            return Response(None, 304, told)
    return Response(content or None, status or call.operation.status, told, JSON if content else None)


async def _call_of(request: Request) -> Call:
    call: Call = request.state.call
    return call


async def _pager_of(request: Request, limit: Limit = 50, cursor: Cursor = None) -> Pager:
    call: Call = request.state.call
    return pager(request, Seal(call.house.secret, "cursor"), call.operation.id, limit, cursor)


Called = Annotated[Call, Depends(_call_of)]
"""The call a route answers."""

Paged = Annotated[Pager, Depends(_pager_of)]
"""The page a route is asked for: `limit` and `cursor`."""

MOST_ID = 2**53 - 1
"""The largest number that every JSON reader keeps (RFC 7493)."""

Id = Annotated[int, Path(ge=1, le=MOST_ID, description="A number given by Limpide.", examples=[1])]
"""An id in the path."""
