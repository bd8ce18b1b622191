"""The register of canonical fields: what a column of a customer file may be, its class, kind and sensitivity.

It starts from the distinct `canonical_field` of ../shared/data/exports/headings.csv (232 names, with their category)
and adds ours. Classes, as the trade has them: **personal** (who they are), **action** (what we did towards them),
**reaction** (what they did: orders, invoices, payments). `ignore` and columns that nobody recognised have none.

sensitivity   none      says nothing of one person
              ordinary  describes a person or what they bought
              direct    reaches or names a person: the first to mask
              high      harm when it leaks, or free text that may hold anything: keep only when used
kind          which module of core/kinds reads its values, or text, code, flag, count, free where none is needed
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from service.core.plan import FieldClass

Sensitivity = Literal["none", "ordinary", "direct", "high"]


@dataclass(frozen=True)
class Field:
    """One canonical field."""

    name: str
    data_class: FieldClass | None
    kind: str
    sensitivity: Sensitivity
    says: str
    ours: bool = False  # not in the headings reference


# name | kind | sensitivity (n o d h) | what it says
_PERSONAL = """
full_name|name|d|a person's or a firm's name in one cell
last_name|name|d|family name
first_name|name|d|first name
middle_name|name|d|second first name
name_suffix|name|o|Jr, III and the like
nickname|name|d|nickname, initials or maiden name
salutation|name|o|M., Mme, or a title
gender|code|o|sex as the file says it
birth_date|date|h|date of birth
job_title|text|o|what the person does in the firm
department|text|o|service of the firm the person works in
company_name|company|d|name of the firm
trade_name|company|d|other name of the firm
parent_company|company|o|the firm above this one
reports_to|text|o|the person's superior
assistant_name|name|d|the person's assistant
legal_form|company|n|legal form of the firm
siren|siren|d|number of the firm (9 digits)
siret|siret|d|number of the establishment (14 digits)
vat_number|vat|d|VAT number
naf_code|naf|n|activity code (NAF, APE)
rcs_number|code|d|number in the trade register
rna_number|rna|d|number of the association
eori_number|code|d|customs number
registration_number|code|d|another official number
insee_code|code|n|Insee code of the commune
sic_code|code|n|activity code (SIC)
industry|text|n|line of business
headcount|count|n|number of employees
company_turnover|amount|n|yearly turnover of the firm
company_created_on|date|n|when the firm was created
share_capital|amount|n|share capital
stock_ticker|code|n|stock exchange symbol
ownership|text|n|who owns the firm
email|email|d|email address
email_secondary|email|d|a second email address
email_invalid|flag|o|the file says the email does not work
phone|phone|d|phone number, any line
phone_mobile|phone|d|mobile number
phone_home|phone|d|number at home
phone_secondary|phone|d|a second number
phone_assistant|phone|d|the assistant's number
fax|phone|d|fax number
telex|code|o|telex number
website|url|o|web site
social_handle|text|d|name on a social network
address_full|address|d|a whole address in one cell
address_line1|address|d|number and street
address_line2|address|d|flat, building, complement
address_line3|address|d|locality, BP, CS
po_box|address|d|post box
postal_code|postcode|o|postcode
city|postcode|o|town
county|text|n|department or county
region|text|n|region or state
region_code|code|n|code of the region
country|country|n|country by name
country_code|country|n|country by code
address_type|code|n|what the address is for
latitude|text|h|latitude
longitude|text|h|longitude
access_instructions|free|h|how to get in, for deliveries
ship_name|name|d|who receives the goods
ship_company|company|d|firm that receives the goods
ship_address_full|address|d|delivery address in one cell
ship_address_line1|address|d|delivery: number and street
ship_address_line2|address|d|delivery: complement
ship_address_line3|address|d|delivery: locality
ship_city|postcode|o|delivery: town
ship_postal_code|postcode|o|delivery: postcode
ship_region|text|n|delivery: region
ship_country|country|n|delivery: country
ship_country_code|country|n|delivery: country code
ship_email|email|d|delivery: email
ship_phone|phone|d|delivery: phone
ship_fax|phone|d|delivery: fax
customer_id|code|d|the customer's code in the software
external_id|code|o|an id of another software
contact_id|code|o|id of the contact person
supplier_code|code|o|the code as a supplier
accounting_code|code|o|the customer's account
customer_type|code|o|person or firm, as the file says it
is_customer|flag|o|is a customer
is_supplier|flag|o|is a supplier
is_active|flag|o|is active
status|code|o|state of the record
segment|code|o|group, category or family
tags|text|o|labels
rating|code|o|mark given to the customer
member_rating|code|o|mark given by the mailing tool
language|code|o|language
timezone|code|n|time zone
csp|code|h|socio-professional category
photo|text|h|picture
notes|free|h|free text on the customer
username|code|d|login
password|code|h|password: never keep
optin_email|flag|o|agreed to emails, as the file says
optin_at|date|o|when they agreed
optin_ip|code|h|address of the machine they agreed from
optout_email|flag|o|refused emails
optout_sms|flag|o|refused SMS
optout_phone|flag|o|refused calls
unsubscribed_at|date|o|when they refused
bank_account|iban|h|bank account
bank_name|text|h|bank
iban|iban|h|IBAN
payment_method|code|o|how the customer pays by default
payment_terms|code|n|when the customer pays by default
credit_limit|amount|o|how much may be owed
discount_rate|amount|n|discount of the customer
price_level|code|n|price list of the customer
vat_liable|flag|n|pays VAT
tax_code|code|n|tax code
currency|code|n|the customer's currency
incoterm|code|n|delivery terms
invoice_layout|code|n|layout of the invoices
tracking_category|code|n|analytic category
barcode|code|n|bar code
entity|code|n|branch or agency of ours
account_owner|name|o|who of ours is in charge
sales_rep|name|o|sales representative
created_by|name|o|who of ours made the record
record_created_at|date|o|when the record was made
record_updated_at|date|o|when the record was last changed
"""
_ACTION = """
last_contacted_at|date|o|when we last contacted them
last_activity_at|date|o|when they last did something
activity_type|code|o|kind of the activity
activity_subject|text|o|subject of the activity
activity_start|date|o|beginning of the activity
activity_end|date|o|end of the activity
activity_result|text|o|what came of the activity
campaign_id|code|o|campaign, by number
campaign_name|text|o|campaign, by name
ad_name|text|n|advertisement
form_name|text|n|web form
target_list|text|o|mailing list
tracker_key|code|n|tracking key
lead_source|text|o|where the contact came from
lead_status|code|o|state of the lead
prospect_level|code|o|potential of the prospect
prospect_status|code|o|state of the prospect
opportunity_name|text|o|sales opportunity
opportunity_amount|amount|o|amount of the opportunity
opportunity_close_date|date|o|expected signature
opportunity_probability|count|n|chance to win
opportunity_reference|code|n|reference of the opportunity
sales_phase|code|n|phase of the sale
quote_id|code|n|quote
reminder_allowed|flag|n|payment reminders allowed
reminder_last_at|date|o|last payment reminder
reminder_letter|code|n|text of the reminder
"""
_REACTION = """
last_order_date|date|o|date of the last order
last_payment_date|date|o|date of the last payment
order_count|count|o|number of orders
total_spent|amount|o|all they spent
outstanding|amount|o|what they owe
balance|amount|o|balance of the account
amount_due|amount|o|still to be paid
amount_paid|amount|o|paid so far
refunded_amount|amount|o|paid back
membership_tier|code|o|tier of the subscription
sales_objective|amount|n|sales objective
order_id|code|o|order
order_number|code|o|number of the order
order_date|date|o|date of the order
order_status|code|o|state of the order
po_number|code|o|the customer's own order number
invoice_id|code|o|invoice
invoice_number|code|o|number of the invoice
invoice_date|date|o|date of the invoice
invoice_created_at|date|o|when the invoice was made
invoice_status|code|o|state of the invoice
invoice_paid|flag|o|the invoice is paid
invoice_note|free|h|text on the invoice
invoice_currency|code|n|currency of the invoice
invoice_total|amount|o|total of the invoice, tax included
invoice_total_excl_tax|amount|o|total of the invoice before tax
invoice_total_tax|amount|o|tax of the invoice
due_date|date|o|when it must be paid
exchange_rate|amount|n|exchange rate
discount_amount|amount|n|discount
shipping_amount|amount|n|shipping cost
fees|amount|n|fees
line_id|code|n|line of the invoice
line_total|amount|o|total of the line
line_total_excl_tax|amount|o|total of the line before tax
line_total_tax|amount|o|tax of the line
product_code|code|o|product, by code
product_name|text|o|product, by name
product_description|free|o|product, described
product_account|code|n|account of the product
quantity|count|o|quantity
unit|code|n|unit
unit_price|amount|n|price of one
tax_rate|amount|n|rate of the tax
recurrence|code|n|subscription rhythm
shipped_at|date|o|when it was sent
payment_date|date|o|when it was paid
payment_amount|amount|o|amount of the payment
payment_mode|code|o|how it was paid
payment_number|code|o|number of the payment
transaction_id|code|o|transaction
transaction_type|code|o|kind of the transaction
event_name|text|o|event they booked
ticket_type|code|o|kind of ticket
attendance|code|o|came or not
journal_code|code|n|FEC: journal
journal_label|text|n|FEC: name of the journal
entry_number|code|n|FEC: number of the entry
entry_date|date|n|FEC: date of the entry
account_number|code|n|FEC: account
account_label|text|n|FEC: name of the account
aux_account_number|code|d|FEC: customer account
aux_account_label|name|d|FEC: name on the customer account
piece_ref|code|n|FEC: reference of the document
piece_date|date|n|FEC: date of the document
entry_label|free|o|FEC: text of the entry
debit|amount|o|FEC: debit
credit|amount|o|FEC: credit
entry_amount|amount|o|FEC: amount, where sense tells the side
entry_sense|code|n|FEC: D or C
lettering_code|code|n|FEC: code that pairs invoice and payment
lettering_date|date|n|FEC: date of the pairing
validation_date|date|n|FEC: when the entry was validated
amount_foreign|amount|o|FEC: amount in foreign currency
currency_foreign|code|n|FEC: foreign currency
settlement_date|date|n|FEC: date of the payment
settlement_mode|code|n|FEC: means of the payment
operation_nature|code|n|FEC: nature of the operation
attachment|text|n|FEC: attached document
"""
_OURS = """
optin_sms|personal|flag|o|agreed to SMS, as the file says
optin_phone|personal|flag|o|agreed to calls, as the file says
optin_post|personal|flag|o|agreed to letters, as the file says
optout_post|personal|flag|o|refused letters
relation|personal|code|o|customer, prospect, supplier, staff, partner or competitor
age|personal|count|o|age, or age band
birth_year|personal|count|h|year of birth, in a column of its own
birth_month|personal|count|h|month of birth, in a column of its own
birth_day|personal|count|h|day of birth, in a column of its own
street_number|personal|text|o|number in the street, in a column of its own
last_mailing_at|action|date|o|when we last wrote to them
last_visit_at|action|date|o|when we last visited them
average_basket|reaction|amount|o|mean amount of an order
product_count|reaction|count|o|number of different products bought
first_order_date|reaction|date|o|date of the first order
"""
_SENSITIVITY: dict[str, Sensitivity] = {"n": "none", "o": "ordinary", "d": "direct", "h": "high"}


def _table(text: str, data_class: FieldClass) -> list[Field]:
    rows = [line.split("|") for line in text.strip().splitlines()]
    return [Field(name, data_class, kind, _SENSITIVITY[s], says) for name, kind, s, says in rows]


def _ours() -> list[Field]:
    classes: dict[str, FieldClass] = {"personal": "personal", "action": "action", "reaction": "reaction"}
    rows = [line.split("|") for line in _OURS.strip().splitlines()]
    return [Field(name, classes[c], kind, _SENSITIVITY[s], says, ours=True) for name, c, kind, s, says in rows]


FIELDS: dict[str, Field] = {
    f.name: f
    for f in [
        *_table(_PERSONAL, "personal"),
        *_table(_ACTION, "action"),
        *_table(_REACTION, "reaction"),
        Field("ignore", None, "text", "none", "a column that says nothing of customers"),
        *_ours(),
    ]
}

# what makes a party: a name, a firm, or a way to reach it
PARTY_FIELDS: frozenset[str] = frozenset(
    {
        "full_name", "last_name", "first_name", "company_name", "trade_name", "email", "email_secondary", "phone",
        "phone_mobile", "phone_home", "phone_secondary",
    }
)  # fmt: skip
