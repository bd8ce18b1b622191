"""Whose name a text may be: nobody's, a firm's, a desk's; what is left is a person's.

Words tell (reference/words.py), and Insee's surnames say which of them people bear too: GARAGE MICHEL is a firm, for
nobody is called Garage; FRANCE Michel is a person.
"""

from __future__ import annotations

import re
from functools import cache
from itertools import takewhile

from service.core.folding import fold
from service.core.kinds.legal_forms import legal_forms_one
from service.reference.first_names import first_names, ranks
from service.reference.legal_forms import LEGAL_FORMS, SURE_FORMS
from service.reference.surnames import surname_ranks
from service.reference.words import (
    CIVILITIES,
    COMPANY_WORDS,
    FUNCTION_TAILS,
    FUNCTION_WORDS,
    JUNK_NAMES,
    OPENING_WORDS,
    PARTICLES,
    SURE_COMPANY_WORDS,
    TAIL_WORDS,
    TITLES,
    TRADE_WORDS,
)

SMALL = frozenset({"DU", "DE", "LA", "LE", "DES", "L", "D", "ET", "A", "AU", "AUX", "SVC", "LES", "N", "LEUR"})
_NAME_OF_FEW = 12_000  # rank behind which a firm's word is no surname that counts
_ASSOCIATES = re.compile(
    r"(?i).(?:\bet|&|\+)\s*(?:ses\s+)?(?:fils|filles?|associ[ée]e?s|cie|co|compagnie|fr[èe]res|s[œo]e?urs)\b"
    r"|.\bp[èe]re et fils\b"
    r"|\S\s+(?:fr[èe]res|associ[ée]s|and sons)$|^\S+\s+fils$|\s\d+\s+[a-zé]{3,}"
)
_PLACE = re.compile(
    r"(?:LE|LA|LES|L|AU|AUX) [A-Z]{3,} (?:[A-Z]+ )?(?:DE|DU|DES|D|A|AU|AUX|EN) .+|L[EA]S? [A-Z]{3,}[SX]"
)
_FIRMS = frozenset({"LA POSTE", "LA BANQUE POSTALE", "LA REGION", "LE DEPARTEMENT", "L OREAL", "LE CREDIT LYONNAIS"})
_ROWS = ("azertyuiop", "qsdfghjklm", "wxcvbn", "qwertyuiop", "asdfghjkl", "zxcvbnm")
REPEATED = frozenset(letter * times for letter in "ABCDEFGHIJKLMNOPQRSTUVWXYZ" for times in range(2, 9))
WORKSHOP = re.compile("[A-Z]{4,}ERIES?")
_SURE_WORDS = frozenset(form for form in SURE_FORMS if " " not in form)
_LONG_FORMS = frozenset(form.partition(" ")[0] for form in LEGAL_FORMS if " " in form)
_EVERY = frozenset({*COMPANY_WORDS, *TRADE_WORDS})


def is_junk(bare: str, key: str) -> bool:
    """Words, keys and digits that stand for nobody."""
    tokens = key.split()
    if not tokens or key in JUNK_NAMES or all(t in REPEATED or t in JUNK_NAMES for t in tokens):
        return True
    if len(tokens) == 1 and (_typed_at_random(key) or re.fullmatch(r"(?:TEST)+", key)):
        return True
    if re.fullmatch(r"(?:TEST|ESSAI|CLIENT|NOM) ?[0-9]+", key):
        return True
    if len(tokens) == 2 and tokens[0] in CIVILITIES and (tokens[1] in JUNK_NAMES or tokens[1] in {"X", "Y", "Z", "N"}):
        return True
    return not any(c.isalpha() for c in bare) or bool(re.search(r"\d{4}", bare))


def _typed_at_random(key: str) -> bool:
    """Four letters or more that lie side by side on a keyboard, or five without a vowel."""
    low = key.lower()
    beside = len(low) > 3 and any(low in row or low[::-1] in row for row in _ROWS)
    return beside or bool(re.fullmatch(r"[bcdfghjklmnpqrstvwxz]{5,}", low))


def names_company(bare: str, key: str) -> bool:
    """A legal form, a word that only firms and bodies bear, or one that they may bear beside something else."""
    tokens = key.split()
    if not tokens:
        return False
    if _states_form(bare, tokens) or _ASSOCIATES.search(bare) or key in _FIRMS:
        return True
    words = _firm_words(bare, tokens)
    if not words:
        return _is_place(tokens) or _is_body(bare, tokens)
    return _words_tell(bare, tokens, words)


def _words_tell(bare: str, tokens: list[str], words: list[str]) -> bool:
    """Firms' words make a firm's name where one is no surname, or where no first name stands beside them."""
    if bare.count(",") == 1 and fold(bare.partition(",")[2]) in first_names():
        return False  # Ste Clair, Kelly
    if tokens[0] in CIVILITIES:
        return bool(set(tokens) & SURE_COMPANY_WORDS)
    if set(words) & SURE_COMPANY_WORDS or not all(is_surname(w) for w in words):
        return True
    others = [t for t in tokens if t not in words]
    given = bool(others) and len(others) <= 2 and all(t in first_names() for t in others)
    person = given and (_family_capitals(bare, words) or all(likelier_given(t) for t in others))
    return len(tokens) > 1 and not person


