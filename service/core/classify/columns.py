"""Personal, action or reaction: the class of every column, mapped or not, with what speaks for it.

The trade's three classes: **personal** says who the client is, **action** what the firm did towards them, **reaction**
what they did (orders, invoices, payments). A mapped column has the class of its field; another one may still show
personal data by its values or its heading, and that must be seen: nothing personal hides in an unknown column.

Evidence is text: `field:<name>`, `heading:<class>`, `values:<form>`, kept beside what the mapping noted. Strength is
the column's confidence for a mapped column.
"""

from __future__ import annotations

import re
from dataclasses import replace

import polars as pl

from service.core.fields import FIELDS
from service.core.folding import fold
from service.core.mapping.values import shapes_of
from service.core.plan import Column, FieldClass

_PERSONAL_FORMS = ("email", "phone", "siret", "iban", "vat", "salutation", "street")
_WORDS: tuple[tuple[re.Pattern[str], FieldClass], ...] = (
    (re.compile(r"\b(MAILING|CAMPAGNE|CAMPAIGN|RELANCE|APPEL|VISITE|RDV|RENDEZ VOUS|ENVOI|PROSPECTION|ACTION)\b"),
     "action"),
    (re.compile(r"\b(COMMANDES?|ORDERS?|ACHATS?|FACTURES?|INVOICES?|PAIEMENTS?|PAYMENTS?|MONTANTS?|QUANTITES?|QTE|PRIX"
                r"|PRICE|TOTAL|CA|REMISE|PRODUITS?|ARTICLES?|PRODUCTS?|ITEMS?|LIVRAISON|RETOURS?|DEVIS|AVOIR|SALES)\b"),
     "reaction"),
    (re.compile(r"\b(NOM|NAME|AGE|ADRESSE|ADDRESS|TEL|MAIL|EMAIL|CLIENT|CUSTOMER|CONTACT|PERSON\w*|FAMIL\w*|ENFANTS?"
                r"|PROFESSION|REVENUS?|LOGEMENT|SITUATION)\b"), "personal"),
)  # fmt: skip


def classify(columns: tuple[Column, ...], sample: pl.DataFrame) -> tuple[Column, ...]:
    """The same columns with `data_class` and its evidence.

    In      one text column of `sample` per column of the file, in order.
    """
    unknown = [column.index for column in columns if column.field is None]
    shapes = dict(zip(unknown, shapes_of(sample[:, unknown]), strict=True)) if unknown else {}
    return tuple(_classified(column, shapes.get(column.index, {})) for column in columns)


def _classified(column: Column, shape: dict[str, float]) -> Column:
    if column.field is not None:
        return replace(
            column,
            data_class=FIELDS[column.field].data_class,
            evidence=(*column.evidence, f"field:{column.field}"),
        )
    found, why = _by_alternative(column) or _by_values(shape) or _by_words(column.heading) or (None, None)
    return column if found is None else replace(column, data_class=found, evidence=(*column.evidence, str(why)))


def _by_alternative(column: Column) -> tuple[FieldClass, str] | None:
    """A column whose field is kept by another one has that field's class."""
    for name in column.alternatives[:1]:
        data_class = FIELDS[name].data_class
        if data_class is not None:
            return data_class, f"field:{name}"
    return None


def _by_values(shape: dict[str, float]) -> tuple[FieldClass, str] | None:
    form = next((f for f in _PERSONAL_FORMS if shape.get(f, 0.0) >= 0.5), None)
    return None if form is None or (form == "phone" and shape["date"] >= 0.2) else ("personal", f"values:{form}")


def _by_words(heading: str) -> tuple[FieldClass, str] | None:
    name = fold(heading)
    return next(((c, f"heading:{c}") for pattern, c in _WORDS if pattern.search(name)), None)
