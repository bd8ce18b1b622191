"""What a column's values look like: the share of its filled cells that fit each kind, from a sample.

Patterns only say what a value looks like; whether it is right is for core/kinds.
"""

from __future__ import annotations

from functools import cache

import polars as pl

from service.core.folding import fold_series
from service.reference.first_names import first_names
from service.reference.words import CIVILITIES, LEGAL_FORMS

_FORMS = sorted(LEGAL_FORMS)
PATTERNS: dict[str, str] = {
    "email": r"^\s*(?:mailto:)?[^\s@;,]*<?[^\s@<>]+@[^\s@<>]+\.[A-Za-z]{2,}>?\s*$|<[^\s@<>]+@[^\s@<>]+>",
    "phone": r"^[\s(']*(?:p:)?(?:\+|00)?[\d][\d\s.\-/()\u00a0\u202f]{7,18}\d\s*$",
    "digits": r"^\D*(?:\d\D*){6,15}$",
    "siret": r"^\s*\d{3}[ .\u00a0]?\d{3}[ .\u00a0]?\d{3}[ .\u00a0]?\d{5}\s*$|^\d,\d{3,5}E\+13$",
    "siren": r"^\s*\d{3}[ .\u00a0]?\d{3}[ .\u00a0]?\d{3}\s*$",
    "vat": r"^\s*(?:FR\s?[0-9A-Z]{2}\s?\d{3}\s?\d{3}\s?\d{3}|[A-Z]{2}\s?[0-9A-Z]{8,12})\s*$",
    "iban": r"^\s*[A-Z]{2}\d{2}(?:\s?[0-9A-Z]{4}){3,7}(?:\s?[0-9A-Z]{1,3})?\s*$",
    "naf": r"^\s*\d{2}\.?\d{2}\s?[A-Z]\s*$",
    "postcode": r"^\s*(?:F-)?(?:\d{5}|[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}|\d{4})(?:-\d{4})?\s*$",
    "date": r"^\s*(?:\d{4}[-/.]\d{1,2}[-/.]\d{1,2}|\d{1,2}[-/.]\d{1,2}[-/.]\d{2,4}|(?:19|20)\d{6})"
    r"(?:[ T]\d{1,2}:\d{2}.*)?\s*$|^\s*(?:\d{1,2} )?[A-Z][a-zé]{2,8}\.? \d{1,2}?,? ?\d{4}\s*$",
    "amount": r"^\s*[-+(]?\s*[€$£]?\s*-?\d{1,3}(?:[ ,.\u00a0\u202f']?\d{3})*(?:[.,]\d{1,4})?"
    r"\s*(?:€|EUR|\$|kr)?\)?-?\s*$",
    "count": r"^\s*\d{1,6}\s*$",
    "flag": r"(?i)^\s*(?:0|1|o|n|y|oui|non|yes|no|true|false|vrai|faux|t|f|x|actif|inactif|subscribed|unsubscribed"
    r"|accepté|refusé|granted|denied)\s*$",
    "url": r"(?i)^\s*(?:https?://|www\.)\S+$|^\s*[\w-]+(?:\.[\w-]+)*\.[a-z]{2,10}(?:/\S*)?\s*$",
    "letters": r"\p{L}{2}",
    "words": r"\p{L}+[\s,.'-]+\p{L}+",
    "street": r"(?i)\d+.*\b(?:rue|avenue|av|bd|boulevard|place|chemin|route|impasse|all[ée]e|cours|quai|street|road)\b",
}


def shapes(values: pl.Series) -> dict[str, float]:
    """The share of filled values that fit each of PATTERNS and `salutation`, and `filled`: the share of filled cells.

    In      the cells of one column, str|null.
    """
    filled = values.drop_nulls().str.strip_chars().alias("value")
    filled = filled.filter(filled != "")
    if not filled.len():
        return {"filled": 0.0}
    value, words = pl.col("value"), pl.col("key").str.split(" ")
    frame = filled.to_frame().with_columns(fold_series(filled).alias("key"))
    asked = [value.str.contains(pattern).mean().alias(form) for form, pattern in PATTERNS.items()]
    asked += [
        pl.col("key").is_in(sorted(CIVILITIES)).mean().alias("salutation"),
        ((words.list.len() == 2) & words.list.first().is_in(_given().implode())).mean().alias("person"),
        (words.list.last().is_in(_FORMS) | words.list.first().is_in(_FORMS)).mean().alias("firm"),
    ]
    found = frame.select(asked).row(0, named=True)
    return {form: float(share or 0.0) for form, share in found.items()} | {
        "filled": filled.len() / values.len(),
        "seen": float(filled.len()),
    }


@cache
def _given() -> pl.Series:
    return pl.Series(sorted(first_names()))


# kinds whose values have a form that can be told, and which form speaks for them
_FORM: dict[str, tuple[str, ...]] = {
    "email": ("email",),
    "phone": ("phone", "digits"),
    "siret": ("siret",),
    "siren": ("siren", "siret"),
    "vat": ("vat", "siren", "siret"),
    "iban": ("iban",),
    "date": ("date", "count"),
    "amount": ("amount", "count"),
    "count": ("count", "amount"),
    "flag": ("flag",),
    "name": ("letters",),
    "company": ("letters",),
    "url": ("url",),
}


def fits(kind: str, shape: dict[str, float]) -> float | None:
    """How far a column's values fit a kind, 0 to 1; null when the kind has no form or nothing is filled."""
    forms = _FORM.get(kind)
    if forms is None or not shape.get("seen"):
        return None
    if kind in {"name", "company"}:
        return max(0.0, shape["letters"] - shape["email"])
    return max(shape[f] for f in forms)


def by_values(shape: dict[str, float]) -> tuple[tuple[str, float], ...]:
    """Fields that the values alone suggest, for a column whose heading says nothing; best first."""
    if not shape.get("seen"):
        return ()
    telling = [("email", "email", 0.85), ("siret", "siret", 0.8), ("iban", "iban", 0.8), ("vat", "vat_number", 0.7),
               ("salutation", "salutation", 0.7), ("siren", "siren", 0.6), ("phone", "phone", 0.6),
               ("firm", "company_name", 0.65), ("person", "full_name", 0.6)]  # fmt: skip
    found = [
        (field, round(sure * shape[form], 2))
        for form, field, sure in telling
        if shape[form] >= 0.8 or (form == "firm" and shape[form] >= 0.5)
    ]
    dated = shape["date"] >= 0.2
    return tuple((field, sure) for field, sure in found if not (dated and field == "phone"))
