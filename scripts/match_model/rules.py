"""What the regression looks at beside single levels: levels that occur together, and the shapes of files.

`bounds` are those of the weight in bits: households may only speak against, the rest is free.
"""

from __future__ import annotations

from typing import Any

Bounds = tuple[float | None, float | None]
_AGAINST: Bounds = (None, 0.0)
_FOR: Bounds = (0.0, None)
_FREE: Bounds = (None, None)

_EXACT = ["same_everyday", "same_frequent", "same_common", "same_medium", "same_rare"]
_SURNAME = ["near", "part", *_EXACT]
_FORENAME = ["initial", "part", "nickname", "near", *_EXACT]
_PHONE = ["same_fixed", "same_mobile"]
_HOME = ["near", "same"]
_FIRM = ["near", "part", *_EXACT]
_OTHER_FIRM = ["differs", "close", "overlap"]


def _rule(name: str, kind: str, bounds: Bounds = _FREE, **when: list[str]) -> dict[str, Any]:
    return {"name": name, "kinds": [kind], "when": when, "bounds": bounds}


def _person(name: str, bounds: Bounds = _FREE, **when: list[str]) -> dict[str, Any]:
    return _rule(name, "person", bounds, **when)


def _company(name: str, bounds: Bounds = _FREE, **when: list[str]) -> dict[str, Any]:
    return _rule(name, "company", bounds, **when)


RULES: tuple[dict[str, Any], ...] = (
    _person("household_phone", _AGAINST, forename=["differs"], surname=_SURNAME, phone=_PHONE),
    _person("household_door", _AGAINST, forename=["differs"], surname=_SURNAME, street=_HOME),
    _person("household_email", _AGAINST, forename=["differs"], surname=_SURNAME, email=["same"]),
    _person("household_close", forename=["close", "near"], surname=_SURNAME, street=_HOME),
    _person("household_close_phone", forename=["close", "near"], surname=_SURNAME, phone=_PHONE),
    _person("couple_alike", _AGAINST, forename=["close", "near"], civility=["conflict"]),
    _person("father_son", _AGAINST, forename=_EXACT, surname=_EXACT, birth=["differs", "same_year"]),
    _person("same_names", _FOR, forename=_FORENAME, surname=_SURNAME),
    _person("exact_names", forename=_EXACT, surname=_EXACT),
    _person("same_names_elsewhere", forename=_FORENAME, surname=_SURNAME, place=["differs", "same_department"]),
    _person(
        "exact_names_same_home", forename=_EXACT, surname=_EXACT, street=_HOME, place=["same_city", "same_postcode"]
    ),
    _person("same_names_same_birth", forename=_FORENAME, surname=_SURNAME, birth=["same", "swapped"]),
    _person("same_names_same_mail", forename=_FORENAME, surname=_SURNAME, email=["same"]),
    _person("same_names_same_phone", forename=_FORENAME, surname=_SURNAME, phone=_PHONE),
    _person("married_home", forename=_EXACT, surname=["differs"], street=_HOME),
    _person("married_phone", forename=_EXACT, surname=["differs"], phone=_PHONE),
    _person("phone_and_door", phone=_PHONE, street=_HOME),
    _person("initial_home", forename=["initial", "missing"], surname=_SURNAME, street=_HOME),
    _person("initial_phone", forename=["initial", "missing"], surname=_SURNAME, phone=_PHONE),
    _person("shared_mailbox", forename=["differs"], surname=["differs"], email=["same"]),
    _company("firm_elsewhere", company=_EXACT, place=["differs", "same_department"]),
    _company("firm_at_home", company=_FIRM, street=_HOME),
    _company("firm_phone", company=_FIRM, phone=_PHONE),
    _company("firm_mail", _FOR, company=_FIRM, email=["same", "same_role"]),
    _company("branch_mail", _AGAINST, company=_FIRM, email=["same", "same_role"], place=["differs", "same_department"]),
    _company("firm_number", company=_FIRM, firm_id=["same_siret"]),
    _company("other_firm_home", company=_OTHER_FIRM, street=_HOME),
    _company("other_firm_phone", company=_OTHER_FIRM, phone=_PHONE),
    _company("one_siren_home", firm_id=["same_siren"], street=_HOME),
    _company("one_siren_elsewhere", firm_id=["same_siren"], place=["differs", "same_department"]),
)

# columns that are left in files cut down for training
SHAPES: dict[str, tuple[str, ...]] = {
    "names and birth": ("first_name", "last_name", "birth_date"),
    "names and address": ("first_name", "last_name", "address_line1", "postal_code", "city", "company_name"),
    "names and email": ("first_name", "last_name", "email", "company_name"),
    "names, phone, town": (
        "first_name", "last_name", "phone", "phone_mobile", "postal_code", "city", "company_name",
    ),
    "firms and address": ("company_name", "address_line1", "city"),
    "all but the code": (
        "salutation", "first_name", "last_name", "birth_date", "company_name", "siren", "siret", "email", "phone",
        "phone_mobile", "address_line1", "postal_code", "city",
    ),
}  # fmt: skip

# too few in any file to be trained: an address of a function is the mailbox, or is not
MAILBOX: tuple[int, int, dict[str, dict[str, int]]] = (
    -6000,
    0,
    {
        "email": {
            "differs": -12000, "same_firm": -8000, "near": -6000, "same_local": -6000, "same_role": 12000,
            "same": 12000,
        },
        "phone": {"near": 1000, "same_fixed": 4000, "same_mobile": 4000},
    },
)  # fmt: skip
