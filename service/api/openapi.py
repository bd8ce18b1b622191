"""The OpenAPI 3.1 document, from the operations: ids, examples, bounds, and every error an operation may give."""

from __future__ import annotations

from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from fastapi.routing import RouteContext
from starlette.routing import BaseRoute

from service.api.nouns import NOUNS
from service.api.operations import Operation
from service.api.problems import MEDIA_TYPE
from service.api.schemas.common import Problem

VERSION = "1.0.0"
_PROBLEM = "#/components/schemas/Problem"
_DESCRIPTION = """\
Limpide keeps a firm's customer file clean, lawful and usable.

Send a key as `Authorization: Bearer lmp_…`. Errors are RFC 9457 problems. Lists are paged by `cursor` and `Link`.
A POST that writes takes an `Idempotency-Key`; a change takes `If-Match` with the `ETag` that was read.
"""

_TAGS = r'^(\*|(W/)?"[!#-~]*"(, *(W/)?"[!#-~]*")*)$'
_RETRY = {"Retry-After": {"description": "Seconds to wait.", "schema": {"type": "integer", "examples": [1]}}}
_RATE_HEADERS: dict[str, Any] = {
    "RateLimit": {
        "description": "What is left of the policy's window.",
        "schema": {"type": "string", "examples": ['"default";r=5999;t=60']},
    },
    "RateLimit-Policy": {
        "description": "How many requests a key may make in how many seconds.",
        "schema": {"type": "string", "examples": ['"default";q=6000;w=60']},
    },
}

REASONS: dict[int, str] = {
    400: "The request cannot be understood.",
    401: "No key, or one that is not valid.",
    403: "The key's roles do not allow this.",
    404: "There is nothing under this id.",
    406: "The answer cannot be given in the form asked for.",
    409: "The present state does not allow this, or the same request is being carried out.",
    410: "The files are no longer kept.",
    412: "This has changed since it was read.",
    413: "The body is too large.",
    414: "The address is too long.",
    415: "The body is of a type that this address does not take.",
    416: "The range asked for is not there.",
    422: "The request does not have the expected shape; `errors` says where.",
    428: "If-Match is needed.",
    429: "Too many requests; `Retry-After` says when to come back.",
    431: "The headers are too large.",
    500: "Something in Limpide itself is broken; nothing was changed.",
    503: "The base is busy or away; `Retry-After` says when to come back.",
}


_NOUNS = [noun.tag for noun in NOUNS]


def document(app: FastAPI) -> dict[str, Any]:
    """The document as plain JSON, in the order of the registers; made once an app."""
    if app.openapi_schema is None:
        made = get_openapi(
            title="Limpide",
            version=VERSION,
            description=_DESCRIPTION,
            routes=sorted(app.routes, key=_place),
            tags=[{"name": noun.tag, "description": noun.words} for noun in NOUNS],
            servers=[{"url": "/"}],
            license_info={"name": "Apache-2.0", "identifier": "Apache-2.0"},
            contact={"name": "Limpide"},
        )
        _complete(made)
        _say_int64(made)
        app.openapi_schema = made
    return app.openapi_schema


def _place(route: BaseRoute | RouteContext) -> int:
    """Where a route stands in the registers: the app looks for them in another order (build.py)."""
    operation: Operation | None = getattr(route, "operation", None)
    return -1 if operation is None else _NOUNS.index(operation.tag)


def _complete(made: dict[str, Any]) -> None:
    schemas = made.setdefault("components", {}).setdefault("schemas", {})
    problem = Problem.model_json_schema(ref_template="#/components/schemas/{model}", by_alias=True)
    schemas |= problem.pop("$defs", {}) | {"Problem": problem}
    schemas.pop("HTTPValidationError", None)
    schemas.pop("ValidationError", None)
    made["components"]["schemas"] = dict(sorted(schemas.items()))
    made["components"]["securitySchemes"] = {
        "key": {"type": "http", "scheme": "bearer", "description": "A named key, `lmp_…`."}
    }
    made["components"]["headers"] = _RATE_HEADERS | _RETRY
    for noun in NOUNS:
        for operation in noun.operations:
            _complete_operation(made["paths"][operation.path][operation.method.lower()], operation)


