"""A record whose values are written as the clean stage would write them, cleaned without it.

Whoever asks about one record (search before create) mostly sends plain values: a family name, a number, an address of
mail. For those the clean stage changes nothing but the way they are written, and a column of one value costs it as much
as one of a thousand. Here each value is looked at by itself; anything that is not surely plain (a firm in a name, a
foreign number, a town that may be no town, a word for "missing") is left to the stage: the answer is then None.
tests/core/test_plain_entry.py holds both to the same answers.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from typing import Any

import polars as pl

from service.core.clean.nobody import NOBODY_HINTS
from service.core.folding import fold
from service.core.kinds.addresses import is_in_full
from service.core.kinds.blanks import tidy_text
from service.core.kinds.casing import recase
from service.core.kinds.compound_names import HINTS
from service.core.kinds.emails import parse_email
from service.core.kinds.name_columns import ODD_WORD
from service.core.kinds.phone_plan import POSTCODE_REGION, line_type
from service.core.kinds.phones import parse_phone
from service.core.kinds.places import place_labels
from service.core.ownership import role_email_one
from service.reference.places import known_codes
from service.reference.words import CIVILITIES

Values = dict[str, str | None]

_PLAIN_TEXT = re.compile(r"[0-9A-Za-zÀ-ÖØ-öø-ÿŒœ'’&.,@+()/_ -]{1,120}\Z")
_DOUBTFUL = re.compile(r"  |[ÂÃ]|[^\x00-\x7f]{2}|^ | $")  # blanks to be squeezed, accents that may be doubled
_NAME = re.compile(r"[A-Za-zÀ-ÖØ-öø-ÿŒœ][A-Za-zÀ-ÖØ-öø-ÿŒœ'’ -]*\Z")
_TOWN = re.compile(r"[A-Za-zÀ-ÖØ-öø-ÿŒœ][A-Za-zÀ-ÖØ-öø-ÿŒœ'’ -]+\Z")
_LINE = re.compile(r"[0-9A-Za-zÀ-ÖØ-öø-ÿŒœ'’][0-9A-Za-zÀ-ÖØ-öø-ÿŒœ'’, -]*[0-9A-Za-zÀ-ÖØ-öø-ÿŒœ]\Z")
_BOX = re.compile(r"\b(?:BP|CS|TSA)\b|[0-9]{5}")
_PHONE = re.compile(r"(?:\+33|0)[ .]?[1-79](?:[ .]?[0-9]{2}){4}\Z")
_OVERSEAS = re.compile(r"(?:262|269|639|692|693|590|690|691|594|694|596|696|697|709)")
_ISO = re.compile(r"(?:19|20)[0-9]{2}-[0-9]{2}-[0-9]{2}\Z")
_DMY = re.compile(r"([0-9]{2})/([0-9]{2})/((?:19|20)[0-9]{2})\Z")
_ODD = re.compile(ODD_WORD)
_OUT_OF_LOW = tuple(h.lower() for h in (*HINTS, *NOBODY_HINTS))
_FAR = "98"  # Monaco and the Pacific have countries of their own


class _NotPlain(Exception):
    """A value that the clean stage must look at."""


def plain_record(given: Mapping[str, str | None], today: date) -> Values | None:
    """The columns of a match frame's record (core/match/view.py) and its `main_kind` and `contact_kind`.

    In      fields of core/entry.py.
    Out     None when a value is not surely plain, or when nobody can be made of them.
    """
    values = {f: v for f, v in given.items() if v is not None and v.strip()}
    if not values or any(f not in _READ or not _written_plainly(f, v) for f, v in values.items()):
        return None
    try:
        found: Values = {}
        for read in (_places, _names, _firm, _birth, _reach):
            found |= read(values, today)
    except _NotPlain:
        return None
    if not any(found[field] for field in _SOMEBODY):
        return None
    found["customer_code"] = values.get("customer_code")
    return found | _kinds(found)


def _written_plainly(field: str, value: str) -> bool:
    named = field in ("first_name", "last_name", "company_name")
    return (
        _PLAIN_TEXT.match(value) is not None
        and not _DOUBTFUL.search(value)
        and tidy_text(value) == value
        and tidy_text(value, name=named) == value
    )


def _places(values: Mapping[str, str], _today: date) -> Values:
    code, town, line = values.get("postal_code"), values.get("city"), values.get("address_line1")
    country = values.get("country_code")
    if country not in (None, "FR") or (line is not None and code is None and town is None):
        raise _NotPlain
    if code is not None and (not re.match(r"[0-9]{5}\Z", code) or code[:2] == _FAR):
        raise _NotPlain
    if town is not None and not _TOWN.match(town):
        raise _NotPlain
    return {"postal_code": code, "city": None if town is None else _label(town), "address_line1": _line(line),
            "country_code": "FR" if code in known_codes() else country}  # fmt: skip


@lru_cache(maxsize=1 << 16)
def _label(town: str) -> str | None:
    """The label of a town; kept, for a town is no personal value."""
    label: str = place_labels(pl.Series([town]))[0]
    return label or None


def _line(text: str | None) -> str | None:
    if text is None:
        return None
    upper = re.sub(r" {2,}", " ", re.sub(r"[,;]+", " ", text.upper()))
    if not _LINE.match(text) or len(upper) < 4 or _BOX.search(upper) or not is_in_full(upper):
        raise _NotPlain
    return upper


def _names(values: Mapping[str, str], _today: date) -> Values:
    first, last, civil = (values.get(f) for f in ("first_name", "last_name", "salutation"))
    if civil is not None and fold(civil) not in CIVILITIES:
        raise _NotPlain
    names = [n for n in (first, last) if n is not None]
    if any(not _NAME.match(n) or _ODD.search(fold(n)) or not fold(n) for n in names):
        raise _NotPlain
    if (last is None and first is not None) or (first is None and " " in (last or "")):
        raise _NotPlain
    if last is not None and (_hinted(last) or (first == last and " " in last)):
        raise _NotPlain
    return {
        "salutation": None if civil is None else CIVILITIES[fold(civil)],
        "first_name": None if first is None else recase(first),
        "last_name": None if last is None else recase(last),
    }


def _hinted(name: str) -> bool:
    """Whether the clean stage would look twice: a firm beside a person, somebody who is nobody."""
    low = name.lower()
    return any(hint in low for hint in _OUT_OF_LOW)


def _firm(values: Mapping[str, str], _today: date) -> Values:
    name, siren, siret = (values.get(f) for f in ("company_name", "siren", "siret"))
    if name is not None and _hinted(name):
        raise _NotPlain
    if siren is not None and not (re.match(r"[0-9]{9}\Z", siren) and _luhn(siren)):
        raise _NotPlain
    if siret is not None and not (re.match(r"[0-9]{14}\Z", siret) and _luhn(siret) and _luhn(siret[:9])):
        raise _NotPlain
    if siren and siret and siret[:9] != siren:
        raise _NotPlain
    return {"company_name": name, "siren": siren or (siret and siret[:9]), "siret": siret}


def _luhn(digits: str) -> bool:
    turned = [int(d) * (1 + n % 2) for n, d in enumerate(reversed(digits))]
    return int(digits) > 0 and sum(d - 9 if d > 9 else d for d in turned) % 10 == 0


def _birth(values: Mapping[str, str], today: date) -> Values:
    text = values.get("birth_date")
    if text is None:
        return {"birth_date": None}
    turned = _DMY.match(text)
    iso = f"{turned[3]}-{turned[2]}-{turned[1]}" if turned else text
    try:
        day = date.fromisoformat(iso) if _ISO.match(iso) else None
    except ValueError:
        day = None
    if day is None or day > today or day <= date(1901, 1, 1) or day == date(1970, 1, 1):
        raise _NotPlain
    return {"birth_date": iso}


def _reach(values: Mapping[str, str], _today: date) -> Values:
    """Contact points, put where clean/contacts.py puts them."""
    email = None
    if "email" in values:
        found = parse_email(values["email"])
        if found.value is None or found.code is not None:
            raise _NotPlain
        email = found.value
    region = POSTCODE_REGION.get(values.get("postal_code", "")[:3], "FR")
    phone, mobile = (_number(values.get(f), region) for f in ("phone", "phone_mobile"))
    if mobile is not None and line_type(mobile) != "mobile":
        raise _NotPlain
    mobiles = [n for n in (mobile, phone) if n is not None and line_type(n) == "mobile"]
    main = phone or mobile
    held = mobiles[0] if mobiles else None
    another = next((n for n in (phone, mobile) if n is not None and n not in (main, held)), None)
    return {"email": email, "phone": main, "phone_mobile": held, "phone_secondary": another}


def _number(text: str | None, region: str) -> str | None:
    if text is None:
        return None
    digits = re.sub(r"[ .]", "", text)
    if not _PHONE.match(text) or _OVERSEAS.match(digits.removeprefix("+33").removeprefix("0")):
        raise _NotPlain
    found = parse_phone(text, region)
    if found.value is None or found.code is not None:
        raise _NotPlain
    return found.value


def _kinds(found: Mapping[str, Any]) -> Values:
    """As clean/parties.py: which parties there are."""
    firm = found["company_name"] is not None or found["siren"] is not None
    named = found["last_name"] is not None or found["first_name"] is not None
    if firm:
        return {"main_kind": "company", "contact_kind": "person" if named else None}
    desk = not named and found["email"] is not None and role_email_one(found["email"])
    return {"main_kind": "mailbox" if desk else "person", "contact_kind": None}


_READ: frozenset[str] = frozenset({
    "salutation", "first_name", "last_name", "birth_date", "company_name", "siren", "siret", "email", "phone",
    "phone_mobile", "address_line1", "postal_code", "city", "country_code", "customer_code",
})  # fmt: skip
_SOMEBODY = ("last_name", "company_name", "siren", "email", "phone")
