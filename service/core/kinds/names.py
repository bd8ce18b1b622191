"""One name in one cell: civility, first name, family name; or a couple, a household, a firm, a desk, nobody.

Civility: M or MME (no more Mademoiselle since the circulaire of 21 February 2012); Dr, Pr and Me are titles. A couple
("M. et Mme Durand") stays one household: no first name is invented. What a text may name is told in name_kinds.py, how
a person's name is taken apart in name_order.py.
"""

from __future__ import annotations

import re

from service.core.folding import fold
from service.core.kinds.blanks import tidy_text
from service.core.kinds.casing import recase
from service.core.kinds.name_kinds import is_junk, names_company, names_desk
from service.core.kinds.name_order import JOINED, ordered, without_birth_name, without_civility, without_suffix
from service.core.kinds.parsed import BLANK, Parsed
from service.reference.first_names import first_names
from service.reference.words import CIVILITIES, COUPLE_CIVILITIES, HOUSEHOLD_WORDS, OFFICES

NAME_PARTS = ("salutation", "first_name", "last_name", "kind", "company_name", "title", "birth_name")
_COUPLE = sorted(COUPLE_CIVILITIES | HOUSEHOLD_WORDS, key=len, reverse=True)
_COUPLE_STARTS = frozenset(c.partition(" ")[0] for c in _COUPLE)
_COUPLE_ENDS = frozenset(c.rpartition(" ")[2] for c in _COUPLE)
_ATTENTION = re.compile(
    r"(?i)^c/o\s+|^(?:[àa]\s+)?(?:l['’]\s*att(?:ention|n|\.)?|att(?:n|ention)?\s*[.:])\s*(?:de\s+la\s+|de\s+|du\s+|des\s+|d['’]|:\s*)?(?=\S)"
)
_DASHED = re.compile(r"(?<=[A-ZÀ-Þ]{2}) - (?=[A-ZÀ-Þ]{2,}\b)")


def parse_name(text: str | None, surname_first: bool | None = None) -> Parsed:
    """The verdict on one name; parts are NAME_PARTS, kind person, couple, household, company, function or junk.

    Codes   name.junk, name.function (no value); name.company; name.household.
    """
    bare = tidy_text(text, name=True)
    if bare is None:
        return BLANK
    bare = _without_job(_ATTENTION.sub("", " ".join(bare.split())))
    key = fold(bare)
    if names_desk(key) or _is_office(bare):
        return Parsed(None, "name.function", None, {"kind": "function"})
    junk = is_junk(bare, key)
    if not (junk and not any(c.isdigit() for c in key)) and names_company(bare, key):
        return Parsed(bare, "name.company", None, {"kind": "company", "company_name": bare})
    if junk:
        return Parsed(None, "name.junk", None, {"kind": "junk"})
    bare = _DASHED.sub("-", bare)
    couple = _couple(bare, fold(bare), surname_first)
    return couple or _person(bare, surname_first)


def _without_job(bare: str) -> str:
    """A name without the function behind it: "RIOU Anne - gérante", "Anne RIOU, directrice"."""
    name, _, job = bare.partition(" - " if " - " in bare else ", ")
    return name if job and names_desk(fold(job)) and not names_desk(fold(name)) else bare


def _is_office(bare: str) -> bool:
    """A civility, an article and an office, and no name: Monsieur le Directeur, Madame la Maire de Vic."""
    if fold(bare.split(" ", 1)[0]) not in CIVILITIES:
        return False
    civil, rest = without_civility(bare)
    told = civil.get("salutation") and civil.get("title")
    of = bool(re.match(r"(?i)d(?:e|u|es|e la)\s|d['’]", rest)) and civil.get("title") in OFFICES
    return bool(told) and (not rest or of)