def _complete_operation(told: dict[str, Any], operation: Operation) -> None:
    told["security"] = [{"key": []}] if operation.roles else []
    if operation.roles:
        told["x-roles"] = sorted(operation.roles)
    told.setdefault("parameters", []).extend(_headers_of(operation))
    if not told["parameters"]:
        del told["parameters"]
    _body_types(told, operation)
    responses = told["responses"]
    responses.pop("422", None)
    good = responses[str(operation.status)]
    good["description"] = operation.summary
    _contents(good, operation)
    for beside, words in operation.also.items():
        shown = responses.get(str(beside)) or ({} if beside == 204 else good)
        responses[str(beside)] = shown | {"description": words}
    if operation.method == "GET" and "{" in operation.path:
        responses["304"] = {"description": "The reader has this version already."}
    for status in errors_of(operation):
        responses[str(status)] = {
            "description": REASONS[status],
            "content": {MEDIA_TYPE: {"schema": {"$ref": _PROBLEM}}},
        }
    if operation.roles:
        for answer in responses.values():
            answer["headers"] = {name: {"$ref": f"#/components/headers/{name}"} for name in _RATE_HEADERS}
    for name in {"429", "503"} & set(responses):
        responses[name].setdefault("headers", {})["Retry-After"] = {"$ref": "#/components/headers/Retry-After"}
    told["responses"] = dict(sorted(responses.items()))


def _contents(good: dict[str, Any], operation: Operation) -> None:
    """The answer in each of its forms: what is not JSON is told as text."""
    if operation.status == 204:
        return
    content = good.setdefault("content", {})
    for name in operation.produces:
        content.setdefault(name, {"schema": operation.schemas.get(name, {"type": "string"})})


def errors_of(operation: Operation) -> list[int]:
    """Every error status that an operation may give."""
    found = {400, 406, 414, 422, 431, 500, 503, *operation.errors}
    if operation.roles:
        found |= {401, 403, 429}
    if operation.method in ("POST", "PUT", "PATCH"):
        found |= {413, 415}
    if operation.keyed != "no":
        found |= {409}
    if operation.matched:
        found |= {412, 428}
    return sorted(found)


def _headers_of(operation: Operation) -> list[dict[str, Any]]:
    told = []
    if operation.keyed != "no":
        told.append(
            {
                "name": "Idempotency-Key", "in": "header", "required": operation.keyed == "required",
                "description": "The same request again under this key gives the same answer, for a day.",
                "schema": {"type": "string", "minLength": 1, "maxLength": 255, "pattern": "^[!-~]+$"},
                "example": "b9a1f0de-7c0d-4c52-9c1e-5f3e0c7f2a10",
            }
        )  # fmt: skip
    if operation.matched:
        told.append(
            {
                "name": "If-Match", "in": "header", "required": True,
                "description": "The ETag of the version that is changed.",
                "schema": {"type": "string", "minLength": 1, "maxLength": 200, "pattern": _TAGS},
            }
        )  # fmt: skip
    return told


def _say_int64(told: Any) -> None:
    """Every integer has 64 bits."""
    if isinstance(told, dict):
        if told.get("type") == "integer":
            told.setdefault("format", "int64")
        for inner in told.values():
            _say_int64(inner)
    elif isinstance(told, list):
        for inner in told:
            _say_int64(inner)


def _body_types(told: dict[str, Any], operation: Operation) -> None:
    """The body under each media type that the operation takes."""
    content = told.get("requestBody", {}).get("content")
    if content and "application/json" in content:
        told["requestBody"]["content"] = dict.fromkeys(operation.consumes, content["application/json"])
