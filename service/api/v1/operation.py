"""Probes and metrics: for orchestrators and Prometheus. See docs/operation.md.

Coroutines, not threads of the pool: they must answer also when every thread is busy.
"""

from __future__ import annotations

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from service.api.deps import House, encoded
from service.api.operations import JSON, PUBLIC, Noun
from service.api.problems import NotReady
from service.api.schemas.operation import LiveOut, ReadyOut
from service.observe.metrics import CONTENT_TYPE

noun = Noun("operation", "Probes and metrics, for those who run the service.")


@noun.get("/livez", "operationLiveness", "The process answers", roles=PUBLIC, answers=LiveOut)
async def livez() -> Response:
    """The base is not asked: a base that is away is no reason to start the service again."""
    return Response(encoded(LiveOut()), media_type=JSON)


@noun.get("/readyz", "operationReadiness", "Requests may come", roles=PUBLIC, answers=ReadyOut)
async def readyz(request: Request) -> Response:
    """503 while the base is away or of another version, the disk is nearly full, or the service was asked to end.

    Answered within 200 ms, whatever the base does.
    """
    house: House = request.app.state.house
    found = await house.health.readiness()
    if not found.ready:
        raise NotReady(store=found.store, disk=found.disk, service=found.service)
    return Response(encoded(ReadyOut(store=found.store, disk=found.disk, service=found.service)), media_type=JSON)


@noun.get("/metrics", "operationMetrics", "Metrics", roles={"admin"}, answers=None, produces=("text/plain",))
async def metrics(request: Request) -> Response:
    """In the text format of Prometheus; docs/metrics.md lists them. No value of a person."""
    house: House = request.app.state.house
    text = await run_in_threadpool(house.watch.metrics.exposition)
    return Response(text, headers={"Content-Type": CONTENT_TYPE})
