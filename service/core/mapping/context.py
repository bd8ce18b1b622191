"""Headings that mean different things in different files: what the rest of the file, and the values, decide.

One line is one reading: the heading (folded), the field, and when. The first reading whose condition holds wins.

    has:F     another column is surely the field F            not:F     none is
    form:K    most values have the form K (values.PATTERNS)    ""        always
"""

from __future__ import annotations

from collections.abc import Collection

_INVOICE = "has:invoice_number"

READINGS: dict[str, tuple[tuple[str, str], ...]] = {
    "NOM": (("last_name", "has:first_name"), ("full_name", "")),
    "NAME": (("order_number", "has:order_status"), ("full_name", "")),
    "CLIENT": (("is_customer", "form:flag"), ("full_name", "")),
    "CUSTOMER": (("is_customer", "form:flag"), ("full_name", "")),
    "SUPPLIER": (("is_supplier", "form:flag"), ("ignore", "")),
    "DATE": (("entry_date", "has:account_number"), ("invoice_date", "")),
    "MONTANT": (("entry_amount", "has:account_number"), ("invoice_total", "")),
    "AMOUNT": (("invoice_total", ""),),
    "REFERENCE": (("po_number", "has:invoice_number"), ("customer_id", "")),
    "ID": (("external_id", "has:customer_id"), ("customer_id", "")),
    "ETAT": (("region", "has:postal_code"), ("status", "")),
    "STATE": (("region", ""),),
    "ADRESSE": (("address_full", "not:postal_code"), ("address_line1", "")),
    "ADDRESS": (("address_full", "not:postal_code"), ("address_line1", "")),
    "BILLING ADDRESS": (("address_full", "not:postal_code"), ("address_line1", "")),
    "ADRESSE DE FACTURATION": (("address_full", "not:postal_code"), ("address_line1", "")),
    "SHIPPING ADDRESS": (("ship_address_full", "not:ship_postal_code"), ("ship_address_line1", "")),
    "ADRESSE DE LIVRAISON": (("ship_address_full", "not:ship_postal_code"), ("ship_address_line1", "")),
    "NOTES": (("invoice_note", _INVOICE), ("notes", "")),
    "NOTE PRIVEE": (("invoice_note", _INVOICE), ("notes", "")),
    "PRIVATE NOTES": (("invoice_note", _INVOICE), ("notes", "")),
    "PUBLIC NOTES": (("invoice_note", _INVOICE), ("notes", "")),
    "COMMENT": (("invoice_note", _INVOICE), ("notes", "")),
    "SUBJECT": (("invoice_note", _INVOICE), ("notes", "")),
    "DESCRIPTION": (("product_description", "has:quantity"), ("notes", "")),
    "CURRENCY": (("invoice_currency", _INVOICE), ("currency", "")),
    "DISCOUNT": (("discount_amount", _INVOICE), ("discount_rate", "")),
    "COMPANY": (("company_name", ""),),
    "VAT": (("vat_number", "form:vat"), ("tax_rate", _INVOICE), ("vat_number", "")),
    "TVA": (("vat_number", "form:vat"), ("tax_rate", _INVOICE), ("vat_number", "")),
    "TYPE": (("customer_type", ""),),
    "ACCOUNT TYPE": (("account_label", "has:debit"), ("customer_type", "")),
    "ACCOUNT NAME": (("account_label", "has:debit"), ("company_name", "")),
    "ACCOUNT ID": (("account_number", "has:debit"), ("customer_id", "")),
    "DATE CREATED": (("order_date", "has:order_number"), ("record_created_at", "")),
    "DATE CREATION": (("record_created_at", ""),),
    "DEPARTMENT": (("department", ""),),
    "TITLE": (("salutation", "form:salutation"), ("job_title", "")),
    "TITRE": (("salutation", "form:salutation"), ("job_title", "")),
    "STATUS": (("invoice_status", _INVOICE), ("optin_email", "form:flag"), ("lead_status", "")),
    "STATUT": (("invoice_status", _INVOICE), ("optin_email", "form:flag"), ("lead_status", "")),
    "LEAD ID": (("customer_id", ""),),
    "RECORD ID": (("customer_id", ""),),
    "ECHEANCE": (("due_date", "form:date"), ("payment_terms", "")),
    "URL": (("website", ""),),
    "MODE REGLEMENT": (("payment_mode", _INVOICE), ("payment_method", "")),
    "CODE REGION": (("region_code", ""),),
    "SECTEUR": (("industry", ""),),
    "CA": (("company_turnover", "has:headcount"), ("total_spent", "")),
    "CHIFFRE D AFFAIRES": (("company_turnover", "has:headcount"), ("total_spent", "")),
}


def reading(name: str, sure: Collection[str], shape: dict[str, float]) -> str | None:
    """The field that the file decides on for an ambiguous heading (folded), null when it is not one of ours."""
    for field, condition in READINGS.get(name, ()):
        what, _, of = condition.partition(":")
        if (
            not what
            or (what == "has" and of in sure)
            or (what == "not" and of not in sure)
            or (what == "form" and shape.get(of, 0.0) >= 0.5)
        ):
            return field
    return None
