"""Requests made from the document's own examples, and answers held to its schemas."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from apis import Api
from openapi_schema_validator import OAS31Validator

from service.app import build_app
from service.settings import Settings


@cache
def document() -> dict[str, Any]:
    """The OpenAPI document."""
    return build_app(Settings()).openapi()


@dataclass(frozen=True)
class Told:
    """One operation as the document tells it."""

    method: str
    path: str
    told: dict[str, Any]

    @property
    def id(self) -> str:
        return str(self.told["operationId"])

    @property
    def roles(self) -> list[str]:
        return list(self.told.get("x-roles", []))


def operations() -> list[Told]:
    """Every operation of the document."""
    return [
        Told(method.upper(), path, told) for path, item in document()["paths"].items() for method, told in item.items()
    ]


def resolved(schema: dict[str, Any]) -> dict[str, Any]:
    """The schema behind a reference."""
    while "$ref" in schema:
        name = schema["$ref"].rpartition("/")[2]
        schema = document()["components"]["schemas"][name]
    return schema


def example_of(told: dict[str, Any]) -> Any:
    """The example of a parameter or a body; null when it has none."""
    schema = resolved(told.get("schema", {}))
    return told.get("example", next(iter(schema.get("examples", [])), None))


def send(api: Api, operation: Told, role: str | None, *, method: str | None = None, bare: bool = False) -> Any:
    """Send an operation's example; `bare`: without the query parameters that may be left out."""
    path, query, headers = operation.path, {}, {}
    for parameter in operation.told.get("parameters", []):
        value = example_of(parameter)
        if parameter["in"] == "path":
            assert value is not None, f"{operation.id}: {parameter['name']} has no example"
            path = path.replace("{" + parameter["name"] + "}", str(value))
        elif parameter["in"] == "query" and value is not None and not (bare and not parameter.get("required")):
            query[parameter["name"]] = value
        elif parameter["in"] == "header" and value is not None:
            headers[parameter["name"]] = value
    if any(p["name"] == "If-Match" for p in operation.told.get("parameters", [])):
        readers = next((o.roles for o in operations() if (o.method, o.path) == ("GET", operation.path)), [])
        reader = role if role in readers else next(iter(readers), None)
        headers["If-Match"] = api.get(path, reader).headers.get("etag", "*")  # a key that was revoked reads none
    content, body = _body(operation)
    if content:
        headers["Content-Type"] = content
    return api.ask(method or operation.method, path, role, params=query, headers=headers, **body)


def _body(operation: Told) -> tuple[str, dict[str, Any]]:
    told = operation.told.get("requestBody", {}).get("content", {})
    if not told:
        return "", {}
    content, media = next(iter(told.items()))
    value = example_of(media)
    assert value is not None, f"{operation.id}: its body has no example"
    return content, {"content": value.encode()} if isinstance(value, str) else {"json": value}


def faults(response: Any, operation: Told) -> Iterator[str]:
    """Where a response is not as the document says."""
    told = operation.told["responses"].get(str(response.status_code))
    if told is None:
        yield f"{operation.id}: {response.status_code} is not documented"
        return
    kind = response.headers.get("content-type", "").partition(";")[0]
    if not kind:
        return
    if kind not in told.get("content", {}):
        yield f"{operation.id}: {kind} is not documented"
    elif kind.endswith("json"):
        schema = told["content"][kind]["schema"] | {"components": document()["components"]}
        yield from (
            f"{operation.id}: {e.json_path} {e.message}" for e in OAS31Validator(schema).iter_errors(response.json())
        )
