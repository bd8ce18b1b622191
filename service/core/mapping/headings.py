"""A heading to the fields it may mean: by the shipped headings, then by the words in it."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from functools import cache

from service.core.folding import fold
from service.core.mapping.words import RULES
from service.reference.headings import known_headings

_NO_SOFTWARE = "csv-detective labels"  # words of many files, not the headings of one program
_PREFIX = re.compile(r"^(document|ligne|client|tiers|contact|customer|default) (?=\w+ \w|\w{4,})")
_SUFFIX = re.compile(r" (facturation|tiers|client|du client|du contact|billing|value)$")


@cache
def _fields_of() -> dict[str, Counter[str]]:
    found: dict[str, Counter[str]] = defaultdict(Counter)
    for known in known_headings():
        found[fold(known.heading)][known.field] += 1
    return dict(found)


@cache
def _programs() -> dict[str, dict[str, tuple[str, ...]]]:
    found: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for known in known_headings():
        if known.software != _NO_SOFTWARE:
            found[known.software][fold(known.heading)].append(known.field)
    return {program: {h: tuple(f) for h, f in headings.items()} for program, headings in found.items()}


def recognise(headings: list[str]) -> str | None:
    """The program whose headings these are: 3 in 4 of the file's are its own, and 1 in 3 of its own are in the file."""
    asked = {fold(h) for h in headings if h.strip()}
    best: tuple[float, float, str] | None = None
    for program, known in _programs().items():
        hits = len(asked & known.keys())
        if hits < 3 or hits < 0.75 * len(asked) or hits < len(known) / 3:
            continue
        score = (hits / len(asked), hits / len(known), program)
        best = max(best, score) if best else score
    return best[2] if best else None


@cache
def is_known(heading: str) -> bool:
    """Whether a cell reads like a heading that we know."""
    return bool(candidates(heading, None))


@cache
def candidates(heading: str, software: str | None) -> tuple[tuple[str, float], ...]:
    """Fields a heading may mean with a confidence each, best first; empty when its words say nothing to us."""
    name = fold(heading)
    if not name:
        return ()
    if software is not None and name in _programs()[software]:
        own = _programs()[software][name]
        others = [f for f in _fields_of()[name] if f not in own]
        return tuple((f, 0.98) for f in own) + tuple((f, 0.4) for f in others)
    counted = _fields_of().get(name)
    if counted:
        total = counted.total()
        return tuple((f, 0.95 if len(counted) == 1 else 0.5 + 0.4 * n / total) for f, n in counted.most_common())
    for bare in _bare_forms(heading):
        counted = _fields_of().get(bare)
        if counted:
            return tuple((f, 0.8) for f, _ in counted.most_common())
    return tuple((field, 0.75) for field in _by_words(heading))


def _bare_forms(heading: str) -> list[str]:
    """The heading without what programs put round it: table names, roles, camel case."""
    plain = fold(re.sub(r"(?<=[a-z])(?=[A-Z])", " ", heading))
    unprefixed = _PREFIX.sub("", plain)
    return [f for f in (plain, unprefixed, _SUFFIX.sub("", plain), _SUFFIX.sub("", unprefixed)) if f]


def _by_words(heading: str) -> list[str]:
    plain = fold(re.sub(r"(?<=[a-z])(?=[A-Z])", " ", heading))
    for pattern, field in RULES:
        if pattern.search(plain):
            return [field]
    return []
