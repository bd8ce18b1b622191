"""Server-sent events of a job: how far it is, until it has ended (WHATWG, 9.2).

Every event tells all that polling would. Its id is the moment of what it tells (microseconds), so it only grows, and
whoever comes back with Last-Event-ID gets what happened since; who saw the end gets 204 and stops asking. Between
looks nothing is held: no transaction, no thread. A key has ten streams at most, and they end when it is revoked.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from typing import Any

import orjson
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from service.api.auth import bearer_of
from service.api.deps import Call
from service.api.problems import BadRequest, QuotaExceeded
from service.flows.keys import whose

MEDIA_TYPE = "text/event-stream"
EVENT: dict[str, Any] = {
    "type": "object",
    "required": ["id", "event", "data"],
    "properties": {
        "id": {"type": "string", "pattern": "^[0-9]+$", "description": "Grows; send it back as Last-Event-ID."},
        "event": {"type": "string", "enum": ["progress", "end"]},
        "data": {"type": "string", "contentMediaType": "application/json"},
    },
}
"""An event, for the document."""
LOOK_SECONDS = 0.5
HEARTBEAT_SECONDS = 10.0
RETRY_MS = 2000
MOST_STREAMS = 10


@dataclass(frozen=True)
class Seen:
    """One look: the moment it speaks of (microseconds UTC), what is told, whether it is the last."""

    at_us: int
    told: dict[str, Any]
    name: str
    last: bool


Look = Callable[[], Seen]


async def follow(call: Call, look: Look) -> Response:
    """Events from now on, or from Last-Event-ID.

    In      look: one short read transaction; called in the thread pool.
    Raises  BadRequest (Last-Event-ID is no number); QuotaExceeded (the key has its streams already); what the first
            look raises.
    """
    seen = _last_event_id(call.request)
    if call.house.streams[call.principal.id] >= MOST_STREAMS:
        raise QuotaExceeded(headers={"Retry-After": "10"}, most=MOST_STREAMS)
    first = await run_in_threadpool(look)
    if first.last and seen is not None and first.at_us <= seen:
        return Response(None, 204)
    headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
    if call.request.scope.get("limpide.head"):
        return Response(None, 200, headers, MEDIA_TYPE)
    stream = _counted(call, _events(call, look, first, -1 if seen is None else seen))
    return StreamingResponse(stream, 200, headers, MEDIA_TYPE)


async def _counted(call: Call, events: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    streams, whom = call.house.streams, call.principal.id
    streams[whom] += 1
    try:
        async for event in events:
            yield event
    finally:
        streams[whom] -= 1


async def _events(call: Call, look: Look, now: Seen, seen: int) -> AsyncIterator[bytes]:
    yield f"retry: {RETRY_MS}\n\n".encode()
    told: dict[str, Any] | None = None
    quiet = 0.0
    while True:
        if now.told != told and (now.at_us > seen or told is not None):
            seen, told, quiet = max(now.at_us, seen + 1), now.told, 0.0
            yield f"id: {seen}\nevent: {now.name}\ndata: ".encode() + orjson.dumps(told) + b"\n\n"
        elif told is None:
            told = now.told  # seen before the connection broke
        if now.last or call.house.closing.is_set():
            return
        await asyncio.sleep(LOOK_SECONDS)
        quiet += LOOK_SECONDS
        if quiet >= HEARTBEAT_SECONDS:
            quiet = 0.0
            yield b": still here\n\n"
        if await run_in_threadpool(whose, call.house.database, bearer_of(call.request)) is None:
            return
        now = await run_in_threadpool(look)


def _last_event_id(request: Request) -> int | None:
    given = request.headers.get("last-event-id")
    if given is None or given == "":
        return None
    if not given.isascii() or not given.isdecimal() or len(given) > 19:
        raise BadRequest("Last-Event-ID is an id that this stream gave.")
    return int(given)
