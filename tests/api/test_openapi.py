"""The document: valid OpenAPI 3.1, committed as it is, and with the rules that a linter cannot know."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from document import Told, document, example_of, operations
from openapi_spec_validator import OpenAPIV31SpecValidator

from service.api.nouns import NOUNS
from service.commands.openapi import openapi_text
from service.core.roles import ROLES

COMMITTED = Path(__file__).parents[2] / "openapi" / "v1.json"
OPERATIONS = operations()


def test_the_committed_document_is_that_of_the_code() -> None:
    assert COMMITTED.read_bytes() == openapi_text(), "run `make openapi`"


def test_the_document_is_valid() -> None:
    assert list(OpenAPIV31SpecValidator(document()).iter_errors()) == []
    assert document()["openapi"].startswith("3.1")


def test_nouns_are_sorted_and_described() -> None:
    tags = [noun.tag for noun in NOUNS]
    assert tags == sorted(set(tags))
    assert all(noun.words and noun.operations for noun in NOUNS)


@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda o: o.id)
def test_an_operation_is_named_and_ruled(operation: Told) -> None:
    (tag,) = operation.told["tags"]
    words = "".join(word.capitalize() for word in re.split("[-_]", tag))
    assert re.fullmatch(f"{words[0].lower()}{words[1:]}[A-Z][A-Za-z]*", operation.id)
    assert operation.told["summary"]
    assert operation.told["description"]
    assert set(operation.roles) <= set(ROLES)
    assert operation.told["security"] == ([{"key": []}] if operation.roles else [])


def test_operation_ids_are_unique() -> None:
    ids = [operation.id for operation in OPERATIONS]
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda o: o.id)
def test_errors_are_documented_as_problems(operation: Told) -> None:
    errors = {status: told for status, told in operation.told["responses"].items() if int(status) >= 400}
    assert set(errors) >= {"400", "406", "422", "500", "503"}
    assert ({"401", "403", "429"} <= set(errors)) == bool(operation.roles)
    for told in errors.values():
        assert told["content"] == {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}


@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda o: o.id)
def test_every_input_has_bounds(operation: Told) -> None:
    schemas = [(p["name"], p["schema"]) for p in operation.told.get("parameters", [])]
    schemas += [
        ("body", media["schema"]) for media in operation.told.get("requestBody", {}).get("content", {}).values()
    ]
    assert [fault for name, schema in schemas for fault in unbounded(schema, name)] == []


def test_every_body_and_path_parameter_has_an_example() -> None:
    for operation in OPERATIONS:
        for parameter in operation.told.get("parameters", []):
            if parameter["in"] == "path":
                assert example_of(parameter) is not None, (operation.id, parameter["name"])
        for media in operation.told.get("requestBody", {}).get("content", {}).values():
            assert example_of(media) is not None, operation.id


def unbounded(schema: dict[str, Any], at: str) -> Iterator[str]:
    """Where an input could be of any size, or have fields nobody knows."""
    if "$ref" in schema:
        name = schema["$ref"].rpartition("/")[2]
        schema = document()["components"]["schemas"][name]
    for part in (*schema.get("anyOf", []), *schema.get("oneOf", []), *schema.get("allOf", [])):
        yield from unbounded(part, at)
    yield from _UNBOUNDED.get(schema.get("type", ""), _nothing)(schema, at)


def _nothing(_schema: dict[str, Any], _at: str) -> Iterator[str]:
    yield from ()


def _text(schema: dict[str, Any], at: str) -> Iterator[str]:
    if "enum" in schema or "const" in schema:
        return
    if "maxLength" not in schema:
        yield f"{at}: no maxLength"
    if "pattern" not in schema and schema.get("format") not in ("binary", "date", "date-time"):
        yield f"{at}: no pattern"


def _number(schema: dict[str, Any], at: str) -> Iterator[str]:
    if not {"minimum", "exclusiveMinimum"} & set(schema) or not {"maximum", "exclusiveMaximum"} & set(schema):
        yield f"{at}: no minimum or no maximum"


def _array(schema: dict[str, Any], at: str) -> Iterator[str]:
    if "maxItems" not in schema:
        yield f"{at}: no maxItems"
    yield from unbounded(schema.get("items", {}), f"{at}[]")


def _object(schema: dict[str, Any], at: str) -> Iterator[str]:
    others = schema.get("additionalProperties", True)
    if others is not False:
        if "maxProperties" not in schema:
            yield f"{at}: any properties"
        if isinstance(others, dict):
            yield from unbounded(others, f"{at}.*")
    for name, inner in schema.get("properties", {}).items():
        yield from unbounded(inner, f"{at}.{name}")


_UNBOUNDED = {"string": _text, "integer": _number, "number": _number, "array": _array, "object": _object}
