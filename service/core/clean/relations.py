"""What the firm is to the party of a line: not every row of an accounting file is a customer.

Told, in this order, by: the file's own column for it, flags (`is_customer`, `is_supplier`), words (type, status, lead
status, group), the class of a French account (Plan comptable général: 41 customers, 40 suppliers, 42 staff), orders.
Who is a customer beside anything else is a customer. What a firm bought from a supplier, or paid to its staff, is
no purchase of theirs.
"""

from __future__ import annotations

import re

import polars as pl

from service.core.clean.cells import Cells, Cleaned, constant, first_of, where
from service.core.clean.options import CleanOptions
from service.core.distinct import by_distinct
from service.core.folding import fold, fold_series
from service.core.kinds.blanks import tidy
from service.core.kinds.flags import parse_flags

_TYPES = {
    "PARTICULIER": "b2c", "PARTICULIERS": "b2c", "B2C": "b2c", "INDIVIDUAL": "b2c", "INDIVIDU": "b2c",
    "PERSONNE": "b2c",
    "PERSON": "b2c", "CONSUMER": "b2c", "PERSONNE PHYSIQUE": "b2c", "CLIENT PARTICULIER": "b2c", "PRIVE": "b2c",
    "PROFESSIONNEL": "b2b", "PROFESSIONNELS": "b2b", "PRO": "b2b", "B2B": "b2b", "ENTREPRISE": "b2b", "SOCIETE": "b2b",
    "COMPANY": "b2b", "BUSINESS": "b2b", "PERSONNE MORALE": "b2b", "ORGANISATION": "b2b", "ORGANIZATION": "b2b",
    "ASSOCIATION": "b2b", "COLLECTIVITE": "b2b", "CLIENT PROFESSIONNEL": "b2b", "PME": "b2b", "TPE": "b2b",
    "ADMINISTRATION": "b2b", "GRAND COMPTE": "b2b",
}  # fmt: skip
# folded words of French and English software; of several in one cell the relation that comes first here
_WORDS: dict[str, str] = {
    "customer": """CLIENT CLIENTS CLIENTE CLIENTES CUSTOMER CUSTOMERS|CLIENT ACTIF|CLIENT INACTIF|CLIENT DORMANT
        |CLIENT PERDU|ANCIEN CLIENT|FORMER CUSTOMER|ACTIVE CUSTOMER|CLIENT PARTICULIER|CLIENT PROFESSIONNEL|CLIENT PRO
        |CLIENT FOURNISSEUR|CLIENT PROSPECT|PROSPECT CLIENT|CUSTOMER SUPPLIER|CUSTOMER VENDOR|ACHETEUR|COMPTE CLIENT
        |CUSTOMER DIRECT|CUSTOMER CHANNEL""",
    "supplier": """FOURNISSEUR FOURNISSEURS SUPPLIER SUPPLIERS VENDOR VENDORS PRESTATAIRE PRESTATAIRES SUBCONTRACTOR
        |SOUS TRAITANT|SOUS TRAITANTS|COMPTE FOURNISSEUR""",
    "staff": """EMPLOYE EMPLOYES EMPLOYEE EMPLOYEES SALARIE SALARIES SALARIEE SALARIEES COLLABORATEUR COLLABORATEURS
        COLLABORATRICE STAFF PERSONNEL""",
    "competitor": """CONCURRENT CONCURRENTS CONCURRENCE COMPETITOR COMPETITORS""",
    "partner": """PARTENAIRE PARTENAIRES PARTNER PARTNERS PRESCRIPTEUR PRESCRIPTEURS INTEGRATOR INTEGRATEUR
        |APPORTEUR D AFFAIRES|CHANNEL PARTNER|TECHNOLOGY PARTNER""",
    "prospect": """PROSPECT PROSPECTS LEAD LEADS SUSPECT SUSPECTS PISTE PISTES|CLIENT POTENTIEL|FUTUR CLIENT
        |PROSPECT CHAUD|PROSPECT TIEDE|PROSPECT FROID|MARKETING QUALIFIED LEAD|SALES QUALIFIED LEAD
        |OPEN NOT CONTACTED|WORKING CONTACTED|CLOSED NOT CONVERTED""",
}
_ORDER = tuple(_WORDS)
_RELATION_OF: dict[str, str] = {
    phrase: relation
    for relation, text in _WORDS.items()
    for place, part in enumerate(text.split("|"))
    for phrase in (part.split() if place == 0 else [" ".join(part.split())])
}
_SEVERAL = re.compile(r"[,;/|+&\n]|\b(?:et|and)\b", re.IGNORECASE)
_ACCOUNT = r"^(41[01368]|4191|40[1345789]|42[15678])"
# a customer's code that is an account: letters behind the number (411DUPONT), or zeros as accounts have (41100012)
_CODE_ACCOUNT = r"^(41[01368]|40[13]|42[15])(?:[A-Za-z]|0[0-9]{4,}$)"
_GROUPS = r"(?i)^\s*(?:fourn|suppl|concurr|compet|parten|partner|personnel|salari|employ|prospect)"
_CLASSES = {"41": "customer", "40": "supplier", "42": "staff"}
_SAGE_TYPES = {"0": "customer", "1": "supplier", "2": "staff"}  # CT_Type of Sage 100
_SOLD = ("order_count", "total_spent_minor", "currency", "last_order_date")


