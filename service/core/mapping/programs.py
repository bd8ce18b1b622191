"""Which program wrote a file, by its headings, and on what grounds.

A heading is telling when one vendor alone writes it, among all that we know and write by hand: `CompAuxNum` is,
`Email` is not. No program is named on common headings alone: a wrong name is worse than none. The headings of programs
are those of service/reference/headings.csv and program_marks.txt.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from functools import cache

from service.core.folding import fold
from service.reference.families import family_of
from service.reference.heading_words import program_marks, synonyms
from service.reference.headings import known_headings

# lists of headings that are of many files or of one project, not of a program that people know by name
_NO_PROGRAM = frozenset(
    {
        "csv-detective labels", "Compta client list", "ERP clients (receivables)", "ThirdParty CSV (accounting SaaS)",
        "Loyalty card export", "Journal CSV (ISEB)", "Company search export (SIREN tool)", "3PL invoices (Eurodep)",
        "appligeo geo-marketing",
    }
)  # fmt: skip
_SHOWN = 6  # telling headings that are told

Written = Iterable[tuple[str, str]]  # (program, heading)


@dataclass(frozen=True)
class Recognised:
    """A program, how many of the file's headings its vendor writes, and those that nobody else writes."""

    software: str
    known: int
    of: int
    telling: tuple[str, ...] = ()

    @property
    def evidence(self) -> tuple[str, ...]:
        """For people: `headings:18/18`, then `telling:CompAuxNum` for some of them."""
        return (f"headings:{self.known}/{self.of}", *(f"telling:{h}" for h in self.telling[:_SHOWN]))


class Programs:
    """The headings of programs, ready to be compared with those of a file."""

    def __init__(self, written: Written, common: Iterable[str]) -> None:
        self._own: dict[str, dict[str, int]] = defaultdict(dict)  # program -> folded heading -> its place
        self._vendor: dict[str, set[str]] = defaultdict(set)
        writers: dict[str, set[str]] = defaultdict(set)
        for program, heading in written:
            name, family = fold(heading), family_of(program)
            writers[name].add(family)
            if name and program not in _NO_PROGRAM:
                self._own[program].setdefault(name, len(self._own[program]))
                self._vendor[family].add(name)
        shared = {fold(h) for h in common}
        self._rare = {h for h, who in writers.items() if len(who) == 1}
        self._telling = self._rare - shared

    def recognise(self, headings: list[str]) -> Recognised | None:
        """The program whose headings these are; null when none is surely, or when two vendors are as likely."""
        asked = {fold(h): h for h in reversed(headings) if fold(h)}
        found = [(score, program) for program in self._own if (score := self._score(program, asked)) is not None]
        best = max(found, default=None)
        if best is None:
            return None
        rivals = {family_of(program) for score, program in found if score[0] == best[0][0]}
        if len(rivals) > 1:
            return None
        program = best[1]
        known = asked.keys() & self._vendor[family_of(program)]
        telling = tuple(asked[h] for h in sorted(known & self._telling, key=lambda h: list(asked).index(h)))
        return Recognised(program, len(known), len(asked), telling[::-1])

    def _score(self, program: str, asked: dict[str, str]) -> tuple[int, float, float] | None:
        """How much speaks for a program, null when not enough: telling headings, shares of the file and of its own."""
        own = self._own[program]
        hits = asked.keys() & own.keys()
        if len(hits) < 3:
            return None
        vendor = asked.keys() & self._vendor[family_of(program)]
        telling, share = len(vendor & self._telling), len(vendor) / len(asked)
        enough = (
            (telling >= 3 and share >= 0.4)
            or (telling >= 2 and share >= 0.6)
            or (telling >= 1 and share >= 0.85 and len(hits) >= 4)
            or (share == 1.0 and len(hits) >= 6 and _in_order(asked, own) and self._all_of_it(hits, own))
        )
        return (telling, len(hits) / len(asked), len(hits) / len(own)) if enough else None

    def _all_of_it(self, hits: AbstractSet[str], own: dict[str, int]) -> bool:
        """Whether these are most of a program's headings, or two of them are written by it alone of all programs."""
        return (len(hits) >= 8 and len(hits) >= 0.8 * len(own)) or len(hits & self._rare) >= 2


def _in_order(asked: dict[str, str], own: dict[str, int]) -> bool:
    places = [own[h] for h in reversed(asked) if h in own]
    return places == sorted(places)


@cache
def _shipped() -> Programs:
    written = [(k.software, k.heading) for k in known_headings()]
    return Programs([*written, *program_marks()], (heading for heading, _ in synonyms()))


def without_programs(family: str) -> Programs:
    """The programs of all other vendors: what they make of this one's files is wrong."""
    written = [*((k.software, k.heading) for k in known_headings()), *program_marks()]
    return Programs(((p, h) for p, h in written if family_of(p) != family), (heading for heading, _ in synonyms()))


def recognised(headings: list[str]) -> Recognised | None:
    """The program whose headings these are and the grounds; null when none surely is."""
    return _shipped().recognise(headings)


def recognise(headings: list[str]) -> str | None:
    """The program whose headings these are; null when none surely is."""
    found = recognised(headings)
    return None if found is None else found.software
