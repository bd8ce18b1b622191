"""Which family (vendor) a program of headings.csv belongs to: all that one vendor writes counts as one voice.

A family is named by how its programs' names begin; reviewed by hand. Ciel is counted to Sage: Sage owns it, and Ciel
files live on in Sage ones. Lists that no vendor wrote (one project's own export) are a family each.
"""

from __future__ import annotations

from functools import cache

_BEGINNINGS = (
    "FEC", "Dolibarr", "Odoo", "SuiteCRM", "EspoCRM", "CremeCRM", "Sage", "EBP", "QuickBooks", "Xero", "Invoice Ninja",
    "FreshBooks", "Invoice2go", "Invoicely", "Wave", "Zoho", "PrestaShop", "Shopify", "WooCommerce", "HubSpot",
    "Salesforce", "Mailchimp", "Pipedrive", "Etsy", "Magento", "Cegid", "Outlook",
)  # fmt: skip
_RENAMED = {"Ciel": "Sage"}


@cache
def family_of(software: str) -> str:
    """The family of a program; a program that the table does not name is a family of its own."""
    for beginning in (*_RENAMED, *_BEGINNINGS):
        if software == beginning or software.startswith(f"{beginning} "):
            return _RENAMED.get(beginning, beginning)
    return software
