"""What a bug may say: its type and where it happened. Its text may quote a person's data, so it is never shown."""

from __future__ import annotations

import sys
import traceback
from collections.abc import Iterator
from pathlib import Path

from service.errors import Fact

_TITLE = "Something in Limpide itself is broken; nothing was published."


def bug_as_problem(bug: BaseException) -> dict[str, Fact]:
    """The bug as a problem for the job table: its type and the innermost place, no text of its own."""
    frames = traceback.extract_tb(bug.__traceback__)
    where = f"{Path(frames[-1].filename).name}:{frames[-1].lineno}" if frames else ""
    return {"type": "/problems/bug", "title": _TITLE, "bug": type(bug).__name__, "where": where}


def traces(bug: BaseException) -> Iterator[tuple[str, list[str]]]:
    """Class and frames (file:line:function, innermost last) of a bug, then of what caused it."""
    for cause in _chain(bug):
        frames = traceback.extract_tb(cause.__traceback__)
        told = [f"{'/'.join(Path(f.filename).parts[-2:])}:{f.lineno}:{f.name}" for f in frames]
        yield f"{type(cause).__module__}.{type(cause).__qualname__}", told


def print_bug(bug: BaseException) -> None:
    """Type and traceback on stderr, of the bug and of what caused it, without messages and values."""
    for cause in _chain(bug):
        sys.stderr.write(f"{type(cause).__module__}.{type(cause).__qualname__}\n")
        for frame in traceback.extract_tb(cause.__traceback__):
            sys.stderr.write(f'  File "{frame.filename}", line {frame.lineno}, in {frame.name}\n')


def _chain(bug: BaseException) -> Iterator[BaseException]:
    seen: BaseException | None = bug
    while seen is not None:
        yield seen
        seen = seen.__cause__ or seen.__context__
