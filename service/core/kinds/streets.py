"""Number and street: where they stand in a line, several numbers, the kind of way and short words spelled out.

    "12bis, bd. du Gal Leclerc" -> number 12, repetition BIS, street BOULEVARD DU GENERAL LECLERC
    "12-14 r Ste-Anne"          -> number 12, other numbers 14, street RUE SAINTE-ANNE

Everything here is in capitals. A single letter behind a number is a repetition, unless it shortens a way ("12 R DE LA
PAIX") or an article ("8 L ESCALE"). AFNOR NF Z10-011: of several numbers the first is kept.
"""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

from service.core.folding import fold
from service.reference.places import street_types

REPETITION = r"BIS|TER|QUATER|QUINQUIES|QUINQUIS|SEXIES|SEPTIES|OCTIES|[A-Z]"
_ONE = r"[0-9]{1,5}(?:\s?(?:BIS|TER|QUATER|[A-CE-KM-PS-Z])(?![\w'.]))?"
_NUMBER = re.compile(
    rf"^(?:N\s?[°º]\s*|NO?\.?\s+|NUMERO\s+)?(?P<n>[0-9]{{1,5}})(?:\s?(?P<rep>{REPETITION})(?![\w'.]))?"
    rf"(?P<more>(?:\s*(?:[-/&+,]|\b(?:A|À|AU|ET)\b)\s*{_ONE}(?![\w']))+)?[\s,.:;-]+(?=\S)"
)
_ALONE = re.compile(rf"^(?P<n>[0-9]{{1,5}})(?:\s?(?P<rep>{REPETITION}))?(?P<more>(?:\s*[-/]\s*{_ONE})+)?$")
# a number behind the name of a street ("RUE DE LA PAIX 12"), that is no year and no number of a road
_BEHIND = re.compile(
    r"^(?P<street>(?:RUE|AVENUE|BOULEVARD|PLACE|IMPASSE|ALLEE|QUAI|COURS|CHEMIN)\s.*[^\W\d]{2,})[\s,]+(?:N\s?[°º]\s*)?"
    r"(?P<n>[1-9][0-9]{0,2})(?:\s?(?P<rep>BIS|TER|QUATER|[A-C]))?$"
)
_NOT_BEFORE = frozenset({
    "LOT", "LOTS", "N", "NO", "NUMERO", "KM", "CD", "RD", "RN", "CR", "VC", "D", "DU", "DES", "LES", "LA",
    "ETAGE", "SECTEUR", "ZONE", "ILOT",
})  # fmt: skip
_MONTHS = frozenset({
    "JANVIER", "FEVRIER", "MARS", "AVRIL", "MAI", "JUIN", "JUILLET", "AOUT", "SEPTEMBRE", "OCTOBRE", "NOVEMBRE",
    "DECEMBRE",
})  # fmt: skip
_WORD_OF_WAY = ("DE", "DU", "DES", "D", "LA", "LE", "LES", "L", "AU", "AUX")
_AFTER_A_LETTER = {"R", "Q", "L", "D"}  # rue, quai, and two articles
TITLES = {
    "GAL": "GENERAL", "GEN": "GENERAL", "GENE": "GENERAL", "MAL": "MARECHAL", "DR": "DOCTEUR", "DOCT": "DOCTEUR",
    "PDT": "PRESIDENT", "CDT": "COMMANDANT", "COL": "COLONEL", "CAP": "CAPITAINE",
    "CAPT": "CAPITAINE", "CNE": "CAPITAINE", "LT": "LIEUTENANT", "PROF": "PROFESSEUR", "MGR": "MONSEIGNEUR",
    "SGT": "SERGENT", "ADJ": "ADJUDANT", "PR": "PROFESSEUR", "FG": "FAUBOURG", "FBG": "FAUBOURG",
}  # fmt: skip
_SAINTS = {"ST": "SAINT", "STE": "SAINTE", "STS": "SAINTS", "STES": "SAINTES"}
_SHORT = re.compile(rf"\b(?:{'|'.join([*TITLES, *_SAINTS, 'ND'])})\b\.?|\bN\.D\.|\bS/")
_PIECES = re.compile(r"[^\s.\-']+|[\s.\-']+")


class Street(NamedTuple):
    """Number, repetition and further numbers of a line, null where it has none, and the street."""

    number: str | None
    repetition: str | None
    others: str | None
    street: str