def _firm_words(bare: str, tokens: list[str]) -> list[str]:
    """The tokens that firms bear, but for those inside a compound first name (Marie-France) and a first name France."""
    found = [t for t in tokens if t in _EVERY or t in SURE_COMPANY_WORDS or _is_workshop(t)]
    if len(tokens) > 1:
        found += [tokens[0]] * (tokens[0] in OPENING_WORDS) + [tokens[-1]] * (tokens[-1] in TAIL_WORDS)
    if "-" in bare and found:
        compound = {w for piece in bare.split() if fold(piece) in first_names() for w in fold(piece).split()}
        found = [w for w in found if w not in compound]
    forename = found == ["FRANCE"] and tokens[0] == "FRANCE" and is_surname(tokens[-1])
    return [] if forename else found


def _is_workshop(token: str) -> bool:
    """Conserverie, Savonnerie: what people work in, and nobody is called."""
    return bool(WORKSHOP.fullmatch(token)) and not is_surname(token) and token not in first_names()


def _states_form(bare: str, tokens: list[str]) -> bool:
    """A legal form at an end, or a sure one anywhere; "De Sa" and "Luis Sa" are people."""
    if not _has_form(tokens):
        return False
    if len(tokens) > 1 and all(t.lower() in PARTICLES or t in LEGAL_FORMS for t in tokens):
        return False
    last = bare.rsplit(maxsplit=1)[-1]
    as_name = len(last) == 2 and last.istitle() and tokens[-1] in LEGAL_FORMS
    return not (as_name and tokens[0] in first_names())


def _has_form(tokens: list[str]) -> bool:
    """`legal_forms` says a form: a sure one anywhere, any at an end, with or without its dots."""
    if any(t in _SURE_WORDS for t in tokens) or tokens[0] in LEGAL_FORMS or tokens[-1] in LEGAL_FORMS:
        return True
    if any(t in _LONG_FORMS for t in tokens):
        return legal_forms_one(" ".join(tokens)) is not None
    front = "".join(takewhile(lambda t: len(t) == 1, tokens))
    behind = "".join(takewhile(lambda t: len(t) == 1, reversed(tokens)))[::-1]
    return any(front[:n] in LEGAL_FORMS for n in range(2, len(front) + 1)) or any(
        behind[-n:] in LEGAL_FORMS for n in range(2, len(behind) + 1))  # fmt: skip


def _is_place(tokens: list[str]) -> bool:
    """What shops and houses are called: Les Tilleuls, Le Bistrot du Port."""
    if not _PLACE.fullmatch(" ".join(tokens)):
        return False
    borne = f"{tokens[0]} {tokens[1]}" in surname_ranks() or (len(tokens) == 2 and is_surname(tokens[1]))
    people = {tokens[1], tokens[-1]} if len(tokens) == 2 else {tokens[1]}
    return not borne and not any(t in first_names() and likelier_given(t) for t in people)


def _is_body(bare: str, tokens: list[str]) -> bool:
    """A word that nobody is called by, and what it is of: Chambre de métiers, IUT de Vannes."""
    if len(tokens) < 3 or tokens[1] not in {"DE", "DU", "DES", "D"} or not re.search(r" (?:d[eu]s?) | d['’]", bare):
        return False
    known = surname_ranks()
    borne = tokens[0] in first_names() or tokens[0] in CIVILITIES or tokens[0] in TITLES or is_surname(tokens[0])
    person = "," in bare or (tokens[-1] in first_names() and likelier_given(tokens[-1]))
    return not borne and not person and f"{tokens[1]} {tokens[2]}" not in known and len(tokens[0]) > 2


def _family_capitals(bare: str, words: list[str]) -> bool:
    """The firm's words are in capitals and the others are not: how files write a family name."""
    parts = bare.split()
    upper = {fold(p) for p in parts if p.isupper() and len(p) > 1}
    return upper == set(words) and len(parts) > len(upper)


@cache
def is_surname(word: str) -> bool:
    """A folded word that enough people bear as their surname."""
    return surname_ranks().get(word, _NAME_OF_FEW) < _NAME_OF_FEW


def likelier_given(word: str) -> bool:
    """A folded word that is a first name more often than a surname (PAUL, not MARTIN)."""
    return ranks().get(word, 1_000_000) <= surname_ranks().get(word, 999_999)


def names_desk(key: str) -> bool:
    """Every word is a function or a link word, or a service or direction stands in front of what it sees to."""
    tokens = key.split()
    heads = [t for t in tokens if t in FUNCTION_WORDS]
    if not heads:
        return False
    if all(t in FUNCTION_WORDS or t in FUNCTION_TAILS or t in SMALL for t in tokens):
        return True
    return tokens[0] in {"SERVICE", "SVC"} and len(tokens) <= 5 and not any(
        t in first_names() or t in TAIL_WORDS for t in tokens)  # fmt: skip
