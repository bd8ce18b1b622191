"""What is known of headings: those of programs (service/reference/headings.csv) and those written by hand.

`shipped()` is all of it, made once a process. `without(family)` is the same without what one vendor writes: how well
headings of unknown programs are read is measured with it (tests/conformance/test_mapping.py, docs/mapping.md).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from functools import cache

from service.core.folding import fold
from service.core.mapping.nearest import Example, Nearest
from service.reference.families import family_of
from service.reference.heading_words import synonyms
from service.reference.headings import Known, known_headings

_HAND = "written by hand"
_OWN = 0.97  # how sure the heading of a recognised program is
IGNORE = "ignore"


class Knowledge:
    """Known headings, by nearness and by program."""

    def __init__(self, known: Iterable[Known]) -> None:
        own: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
        examples = [Example(_HAND, heading, field) for heading, field in synonyms()]
        for each in known:
            examples.append(Example(family_of(each.software), each.heading, each.field))
            own[each.software][fold(each.heading)].append(each.field)
        self._nearest = Nearest(examples)
        vendor: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
        for program, headings in own.items():
            for name, fields in headings.items():
                vendor[family_of(program)][name] += fields
        self._vendor = {family: {h: tuple(dict.fromkeys(f)) for h, f in of.items()} for family, of in vendor.items()}
        self._own = {program: {h: tuple(dict.fromkeys(f)) for h, f in of.items()} for program, of in own.items()}

    def fields_of(self, heading: str, software: str | None = None) -> dict[str, float]:
        """The fields a heading may mean, with probabilities that add up to 1; `ignore` is what no field stands for."""
        said = dict(self._nearest.scores(heading))
        own = self._of_program(software, fold(heading)) if software else ()
        if own:
            said = {f: p * (1.0 - _OWN) for f, p in said.items()}
            said |= {f: said.get(f, 0.0) + _OWN / len(own) for f in own}
        said[IGNORE] = said.get(IGNORE, 0.0) + max(0.0, 1.0 - sum(said.values()))
        return said

    def _of_program(self, software: str, name: str) -> tuple[str, ...]:
        """What a program means by a heading; else what other programs of its vendor do."""
        own = self._own.get(software, {}).get(name)
        return own or self._vendor.get(family_of(software), {}).get(name, ())


@cache
def shipped() -> Knowledge:
    """All that is known."""
    return Knowledge(known_headings())


def without(family: str) -> Knowledge:
    """What is known without the headings of one family (service/reference/families.py)."""
    return Knowledge(k for k in known_headings() if family_of(k.software) != family)
