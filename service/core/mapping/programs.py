from __future__ import annotations
from collections import Counter, defaultdict
from functools import cache
from service.core.folding import fold
from service.reference.headings import known_headings
# lists of headings that are of many files or of one project, not of a program that people know by name
_NO_PROGRAM = frozenset(
    {
        "csv-detective labels", "Compta client list", "ERP clients (receivables)", "ThirdParty CSV (accounting SaaS)",
        "Loyalty card export", "Journal CSV (ISEB)", "Company search export (SIREN tool)", "3PL invoices (Eurodep)",
        "appligeo geo-marketing",
    }
)  # fmt: skip
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


