"""What else a column is, beside its class: its sensitivity under the RGPD, and the trade's second typology.

sensitivity  identifying (names a person or a firm), contact (reaches it), financial (bank, means of payment),
             special (RGPD art. 9: health, religion, opinions…), nir (social security number), free-text (may hold
             anything), other (says something of it), none (says nothing of one person)
trait        socio-demographic (age, sex, place, family, education, income), psychological (lifestyle, tastes,
             motives), behavioural (what they did); null: neither, such as a name
origin       declared by the person, or observed by the firm; null where neither can be said
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from service.core.fields import FIELDS
from service.core.plan import Column, FieldClass

SensitivityKind = Literal["identifying", "contact", "financial", "special", "nir", "free-text", "other", "none"]
Trait = Literal["socio-demographic", "psychological", "behavioural"]
Origin = Literal["declared", "observed"]

_CONTACT_KINDS = {"email", "phone", "address", "url"}
_CONTACT = {"postal_code", "city", "ship_postal_code", "ship_city", "social_handle", "access_instructions", "latitude",
            "longitude", "username", "po_box"}  # fmt: skip
_FINANCIAL = {"iban", "bank_account", "bank_name", "payment_method", "credit_limit"}
_DEMOGRAPHIC = {
    "gender", "salutation", "birth_date", "birth_year", "birth_month", "birth_day", "age", "csp", "job_title",
    "language", "city", "postal_code", "region", "county", "country", "country_code", "region_code", "insee_code",
    "industry", "headcount", "naf_code", "legal_form", "company_turnover",
}  # fmt: skip
_OBSERVED = {
    "rating", "member_rating", "segment", "tags", "status", "is_active", "is_customer", "is_supplier", "optin_ip",
    "timezone", "latitude", "longitude", "notes", "price_level", "credit_limit",
}  # fmt: skip
_OF_FORM: dict[str, SensitivityKind] = {
    "email": "contact", "phone": "contact", "street": "contact", "iban": "financial", "siret": "identifying",
    "vat": "identifying", "salutation": "other", "person": "identifying", "firm": "identifying",
}  # fmt: skip
_ABOUT: dict[str, SensitivityKind] = {"special": "special", "nir": "nir", "financial": "financial"}
_TRAITS: dict[str, Trait] = {"socio-demographic": "socio-demographic", "psychological": "psychological"}


@dataclass(frozen=True)
class Traits:
    """The three answers on one column or field."""

    sensitivity: SensitivityKind
    trait: Trait | None
    origin: Origin | None


def traits_of_field(name: str) -> Traits:
    """Of a canonical field.

    Raises  KeyError on a name that is none.
    """
    field = FIELDS[name]
    trait: Trait | None = "socio-demographic" if name in _DEMOGRAPHIC else None
    if field.data_class == "reaction" or name == "last_activity_at":
        trait = "behavioural"
    return Traits(_sensitivity(name), trait, _origin(field.data_class, observed=name in _OBSERVED))


def traits_of(column: Column) -> Traits:
    """Of a column of a file: of its field, else of what its values and the words of its heading say."""
    if column.field is not None and FIELDS[column.field].data_class is not None:
        return traits_of_field(column.field)
    said = dict(e.split(":", 1)[::-1] for e in column.evidence if ":" in e)
    about = next((a for a, what in said.items() if what == "word"), "")
    form = next((f for f, what in said.items() if what == "values"), "")
    perhaps = next((f for f, what in said.items() if what == "perhaps"), "")
    if perhaps:
        return traits_of_field(perhaps)
    sensitivity = _ABOUT.get(about) or _OF_FORM.get(form) or ("none" if column.data_class is None else "other")
    trait = _TRAITS.get(about) or ("behavioural" if column.data_class == "reaction" else None)
    return Traits(sensitivity, trait, _origin(column.data_class, observed=False))


def _sensitivity(name: str) -> SensitivityKind:
    field = FIELDS[name]
    if name in _FINANCIAL or field.kind == "iban":
        return "financial"
    if field.kind == "free":
        return "free-text"
    if field.kind in _CONTACT_KINDS or name in _CONTACT:
        return "contact"
    if field.sensitivity == "direct":
        return "identifying"
    return "none" if field.sensitivity == "none" else "other"


def _origin(data_class: FieldClass | None, *, observed: bool) -> Origin | None:
    if data_class is None:
        return None
    return "observed" if observed or data_class != "personal" else "declared"
