"""Where the town stands in a line of an address: behind its postcode, before it, or at the end without one.

A town is told from the name of a street by the list of communes: what stands before it must be a whole name of a
street. "RUE DE LA ROCHELLE" is a street, "RUE DE PARIS LA ROCHELLE" a street and a town; behind a first name a word is
a surname ("RUE AUGUSTE BARRET", though Barret is a commune).
"""

from __future__ import annotations

from functools import cache

from service.core.folding import fold
from service.core.kinds.places import place_key
from service.core.kinds.streets import TITLES, way
from service.reference.first_names import ranks
from service.reference.places import bare_names, commune_keys, pair_keys

_LONGEST = 8  # words of the longest name of a commune, articles included
_LINKS = frozenset({
    "DE", "DU", "DES", "D", "LA", "LE", "LES", "L", "AU", "AUX", "A", "ET", "EN", "SUR", "SOUS", "SAINT",
    "SAINTE", "ST", "STE", "NOTRE",
})  # fmt: skip
# words that no street's name ends with
_OPEN = _LINKS | frozenset({
    "BELLE", "BEAU", "BON", "BONNE", "GRAND", "GRANDE", "PETIT", "PETITE", "HAUT", "HAUTE", "BAS", "BASSE",
    "NOUVEAU", "NOUVELLE", "DEUX", "TROIS", "QUATRE", "CINQ", "SIX", "SEPT", "VIEUX", "VIEILLE", "ANCIEN",
    "ANCIENNE", "RUE", "CHARLES", "JEAN", "MARIE", "DIT", "LIEU", "TER", "BIS",
})  # fmt: skip
_RANKS = (
    frozenset(TITLES) | frozenset(TITLES.values()) | {"AMIRAL", "INGENIEUR", "CARDINAL", "MADAME", "CAPORAL", "FRERES"}
)
# communes whose names are common words at the end of a street's name
_WORDS = frozenset({
    "VERT", "MARIN", "ROMAIN", "MER", "CORPS", "RUE", "BLANC", "BLANCHE", "NEUF", "NEUVE", "VIEUX", "HAUT",
    "BAS", "ROND",
})  # fmt: skip
# what a saint stands behind in the name of a street
_OF_SAINTS = frozenset({
    "FONTAINE", "CROIX", "CHAPELLE", "FAUBOURG", "PORTE", "PONT", "CLOS", "MOULIN", "PRE", "BOIS", "PUITS",
    "COTE", "MONT", "CHATEAU", "CLOITRE", "ABBAYE", "PLACE", "QUARTIER", "DOMAINE", "HAMEAU", "ENCLOS", "PORT",
    "PARC", "CHAMP", "VAL", "TOUR", "EGLISE", "PRIEURE", "COUR", "HOPITAL", "ILE", "MAS", "RESIDENCE",
})  # fmt: skip
_GIVEN = 1_500  # rank down to which a first name alone names no street before a surname


def agrees(code: str, town: str) -> bool:
    """Whether a town, as written, is one of a postcode, or a former commune of its department."""
    return fits(code, place_key(town))


def fits(code: str, key: str) -> bool:
    """`agrees` with the town's key."""
    pairs = pair_keys()
    return bool(key) and (f"{code}|{key}" in pairs or f"{code[:2]}|{key}" in pairs or f"{code[:3]}|{key}" in pairs)


def town_first(code: str, words: list[str]) -> int:
    """How many first words are a town of this postcode; 0 where none are."""
    return next((n for n in range(min(_LONGEST, len(words)), 0, -1) if agrees(code, " ".join(words[:n]))), 0)


def town_last(code: str, words: list[str]) -> int:
    """How many last words of a line are a town of this postcode, 0 where none are. In: words without number."""
    for n in range(min(_LONGEST, len(words)), 0, -1):
        key = place_key(" ".join(words[-n:]))
        if fits(code, key) and (n == len(words) or _whole(words[:-n], key)):
            return n
    return 0


def town_behind(words: list[str]) -> int:
    """How many last words of a line with a street are a commune, of any postcode; 0 where none surely are.

    In      words of the line in capitals, without number and postcode.
    """
    if len(words) < 2 or way(words)[0] == len(words) or fold(words[-1]).rpartition(" ")[2] not in _last_words():
        return 0
    for n in range(min(_LONGEST, len(words) - 1), 0, -1):
        written = " ".join(words[-n:])
        key = place_key(written)
        if key not in commune_keys() or key in _WORDS or (key not in bare_names() and fold(written) == key):
            continue  # a commune with an article is written with it
        if _whole(words[: -n - (words[-n - 1] in {"A", "À"})], key):
            return n
    return 0


@cache
def _last_words() -> frozenset[str]:
    return frozenset(key.rpartition(" ")[2] for key in commune_keys()) | _DISTRICTS


_DISTRICTS = frozenset(f"{n}{end}" for n in range(1, 21) for end in ("", "E", "EME", "ER")) | {"ARRONDISSEMENT"}


def _whole(words: list[str], town: str) -> bool:
    """Whether these words make the whole name of a street, before what may be a town (its key)."""
    count, full, _ = way(words)
    names = fold(" ".join(words[count:])).split()
    if not names:
        return " " in full  # GRANDE RUE, VIEUX CHEMIN
    if all(n in _LINKS for n in names):
        return False
    last, before = names[-1], names[-2] if len(names) > 1 else ""
    if last in _RANKS or (last in _OPEN and before != "SAINT" and not (count and not before)):
        return False
    saint = town.partition(" ")
    if last in _OF_SAINTS and saint[0] in {"SAINT", "SAINTE"} and ranks().get(saint[2], 99_999) < _GIVEN:
        return False
    first = ranks().get(last, 99_999) < _GIVEN
    return not (first and (not before or before in _RANKS))
