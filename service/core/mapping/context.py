"""What the other columns of a file make of a heading that may mean several things: the rules, and how they weigh.

One line is one rule: a field, what the rest of the file must have or lack, and how many times likelier the field gets.

    field, other | times | conditions      has a field or a group of GROUPS: `quantity`; has none: `!quantity`

A condition is as true as the other columns are sure: half sure of a forename makes half the factor (in logs).
"""

from __future__ import annotations

from math import log

import numpy as np
from numpy.typing import NDArray

GROUPS: dict[str, str] = {
    "invoice": "invoice_number invoice_date invoice_status invoice_id invoice_total invoice_total_excl_tax"
    " invoice_total_tax invoice_paid",
    "line": "quantity unit_price product_code product_name line_total line_total_excl_tax line_id",
    "order": "order_id order_number order_status order_date shipped_at",
    "payment": "payment_amount payment_number payment_date transaction_id",
    "ledger": "debit credit journal_code entry_number entry_label lettering_code entry_sense",
    "deal": "opportunity_name opportunity_amount opportunity_close_date opportunity_probability sales_phase",
    "activity": "activity_type activity_start activity_end activity_result",
    "mailing": "optin_at optin_ip optout_email email_invalid unsubscribed_at target_list campaign_name member_rating",
    "lead": "lead_source lead_status",
    "firm": "siren siret vat_number legal_form naf_code accounting_code headcount company_turnover share_capital",
    "person": "first_name last_name salutation birth_date",
    "company": "company_name",
    "town": "city postal_code",
    "shiptown": "ship_city ship_postal_code",
    "sales": "total_spent order_count last_order_date",
}

_RULES = """
last_name | 6 | first_name
last_name | 0.3 | !first_name
last_name | 0.15 | last_name
full_name | 3 | first_name last_name
company_name | 0.5 | company_name
full_name | 0.5 | first_name
full_name | 1.5 | !first_name
full_name | 2 | company !first_name
full_name | 2 | invoice !company
full_name | 2 | ledger
full_name | 1.5 | !firm !first_name
company_name | 0.8 | !firm !company
company_name | 0.5 | invoice !firm
company_name | 2.5 | firm !first_name
company_name | 1.5 | firm
is_customer, is_supplier | 0.3 | !is_supplier !is_customer
is_customer | 8 | is_supplier
is_supplier | 8 | is_customer
is_supplier | 0.2 | ledger
is_customer | 0.2 | invoice
address_full | 6 | !town
address_full | 0.4 | town
address_line1 | 0.4 | !town
ship_address_full | 5 | !shiptown
ship_address_full | 0.4 | shiptown
ship_address_line1 | 0.5 | !shiptown
invoice_note | 4 | invoice
invoice_note | 0.3 | !invoice !order !line
notes | 0.6 | invoice
product_description | 3 | line
product_description | 0.6 | !line !invoice
product_name | 0.2 | !line !invoice !order
entry_label | 4 | ledger
entry_label | 0.3 | !ledger
invoice_currency | 4 | invoice
invoice_currency | 3 | order
invoice_currency | 0.4 | !invoice !order !line
currency_foreign | 0.1 | !ledger
payment_mode | 3 | invoice
payment_mode | 3 | order
payment_mode | 0.5 | !invoice !order !payment
settlement_mode, settlement_date | 0.2 | !ledger
discount_amount | 3 | invoice
discount_amount | 2 | line
discount_amount | 2 | order
discount_amount | 0.2 | !invoice !line !order
tax_rate | 4 | line
tax_rate | 2 | invoice
tax_rate | 0.2 | !line !invoice !ledger
vat_number | 0.4 | line
invoice_total_tax | 0.3 | !invoice !order !line
line_total, line_total_tax, line_total_excl_tax | 2 | line
invoice_status | 5 | invoice
invoice_status | 0.15 | !invoice
order_status | 3 | order
order_status | 0.3 | !order
lead_status | 2 | lead
lead_status | 2 | deal
optin_email | 3 | mailing
status | 0.7 | invoice
region | 1.5 | town
region | 0.5 | !town
due_date | 3 | invoice
due_date | 0.25 | !invoice !ledger
payment_terms | 0.5 | invoice
order_date | 4 | order
order_date | 0.3 | !order
invoice_date | 2 | invoice
invoice_date | 0.3 | ledger
record_created_at | 0.4 | order !invoice
company_created_on | 3 | siren naf_code !email
company_created_on | 0.3 | email
company_turnover | 4 | headcount
company_turnover | 2 | firm
total_spent | 3 | sales
total_spent | 0.5 | headcount
account_label, account_number | 6 | ledger
account_label | 0.2 | !ledger
account_number | 0.4 | !ledger
aux_account_number, aux_account_label | 0.2 | !ledger
accounting_code | 0.3 | ledger
entry_date | 12 | ledger
entry_date | 0.2 | !ledger
entry_amount | 8 | account_number !invoice
entry_amount | 0.1 | !account_number
piece_ref, piece_date | 5 | ledger
piece_ref, piece_date | 0.4 | !ledger
activity_subject, activity_result | 5 | activity
activity_subject, activity_result | 0.2 | !activity
opportunity_amount, opportunity_reference | 6 | deal
opportunity_amount, opportunity_reference | 0.15 | !deal
opportunity_name | 2 | deal
payment_amount, payment_date | 2 | payment !invoice_date
payment_amount | 0.5 | !invoice !payment
payment_date | 0.3 | !payment
product_code | 0.2 | !line
entry_number | 0.1 | !ledger
entry_number | 6 | ledger
line_total | 0.3 | !line
invoice_total | 0.5 | deal !invoice
invoice_number | 2 | invoice
invoice_number | 3 | invoice customer_id
invoice_number | 0.5 | !invoice
customer_id | 0.5 | invoice
product_account | 0.25 | !line
invoice_id | 3 | invoice
invoice_id | 0.15 | !invoice
order_id | 2 | order
order_id | 0.15 | !order
external_id | 0.5 | invoice
po_number | 3 | invoice
external_id | 1.3 | customer_id
external_id | 1.5 | mailing
salutation | 2 | person !job_title
salutation | 0.6 | job_title
job_title | 1.5 | company
job_title | 2 | lead
department | 1.5 | job_title
county | 2 | town !job_title
outstanding, amount_due | 1.3 | invoice
balance | 0.7 | invoice
quantity | 3 | line
order_count | 0.3 | line
order_count | 2 | sales
credit, debit | 0.3 | !ledger
ship_name | 2 | shiptown
supplier_code | 0.5 | ledger
"""

