"""One record as an import would leave it: core/entry.py for who asks about one, without a column.

What is odd beyond measure (control characters, what spreadsheets put round a text, words in a field of choices) is left
to the columns: the answer is then null.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from service.core.clean.cleaning import USABLE
from service.core.clean.identity import LANGUAGES
from service.core.entry import RELATIONS, code_of
from service.core.kinds.blanks import BLANKS, tidy_text
from service.core.kinds.companies import french_siren, parse_siren, parse_siret, parse_vat
from service.core.kinds.dates import parse_date
from service.core.kinds.parsed import BLANK
from service.core.kinds.registers import parse_naf
from service.core.kinds.texts import parse_text
from service.core.ownership import role_email_one
from service.core.single.cells import Cells, Values, first_of
from service.core.single.names import clean_names, is_nobody, take_apart
from service.core.single.places import clean_places
from service.core.single.reach import clean_emails, clean_phones

_STRANGE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff]")
_GUARDED = ("'", '="')
_CHOICES = {"relation": frozenset(RELATIONS), "customer_type": frozenset({"b2b", "b2c"})}
_LANGUAGE = re.compile(r"([a-z]{2})(?:[-_][a-z]{2})?")


@dataclass(frozen=True)
class Single:
    """`values`: the typed columns of who somebody is and how to reach them, `main_kind` and `contact_kind` (both null
    when the record speaks of nobody); `refused`: what was given and cannot be used, field -> code of the issue.
    """

    values: Values
    refused: dict[str, str]


def entered_one(record: Mapping[str, str | None], today: date) -> Single | None:
    """One record (fields of core/entry.py) cleaned; null where only the columns can say.

    Raises  nothing on values.
    """
    given = {name: text for name, text in record.items() if text}
    if any(_STRANGE.search(text) or text.startswith(_GUARDED) for text in given.values()):
        return None
    if any(given[name] not in known for name, known in _CHOICES.items() if name in given):
        return None
    cells = Cells(dict(given))
    take_apart(cells)
    values = clean_places(cells)
    values |= _identifiers(cells)
    values |= clean_names(cells, values["siren"])
    values |= _person(cells, today)
    values |= clean_emails(cells)
    values |= clean_phones(cells, values["country_code"], values["postal_code"])
    values |= {name: given.get(name) for name in _CHOICES} | {"customer_code": tidy_text(given.get("customer_code"))}
    refused = {
        name: code_of(cells.codes, name) for name, text in given.items() if text.strip() and values.get(name) is None
    }
    return Single(values | _kinds(cells, values), refused)


def _identifiers(cells: Cells) -> Values:
    """As `identity.clean_identifiers`."""
    siren = siret = vat = None
    if text := cells.get("siren"):
        found = parse_siren(text)
        cells.note("siren", found.code)
        siren = found.value
        siret = parse_siret(text).value if found.code == "siren.from-siret" else None
    if text := cells.get("siret"):
        found = parse_siret(text)
        cells.note("siret", found.code)
        siret = first_of(found.value, siret)
        siren = first_of(siren, found.value and found.value[:9], found.suggestion)
    if text := cells.get("vat_number"):
        found = parse_vat(text)
        cells.note("vat_number", found.code)
        vat = found.value
        siren = first_of(siren, french_siren(vat), french_siren(found.suggestion))
    naf = parse_naf(text) if (text := cells.get("naf_code")) else BLANK
    cells.note("naf_code", naf.code)
    return {"siren": siren, "siret": siret, "vat_number": vat, "naf_code": naf.value}


def _person(cells: Cells, today: date) -> Values:
    """As `identity.clean_person`."""
    birth = parse_date(cells.get("birth_date"), "DMY", today, birth=True)
    cells.note("birth_date", birth.code)
    job = parse_text(cells.get("job_title"))
    cells.note("job_title", job.code)
    low = (cells.get("language") or "").strip(BLANKS).lower()
    code = _LANGUAGE.fullmatch(low)
    language = LANGUAGES.get(low) or (code and code[1])
    return {"birth_date": birth.value, "job_title": job.value, "language": language}


def _kinds(cells: Cells, values: Values) -> Values:
    """Which parties there are, as clean/cleaning.py and clean/parties.py tell."""
    usable = any(values[name] is not None for name in USABLE)
    usable = usable or (values["address_line1"] is not None and (values["postal_code"] or values["city"]) is not None)
    if not usable or is_nobody(cells, values):
        return {"main_kind": None, "contact_kind": None}
    named = values["last_name"] is not None or values["first_name"] is not None
    if values["company_name"] is not None or values["siren"] is not None:
        return {"main_kind": "company", "contact_kind": "person" if named else None}
    desk = not named and values["email"] is not None and role_email_one(values["email"])
    return {"main_kind": "mailbox" if desk else "person", "contact_kind": None}
