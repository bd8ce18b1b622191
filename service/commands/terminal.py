"""What every command does the same way: the clock, JSON on stdout, messages on stderr."""

from __future__ import annotations

import sys
import time

import orjson
import typer


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
