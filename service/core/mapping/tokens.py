"""A heading as what its words mean: `CT_CodePostal`, `Code postal *` and `Zip` all say POSTCODE.

    split     camel case, snake case, digits from letters; signs that are words (N°, #, %)
    words     folded; joined words taken apart (NOMCLIENT), cut ones completed (TELEPH) by the words that we know
    meanings  longest known phrase first (service/reference/heading_words.txt); an unknown word stands for itself

Each meaning has a weight: what stands in brackets, names a table or says "billing" or "customer" weighs less.
"""

from __future__ import annotations

import re
from functools import lru_cache

from service.core.folding import fold
from service.reference.heading_words import MEANINGS

Weighted = tuple[tuple[str, float], ...]

_SIGNS = (
    (re.compile(r"(?i)\bn\s?[°º]"), " Numero "),
    (re.compile(r"#"), " Numero "),
    (re.compile(r"%"), " Pourcent "),
    (re.compile(r"☎"), " Telephone "),
    (re.compile(r"@"), " Email "),
)
_CAMEL = re.compile(r"(?<=[a-zà-ÿ])(?=[A-ZÀ-Þ])|(?<=[A-Z])(?=[A-Z][a-z])")
_DIGITS = re.compile(r"(?<=[A-Za-zÀ-ÿ])(?=\d)|(?<=\d)(?=[A-Z][a-z])")
_ORDINAL = re.compile(r"\b(\d)\s?(?:ere|ère|er|ème|eme|e|st|nd|rd|th)\b", re.IGNORECASE)
_COMPONENT = re.compile(r"(?i)(?<=name)[_ ]?c(?=\d\s*$)")  # the components of a name: fname_c1, fname_c2
_BRACKETS = re.compile(r"\(([^()]*)\)?")
_TABLE = re.compile(r"^\s*(\w[\w ]{2,20}?)\s+[-:]\s+(?=\w.{2,})")
# tables of the databases that French accounting programs (Sage 100, Cegid) export from: the code before the first _
_TABLES = {
    "CT": "Tiers", "T": "Tiers", "YTC": "Tiers", "CG": "Compte general", "LI": "Livraison", "RE": "Representant",
    "CO": "Representant", "BT": "Banque", "DO": "Document", "DL": "Ligne", "GP": "Document", "GL": "Ligne",
    "AR": "Article", "GA": "Article", "EC": "Ecriture", "E": "Ecriture", "JO": "Journal", "N": "", "C": "Contact",
    "ADR": "Adresse",
}  # fmt: skip
_CODES = re.compile(rf"^({'|'.join(_TABLES)})_(?=[A-Za-z]{{2,}})")
_LIGHT = {
    "BILL": 0.3, "CUSTOMER": 0.45, "CONTACT": 0.6, "OFFICE": 0.4, "#1": 0.15, "COMPLETE": 0.8, "LINE": 0.7,
    "DATE": 0.8, "SHIP": 1.8, "LAST": 1.2, "FEES": 1.5, "FLAG": 0.5, "LABELLED": 0.5, "STREET": 0.5, "KEY": 0.6,
    "NUMBER": 0.5, "CODE": 0.6, "REFERENCE": 0.6,
}  # fmt: skip
_KEPT = 10_000  # headings and words that are remembered, for a process that lives long
_MOST = 200  # characters of a heading that are read
_DIGIT = 0.6
_PLACES, _IN_ADDRESS = {"CITY", "POSTCODE", "COUNTRY", "REGION", "COUNTY", "POBOX"}, 0.2  # parts of an address
_LONGEST = max(len(p.split()) for p in MEANINGS)
_PIECES = frozenset(w for w in MEANINGS if " " not in w and len(w) >= 2)
_ASIDE, _ASIDE_TABLE = 0.8, 0.25
_TABLE_NAMES = {"INVOICE", "LINE", "ORDER", "CUSTOMER", "CONTACT", "LEAD", "DEAL", "PRODUCT", "PAYMENT"}


@lru_cache(_KEPT)
def meanings(heading: str) -> Weighted:
    """What a heading says, with weights: meanings (`POSTCODE`), digits (`#2`), words we do not know (`=POIDS`)."""
    said: dict[str, float] = {}
    for text, weight in _parts(heading):
        for meaning in _meanings_of(_words(text)):
            worth = _LIGHT.get(meaning, _DIGIT if meaning[0] == "#" else 1.0) * (1.0 if meaning == "SHIP" else weight)
            said[meaning] = max(said.get(meaning, 0.0), worth)
    if not said.keys().isdisjoint(_PLACES):
        said["ADDRESS"] = min(said.get("ADDRESS", 0.0), _IN_ADDRESS)
    return tuple(sorted((m, w) for m, w in said.items() if w))


