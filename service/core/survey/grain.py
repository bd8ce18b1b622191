"""The grain of a file: what one of its rows stands for (Kimball, The Data Warehouse Toolkit: declare the grain).

A customer file has a row a customer. Exports of accounting software often have one an invoice, a line of an invoice, an
accounting entry, an address or a contact person: the customer stands on many rows, and what is said of them as a whole
is said again on each. Columns of invoices or entries tell the first three; for addresses and contacts, rows of the
sample that share a customer code differ there and nowhere else.

Where rows are of what happened and only a name says whose (QuickBooks, FreshBooks: customers are known by it), the name
is the customer's code.
"""

from __future__ import annotations

import polars as pl

from service.core.plan import HAPPENED, Column, Derived, Grain

_ENTRY = frozenset({"debit", "credit", "entry_amount", "journal_code", "entry_number"})
# what tells an entry from the balance of a customer, which has a debit and a credit too
_DATED = frozenset({"journal_code", "entry_number", "entry_date", "piece_ref", "piece_date", "transaction_id"})
_INVOICE = frozenset({
    "invoice_number", "invoice_id", "invoice_date", "invoice_total", "invoice_status", "order_number", "order_id",
    "order_date", "transaction_id", "transaction_type", "payment_amount", "payment_number", "quote_id",
})  # fmt: skip
_LINE = frozenset(
    {"line_id", "line_total", "product_code", "product_name", "product_description", "quantity", "unit_price"}
)
_ADDRESS = frozenset(
    {"address_full", "address_line1", "address_line2", "address_line3", "postal_code", "city", "address_type"}
)
_CONTACT = frozenset({
    "full_name", "last_name", "first_name", "salutation", "gender", "job_title", "email", "phone", "phone_mobile",
    "contact_id",
})  # fmt: skip
_ROW_ONLY = frozenset({"sales_rep", "account_owner", "external_id", "tags", "segment"})
LEAST_EVIDENCE = 2
"""Columns of invoices or entries that make a file one of these."""


def grain_of(columns: tuple[Column, ...], sample: pl.DataFrame) -> Grain:
    """What a row stands for.

    In      `sample`: one text column per column of the file, some rows.
    """
    fields = {c.field for c in columns if c.field is not None}
    if len(fields & _ENTRY) >= LEAST_EVIDENCE and fields & _DATED:
        return "entry"
    if len(fields & _INVOICE) >= LEAST_EVIDENCE or (fields & _INVOICE and len(fields & _LINE) >= LEAST_EVIDENCE):
        return "invoice_line" if len(fields & _LINE) >= LEAST_EVIDENCE else "invoice"
    return _by_what_differs(columns, sample)


def by_name(columns: tuple[Column, ...], grain: Grain) -> tuple[Derived, ...]:
    """The name as customer code, where rows are of what happened and nothing else says whose they are."""
    at = {c.field: c.index for c in columns if c.field is not None}
    if (
        grain not in HAPPENED
        or "aux_account_label" in at
        or at.keys() & {"customer_id", "email", "phone", "phone_mobile", "siret"}
    ):
        return ()
    named = [at[f] for f in ("company_name", "full_name") if f in at]
    return (Derived("customer_id", named[0]),) if named else ()


def _by_what_differs(columns: tuple[Column, ...], sample: pl.DataFrame) -> Grain:
    """Among rows that share a customer code, the fields that differ: of addresses, or of contact persons only."""
    code = next((c.index for c in columns if c.field == "customer_id"), None)
    if code is None or sample.is_empty():
        return "customer"
    coded = sample.filter(sample.to_series(code).str.strip_chars() != "")
    shared = coded.filter(coded.to_series(code).is_duplicated())
    if shared.is_empty():
        return "customer"
    names = {c.field: sample.columns[c.index] for c in columns if c.field is not None and c.index != code}
    counted = shared.group_by(sample.columns[code]).agg(pl.col(column).n_unique() for column in names.values())
    differ = {f for f, column in names.items() if (counted[column] > 1).any()} - _ROW_ONLY
    if differ and differ <= _ADDRESS:
        return "address"
    return "contact" if differ and differ <= _CONTACT else "customer"
