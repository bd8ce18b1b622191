"""What a field is kept for (RGPD art. 5(1)(b): specified purposes; 5(1)(c): only what they need).

identify    to know who it is and to find the same person or firm again
reach       to write, call or deliver
consent     to prove what was agreed or refused
invoice     to bill and be paid
behaviour   to know what clients do, for segments
pressure    to know what was sent to them, and not to ask too often
describe    to choose whom an offer is for
none        nobody said what for: notes, pictures, whatever the software adds
"""

from __future__ import annotations

from typing import Literal

from service.core.fields import FIELDS

Purpose = Literal["identify", "reach", "consent", "invoice", "behaviour", "pressure", "describe", "none"]

_BY_KIND: dict[str, Purpose] = {
    "name": "identify", "company": "identify", "siren": "identify", "siret": "identify", "vat": "invoice",
    "rna": "identify", "email": "reach", "phone": "reach", "address": "reach", "postcode": "reach",
    "country": "reach", "url": "reach", "iban": "invoice", "amount": "invoice", "free": "none",
}  # fmt: skip
_BY_NAME: dict[str, Purpose] = {
    "customer_id": "identify", "external_id": "identify", "contact_id": "identify", "birth_date": "identify",
    "payment_method": "invoice", "payment_terms": "invoice", "bank_name": "invoice", "tax_code": "invoice",
    "currency": "invoice", "vat_liable": "invoice", "photo": "none", "password": "none", "access_instructions": "reach",
    "language": "reach", "street_number": "reach", "po_box": "reach", "relation": "describe",
}  # fmt: skip
_DROPPED_LAST: frozenset[Purpose] = frozenset({"identify", "reach", "consent", "invoice"})


def purpose_of(name: str) -> Purpose:
    """What a canonical field is kept for.

    Raises  KeyError on a name that is none.
    """
    field = FIELDS[name]
    if name.startswith(("optin_", "optout_")) or name in {"unsubscribed_at", "email_invalid"}:
        return "consent"
    if name in _BY_NAME:
        return _BY_NAME[name]
    if field.data_class == "reaction":
        return "behaviour"
    if field.data_class == "action":
        return "pressure"
    return _BY_KIND.get(field.kind, "describe" if field.data_class == "personal" else "none")


def serves_by_itself(name: str) -> bool:
    """Whether a field serves although no segment asks for it: finding, reaching, billing people, proving consents."""
    return purpose_of(name) in _DROPPED_LAST
