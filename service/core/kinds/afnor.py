"""An address put in the shape of AFNOR NF Z10-011 ("mise en forme AFNOR", which is not the certified service RNVP).

Lines 4 to 6 are capitals, digits and blanks, at most 38 characters. A street that is too long is shortened to a label
of 32, in the order of La Poste's labels: titles and first names one group after another, then the kind of way and as
few articles as will do, then words to their initial; what room is left goes back to the kind of way.
"""

from __future__ import annotations

import re
from itertools import combinations

from service.core.folding import fold
from service.core.kinds.streets import read_street
from service.reference.first_names import ranks
from service.reference.places import street_types

LINE, LABEL = 38, 32
_ARTICLES = frozenset({"DE", "DU", "DES", "D", "LA", "LE", "LES", "L", "ET", "A", "AU", "AUX", "EN"})
_LETTERS = {"BIS": "B", "TER": "T", "QUATER": "Q", "QUINQUIES": "C"}
_FIRST_NAME = 600  # rank from which a word before a name is taken for a first name
# groups of words that labels shorten, longest first
_TITLES = {
    ("LIEUTENANT", "DE", "VAISSEAU"): "LTDV", ("ANCIENS", "COMBATTANTS"): "ANC COMB", ("NOTRE", "DAME"): "ND",
    ("DIVISION", "INFANTERIE"): "DIV INFANT", ("DIVISION", "BLINDEE"): "DB", ("REGIMENT", "INFANTERIE"): "RI",
    ("ANCIENNE", "ROUTE"): "ANCI ROUTE", ("ANCIEN", "CHEMIN"): "ANCI CHEMIN", ("LIEUTENANT", "COLONEL"): "LCL",
    ("DOCTEUR",): "DR", ("PROFESSEUR",): "PR", ("GENERAL",): "GAL", ("MARECHAL",): "MAL", ("COLONEL",): "COL",
    ("COMMANDANT",): "CDT", ("CAPITAINE",): "CAP", ("LIEUTENANT",): "LT", ("ADJUDANT",): "ADJ", ("SERGENT",): "SGT",
    ("PRESIDENT",): "PDT", ("MONSEIGNEUR",): "MGR", ("CROIX",): "CRX", ("MAISON",): "MAIS", ("TERTRE",): "TRT",
    ("DIVISION",): "DIV", ("BATAILLON",): "BTN", ("REGIMENT",): "RGT", ("RESISTANCE",): "RESIST",
    ("REPUBLIQUE",): "REPUB", ("LIBERATION",): "LIBERAT", ("COMMUNAUTE",): "COMTE", ("INFANTERIE",): "INFANT",
}  # fmt: skip


def label(street: str, limit: int = LABEL) -> str:
    """A street as capitals, digits and blanks, shortened only when it is longer than `limit` characters."""
    text = fold(street)
    if len(text) <= limit:
        return text
    words = text.split(" ")
    count, short = _way(words)
    groups = _groups(words, count)
    for taken in range(1 if groups else 0, len(groups) + 1):
        parts = _shortened(words, groups[:taken])
        if taken and len(_joined(parts)) <= limit:
            return _joined(parts)
        found = _without_articles(parts, count, short, limit)
        if found:
            return found
    return _initials(_shortened(words, groups), count, short, limit)


def numbered(number: str | None, repetition: str | None, street: str | None) -> str | None:
    """Line 4: number, repetition and street in 38 characters at most; null where there is neither number nor street."""
    line = _line(number, repetition, street or "")
    for _ in range(3 if line != fold(" ".join(p for p in (number, repetition, street) if p)) else 0):
        found = read_street(line)  # what the label left room for is spelled out again
        line, before = _line(found.number, found.repetition, found.street), line
        if line == before:
            break
    return line or None


def _line(number: str | None, repetition: str | None, street: str) -> str:
    for rep in (repetition, _LETTERS.get(repetition or "", repetition)):
        line = " ".join(p for p in (number, rep, fold(street)) if p)
        if len(line) <= LINE:
            return line
    ahead = " ".join(p for p in (number, _LETTERS.get(repetition or "", repetition)) if p)
    return f"{ahead} {label(street, min(LABEL, LINE - 1 - len(ahead)))}".strip()


def shaped(line: str | None) -> str | None:
    """Any other line: capitals, digits and blanks, cut behind a word where it is longer than 38 characters."""
    text = fold(line or "")
    if len(text) > LINE:
        text = text[: LINE + 1].rpartition(" ")[0] or text[:LINE]
    return text or None


def _way(words: list[str]) -> tuple[int, str]:
    for count in (3, 2, 1):
        found = street_types().get(" ".join(words[:count]))
        if found and (found[1] or count == 1):  # CHEMIN RURAL has no short form: its CHEMIN has
            return count, found[1]
    return 0, ""


def _groups(words: list[str], start: int) -> list[tuple[int, int, str]]:
    """Titles, each with a first name behind it, as (from, to, short), left to right."""
    found, n = [], start
    while n < len(words):
        size = next((s for s in (3, 2, 1) if tuple(words[n : n + s]) in _TITLES), 0)
        if size:
            found.append((n, n + size, _TITLES[tuple(words[n : n + size])]))
        elif n < len(words) - 1 and words[n + 1] not in _ARTICLES and ranks().get(words[n], 9_999) < _FIRST_NAME:
            if found and found[-1][1] == n:
                found[-1] = (found[-1][0], n + 1, f"{found[-1][2]} {words[n][0]}")
            else:
                found.append((n, n + 1, words[n][0]))
        n += size or 1
    return found


def _shortened(words: list[str], groups: list[tuple[int, int, str]]) -> list[str]:
    parts, n = [], 0
    for first, last, short in groups:
        parts += [*words[n:first], short]
        n = last
    return parts + words[n:]


def _joined(parts: list[str]) -> str:
    return " ".join(p for p in parts if p)


def _with_way(parts: list[str], count: int, short: str, limit: int) -> str:
    """The parts with the kind of way in full when there is room, else short."""
    full = _joined(parts)
    return full if len(full) <= limit or not short else _joined([short, *parts[count:]])


def _without_articles(parts: list[str], count: int, short: str, limit: int) -> str | None:
    """As few letters of articles dropped as make the line fit behind a short way; null when it does not fit."""
    tight = [short or _joined(parts[:count]), *parts[count:]] if count else parts
    spare = len(_joined(tight)) - limit
    places = [n for n, part in enumerate(parts) if n >= count and part in _ARTICLES]
    if sum(len(parts[n]) + 1 for n in places) < spare:
        return None
    if spare <= 0:
        return _with_way(parts, count, short, limit)
    sets = (c for size in range(1, len(places) + 1) for c in combinations(places, size))
    fits = [(sum(len(parts[n]) + 1 for n in c), c) for c in sets]
    _, dropped = min((size, c) for size, c in fits if size >= spare)
    return _with_way([p for n, p in enumerate(parts) if n not in dropped], count, short, limit)


def _initials(parts: list[str], count: int, short: str, limit: int) -> str:
    """Without articles, words made initials from the left until the line fits; cut behind a word when none is left."""
    kept = [*parts[:count], *(p for p in parts[count:] if p not in _ARTICLES)]
    for n in range(count, len(kept)):
        if len(_joined([short or _joined(kept[:count]), *kept[count:]])) <= limit:
            break
        if re.fullmatch("[A-Z]{2,}", kept[n]) and kept[n] not in _TITLES.values():
            kept[n] = kept[n][0]
    line = _with_way(kept, count, short, limit)
    return line if len(line) <= limit else (line[: limit + 1].rpartition(" ")[0] or line[:limit])
