"""The pages as one ASGI application, to be mounted at `/`: routes, guard, static files, a page for every problem."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import replace
from http import HTTPStatus

from fastapi import Depends, FastAPI
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import FileResponse, HTMLResponse, RedirectResponse, Response
from starlette.routing import Match, Mount
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from service.errors import NotFound, QualityError
from service.web.forms import take_form
from service.web.guard import Headers
from service.web.pages import ROUTERS
from service.web.problems import BROKEN, PageMissing, Said, SignInNeeded, said
from service.web.render import HERE, render, version
from service.web.visits import House, language_of

STATIC = {
    "limpide.css": "text/css; charset=utf-8",
    "limpide.js": "text/javascript; charset=utf-8",
    "limpide.svg": "image/svg+xml",
}


OTHERS = frozenset({"v1", "openapi.json", "livez", "readyz", "metrics"})
"""First parts of addresses that are not pages."""

Report = Callable[[BaseException, str], None]


def make_site(*, report: Report) -> FastAPI:
    """The pages; `state.house` is set before the first request.

    In      report: is told of bugs (exception, request id), whose own words no page repeats.
    """
    site = FastAPI(
        openapi_url=None, docs_url=None, redoc_url=None, dependencies=[Depends(take_form)],
        redirect_slashes=False,  # such a redirect is absolute: it would lead to whatever host the request named
    )  # fmt: skip
    site.add_api_route("/static/{name}", _static, methods=["GET"], response_class=FileResponse)
    for router in ROUTERS:
        site.include_router(router)
    site.add_exception_handler(QualityError, _on_problem)
    site.add_exception_handler(RequestValidationError, _on_wrong_address)
    site.add_exception_handler(HTTPException, _on_http)
    site.add_exception_handler(ClientDisconnect, lambda _request, _gone: Response(status_code=400))
    site.add_middleware(Bugs, report=report)
    site.add_middleware(Headers)
    return site


class Pages(Mount):
    """The site's place in the service: every address that is neither the API's nor the operator's."""

    def __init__(self, site: FastAPI) -> None:
        super().__init__("/", app=site)

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        """Whether this address is a page's, there or not."""
        if scope["type"] != "http" or scope["path"].split("/")[1] in OTHERS:
            return Match.NONE, {}
        return super().matches(scope)


class Bugs:
    """A page for what nobody foresaw, when none has begun; the bug itself is reported, and goes no further."""

    def __init__(self, app: ASGIApp, report: Report) -> None:
        self.app, self.report = app, report

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, whatever happens."""
        started = False

        async def noting(message: Message) -> None:
            nonlocal started
            started = True
            await send(message)

        try:
            await self.app(scope, receive, noting)
        except Exception as bug:
            if started or scope["type"] != "http":
                raise
            request = Request(scope, receive)
            self.report(bug, _request_id(request))
            await _problem_page(request, BROKEN, None)(scope, receive, send)


def _request_id(request: Request) -> str:
    """The id that the service gave this request; one of our own where nobody gave one."""
    given = getattr(request.state, "request_id", None)
    if given is None:
        given = request.state.request_id = secrets.token_hex(8)
    return str(given)


def _static(request: Request, name: str) -> Response:
    """A file of ours, kept for ever under the version in its address."""
    if name not in STATIC:
        raise NotFound
    fresh = request.query_params.get("v") == version(name)
    kept = "public, max-age=31536000, immutable" if fresh else "no-cache"
    return FileResponse(HERE / "static" / name, media_type=STATIC[name], headers={"cache-control": kept})


def _on_problem(request: Request, problem: Exception) -> Response:
    if not isinstance(problem, QualityError):
        raise problem
    if isinstance(problem, SignInNeeded):
        back = request.url.path if request.method == "GET" and request.url.path != "/" else ""
        return RedirectResponse(f"/entrer?suite={back}" if back else "/entrer", 303)
    return _problem_page(request, said(problem), problem)


def _on_http(request: Request, problem: Exception) -> Response:
    status = problem.status_code if isinstance(problem, HTTPException) else 500
    unknown = status in (HTTPStatus.NOT_FOUND, HTTPStatus.METHOD_NOT_ALLOWED)
    told = said(PageMissing() if unknown else QualityError())
    return _problem_page(request, replace(told, status=status), None)


def _on_wrong_address(request: Request, _problem: Exception) -> Response:
    return _problem_page(request, said(PageMissing()), None)


def _problem_page(request: Request, told: Said, problem: QualityError | None) -> HTMLResponse:
    house: House = request.app.state.house
    shown = {"problem": problem, "told": told, "quoted": _request_id(request)[:8]}
    body = render("problem.html", language_of(request), house.rules.timezone, **shown)
    headers = {"retry-after": "2"} if told.status == HTTPStatus.SERVICE_UNAVAILABLE else None
    return HTMLResponse(body, told.status, headers)
