"""What every command does the same way: the clock, JSON on stdout, messages on stderr, a mapping from a file."""

from __future__ import annotations

import sys
import time
from pathlib import Path
from typing import Annotated

import orjson
import typer

from service.errors import BadQuery, FileNotFound

FileArgument = Annotated[Path, typer.Argument(help="The file; its bytes are read, never its name.")]


def now_us() -> int:
    """The present moment in microseconds UTC."""
    return time.time_ns() // 1000


def print_json(value: object) -> None:
    """One JSON value on stdout."""
    sys.stdout.buffer.write(orjson.dumps(value, option=orjson.OPT_INDENT_2) + b"\n")
    sys.stdout.buffer.flush()


def tell(text: str) -> None:
    """A message for the person at the terminal."""
    typer.echo(text, err=True)


def read_mapping(path: Path | None) -> dict[str, str | None] | None:
    """A forced mapping: JSON object of heading, heading#2 or @index to field or null.

    Raises  FileNotFound, BadQuery.
    """
    if path is None:
        return None
    if not path.is_file():
        raise FileNotFound
    try:
        value = orjson.loads(path.read_bytes())
    except orjson.JSONDecodeError as error:
        raise BadQuery("The mapping is not JSON.") from error
    if not isinstance(value, dict) or not all(v is None or isinstance(v, str) for v in value.values()):
        raise BadQuery("The mapping must be an object of heading to field or null.")
    return value
