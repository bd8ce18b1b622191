"""A heading to the fields it may mean: by the shipped headings, then by the words in it."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from functools import cache

from service.core.folding import fold
from service.core.mapping.words import RULES
from service.reference.headings import known_headings

# lists of headings that are of many files or of one project, not of a program that people know by name
_NO_PROGRAM = frozenset(
    {
        "csv-detective labels", "Compta client list", "ERP clients (receivables)", "ThirdParty CSV (accounting SaaS)",
        "Loyalty card export", "Journal CSV (ISEB)", "Company search export (SIREN tool)", "3PL invoices (Eurodep)",
        "appligeo geo-marketing",
    }
)  # fmt: skip
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
        if known.software not in _NO_PROGRAM:
            found[known.software][fold(known.heading)].append(known.field)
    return {program: {h: tuple(f) for h, f in headings.items()} for program, headings in found.items()}


@cache
def _telling() -> frozenset[str]:
    """Folded headings that at most two programs write."""
    uses = Counter(heading for known in _programs().values() for heading in known)
    return frozenset(heading for heading, programs in uses.items() if programs <= 2)


def recognise(headings: list[str]) -> str | None:
    """The program whose headings these are; null when none is, or when two are as likely.

    3 in 4 of the file's headings are the program's own; besides, either 1 in 3 of the program's own are in the file or
    two of them that hardly anybody else writes.
    """
    asked = {fold(h) for h in headings if h.strip()}
    scores: dict[str, tuple[float, float]] = {}
    for program, known in _programs().items():
        hits = asked & known.keys()
        telling = len(hits & _telling()) >= 2
        if len(hits) >= 3 and len(hits) >= 0.75 * len(asked) and (telling or len(hits) >= len(known) / 3):
            scores[program] = (len(hits) / len(asked), len(hits) / len(known))
    best = max(scores.values(), default=None)
    found = [program for program, score in scores.items() if score == best]
    return found[0] if len(found) == 1 else None


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
