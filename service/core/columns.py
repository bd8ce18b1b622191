"""The typed columns of a record, as the clean stage makes them and the store keeps them.

One row of this table is one column, in storage order. Everything else a file says stays in `extra` (JSON), and the
cells as they came stay in `cells`. `golden` marks what a customer's golden view carries.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import polars as pl

Subject = Literal["person", "company", "contact", "address", "behaviour", "file"]


@dataclass(frozen=True)
class TypedColumn:
    """A column of the cleaned frame. Dates are ISO 8601 text, money integer minor units, flags 1, 0 or null."""

    name: str
    dtype: type[pl.String | pl.Int64]
    subject: Subject
    golden: bool = True


_S, _I = pl.String, pl.Int64

TYPED_COLUMNS: tuple[TypedColumn, ...] = (
    TypedColumn("customer_code", _S, "file", golden=False),
    TypedColumn("customer_type", _S, "file"),  # b2c | b2b | null
    TypedColumn("relation", _S, "file"),  # customer | prospect | supplier | staff | partner | competitor | null
    TypedColumn("salutation", _S, "person"),  # M | MME
    TypedColumn("first_name", _S, "person"),
    TypedColumn("last_name", _S, "person"),
    TypedColumn("birth_date", _S, "person"),
    TypedColumn("job_title", _S, "person"),
    TypedColumn("company_name", _S, "company"),
    TypedColumn("legal_form", _S, "company"),
    TypedColumn("siren", _S, "company"),
    TypedColumn("siret", _S, "company"),
    TypedColumn("vat_number", _S, "company"),
    TypedColumn("naf_code", _S, "company"),
    TypedColumn("email", _S, "contact"),
    TypedColumn("email_secondary", _S, "contact", golden=False),
    TypedColumn("phone", _S, "contact"),  # E.164, any line
    TypedColumn("phone_mobile", _S, "contact"),  # E.164
    TypedColumn("phone_secondary", _S, "contact", golden=False),
    TypedColumn("address_line1", _S, "address"),  # number and street
    TypedColumn("address_line2", _S, "address"),  # flat, building, complement
    TypedColumn("address_line3", _S, "address"),  # BP, CS, locality
    TypedColumn("postal_code", _S, "address"),
    TypedColumn("city", _S, "address"),
    TypedColumn("country_code", _S, "address"),  # ISO 3166-1 alpha-2
    TypedColumn("language", _S, "person"),
    TypedColumn("order_count", _I, "behaviour"),
    TypedColumn("total_spent_minor", _I, "behaviour"),
    TypedColumn("currency", _S, "behaviour"),  # ISO 4217
    TypedColumn("last_order_date", _S, "behaviour"),
    TypedColumn("last_contacted_on", _S, "behaviour"),  # our action
    TypedColumn("last_activity_on", _S, "behaviour"),  # the person's own act (form, click, reply)
    TypedColumn("collected_on", _S, "behaviour"),  # when the record was first collected, as the file says
    TypedColumn("optin_email", _I, "behaviour", golden=False),
    TypedColumn("optin_sms", _I, "behaviour", golden=False),
    TypedColumn("optin_phone", _I, "behaviour", golden=False),
    TypedColumn("optin_post", _I, "behaviour", golden=False),
    TypedColumn("optin_on", _S, "behaviour", golden=False),  # date of the opt-in, when the file dates it
    TypedColumn("optout_on", _S, "behaviour", golden=False),  # date of the opt-out, when the file dates it
)

TYPED_NAMES: tuple[str, ...] = tuple(c.name for c in TYPED_COLUMNS)
GOLDEN_NAMES: tuple[str, ...] = tuple(c.name for c in TYPED_COLUMNS if c.golden)
TYPED_SCHEMA: dict[str, type[pl.String | pl.Int64]] = {c.name: c.dtype for c in TYPED_COLUMNS}

TYPED_OF: dict[str, str] = {
    "customer_id": "customer_code",
    "full_name": "last_name",
    "country": "country_code",
    "total_spent": "total_spent_minor",
    "last_contacted_at": "last_contacted_on",
    "last_activity_at": "last_activity_on",
    "record_created_at": "collected_on",
    "optin_at": "optin_on",
    "unsubscribed_at": "optout_on",
}
"""Canonical field to typed column, where their names differ."""