def way(words: list[str]) -> tuple[int, str, bool]:
    """How many first words name a kind of way, that kind spelled out, and whether it is one wherever it opens a line.

    (0, "", False) where none does.
    """
    for count in (3, 2, 1):
        found = street_types().get(fold(" ".join(words[:count]))) if len(words) >= count else None
        if found:
            return count, found[0], found[2]
    return 0, "", False


@cache
def short_ways() -> dict[str, str]:
    """Ways of one word, that open no way of several words, spelled out."""
    first = {written.split(" ")[0] for written in street_types() if " " in written}
    return {w: full for w, (full, _, _) in street_types().items() if " " not in w and w not in first}


def opens_way(text: str, *, numbered: bool) -> bool:
    """Whether a text opens with a kind of way; without a number one of few letters must be followed by an article."""
    words = text.split(maxsplit=4)
    count, full, strong = way(words)
    if not count:
        return False
    if numbered:
        return True
    short = fold(words[0]) != full and len(fold(words[0])) <= 2
    return strong and (not short or (len(words) > count and fold(words[count]).split(" ")[0] in _WORD_OF_WAY))


def read_street(line: str) -> Street:
    """The number and the street of one line in capitals, without town or complement."""
    found = _NUMBER.match(line)
    if not found or fold(line[found.end() :]).split(" ")[0] in _MONTHS:
        return _numbered_behind(spelled_out(line))
    rest, rep = line[found.end() :], found["rep"]
    if rep in _AFTER_A_LETTER and not found["more"] and not opens_way(rest, numbered=False):
        rest, rep = (f"{rep}'{rest}" if rep in {"L", "D"} else f"{rep} {rest}"), None
    others = " ".join(re.findall(_ONE, found["more"] or "")) or None
    return Street(found["n"].lstrip("0") or "0", rep, others, spelled_out(rest, numbered=True))


def tidied_line(line: str) -> str:
    """A line with number and street: number and repetition apart, the street spelled out; all numbers kept."""
    found = _NUMBER.match(line)
    read = read_street(line)
    if not found or read.number is None:
        return spelled_out(line)
    number = line[: found.end("more")] if found["more"] else f"{found['n']} {read.repetition or ''}".strip()
    return f"{number} {read.street}"


def _numbered_behind(street: str) -> Street:
    found = _BEHIND.match(street)
    if not found or fold(found["street"]).rpartition(" ")[2] in _NOT_BEFORE | _MONTHS:
        return Street(None, None, None, street)
    return Street(found["n"], found["rep"], None, found["street"])


def read_number(text: str) -> Street | None:
    """A text that is a number alone ("12 BIS", "12-14"), else null."""
    found = _ALONE.match(text)
    if not found:
        return None
    return Street(found["n"], found["rep"], " ".join(re.findall(_ONE, found["more"] or "")) or None, "")


def spelled_out(street: str, *, numbered: bool = False) -> str:
    """A street with its kind of way, its saints and its titles in full; other words as they are.

    `numbered`: it stood behind a number, where one letter may be a way.
    """
    words = street.replace(",", " ").split()
    count, full, _ = way(words)
    if (
        count
        and fold(" ".join(words[:count])) != fold(full)
        and opens_way(street, numbered=numbered or len(fold(words[0])) > 1)
    ):
        words[:count] = [full]
    text = " ".join(words).strip(" .,;:-")
    return _inner(text) if _SHORT.search(text) else text


def _inner(text: str) -> str:
    """Saints before a word, titles between the way (or an article) and a name."""
    text = re.sub(r"\bS/\s*", "SUR ", re.sub(r"\bS/S\b\s*", "SOUS ", text))
    text = re.sub(r"\bN\.\s?D\.?(?=[\s-])|(?<=\s)ND(?=[\s-])", "NOTRE DAME", text)
    pieces = _PIECES.findall(text)
    words = [n for n, piece in enumerate(pieces) if piece[0] not in " .-'"]
    for place, n in enumerate(words):
        word, last = pieces[n], place == len(words) - 1
        if last or place == 0:
            continue
        before = pieces[words[place - 1]]
        if word in _SAINTS:
            pieces[n] = _SAINTS[word]
        elif (
            word in TITLES
            and len(pieces[words[place + 1]]) > 1
            and (before in _WORD_OF_WAY or before in street_types())
        ):
            pieces[n] = TITLES[word]
        else:
            continue
        pieces[n + 1] = pieces[n + 1].replace(".", " ") if pieces[n + 1].strip() in (".", "") else pieces[n + 1]
    return re.sub(r"\s{2,}", " ", "".join(pieces)).strip()
