"""`limpide openapi`: the document of the API, as openapi/v1.json has it."""

from __future__ import annotations

import sys

import orjson

from service.app import build_app
from service.settings import Settings


def openapi_text() -> bytes:
    """The document: two blanks of indent, keys in the document's own order, a line feed at the end."""
    made = build_app(Settings()).openapi()
    return orjson.dumps(made, option=orjson.OPT_INDENT_2) + b"\n"


def openapi() -> None:
    """Print the OpenAPI document."""
    sys.stdout.buffer.write(openapi_text())
    sys.stdout.buffer.flush()
