"""How two lists of first names stand to one another, as the registers of the City of Paris compare them.

exact         the same names in the same order
approximate   every name of the shorter list is in the longer one, in any order, at most one of them with a slip
different     all else: "Jean-Pascal" is one name, neither Jean nor Pascal

The comparison of pairs (levels.py, and engines/compare.py in SQL) asks `within` of names without their hyphens, which
files of customers often lose. Source: Lutece, module identitystore, "Règles de matching des prénoms" (Ville de Paris).
"""

from __future__ import annotations

from typing import Literal

from rapidfuzz.distance import OSA

from service.core.folding import fold

Relation = Literal["exact", "approximate", "different"]
_LEAST = 3  # letters


def relation(left: str, right: str) -> Relation:
    """How two cells of first names stand to one another. Symmetric."""
    ours, theirs = _names(left), _names(right)
    if ours == theirs:
        return "exact"
    return "approximate" if within(ours, theirs) else "different"


def within(ours: list[str], theirs: list[str]) -> bool:
    """Every name of the shorter list is in the longer one, at most one of them with a slip. Symmetric.

    A slip is one letter wrong, more, less or two exchanged, in names of three letters and more.
    """
    shorter, longer = sorted((set(ours), set(theirs)), key=len)
    slipped = list(shorter - longer)
    if not shorter or len(slipped) > 1:
        return False
    return not slipped or any(_slip(slipped[0], name) for name in longer - shorter)


def _slip(a: str, b: str) -> bool:
    return min(len(a), len(b)) >= _LEAST and OSA.distance(a, b, score_cutoff=1) <= 1


def _names(cell: str) -> list[str]:
    """Each first name folded; a hyphen ties two into one."""
    return [fold(name).replace(" ", "-") for name in cell.replace(",", " ").split() if fold(name)]
