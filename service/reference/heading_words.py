"""What the words of headings mean, the headings written by hand for each field, and those that programs are recognised
by: three tables of text beside this file.
"""

from __future__ import annotations

from functools import cache
from importlib import resources


def _lines(name: str) -> list[tuple[str, str]]:
    text = resources.files("service.reference").joinpath(name).read_text(encoding="utf-8")
    lines = [line.partition(": ") for line in text.splitlines() if line and not line.startswith("#")]
    return [(key, rest) for key, _, rest in lines]


def _meanings() -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for meaning, phrases in _lines("heading_words.txt"):
        for phrase in phrases.split(", "):
            text, *more = phrase.split("+")
            found.setdefault(text, tuple(m for m in meaning.split("+") if m != "-") + tuple(more))
    return found


MEANINGS: dict[str, tuple[str, ...]] = _meanings()


@cache
def synonyms() -> tuple[tuple[str, str], ...]:
    """Headings written by hand: (heading, field)."""
    return tuple((h, field) for field, headings in _lines("heading_synonyms.txt") for h in headings.split("; "))


@cache
def program_marks() -> tuple[tuple[str, str], ...]:
    """Headings by which a program is recognised: (program, heading), in its order."""
    return tuple((program, h) for program, headings in _lines("program_marks.txt") for h in headings.split("; "))
