"""A name cell that says more than a name: a currency, a mark, a sub-customer, a firm and its contact person.

QuickBooks writes "Smith, John - USD", "Durand (deleted)" and "Parent:Child"; people write "DUPONT Jean (Société X)" and
"Dupont SARL / M. Martin". Only what is certain is taken apart: one side is a firm's name of two words or more, the
other a civility and a name, or a known first name beside a family name. Everything else stays as it is.
"""

from __future__ import annotations

import re

from service.core.folding import fold
from service.core.kinds.name_kinds import is_junk, names_company, names_desk
from service.core.kinds.name_order import without_civility
from service.core.kinds.parsed import BLANK, Parsed
from service.reference.first_names import first_names

COMPOUND_PARTS = ("name", "person", "company", "currency", "child", "mark")
# no cell without one of these is compound
HINTS = ["(", "[", ":", " / ", " - ", " att", "l'att", "l’att"]
_CURRENCIES = frozenset({
    "EUR", "USD", "GBP", "CHF", "CAD", "AUD", "NZD", "JPY", "CNY", "SEK", "NOK", "DKK", "PLN", "CZK", "HUF", "RON",
    "MAD", "TND", "DZD", "XOF", "XAF", "XPF", "MUR", "ZAR", "INR", "BRL", "MXN", "SGD", "HKD", "ILS", "TRY", "AED",
})  # fmt: skip
_CURRENCY = re.compile(r"\s+-\s+([A-Z]{3})$")
_MARK = re.compile(r"(?i)\s*[(\[]\s*(deleted|supprim[ée]e?|archiv[ée]e?|inacti(?:f|ve))(?:\s*-?\s*\d+)?\s*[)\]]$")
_CHILD = re.compile(r"([^\s:/@][^:/@]*[^\s:/@]):([^\s:/@][^/@]*)")
_LABELS = frozenset({"ATT", "ATTN", "TEL", "NOM", "CLIENT", "SOCIETE", "CONTACT", "RE", "HTTP", "HTTPS", "MAILTO"})
_BEHIND = re.compile(r"(.+?)\s*\(([^()]+)\)")
_BESIDE = re.compile(
    r"(?i)\s+/\s+|\s+-\s+|[\s,]+(?:[àa]\s+)?l['’]att(?:ention|\.)?\s+(?:de\s+)?|[\s,]+att(?:n)?\s*[.:]\s*"
)


def split_compound(text: str) -> Parsed:
    """What a cell says beside its name; parts are COMPOUND_PARTS.

    `name`: the cell without currency, mark and sub-customer (null where nothing was taken from it); `person` and
    `company` where it names both; `child`: the sub-customer, `name` being the customer that it belongs to.
    """
    bare = " ".join(text.split())
    rest, parts = bare, dict[str, str | None]()
    money = _CURRENCY.search(rest)
    if money and money[1] in _CURRENCIES:
        parts["currency"], rest = money[1], rest[: money.start()]
    mark = _MARK.search(rest)
    if mark and mark.start():
        parts["mark"], rest = mark[1].lower(), rest[: mark.start()]
    child = _CHILD.fullmatch(rest)
    if child and fold(child[1]) not in _LABELS:
        rest, parts["child"] = child[1], child[2]
    both = _both(rest)
    if both is not None:
        parts["person"], parts["company"] = both
    return Parsed(None, None, None, parts | {"name": rest}) if parts else BLANK


def _both(text: str) -> tuple[str, str] | None:
    """A contact person and the firm in one text; null where that is not certain."""
    behind = _BEHIND.fullmatch(text)
    sides = [s.strip() for s in (behind.groups() if behind else _BESIDE.split(text))]
    if len(sides) != 2 or not all(sides):
        return None
    one, two = sides
    if _is_firm(one) and _is_person(two):
        return two, one
    return (one, two) if _is_firm(two) and _is_person(one) else None


def _is_firm(text: str) -> bool:
    key = fold(text)
    return " " in key and names_company(text, key) and not names_desk(key) and not is_junk(text, key)


def _is_person(text: str) -> bool:
    key = fold(text)
    if names_company(text, key) or names_desk(key) or is_junk(text, key):
        return False
    civil, name = without_civility(text)
    if civil:
        return bool(name)
    words = text.split()
    if len(words) != 2:
        return False
    one, two = words
    given = [fold(w) in first_names() for w in words]
    return given[0] and not given[1] if one.isupper() == two.isupper() else given[0 if two.isupper() else 1]