def clean_relation(cells: Cells, typed: dict[str, pl.Series], options: CleanOptions) -> Cleaned:
    """`relation` and `customer_type`, where the line says so clearly; `customer_code`.

    In      `typed`: the other typed columns; what a line of a supplier or of staff tells of orders is taken out.
    """
    out = Cleaned()
    code = tidy(cells.raw("customer_id"))
    told = first_of(
        _said(cells, "relation", options),
        _flag_relation(cells, typed, options),
        *(_said(cells, field, options) for field in ("customer_type", "status", "lead_status")),
        _grouped(cells, options),
    )
    account = _account(cells, code)
    bought = typed["last_order_date"].is_not_null() | (typed["order_count"] > 0) | (typed["total_spent_minor"] > 0)
    out.columns["customer_code"] = code
    out.columns["relation"] = first_of(
        told,
        account,
        constant(bought, "customer"),
        constant(typed["order_count"] == 0, "prospect"),  # a file that counts orders, and counts none here
    )
    spent = (out.columns["relation"] == "supplier") | ((account == "staff") & (out.columns["relation"] == "staff"))
    if spent.any():
        _not_sold(cells, typed, spent.fill_null(value=False), out)
    out.columns["customer_type"] = _type(cells, typed, options)
    return out


def _said(cells: Cells, field: str, options: CleanOptions) -> pl.Series:
    """The relation that the words of a column name."""
    raw = cells.raw(field)
    if raw.null_count() == raw.len():
        return raw
    numbers = _SAGE_TYPES if field in options.sage_types else {}
    return by_distinct(raw, lambda values: _relations(values, numbers))["relation"]


def _grouped(cells: Cells, options: CleanOptions) -> pl.Series:
    """As `_said`, of the group of the party: a line of business ("Prestataires", "Clients") tells no relation."""
    said = _said(cells, "segment", options)
    return where(cells.raw("segment").str.contains(_GROUPS), said) if said.null_count() < said.len() else said


def _relations(values: pl.Series, numbers: dict[str, str]) -> pl.DataFrame:
    found = [numbers.get(text.strip()) or _relation_of(text) for text in values.to_list()]
    return pl.DataFrame({"relation": pl.Series(found, dtype=pl.String)})


def _relation_of(text: str) -> str | None:
    whole = _RELATION_OF.get(fold(text))
    if whole is not None or len(text) > 80:
        return whole
    named = {_RELATION_OF.get(fold(part)) for part in _SEVERAL.split(text)}
    return next((relation for relation in _ORDER if relation in named), None)


def _account(cells: Cells, code: pl.Series) -> pl.Series:
    """The relation that the class of an account states."""
    stated = [
        tidy(cells.raw(f)).str.extract(_ACCOUNT, 1) for f in ("account_number", "accounting_code") if cells.has(f)
    ]
    number = first_of(*stated, code.str.extract(_CODE_ACCOUNT, 1)).str.slice(0, 2)
    return number.replace_strict(_CLASSES, default=None, return_dtype=pl.String)


def _not_sold(cells: Cells, typed: dict[str, pl.Series], spent: pl.Series, out: Cleaned) -> None:
    """Take orders out of `typed` where they are ours from a supplier, or wages."""
    amounts = typed["total_spent_minor"].is_not_null() | (typed["order_count"] > 0)
    field = "total_spent" if cells.has("total_spent") else "order_count"
    out.issues.append(cells.issues(field, constant(spent & amounts, "amount.not-a-sale")))
    typed |= {name: where(~spent, typed[name]) for name in _SOLD}


def _type(cells: Cells, typed: dict[str, pl.Series], options: CleanOptions) -> pl.Series:
    """A word of the file, an identifier or legal form of a firm, the list's audience, or a firm's name."""
    kind = fold_series(cells.raw("customer_type"))
    firm = typed["siren"].is_not_null() | typed["siret"].is_not_null() | typed["legal_form"].is_not_null()
    firm |= typed["vat_number"].is_not_null()
    audience = cells.nothing() if options.audience is None else cells.nothing().fill_null(options.audience)
    return first_of(
        kind.replace_strict(_TYPES, default=None, return_dtype=pl.String),
        constant(firm, "b2b"), audience, constant(typed["company_name"].is_not_null(), "b2b"),
    )  # fmt: skip


def _flag_relation(cells: Cells, typed: dict[str, pl.Series], options: CleanOptions) -> pl.Series:
    """From `is_customer` and `is_supplier`: yes and no, a word, Dolibarr's number (0 none, 1 customer, 2 prospect, 3
    both), or a rank (Odoo: how many invoices, 0 none). A file that only flags suppliers and counts orders flags
    customers of ours from whom we buy, too.
    """
    if not (cells.has("is_customer") or cells.has("is_supplier")):
        return cells.nothing()
    number = cells.raw("is_customer").str.strip_chars()
    if "is_customer" in options.ranks:
        customer, prospect = _ranked(number), cells.nothing(pl.Boolean)
    else:
        customer = (parse_flags(number)["flag"] == 1) | (number == "3")
        prospect = number == "2"
    words = _said(cells, "is_customer", options)
    supplied = cells.raw("is_supplier")
    supplier = _ranked(supplied) if "is_supplier" in options.ranks else parse_flags(supplied)["flag"] == 1
    if not cells.has("is_customer"):
        customer = supplier & (typed["order_count"] > 0)
    return pl.select(
        pl.when(customer).then(pl.lit("customer")).when(prospect).then(pl.lit("prospect"))
        .when(words.is_not_null()).then(words).when(supplier).then(pl.lit("supplier"))
    ).to_series()  # fmt: skip


def _ranked(counts: pl.Series) -> pl.Series:
    """Numbers above zero."""
    return counts.str.strip_chars().str.extract(r"^([0-9]{1,9})(?:[.,]0+)?$", 1).cast(pl.Int64) > 0
