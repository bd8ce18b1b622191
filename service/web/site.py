"""The pages as one ASGI application, to be mounted at `/`: routes, guard, static files, a page for every problem."""

from __future__ import annotations

import logging
import secrets
from dataclasses import replace
from http import HTTPStatus

from fastapi import Depends, FastAPI
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import FileResponse, HTMLResponse, RedirectResponse, Response
from starlette.types import ASGIApp

from service.errors import NotFound, QualityError
from service.web.forms import take_form
from service.web.guard import Headers, token_of
from service.web.pages import ROUTERS
from service.web.problems import BROKEN, PageMissing, Said, SignInNeeded, said
from service.web.render import HERE, render, version
from service.web.visits import House, language_of, session_token

STATIC = {
    "limpide.css": "text/css; charset=utf-8",
    "limpide.js": "text/javascript; charset=utf-8",
    "limpide.svg": "image/svg+xml",
}


def make_site(house: House) -> ASGIApp:
    """The pages over one house."""
    site = FastAPI(openapi_url=None, docs_url=None, redoc_url=None, dependencies=[Depends(take_form)])
    site.state.house = house
    site.add_api_route("/static/{name}", _static, methods=["GET", "HEAD"], response_class=FileResponse)
    for router in ROUTERS:
        site.include_router(router)
    site.add_exception_handler(QualityError, _on_problem)
    site.add_exception_handler(HTTPException, _on_http)
    site.add_exception_handler(ClientDisconnect, lambda _request, _gone: Response(status_code=400))
    site.add_exception_handler(Exception, _on_bug)
    return Headers(site)


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


def _on_bug(request: Request, _bug: Exception) -> Response:
    return _problem_page(request, BROKEN, None)


def _problem_page(request: Request, told: Said, problem: QualityError | None) -> HTMLResponse:
    house: House = request.app.state.house
    token = session_token(request)
    code = secrets.token_hex(4)
    shown = {"problem": problem, "told": told, "quoted": code, "csrf": token_of(token) if token else ""}
    body = render("problem.html", language_of(request), house.rules.timezone, **shown)
    headers = {"retry-after": "2"} if told.status == HTTPStatus.SERVICE_UNAVAILABLE else None
    logging.getLogger(__name__).info("problem page %s: %s", code, problem.slug if problem else told.status)
    return HTMLResponse(body, told.status, headers)
