"""`limpide check KIND`: values on stdin, one a line; one answer a line, in the same order. Nothing is kept."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Annotated

import orjson
import typer

from service.core.kinds.checking import KINDS, checked_values
from service.errors import FileUnusable


def check(
    kind: Annotated[str, typer.Argument(help=f"One of {', '.join(sorted(KINDS))}; postcode takes code|commune.")],
    country: Annotated[str, typer.Option(help="Where the values are from, alpha-2.")] = "FR",
) -> None:
    """Check values of one kind: what they come to, whether they hold, and why not."""
    if kind not in KINDS:
        raise typer.BadParameter(f"KIND is one of {', '.join(sorted(KINDS))}")
    for told in checked_values(kind, _lines(), country=country.upper(), today=datetime.now(UTC).date()):
        sys.stdout.buffer.write(orjson.dumps(told) + b"\n")
    sys.stdout.buffer.flush()


def _lines() -> Iterator[str]:
    for number, line in enumerate(sys.stdin.buffer, start=1):
        try:
            yield line.removesuffix(b"\n").removesuffix(b"\r").decode()
        except UnicodeDecodeError:
            raise FileUnusable("A line is not UTF-8.", line=number) from None
