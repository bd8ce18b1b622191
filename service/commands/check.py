"""`limpide check KIND`: values on stdin, one a line; one answer a line, in the same order. Nothing is kept.

What has arrived is answered at once, so that a program may write a line and wait for its answer; a file comes in blocks
of which each distinct value is looked at once.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated, Any, cast

import orjson
import typer

from service.core.kinds.checking import KINDS, checked_values
from service.errors import FileUnusable

if TYPE_CHECKING:
    from io import BufferedReader

    from service.lookups.online import Lookups

_BLOCK = 1 << 18  # bytes read at a time, where so many have come


def check(
    kind: Annotated[str, typer.Argument(help=f"One of {', '.join(sorted(KINDS))}; postcode takes code|commune.")],
    country: Annotated[str, typer.Option(help="Where the values are from, alpha-2.")] = "FR",
    mx: Annotated[bool, typer.Option("--mx", help="email: also ask DNS whether the domain takes mail.")] = False,
    vies: Annotated[bool, typer.Option("--vies", help="vat: also ask VIES whether the number is registered.")] = False,
) -> None:
    """Check values of one kind: what they come to, whether they hold, and why not."""
    if kind not in KINDS:
        raise typer.BadParameter(f"KIND is one of {', '.join(sorted(KINDS))}")
    if (mx and kind != "email") or (vies and kind != "vat"):
        raise typer.BadParameter("--mx goes with email, --vies with vat")
    today, look = datetime.now(UTC).date(), _lookups(mx=mx, vies=vies)
    for values in _blocks():
        told: Iterable[dict[str, Any]] = checked_values(kind, values, country=country.upper(), today=today)
        if look is not None:
            told = look.look(kind, told)
        sys.stdout.buffer.write(b"".join(orjson.dumps(answer) + b"\n" for answer in told))
        sys.stdout.buffer.flush()


def _lookups(*, mx: bool, vies: bool) -> Lookups | None:
    """What was asked for is the consent: the settings speak of the service. Null: nobody is asked."""
    if not (mx or vies):
        return None
    from service.lookups.opted import opted  # noqa: PLC0415 - a plain check starts without it

    return opted(mx=mx, vies=vies)


def _blocks() -> Iterator[list[str]]:
    """The lines that have come, some at a time.

    Raises  FileUnusable with the number of a line that is not UTF-8.
    """
    rest, number = b"", 0
    stream = cast("BufferedReader", sys.stdin.buffer)
    while arrived := stream.read1(_BLOCK):
        *whole, rest = (rest + arrived).split(b"\n")
        if whole:
            yield [_text(line, number + place) for place, line in enumerate(whole, start=1)]
            number += len(whole)
    if rest:
        yield [_text(rest, number + 1)]


def _text(line: bytes, number: int) -> str:
    try:
        return line.removesuffix(b"\r").decode()
    except UnicodeDecodeError:
        raise FileUnusable("A line is not UTF-8.", line=number) from None