@lru_cache(_KEPT)
def words(heading: str) -> tuple[str, ...]:
    """The words of a heading, in order, joined ones taken apart."""
    return tuple(w for text, _ in _parts(heading) for w in _words(text))


def _parts(heading: str) -> list[tuple[str, float]]:
    """The text outside brackets, then what is beside it: brackets and the name of a table before a dash."""
    text = _CODES.sub(lambda code: f"{_TABLES[code.group(1)]} ", heading.strip()[:_MOST])
    aside = [m.group(1) for m in _BRACKETS.finditer(text)]
    main = _BRACKETS.sub(" ", text)
    if not fold(main):
        return [(text, 1.0)]
    beside = [(a, _ASIDE) for a in aside if any(not m.startswith(("=", "#")) for m in _meanings_of(_words(a)))]
    table = _TABLE.match(main)
    if table is not None and len(fold(main[table.end() :])) > 2:
        said = set(_meanings_of(_words(table.group(1))))
        beside.append((table.group(1), _ASIDE_TABLE if said <= _TABLE_NAMES else _ASIDE))
        main = main[table.end() :]
    return [(main, 1.0), *beside]


def _words(text: str) -> list[str]:
    for pattern, word in _SIGNS:
        text = pattern.sub(word, text)
    text = _ORDINAL.sub(r" \1 ", _COMPONENT.sub(" ", text))
    text = _DIGITS.sub(" ", text)
    plain = fold(text).split()
    camel = fold(_CAMEL.sub(" ", text)).split()
    whole = camel if len(camel) != len(plain) and not _known_all(plain) else plain
    return [piece for word in whole for piece in _taken_apart(word)]


def _known_all(plain: list[str]) -> bool:
    return all(w in MEANINGS for w in plain)


@lru_cache(_KEPT)
def _taken_apart(word: str) -> tuple[str, ...]:
    """A word that we do not know as the fewest known ones that make it; itself when none do."""
    if not 5 <= len(word) <= 40 or word.isdigit() or word in _IN_PHRASES or _single(word) is not None:
        return (word,)
    best: list[tuple[str, ...] | None] = [()] + [None] * len(word)
    for end in range(2, len(word) + 1):
        for start in range(max(0, end - 16), end - 1):
            before, piece = best[start], word[start:end]
            if before is not None and piece in _PIECES and (len(piece) > 2 or piece in _SHORT_PIECES):
                now = best[end]
                if now is None or len(before) + 1 < len(now):
                    best[end] = (*before, piece)
    return best[-1] or (word,)


_IN_PHRASES = frozenset(w for phrase in MEANINGS for w in phrase.split())
_SHORT_PIECES = frozenset({"CP", "ID", "HT", "NO", "DE", "DU", "CA", "DT", "NB", "MT"})


def _single(word: str) -> str | None:
    """The known form of a word: itself, without a plural ending, or the one known word that begins with it."""
    for form in (word, word.removesuffix("S"), word.removesuffix("X"), word.removesuffix("ES")):
        if form in MEANINGS:
            return form
    if len(word) >= 5:
        longer = {MEANINGS[w]: w for w in _PIECES if w.startswith(word) and len(w) <= len(word) + 2}
        if len(longer) == 1:
            return next(iter(longer.values()))
    return None


@lru_cache(_KEPT)
def _phrase(phrase: str) -> tuple[str, ...] | None:
    if phrase in MEANINGS:
        return MEANINGS[phrase]
    if " " not in phrase:
        known = _single(phrase)
        return None if known is None else MEANINGS[known]
    singular = " ".join(w if len(w) < 4 else w.removesuffix("S") for w in phrase.split())
    return MEANINGS.get(singular)


def _meanings_of(found: list[str]) -> list[str]:
    said: list[str] = []
    at = 0
    while at < len(found):
        for length in range(min(_LONGEST, len(found) - at), 0, -1):
            known = _phrase(" ".join(found[at : at + length]))
            if known is not None:
                said.extend(known)
                at += length
                break
        else:
            word = found[at]
            said.append(f"#{int(word)}" if word.isdigit() and len(word) < 3 else f"={word}")
            at += 1
    return said
