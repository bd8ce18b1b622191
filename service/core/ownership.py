"""Whose contact point is it? One rule, shared by the split into parties and by the match frame.

Of a line with a company and its contact person: named emails and mobiles belong to the person; role emails, landlines
and the postal address belong to the company. Of a line with one party, everything belongs to it.
"""

from __future__ import annotations

import re

import polars as pl

ROLE_LOCALS: tuple[str, ...] = (
    "abuse", "accounting", "accueil", "achat", "achats", "adherents", "admin", "administratif", "administration",
    "adv", "agence", "atelier", "billing", "booking", "boutique", "bureau", "cabinet", "candidature", "caisse",
    "clientele", "clients", "client", "commande", "commandes", "commercial", "communication", "compta",
    "comptabilite", "comptable", "compta.fournisseurs", "contact", "contacts", "courrier", "devis", "dg", "direction",
    "dpo", "drh", "ecole", "emploi", "enquiries", "event", "export", "factu", "facturation", "facture", "factures",
    "finance", "formation", "fournisseurs", "garage", "gestion", "hello", "help", "helpdesk", "hostmaster", "hotel",
    "hr", "info", "information", "informations", "infos", "invoice", "invoices", "jobs", "juridique", "legal",
    "logistique", "magasin", "mail", "mairie", "maintenance", "marketing", "newsletter", "no-reply", "noreply",
    "office", "orders", "partenaires", "postmaster", "press", "presse", "privacy", "production", "qualite",
    "reception", "recrutement", "reservation", "reservations", "restaurant", "rh", "sales", "sav", "secretariat",
    "secretaire", "security", "service", "serviceclient", "service-client", "service.client", "services", "shop",
    "siege", "societe", "standard", "stock", "support", "team", "technique", "tresorerie", "vente", "ventes",
    "webmaster", "web", "welcome",
)  # fmt: skip

_ROLES = frozenset(ROLE_LOCALS)
_HEAD = re.compile(r"^([a-z]+)(?:[._\-+0-9]|$)")
_HEADS = "|".join(role for role in ROLE_LOCALS if role.isalpha())
_WHOLE = "|".join(re.escape(role) for role in ROLE_LOCALS if not role.isalpha())
_ROLE = rf"^(?:(?:{_HEADS})(?:[._\-+0-9@]|$)|(?:{_WHOLE})(?:@|$))"
_MOBILE = (
    r"^\+33[67]\d{8}$"  # France, Arcep's numbering plan
    r"|^\+590(690|691)\d{6}$|^\+594(694)\d{6}$|^\+596(696|697)\d{6}$|^\+262(692|693|639)\d{6}$"  # overseas
    r"|^\+324[5-9]\d{7}$|^\+417[5-9]\d{7}$|^\+3526\d{8}$|^\+447\d{9}$"  # Belgium, Switzerland, Luxembourg, UK
    r"|^\+491[5-7]\d{8,9}$|^\+34[67]\d{8}$|^\+393\d{8,9}$"  # Germany, Spain, Italy
)


def role_email(email: pl.Expr) -> pl.Expr:
    """True where the local part names a function (contact@, compta@), not a person; null where there is no address.

    A trailing number or a part after a sign counts as the same role: contact2@, contact.lyon@, info-vente@.
    """
    return email.str.to_lowercase().str.contains(_ROLE)


def mobile_number(phone: pl.Expr) -> pl.Expr:
    """True where an E.164 number is surely a mobile (France, overseas, neighbours); null where there is none."""
    return phone.str.contains(_MOBILE)


def contact_owns_email(email: pl.Expr) -> pl.Expr:
    """On a line with both parties: true where the address belongs to the contact person. Never null."""
    return (~role_email(email)).fill_null(value=False)


def contact_owns_phone(phone: pl.Expr, *, mobile_column: bool) -> pl.Expr:
    """On a line with both parties: true where the number belongs to the contact person. Never null.

    In      an E.164 number; `mobile_column`: the file itself calls it a mobile (column `phone_mobile`).
    """
    if mobile_column:
        return phone.is_not_null()
    return mobile_number(phone).fill_null(value=False)


_MOBILE_ONE = re.compile(_MOBILE)


def role_email_one(email: str) -> bool:
    """`role_email` of one address."""
    local = email.lower().partition("@")[0]
    head = _HEAD.match(local)
    return local in _ROLES or (head is not None and head[1] in _ROLES)


def contact_owns_email_one(email: str) -> bool:
    """`contact_owns_email` of one address."""
    return not role_email_one(email)


def contact_owns_phone_one(phone: str, *, mobile_column: bool) -> bool:
    """`contact_owns_phone` of one number."""
    return mobile_column or _MOBILE_ONE.search(phone) is not None
