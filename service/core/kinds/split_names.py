"""A first name and a family name that come in two cells, of which one may hold what belongs in the other."""

from __future__ import annotations

from service.core.folding import fold
from service.core.kinds.casing import recase
from service.core.kinds.name_kinds import is_junk, names_company, names_desk
from service.core.kinds.name_order import joined_names, without_birth_name, without_civility
from service.core.kinds.names import parse_name
from service.core.kinds.parsed import Parsed
from service.reference.first_names import first_names
from service.reference.words import COUPLE_CIVILITIES


def parse_split_name(first: str | None, last: str | None, *, surname_first: bool | None = None) -> Parsed:
    """The verdict on the pair; parts and codes as `names.parse_name`.

    Both cells without blanks at their ends. One trade word beside a known first name is a family name (Eda Boucherie).
    """
    if first is None or last is None or (first == last and " " in last):
        return _alone(first, last, surname_first)
    if last.count(",") == 1 and fold(first) in {fold(part) for part in last.split(",")}:
        return parse_name(last, surname_first)  # a whole name in the column of family names, as a repair writes it
    key = fold(last)
    if names_company(last, key) and not (" " not in key and fold(first) in first_names()):
        given = None if is_junk(first, fold(first)) else recase(first)
        return Parsed(last, "name.company", None, {"kind": "company", "company_name": last, "first_name": given})
    unusable = {w for w in (first, last) if is_junk(w, fold(w)) or names_desk(fold(w))}
    if unusable:
        kept = [w for w in (first, last) if w not in unusable]
        if not kept:
            return parse_name(last)
        found = _alone(first if first in kept else None, last if last in kept else None, surname_first)
        return Parsed(found.value, "name.junk", None, found.parts)
    return _person(first, last)


def _alone(first: str | None, last: str | None, surname_first: bool | None) -> Parsed:
    """Only one cell speaks, or both say the same: it may hold the whole name."""
    found = parse_name(last or first, surname_first)
    if last is not None and " " not in last and found.parts.get("first_name") and not found.parts.get("last_name"):
        return Parsed(found.value, found.code, None, found.parts | {"first_name": None, "last_name": found.value})
    lone = (
        found.parts.get("kind") == "person" and bool(found.parts.get("last_name")) and not found.parts.get("first_name")
    )
    if last is None and lone:
        name = found.parts.get("last_name")
        return Parsed(name, found.code, None, found.parts | {"first_name": name, "last_name": None})
    return found


def _person(first: str, last: str) -> Parsed:
    civil, given = without_civility(first)
    more, family = without_civility(last)
    born, family = without_birth_name(family)
    names = joined_names(given)
    folded = fold(last)
    couple = len(names) == 2 or any(folded.startswith(c + " ") for c in COUPLE_CIVILITIES)
    given = " et ".join(recase(n) for n in names)
    if couple and len(names) == 1 and len(folded.split()) > 1:
        family = parse_name(last).parts.get("last_name") or family
    family = recase(family)
    parts = civil | more | born | {"first_name": given, "last_name": family, "kind": "couple" if couple else "person"}
    if couple:
        parts["salutation"] = None
    return Parsed(f"{given} {family}", "name.household" if couple else None, None, parts)
