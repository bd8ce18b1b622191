"""Lines whose name is nobody's: means of payment (RECETTE CB) and pools (CLIENTS DIVERS) of accounting files.

They stand among the customers and are no party: nobody can be written to, and the many people of a pool are not one. A
line is one of these when its only name, folded, is exactly such a phrase. Without any other sign of somebody (contact
point, address, official number, civility, first name) it is rejected; with one it is quarantined, for a person to see
who that is. A single word (DIVERS, CAISSE) is also a name of people and firms: it counts only where no other
sign stands.
"""

from __future__ import annotations

import re

import polars as pl

from service.core.clean.cells import Cells, Cleaned
from service.core.folding import fold
from service.core.kinds.parsed import Parsed, over_distinct

_NAMES = ("full_name", "company_name", "last_name", "first_name", "salutation")
HELD = ("full_name", "company_name", "last_name")
SIGNS = (
    "siren", "siret", "vat_number", "email", "email_secondary", "phone", "phone_mobile", "birth_date", "address_line1",
    "address_line2", "address_line3",
)  # fmt: skip
# a cell without one of these is no such name: one look at the column, and most batches need no other
NOBODY_HINTS = [
    "divers", "comptoir", "passage", "attente", "occasionnel", "anonyme", "caisse", "recette", "encaiss", "virement",
    "carte", "cheque", "chèque", "CHÈQUE", "espece", "espèce", "ESPÈCE", "prelev", "prélèv", "PRÉLÈV", "reglement",
    "règlement", "RÈGLEMENT", "paiement", "cb", "paypal", "sumup", "ticket", "walk", "cash", "guest", "sundry",
    "generique", "générique", "defaut", "défaut", "particuliers", "inconnu", "web", "internet",
]  # fmt: skip
_POOL = re.compile(
    r"(?:LES )?(?:COMPTES? )?CLIENTS? (?:DIVERS|(?:DE |DU )?COMPTOIR|(?:DE )?PASSAGE|(?:EN |D )?ATTENTE|OCCASIONNELS?"
    r"|ANONYMES?|GENERIQUES?|INCONNUS?|PAR DEFAUT|(?:DE )?CAISSE|WEB|INTERNET)"
    r"(?: (?:FRANCE|UE|CEE|EXPORT|EUR|[0-9]{1,4}))?"
    r"|DIVERS (?:CLIENTS?|FOURNISSEURS?|PARTICULIERS)|FOURNISSEURS? DIVERS|PARTICULIERS DIVERS|COMPTOIR CLIENTS?"
    r"|COMPTES? D ATTENTE|VENTES? (?:DIVERSES?|(?:AU )?COMPTOIR)|WALK IN(?: CUSTOMERS?)?|CASH (?:CUSTOMERS?|SALES?)"
    r"|GUEST CUSTOMERS?|SUNDRY (?:CUSTOMERS?|DEBTORS)"
)
_MEANS = (
    r"(?:CB|C B|CARTES?(?: BANCAIRES?| BLEUES?)?|ESPECES?|CHEQUES?(?: VACANCES| CADEAUX?)?|CHQ"
    r"|VIREMENTS?(?: BANCAIRES?)?|PRELEVEMENTS?|PAYPAL|STRIPE|SUMUP|ANCV|AMEX|TICKETS?(?: RESTAURANTS?)?"
    r"|TITRES? RESTAURANTS?|LIQUIDE)"
)
_PAID = r"(?:RECETTES?|ENCAISSEMENTS?|REGLEMENTS?|PAIEMENTS?|REMISES?|CAISSE|VENTES?)"
_PAYMENT = re.compile(
    rf"{_PAID} (?:DE |D |DU |EN |PAR |A ENCAISSER )?{_MEANS}(?: [0-9]{{1,4}})?"
    r"|RECETTES? (?:DU JOUR|JOURNALIERES?|DIVERSES?)"
    r"|CARTES? (?:BANCAIRES?|BLEUES?)|VIREMENTS? BANCAIRES?|TICKETS? (?:RESTAURANTS?|CAISSE)|TITRES? RESTAURANTS?"
    r"|CHEQUES? (?:VACANCES|CADEAUX?)|CAISSE (?:CENTRALE|PRINCIPALE|MAGASIN|BOUTIQUE|[0-9]{1,4})"
)
_LONE_POOL = frozenset({"DIVERS", "COMPTOIR", "PASSAGE", "ANONYME"})
_LONE_PAYMENT = re.compile(rf"{_MEANS}|CAISSE|RECETTES?")


def clean_nobody(cells: Cells, typed: dict[str, pl.Series]) -> Cleaned:
    """`outcome` and `code` of the lines that are no party (row.pool, row.payment-means); null everywhere else."""
    out = Cleaned(columns={"outcome": cells.nothing(), "code": cells.nothing()})
    hinted = [
        cells.raw(name).str.contains_any(NOBODY_HINTS, ascii_case_insensitive=True) for name in HELD if cells.has(name)
    ]
    rows = pl.select(pl.any_horizontal(hinted)).to_series().arg_true() if hinted else pl.Series(dtype=pl.UInt32)
    if rows.is_empty():
        return out
    found = over_distinct(pl.DataFrame([cells.raw(name).gather(rows).alias(name) for name in _NAMES]), named)
    signs = pl.DataFrame([typed[name].gather(rows).is_not_null().alias(name) for name in SIGNS])
    told = found.with_columns(signs.select(pl.any_horizontal(pl.all())).to_series().alias("told"), rows.alias("at"))
    nobody = told.filter(pl.col("code").is_not_null() & ~(pl.col("told") & (pl.col("value") == "lone")))
    outcome = nobody.select(pl.when("told").then(pl.lit("quarantined")).otherwise(pl.lit("rejected"))).to_series()
    out.columns["outcome"] = out.columns["outcome"].scatter(nobody["at"], outcome)
    out.columns["code"] = out.columns["code"].clone().scatter(nobody["at"], nobody["code"])
    out.issues.append(cells.row_issues(out.columns["code"]))
    return out


def named(full: str | None, company: str | None, last: str | None, first: str | None, civil: str | None) -> Parsed:
    """The code of a line by its raw names, null where they may be somebody's; `value` lone: a word that needs proof."""
    names = {fold(text) for text in (full, company, last) if text and text.strip()}
    if len(names) != 1 or any(fold(text) not in names for text in (first, civil) if text and text.strip()):
        return Parsed()
    name = names.pop()
    if _POOL.fullmatch(name) or name in _LONE_POOL:
        return Parsed("lone" if name in _LONE_POOL else "phrase", "row.pool")
    if _PAYMENT.fullmatch(name):
        return Parsed("phrase", "row.payment-means")
    return Parsed("lone", "row.payment-means") if _LONE_PAYMENT.fullmatch(name) else Parsed()
