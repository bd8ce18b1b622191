"""What a bug may say: its type and where it happened. Its text may quote a person's data, so it is never shown."""

from __future__ import annotations

import sys
import traceback
from pathlib import Path

from service.errors import Fact

_TITLE = "Something in Limpide itself is broken; nothing was published."


def bug_as_problem(bug: BaseException) -> dict[str, Fact]:
    """The bug as a problem for the job table: its type and the innermost place, no text of its own."""
    frames = traceback.extract_tb(bug.__traceback__)
    where = f"{Path(frames[-1].filename).name}:{frames[-1].lineno}" if frames else ""
    return {"type": "/problems/bug", "title": _TITLE, "bug": type(bug).__name__, "where": where}


def print_bug(bug: BaseException) -> None:
    """Type and traceback on stderr, of the bug and of what caused it, without messages and values."""
    seen: BaseException | None = bug
    while seen is not None:
        sys.stderr.write(f"{type(seen).__module__}.{type(seen).__qualname__}\n")
        for frame in traceback.extract_tb(seen.__traceback__):
            sys.stderr.write(f'  File "{frame.filename}", line {frame.lineno}, in {frame.name}\n')
        seen = seen.__cause__ or seen.__context__
