"""One value of a kind, checked for a form, a CRM or a script: nothing is kept of it (design, 6: `limpide check`)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from datetime import date
from functools import cache
from typing import Any

from service.core.kinds.address_parts import PARTS
from service.core.kinds.amounts import parse_amount
from service.core.kinds.banks import parse_bic, parse_iban
from service.core.kinds.companies import parse_siren, parse_siret, parse_vat
from service.core.kinds.compound_names import split_compound
from service.core.kinds.dates import parse_date
from service.core.kinds.emails import parse_email
from service.core.kinds.hazards import CODES, hazards_of
from service.core.kinds.names import parse_name
from service.core.kinds.parsed import Parsed
from service.core.kinds.phones import parse_phone
from service.core.kinds.postcodes import parse_postcode
from service.core.kinds.registers import parse_naf, parse_rna
from service.core.kinds.texts import parse_text
from service.core.kinds.whole_addresses import parse_address
from service.errors import BadQuery

Reader = Callable[[str, str, date | None], Parsed]


def _postcode(text: str, country: str, _today: date | None) -> Parsed:
    """`code|commune`: the pair is judged."""
    code, bar, city = text.partition("|")
    return parse_postcode(code, city if bar else None, country)


def _name(text: str, _country: str, _today: date | None) -> Parsed:
    """As an import reads it: accents restored, a firm and its contact set apart; words for "missing" are junk."""
    words = parse_text(text, name=True)
    if words.value is None:
        return Parsed(None, "name.junk", None, {"kind": "junk"}) if text.strip() else words
    apart = split_compound(words.value).parts
    found = parse_name(apart.get("person") or apart.get("name") or words.value)
    code = "name.firm-and-person" if apart.get("company") else found.code or words.code
    firm = apart.get("company") or found.parts.get("company_name")
    return replace(found, code=code, parts=found.parts | {"company_name": firm})


def _text(text: str, _country: str, _today: date | None) -> Parsed:
    """Free text: as an import mends it, and what it should not hold; parts: how often each was found."""
    words, held = parse_text(text), hazards_of(text)
    code = next((CODES[kind] for kind in held), words.code)
    return replace(words, code=code, parts={kind: str(count) for kind, count in held.items()})


KINDS: dict[str, Reader] = {
    "address": lambda text, _country, _today: parse_address(text),
    "amount": lambda text, _country, _today: parse_amount(text),
    "bic": lambda text, _country, _today: parse_bic(text),
    "date": lambda text, _country, today: parse_date(text, "DMY", today),
    "email": lambda text, _country, _today: parse_email(text),
    "iban": lambda text, _country, _today: parse_iban(text),
    "naf": lambda text, _country, _today: parse_naf(text),
    "name": _name,
    "phone": lambda text, country, _today: parse_phone(text, country),
    "postcode": _postcode,
    "rna": lambda text, _country, _today: parse_rna(text),
    "siren": lambda text, _country, _today: parse_siren(text),
    "siret": lambda text, _country, _today: parse_siret(text),
    "text": _text,
    "vat": lambda text, country, _today: parse_vat(text, country),
}
"""Kind to its parser: (text, country in which it is read, today)."""


def reader_of(kind: str) -> Reader:
    """The parser of a kind.

    Raises  BadQuery with the known kinds.
    """
    if kind not in KINDS:
        raise BadQuery("There is no such kind of value.", option="kind", known=sorted(KINDS))
    return KINDS[kind]


def checked_values(
    kind: str, values: Iterable[str], *, country: str = "FR", today: date | None = None
) -> Iterator[dict[str, Any]]:
    """One answer a value, in order: input, normalised, valid, code, suggestion, parts.

    In      country: alpha-2, for what is written differently from land to land; today: no date is to come, null: any.
    Out     `valid`: it can be used as it stands in `normalised`; a blank value is not valid and has no code.
    Raises  BadQuery on an unknown kind.
    """
    read = reader_of(kind)
    asked = list(values)
    found = {value: read(value, country, today) for value in dict.fromkeys(asked)}
    return (_told(kind, value, found[value]) for value in asked)


@cache
def warm() -> None:
    """Ask each kind once, so that the tables it reads are in memory before somebody types. Harmless again."""
    for kind, value in _FIRST.items():
        list(checked_values(kind, [value]))


def _told(kind: str, value: str, found: Parsed) -> dict[str, Any]:
    return {
        "input": value,
        "normalised": found.value,
        "valid": found.valid and found.code not in _NOT_VALID,
        "code": found.code,
        "suggestion": found.suggestion,
        "parts": dict.fromkeys(_PARTS.get(kind, ())) | found.parts,
    }


_FIRST = dict.fromkeys(KINDS, "1") | {
    "address": "3 rue de la Paix 75002 PARIS", "email": "jean@ville.con", "iban": "FR7630006000011234567890189",
    "naf": "62.01Z", "name": "M. DURAND Jean", "postcode": "75002|Paris", "text": "Client malade, 0199001234",
}  # fmt: skip

_PARTS = {"name": ("salutation", "first_name", "last_name", "kind"), "address": PARTS}
"""Parts that an answer has even where they are null."""

_NOT_VALID = frozenset({
    "postcode.city-mismatch", "postcode.unknown", "postcode.country-mismatch", "address.no-way",
    "naf.unknown",
})  # fmt: skip
"""Codes of values that are kept as they came and yet do not hold."""
