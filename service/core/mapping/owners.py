"""Headings that begin with whose they are: `employer_name`, `employer_street_name`, `employer_zipcode`.

Where at least three headings of a file begin with one such word and no other heading speaks of a party, the word says
nothing of each column: the file is a list of employers, `employer_name` is the name of a firm and
`employer_street_name` a street. Only parts of a name or an address are read so; `customer_since` stays whole.
The name of a site, a shop or a school (`Site name`, `Nom du site`) is that of a firm in a file without another name.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable

from service.core.folding import fold
from service.core.mapping.tokens import meanings

_CAMEL = re.compile(r"(?<=[a-zà-ÿ])(?=[A-ZÀ-Þ])")
_LEAST = 3  # headings that begin with the word
_SURE = 0.5
_FIRMS = frozenset({
    "EMPLOYER", "COMPANY", "ORGANISATION", "ORGANIZATION", "ORG", "BUSINESS", "FIRM", "SUPPLIER", "VENDOR", "MERCHANT",
    "STORE", "SHOP", "RESTAURANT", "HOTEL", "CLINIC", "HOSPITAL", "SCHOOL", "AGENCY", "DEALER", "PROVIDER", "FACILITY",
    "ESTABLISHMENT", "SITE", "BRANCH", "ENTREPRISE", "SOCIETE", "EMPLOYEUR", "FOURNISSEUR", "ETABLISSEMENT",
    "STRUCTURE", "ORGANISME",
})  # fmt: skip
_PEOPLE = frozenset({
    "PERSON", "PATIENT", "EMPLOYEE", "STUDENT", "VOTER", "APPLICANT", "CITIZEN", "INDIVIDUAL", "PERSONNE", "SALARIE",
    "ELEVE", "ETUDIANT", "PASSENGER", "DRIVER", "BORROWER", "CLAIMANT",
})  # fmt: skip
_EITHER = frozenset({
    "CUSTOMER", "CLIENT", "CUST", "BILLING", "CONTACT", "MEMBER", "OWNER", "BUYER", "SELLER", "DONOR", "ADHERENT",
    "TIERS", "USER", "GUEST", "HOLDER", "SUBSCRIBER",
})  # fmt: skip
_PARTY = frozenset({
    "first_name", "last_name", "middle_name", "full_name", "company_name", "address_line1", "address_line2",
    "address_line3", "street_number", "city", "postal_code", "region", "country", "country_code", "phone",
    "phone_mobile", "email", "birth_date", "birth_year", "birth_month", "birth_day",
})  # fmt: skip
_SPEAKS = frozenset({
    "NAME", "FIRSTNAME", "LASTNAME", "FULLNAME", "COMPANY", "ADDRESS", "STREET", "CITY", "POSTCODE", "SHIP",
})  # fmt: skip
_NAME_WORDS = ("NAME", "NOM")
_NAMED = 0.95
_NAMES = ("company_name", "full_name", "last_name")
_OF = frozenset({"OF", "THE", "DE", "DU", "LA", "L", "D"})
_NOT_THE_PARTY = frozenset({"EMPLOYER", "EMPLOYEUR", "SUPPLIER", "FOURNISSEUR", "VENDOR"})  # of a person or a purchase

Told = dict[str, float]


def without_owner(headings: list[str], told: Callable[[str], Told]) -> dict[int, Told]:
    """What headings that begin with their owner mean without it, by place: only those that it changes.

    In      `told`: fields and probabilities of a heading.
    """
    split = [fold(_CAMEL.sub(" ", heading)).split() for heading in headings]
    firsts = Counter(words[0] for words in split if len(words) > 1)
    owners = [w for w in firsts.keys() & (_FIRMS | _PEOPLE | _EITHER) if firsts[w] >= _LEAST]
    if len(owners) != 1 or _others_speak(headings, split, owners[0]):
        return {}
    found = {}
    for index, words in enumerate(split):
        if len(words) > 1 and words[0] == owners[0]:
            means = _of_name(owners[0]) if words[1:] in [[w] for w in _NAME_WORDS] else told(" ".join(words[1:]))
            best = max(means, key=lambda f: (means[f], f), default="")
            if best in _PARTY and means[best] >= _SURE:
                found[index] = means
    return found


def names_of_firms(headings: list[str], said: list[Told]) -> dict[int, Told]:
    """Places of headings that are the name of a kind of firm, with what they mean: `HospitalName`, `Nom du site`.

    In      `said`: what each heading means alone. In a file where another heading holds a name nothing is read so.
    """
    found: dict[int, Told] = {}
    if len(headings) < _LEAST or any(told.get(name, 0.0) >= _SURE for told in said for name in _NAMES):
        return found
    for index, heading in enumerate(headings):
        words = {w for w in fold(_CAMEL.sub(" ", heading)).split() if w not in _OF}
        if len(words) == 2 and words & set(_NAME_WORDS) and words & (_FIRMS - _NOT_THE_PARTY):
            found[index] = _of_name(next(iter(words & _FIRMS)))
    return found


def _others_speak(headings: list[str], split: list[list[str]], owner: str) -> bool:
    """Another heading is about a party's name or address: the owner is one of several."""
    others = [h for h, words in zip(headings, split, strict=True) if words[:1] != [owner]]
    return any(m in _SPEAKS for heading in others for m, _ in meanings(heading))


def _of_name(owner: str) -> Told:
    """Whose name it is; of customers the values and the other columns must tell."""
    if owner in _FIRMS:
        return {"company_name": _NAMED, "ignore": 1.0 - _NAMED}
    if owner in _PEOPLE:
        return {"full_name": _NAMED, "ignore": 1.0 - _NAMED}
    return {"full_name": 0.7, "company_name": 0.25, "ignore": 0.05}
