"""Who one record speaks of: core/clean/compound.py, the names of identity.py and nobody.py."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from service.core.clean.compound import CODES, HELD
from service.core.clean.nobody import HELD as NAMED
from service.core.clean.nobody import NOBODY_HINTS, SIGNS, named
from service.core.folding import fold
from service.core.kinds.casing import recase
from service.core.kinds.compound_names import HINTS, split_compound
from service.core.kinds.legal_forms import legal_forms_one, stated_form
from service.core.kinds.name_columns import ODD_WORD
from service.core.kinds.names import parse_name
from service.core.kinds.parsed import BLANK, Parsed
from service.core.kinds.split_names import parse_split_name
from service.core.kinds.texts import parse_text
from service.core.single.cells import Cells, Values, first_of
from service.reference.legal_forms import LEGAL_FORMS
from service.reference.words import CIVILITIES, COUPLE_CIVILITIES

_ODD = re.compile(ODD_WORD)
_SIGNS_IN_NAMES = frozenset("'’. -")
_COMPOUND, _NOBODY = (
    re.compile("|".join({re.escape(hint.lower()) for hint in hints})) for hints in (HINTS, NOBODY_HINTS)
)


def take_apart(cells: Cells) -> None:
    """As `compound.take_apart`; what has no match column is dropped."""
    for name in HELD:
        text = cells.get(name)
        if text is None or not _COMPOUND.search(text.lower()):
            continue
        parts = split_compound(text).parts
        if parts.get("name") is not None:
            _place(cells, name, parts)


def _place(cells: Cells, name: str, parts: Mapping[str, str | None]) -> None:
    firm, person = parts.get("company"), parts.get("person")
    if name == "last_name" and cells.get("first_name") is not None:
        firm = person = None
    for part, code in CODES.items():
        if (firm if part == "company" else parts.get(part)) is not None:
            cells.note(name, code)
    own, other, place = (firm, person, "full_name") if name == "company_name" else (person, firm, "company_name")
    taken = cells.get(place) is not None
    if place == "full_name":
        taken = taken or cells.get("last_name") is not None or cells.get("first_name") is not None
    cells.put(name, own if firm is not None else parts["name"])
    if firm is not None and not taken:
        cells.put(place, other)


def clean_names(cells: Cells, siren: str | None) -> Values:
    """`salutation`, `first_name`, `last_name`, `company_name`, `legal_form`."""
    found, whole = _person_names(cells)
    names = found.parts
    civil, couple, form = _salutation(cells.get("salutation"))
    company = None
    if (text := cells.get("company_name")) is not None:
        words = parse_text(text, name=True)
        cells.note("company_name", words.code)
        company = words.value
    couple = couple or names.get("kind") in ("couple", "household")
    firm = company is None and whole is not None and names.get("kind") == "person" and not names.get("salutation")
    firm = firm and (siren is not None or form is not None) and civil is None
    company = first_of(company, names.get("company_name"), whole if firm else None)
    person: Values = {} if firm else dict(names)
    return {
        "salutation": None if firm or couple else first_of(civil, person.get("salutation")),
        "first_name": person.get("first_name"),
        "last_name": person.get("last_name"),
        "company_name": company,
        "legal_form": _form(cells.get("legal_form"), form, company) if "legal_form" in cells.raw else form,
    }


def _form(stated: str | None, civil: str | None, company: str | None) -> str | None:
    found = first_of(stated_form(stated) if stated else None, civil)
    return found if found is not None or company is None else legal_forms_one(company)


def _salutation(text: str | None) -> tuple[str | None, bool, str | None]:
    """As `parse_salutations`: civility, whether a couple's, a legal form in its place."""
    key = "" if text is None else fold(text)
    civil = CIVILITIES.get(key)
    return civil, key in COUPLE_CIVILITIES, None if civil is not None else LEGAL_FORMS.get(key)


def _person_names(cells: Cells) -> tuple[Parsed, str | None]:
    """The verdict on the names, and the text of a cell that held a whole name."""
    first, last, full = (cells.get(n) for n in ("first_name", "last_name", "full_name"))
    apart = _split(first, last)
    cells.note("last_name" if last is not None else "first_name", apart.code)
    silent = first is None and last is None
    if full is None or not (silent or (apart.value is None and apart.code is None)):
        return apart, None
    words = parse_text(full, name=True)
    return (BLANK if words.value is None else parse_name(words.value)), words.value


def _split(first: str | None, last: str | None) -> Parsed:
    """As `parse_split_names`."""
    one, two = (BLANK if text is None else parse_text(text, name=True) for text in (first, last))
    given, family = one.value, two.value
    if family is not None and _plain(given, family):
        parts: Values = {"first_name": given and recase(given), "last_name": recase(family), "kind": "person"}
        found = Parsed(" ".join(n for n in (parts["first_name"], parts["last_name"]) if n), None, None, parts)
    else:
        found = BLANK if given is None and family is None else parse_split_name(given, family)
    return Parsed(found.value, first_of(found.code, two.code, one.code), None, found.parts)


def _plain(given: str | None, family: str) -> bool:
    if " " in family and given in (None, family):
        return False
    return not _odd(family) and (given is None or not _odd(given))


def _odd(words: str) -> bool:
    letters = words[0].isalpha() and all(c.isalpha() or c in _SIGNS_IN_NAMES for c in words)
    return not letters or _ODD.search(fold(words)) is not None


def is_nobody(cells: Cells, values: Mapping[str, Any]) -> bool:
    """As `clean_nobody`: a means of payment or a pool. In: `values` as cleaned."""
    full, company, last = (cells.get(name) for name in NAMED)
    if not any(text is not None and _NOBODY.search(text.lower()) for text in (full, company, last)):
        return False
    found = named(full, company, last, cells.get("first_name"), cells.get("salutation"))
    lone = found.value == "lone" and any(values.get(sign) is not None for sign in SIGNS)
    return found.code is not None and not lone