def _couple(bare: str, key: str, surname_first: bool | None) -> Parsed | None:
    civil = behind = None
    if key.partition(" ")[0] in _COUPLE_STARTS:
        civil = next((c for c in _COUPLE if key == c or key.startswith(c + " ")), None)
    if civil is None and key.rpartition(" ")[2] in _COUPLE_ENDS:
        behind = next((c for c in _COUPLE if " " in c and key.endswith(" " + c)), None)
    if behind is not None:
        bare = (
            " ".join(bare.split()[: -len(re.split(r"[\s/&]+", _tail(bare, len(behind.split()))))]).strip(" ,") or bare
        )
        civil, rest = behind, bare
    elif civil is not None:
        rest = _after_words(bare, len(civil.split()))
    if civil is not None:
        kind = "household" if civil in HOUSEHOLD_WORDS else "couple"
        both = _pair(rest, surname_first) if rest else None
        if both is not None:
            return both
        family = _person(rest, surname_first) if rest else BLANK
        last, first = family.parts.get("last_name"), family.parts.get("first_name")
        if first and not last:
            first, last = None, first
        return _household(first, last or (family.value if rest and not first else None), kind)
    return _pair(bare, surname_first)


def _tail(bare: str, words: int) -> str:
    """The last text of a name that folds to `words` words."""
    tokens = bare.split()
    for start in range(len(tokens) - 1, 0, -1):
        piece = " ".join(tokens[start:])
        if len(fold(piece).split()) >= words:
            return piece
    return bare


def _pair(bare: str, surname_first: bool | None) -> Parsed | None:
    """Two people joined by a word; null where the text is not that."""
    pieces = JOINED.split(bare)
    if len(pieces) != 2 or not all(p.strip() for p in pieces):
        return None
    people = [_person(p, surname_first) for p in pieces]
    names = [without_civility(p.strip())[1] for p in pieces]
    givens = [_holds_given(name) for name in names]
    if not all(givens) and not any(p.parts.get("salutation") for p in people):
        return None
    sizes = [len(name.split()) for name in names]
    # a first name by itself shares the other's family name; two single words behind civilities are two family names
    surnames = sizes == [1, 1] and all(p.parts.get("salutation") for p in people)
    alone = [n == 1 and given and not surnames for n, given in zip(sizes, givens, strict=True)]
    told = list(zip(names, people, alone, strict=True))
    firsts = [recase(name) if lone else None if surnames else p.parts.get("first_name") for name, p, lone in told]
    lasts = [recase(name) if surnames else None if lone else p.parts.get("last_name") for name, p, lone in told]
    families = {fold(last): last for last in lasts if last}
    return _household(" et ".join(f for f in firsts if f) or None, " et ".join(families.values()) or None)


def _holds_given(name: str) -> bool:
    """The name begins or ends with a known first name, or is one."""
    words = fold(name).split()
    return bool(words) and (fold(name) in first_names() or words[0] in first_names() or words[-1] in first_names())


def _household(first: str | None, last: str | None, kind: str = "couple") -> Parsed:
    value = " ".join(p for p in (first, last) if p) or None
    return Parsed(value, "name.household", None, {"first_name": first, "last_name": last, "kind": kind})


def _after_words(bare: str, words: int) -> str:
    """What follows the first `words` folded words."""
    rest = bare
    for _ in range(words):
        rest = re.sub(r"^[\W_]*[^\W_]+[.]?[\W_]*", "", rest, count=1)
    return rest.strip()


def _person(bare: str, surname_first: bool | None) -> Parsed:
    parts: dict[str, str | None] = {"kind": "person"}
    civil, bare = without_civility(bare)
    born, bare = without_birth_name(bare)
    more, bare = without_civility(bare) if born else ({}, bare)
    parts |= civil | more | born
    first, last = ordered(without_suffix(bare), surname_first)
    if first and not last and " " not in first and parts.get("salutation"):
        first, last = None, first  # Monsieur Jean-Louis
    parts["first_name"], parts["last_name"] = (recase(first) if first else None), (recase(last) if last else None)
    shown = " ".join(p for p in (parts["first_name"], parts["last_name"]) if p)
    return Parsed(shown or None, None, None, parts)
