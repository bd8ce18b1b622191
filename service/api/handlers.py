"""From exceptions to problems: ours, the validator's, the router's."""

from __future__ import annotations

from typing import Any

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Match, Route

from service.api.problems import BadRequest, Invalid, MethodNotAllowed, NoSuchRoute, problem_response
from service.api.strict import pointer
from service.errors import QualityError


def install(app: FastAPI) -> None:
    """Every exception that is not a bug becomes a problem."""
    app.add_exception_handler(QualityError, _of_ours)
    app.add_exception_handler(RequestValidationError, _of_the_validator)
    app.add_exception_handler(HTTPException, _of_the_router)


async def _of_ours(request: Request, problem: Exception) -> Response:
    assert isinstance(problem, QualityError)  # noqa: S101 - registered for this class alone
    return problem_response(request, problem)


async def _of_the_validator(request: Request, failure: Exception) -> Response:
    assert isinstance(failure, RequestValidationError)  # noqa: S101 - registered for this class alone
    return problem_response(request, Invalid(errors=[place_of(error) for error in failure.errors()]))


def place_of(error: dict[str, Any], where: str | None = None) -> dict[str, str]:
    """Where and why, without what: neither the input, nor words that Python found for it."""
    path = list(error["loc"]) if where else list(error["loc"])[1:]
    plain = error["type"] not in ("value_error", "assertion_error")
    return {
        "in": where or str(error["loc"][0]),
        "pointer": pointer(path),
        "code": str(error["type"]).replace("_", "-"),
        "detail": str(error["msg"]) if plain else "This value is not accepted.",
    }


async def _of_the_router(request: Request, failure: Exception) -> Response:
    assert isinstance(failure, HTTPException)  # noqa: S101 - registered for this class alone
    if failure.status_code == 405:
        return _other_method(request)
    problem = NoSuchRoute() if failure.status_code == 404 else BadRequest()
    return problem_response(request, problem)


def _other_method(request: Request) -> Response:
    """405 with every method of the address; OPTIONS is answered by the same list."""
    methods: set[str] = set()
    for route in request.app.routes:
        if isinstance(route, Route) and route.matches(request.scope)[0] is not Match.NONE:
            methods |= route.methods or set()
    if "GET" in methods:
        methods.add("HEAD")
    allow = {"Allow": ", ".join(sorted(methods | {"OPTIONS"}))}
    if request.method == "OPTIONS":
        return Response(None, 204, allow)
    return problem_response(request, MethodNotAllowed(headers=allow))
