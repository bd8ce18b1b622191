"""The API as an ASGI app: routes, problems, limits, document. `service/app.py` gives it a house to serve."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from functools import cache

import orjson
from fastapi import FastAPI
from starlette.requests import Request
from starlette.responses import Response

from service.api import handlers
from service.api.etags import etag_of, not_modified
from service.api.limits import Limits
from service.api.nouns import NOUNS
from service.api.openapi import document
from service.api.operations import JSON
from service.api.routing import OperationRoute, routes_of
from service.api.shell import Report, Shell

Lifespan = Callable[[FastAPI], AbstractAsyncContextManager[None]]


def build_api(lifespan: Lifespan, report: Report) -> FastAPI:
    """The app without a house: `app.state.house` is set by the lifespan before the first request.

    In      report: is told of bugs (exception, request id).
    Raises  ValueError when a route under /v1 has no rule.
    """
    app = FastAPI(
        title="Limpide", lifespan=lifespan, openapi_url=None, docs_url=None, redoc_url=None, redirect_slashes=False
    )
    handlers.install(app)
    app.router.routes += _routes()
    app.openapi = lambda: document(app)  # type: ignore[method-assign]  # FastAPI documents this
    app.add_route("/openapi.json", _document, include_in_schema=False)
    app.add_middleware(Limits)
    app.add_middleware(Shell, report=report)
    refuse_unruled(app)
    return app


_ASKED_MOST = {"customers", "segments"}


@cache
def _routes() -> tuple[OperationRoute, ...]:
    """Made once a process: a tenth of a second, that every app would pay again. Routes are tried one after the other,
    so what is asked most stands first.
    """
    return tuple(sorted(routes_of(NOUNS), key=lambda route: route.operation.tag not in _ASKED_MOST))


async def _document(request: Request) -> Response:
    content = orjson.dumps(request.app.openapi())
    told = {"ETag": etag_of(content), "Cache-Control": "no-cache"}
    return Response(None, 304, told) if not_modified(request, told["ETag"]) else Response(content, 200, told, JSON)


def refuse_unruled(app: FastAPI) -> None:
    """Every address under /v1 carries its rule.

    Raises  ValueError.
    """
    unruled = [
        getattr(route, "path", "?")
        for route in app.routes
        if getattr(route, "path", "?").startswith("/v1") and not isinstance(route, OperationRoute)
    ]
    if unruled:
        raise ValueError(f"routes without a rule: {unruled}")