_CLEAR = 0.35  # below it a reading is no evidence for another column
_BOUND = 2.5  # no file makes a field more than e^2.5 times likelier


def _parsed() -> tuple[dict[str, int], dict[str, list[int]], dict[str, list[tuple[float, list[tuple[int, bool]]]]]]:
    """The places of conditions, the fields that speak for each, and the rules of each field."""
    places: dict[str, int] = {}
    speaks: dict[str, list[int]] = {}
    rules: dict[str, list[tuple[float, list[tuple[int, bool]]]]] = {}
    for line in _RULES.strip().splitlines():
        fields, times, conditions = (part.strip() for part in line.split("|"))
        needed = [(places.setdefault(c.lstrip("!"), len(places)), not c.startswith("!")) for c in conditions.split()]
        for name in fields.split(", "):
            rules.setdefault(name, []).append((log(float(times)), needed))
    for condition, place in places.items():
        for name in GROUPS.get(condition, condition).split():
            speaks.setdefault(name, []).append(place)
    return places, speaks, rules


_PLACES, _SPEAKS, _RULES_OF = _parsed()


def presence(columns: list[dict[str, float]]) -> NDArray[np.float64]:
    """How surely the other columns have what each condition asks for.

    In      one dictionary a column: the fields it may be, with probabilities.
    Out     a row a column, a column a condition, 0 to 1.
    """
    sure = np.zeros((len(columns), len(_PLACES)))
    for row, fields in enumerate(columns):
        for name, probability in fields.items():
            if probability >= _CLEAR:
                for place in _SPEAKS.get(name, ()):
                    sure[row, place] += probability
    missing = np.log1p(-np.minimum(sure, 0.97))
    found: NDArray[np.float64] = 1.0 - np.exp(missing.sum(axis=0) - missing)
    return found


def leaning(name: str, others: NDArray[np.float64], *, likely: bool = True) -> float:
    """How much the rest of the file speaks for a field: a logarithm, 0 when it says nothing.

    In      `others`: the row of `presence` for the column; a field that is not `likely` by its heading only loses.
    """
    total = 0.0
    for times, needed in _RULES_OF.get(name, ()):
        truth = 1.0
        for place, wanted in needed:
            truth *= others[place] if wanted else 1.0 - others[place]
        total += times * truth
    return max(-_BOUND, min(_BOUND if likely else 0.0, total))


def fields_of_rules() -> frozenset[str]:
    """Every field that a rule or a group names: a test checks that they are registered."""
    named = {c for c in _PLACES if c not in GROUPS}
    return frozenset(named | _RULES_OF.keys() | {f for fields in GROUPS.values() for f in fields.split()})
