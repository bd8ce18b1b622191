"""How two lists of first names stand to one another, as the registers of the City of Paris compare them.

exact         the same names in the same order
approximate   every name of the shorter list is in the longer one, in any order, at most one of them with a slip
different     all else: "Jean-Pascal" is one name, neither Jean nor Pascal

Source: Lutece, module identitystore, "Règles de matching des prénoms" (Ville de Paris).
"""

from __future__ import annotations

from typing import Literal

from rapidfuzz.distance import OSA

from service.core.folding import fold

Relation = Literal["exact", "approximate", "different"]


def relation(left: str, right: str) -> Relation:
    """How two cells of first names stand to one another. Symmetric."""
    ours, theirs = _names(left), _names(right)
    if ours == theirs:
        return "exact"
    shorter, longer = sorted((ours, theirs), key=len)
    rest = list(longer)
    slipped = []
    for name in shorter:
        if name in rest:
            rest.remove(name)
        else:
            slipped.append(name)
    if not slipped:
        return "approximate" if shorter else "different"
    one_slip = len(slipped) == 1 and any(OSA.distance(slipped[0], name, score_cutoff=1) <= 1 for name in rest)
    return "approximate" if one_slip else "different"


def _names(cell: str) -> list[str]:
    """Each first name folded; a hyphen ties two into one."""
    return [fold(name).replace(" ", "-") for name in cell.replace(",", " ").split() if fold(name)]
