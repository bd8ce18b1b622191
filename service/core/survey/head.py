"""A first look: how the head of a large file reads, so that nobody waits for the whole of it.

A file of at most WHOLE bytes is surveyed whole at once. Of a larger one the head is surveyed as if it were a file: a
pure function of its bytes, so whoever has the file later can say again what the first look said, and where the survey
of the whole departs from it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from service.core.plan import Container, Plan
from service.core.recipes import NO_RECIPES, SETTINGS, Recipes
from service.core.survey.encodings import Blocks
from service.core.survey.whole_file import PLAIN, Survey, survey

WHOLE = 12 << 20
"""Bytes that are surveyed whole at once: half a second, 1.3 s where every row has a quoted line end."""

HEAD = 4 << 20
"""Bytes of the head of a larger file."""

_NEWLINES = (b"\n\0\0\0", b"\0\0\0\n", b"\n\0", b"\0\n")  # UTF-32 and UTF-16, both byte orders
_WIDE = 0.25  # share of zeros in a head of UTF-16 or UTF-32
_READ_ALIKE = (None, "DMY", "YMD")
"""Day first is what dates are read as anyway, and those that open with the year need no rule."""


@dataclass(frozen=True)
class FirstLook:
    """A survey of the whole file, or, when `provisional`, of its first `size` bytes; `blocks` gives what was read."""

    survey: Survey
    blocks: Blocks
    size: int
    provisional: bool


@dataclass(frozen=True)
class Difference:
    """A setting that the head and the whole file say differently. `subject`: a column's key or a field, or empty."""

    setting: str
    subject: str
    before: str | None
    after: str | None


def first_look(
    open_blocks: Blocks,
    *,
    overrides: Mapping[str, str | None] | None = None,
    recipes: Recipes = NO_RECIPES,
    container: Container = PLAIN,
) -> FirstLook:
    """What a file is, from its head when it is large.

    Raises  as `survey`.
    """
    head, size = _head(open_blocks)
    if head is None:
        whole = survey(open_blocks, overrides=overrides, recipes=recipes, container=container)
        return FirstLook(whole, open_blocks, size, False)

    def blocks() -> Iterator[bytes]:
        yield head

    found = survey(blocks, overrides=overrides, recipes=recipes, container=container)
    return FirstLook(found, blocks, len(head), True)


def is_large(open_blocks: Blocks) -> bool:
    """Whether a first look at this file is provisional."""
    return _head(open_blocks)[0] is not None


def differences(head: Plan, whole: Plan) -> tuple[Difference, ...]:
    """What the whole file says otherwise than its head did; the footer, which no head has, is left out."""
    before, after = _settings(head), _settings(whole)
    return tuple(
        Difference(*key, before.get(key), after.get(key))
        for key in dict.fromkeys([*before, *after])
        if before.get(key) != after.get(key)
    )


def _head(open_blocks: Blocks) -> tuple[bytes | None, int]:
    """The head in whole lines, null when the file is small; and the bytes that were looked at."""
    head, size = b"", 0
    for block in open_blocks():
        size += len(block)
        head += block[: HEAD - len(head)]
        if size > WHOLE:
            return _whole_lines(head), size
    return None, size


def _whole_lines(head: bytes) -> bytes:
    """The head up to its last line end, so that no sign is cut; all of it when it is one line."""
    if head.count(0) > _WIDE * len(head):
        for newline in _NEWLINES:
            at = head.rfind(newline)
            while at >= 0 and at % len(newline):
                at = head.rfind(newline, 0, at + len(newline) - 1)
            if at >= 0:
                return head[: at + len(newline)]
        return head
    end = head.rfind(b"\n") if b"\n" in head else head.rfind(b"\r")
    return head[: end + 1] or head


def _settings(plan: Plan) -> dict[tuple[str, str], str | None]:
    dialect, layout = plan.dialect, plan.layout
    told: dict[tuple[str, str], str | None] = {
        ("encoding", ""): dialect.encoding,
        ("fallback", ""): dialect.fallback,
        ("newline", ""): dialect.newline,
        ("delimiter", ""): dialect.delimiter,
        ("quote", ""): dialect.quote,
        ("escape", ""): dialect.escape,
        ("header_row", ""): str(layout.header_row),
        ("preamble_rows", ""): str(layout.preamble),
        ("software", ""): plan.software,
        ("grain", ""): plan.grain,
        ("columns", ""): str(len(plan.columns)),
    }
    told |= {("field", c.key): c.field for c in plan.columns}
    for profile in plan.profiles:
        values = {setting: getattr(profile, setting) for setting in SETTINGS}
        told |= {(n, profile.field): str(v) for n, v in values.items() if v not in _READ_ALIKE}
    return told
