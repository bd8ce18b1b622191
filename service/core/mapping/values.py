"""What a column's values look like: the share of its filled cells that fit each form, from a sample, and what that
makes of the fields a heading may mean.

Patterns only say what a value looks like; whether it is right is for core/kinds.
"""

from __future__ import annotations

from functools import cache

import polars as pl

from service.core.folding import fold_series
from service.reference.first_names import first_names
from service.reference.legal_forms import LEGAL_FORMS
from service.reference.words import CIVILITIES, COMPANY_WORDS, TRADE_WORDS

_FORMS = sorted(LEGAL_FORMS)
PATTERNS: dict[str, str] = {
    "email": r"^\s*(?:mailto:)?[^\s@;,]*<?[^\s@<>]+@[^\s@<>]+\.[A-Za-z]{2,}>?\s*$|<[^\s@<>]+@[^\s@<>]+>",
    "phone": r"^[\s(']*(?:p:)?(?:\+|00)?[\d][\d\s.\-/()\u00a0\u202f]{7,18}\d\s*$|^\s*\d{3}[-. ]\d{4}\s*$",
    "dialled": r"^\s*(?:p:)?(?:\+|00|\(?0\d|33\d{9}\s*$|\d+[-. ]\d+)",
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
    r"|active|inactive|enabled|disabled|accepté|refusé|granted|denied)\s*$",
    "yes_no": r"(?i)^\s*(?:oui|non|yes|no|true|false|vrai|faux)\s*$",
    "url": r"(?i)^\s*(?:https?://|www\.)\S+$|^\s*[\w-]+(?:\.[\w-]+)*\.[a-z]{2,10}(?:/\S*)?\s*$",
    "social": r"(?i)\b(?:linkedin|facebook|twitter|instagram|tiktok|youtube|x)\.com/",
    "json": r"^\s*(?:\{.*\}|\[.*\])\s*$",
    "lead_word": r"(?i)^\s*(?:nouveau|nouvelle|new|hot|warm|cold|chaud|froid|tiède|contacté|contacted|qualified"
    r"|qualifié|prospect|lead|converted|converti|en cours|perdu|gagné|lost|won|open|working|nurturing)\s*$",
    "paid_word": r"(?i)^\s*(?:paid|unpaid|sent|draft|overdue|partial|void|voided|due|viewed|payée?|impayée?|envoyée?"
    r"|brouillon|en retard|partielle|annulée?|réglée?|soldée?|validée?|à payer|unsent)\s*$",
    "active_word": r"(?i)^\s*(?:actif|active|inactif|inactive|bloqué|blocked|archivé|archived|fermé|closed|enabled"
    r"|disabled|ouvert|en sommeil)\s*$",
    "subscribed": r"(?i)^\s*(?:subscribed|unsubscribed|inscrit|désinscrit|abonné|désabonné|cleaned|bounced"
    r"|confirmed|unconfirmed|opted[ -](?:in|out)|accepté|refusé|granted|denied)\s*$",
    "year": r"^\s*(?:18|19|20)\d{2}(?:\.0)?\s*$",
    "month": r"^\s*(?:0?[1-9]|1[0-2])(?:\.0)?\s*$",
    "day": r"^\s*(?:0?[1-9]|[12]\d|3[01])(?:\.0)?\s*$",
    "letters": r"\p{L}{2}",
    "iso2": r"^\s*[A-Z]{2}\s*$",
    "one_word": r"^\s*\p{L}[\p{L}'’.-]*\s*$",
    "words": r"\p{L}+[\s,.'-]+\p{L}+",
    "street": r"(?i)\d+.*\b(?:rue|avenue|av|bd|boulevard|place|chemin|route|impasse|all[ée]e|cours|quai|street|road)\b",
}


# what names of firms have and names of people hardly ever
_OF_FIRMS = (
    r"(?:^| )(?:OF|THE|FOR|ON|INN|GRILL|SHOP|STORE|MARKET|CENTER|CENTRE|SERVICE|BAKERY|KITCHEN|MOTORS|FARM"
    r"|SCHOOL|CHURCH|CLINIC|BANK|LLC|INC)(?: |$)|(?: \S+){4}"
)
_FIRM_WORDS = sorted({*COMPANY_WORDS, *TRADE_WORDS})
_FEW_PEOPLE, _NAMES_SEEN = 0.5, 8
_TWO_WORDS = "^[A-Z]{2,} [A-Z]{2,}$"
_MOST, _FEWEST, _CELLS = 200, 30, 20_000  # values of a column that are looked at, and of all columns together


def shapes_of(sample: pl.DataFrame) -> list[dict[str, float]]:
    """For each column the share of its filled values that fit each of PATTERNS, `salutation`, `person` (a forename and
    another word), `firm` (a legal form) and `firms` (words of firms; 0 where people are among the values); `filled`:
    the share of filled cells; `seen`: how many were looked at.

    In      the cells of each column, str|null. The first filled cells are looked at, fewer of each in wide files.
    """
    most = max(_FEWEST, min(_MOST, _CELLS // max(1, sample.width)))
    cells, filled = [], []
    for place, name in enumerate(sample.columns):
        kept = sample[name].drop_nulls()
        kept = kept.filter(kept.str.contains(r"\S"))
        filled.append(kept.len() / max(1, sample.height))
        cells.append(pl.DataFrame({"at": pl.repeat(place, min(most, kept.len()), dtype=pl.Int32, eager=True),
                                   "value": kept.head(most).cast(pl.String)}))  # fmt: skip
    found = _shares(pl.concat(cells)) if cells else {}
    return [{**found[i], "filled": f} if i in found else {"filled": 0.0} for i, f in enumerate(filled)]


def _shares(cells: pl.DataFrame) -> dict[int, dict[str, float]]:
    """Shares by column; each distinct value is judged once."""
    counted = cells.with_columns(pl.col("value").str.strip_chars()).group_by("at", "value").len("times")
    told = counted.select(pl.col("value").unique(maintain_order=True))
    value, words = pl.col("value"), pl.col("key").str.split(" ")
    told = told.with_columns(fold_series(told["value"]).alias("key"))
    asked = [value.str.contains(pattern).alias(form) for form, pattern in PATTERNS.items()]
    asked += [
        pl.col("key").is_in(_civilities().implode()).alias("salutation"),
        (pl.col("key").str.contains(_TWO_WORDS) & words.list.first().is_in(_given().implode())).alias("person"),
        (words.list.last().is_in(_FORMS) | words.list.first().is_in(_FORMS)).alias("firm"),
    ]
    given = words.list.eval(pl.element().is_in(_given().implode())).list.any()
    asked += [
        (words.list.len().is_between(2, 4) & given).alias("people"),
        (pl.col("key").str.contains(_OF_FIRMS) | words.list.set_intersection(_FIRM_WORDS).list.len().gt(0)).alias(
            "firms"
        ),
    ]
    forms = [*PATTERNS, "salutation", "person", "firm", "people", "firms"]
    judged = counted.join(told.select(value, *asked), on="value")
    weight = pl.col("times")
    shares = judged.group_by("at").agg(
        *((pl.col(f).fill_null(value=False) * weight).sum() / weight.sum() for f in forms), seen=weight.sum()
    )
    peopled = (pl.col("people") >= _FEW_PEOPLE) | (pl.col("seen") < _NAMES_SEEN)
    shares = shares.with_columns(firms=pl.when(peopled).then(0.0).otherwise("firms"))
    return {row.pop("at"): {k: float(v) for k, v in row.items()} for row in shares.iter_rows(named=True)}


@cache
def _given() -> pl.Series:
    return pl.Series(sorted(first_names()))


@cache
def _civilities() -> pl.Series:
    return pl.Series(sorted(CIVILITIES))


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
# forms that only a field of the right kind has
_TYPED = {"email": {"email", "address"}, "iban": {"iban"}, "date": {"date"}, "url": {"url", "email", "text"},
          "vat": {"vat", "siren", "siret"}, "siret": {"siret", "siren", "vat", "amount"}}  # fmt: skip
_STRICT = {"email", "iban", "siret", "siren", "phone"}  # kinds of which no value has another form
# what a form says of one field against those that a heading confuses it with: field, form, at least, times
_TELLING: tuple[tuple[str, str, float, float], ...] = (
    ("salutation", "salutation", 0.5, 20.0),
    ("job_title", "salutation", 0.5, 0.05),
    ("full_name", "person", 0.3, 4.0),
    ("last_name", "person", 0.3, 0.25),
    ("company_name", "person", 0.5, 0.6),
    ("company_name", "firm", 0.2, 4.0),
    ("last_name", "firm", 0.2, 0.2),
    ("full_name", "firms", 0.08, 0.05),
    ("full_name", "one_word", 0.8, 0.5),
    ("last_name", "one_word", 0.8, 2.0),
    ("country_code", "iso2", 0.7, 4.0),
    ("ship_country_code", "iso2", 0.7, 4.0),
    ("country", "iso2", 0.7, 0.8),
    ("region", "iso2", 0.7, 1.5),
    ("is_customer", "flag", 0.8, 6.0),
    ("is_supplier", "flag", 0.8, 6.0),
    ("customer_type", "flag", 0.8, 1.5),
    ("full_name", "flag", 0.8, 0.1),
    ("company_name", "flag", 0.8, 0.1),
    ("lead_status", "flag", 0.8, 0.5),
    ("lead_status", "lead_word", 0.4, 5.0),
    ("prospect_status", "lead_word", 0.4, 3.0),
    ("invoice_status", "paid_word", 0.4, 8.0),
    ("status", "active_word", 0.4, 5.0),
    ("is_active", "active_word", 0.4, 3.0),
    ("optin_email", "subscribed", 0.4, 8.0),
    ("lead_status", "active_word", 0.8, 0.3),
    ("payment_terms", "date", 0.6, 0.1),
    ("vat_number", "vat", 0.5, 8.0),
    ("address_line1", "street", 0.3, 1.3),
    ("company_name", "street", 0.3, 0.2),
    ("city", "digits", 0.6, 0.1),
    ("postal_code", "postcode", 0.6, 2.0),
    ("social_handle", "social", 0.5, 6.0),
    ("website", "social", 0.8, 0.1),
)
_NONE_OF: tuple[tuple[str, str, float], ...] = (  # field, form that all its values have, times when hardly any has
    ("salutation", "salutation", 0.15),
    ("country_code", "iso2", 0.25),
    ("ship_country_code", "iso2", 0.25),
    ("vat_number", "letters", 0.6),
    ("invoice_paid", "flag", 0.2),
    ("company_name", "letters", 0.05),
    ("full_name", "letters", 0.05),
    ("city", "letters", 0.1),
    ("address_full", "words", 0.2),
)

# what values alone suggest: form, field, how surely
_SUGGEST: tuple[tuple[str, str, float], ...] = (
    ("email", "email", 0.85), ("siret", "siret", 0.8), ("iban", "iban", 0.8), ("vat", "vat_number", 0.7),
    ("salutation", "salutation", 0.7), ("siren", "siren", 0.6), ("phone", "phone", 0.6),
    ("firm", "company_name", 0.65), ("person", "full_name", 0.6), ("social", "social_handle", 0.6),
)  # fmt: skip


def fits(kind: str, shape: dict[str, float]) -> float | None:
    """How far a column's values fit a kind, 0 to 1; null when the kind has no form or nothing is filled."""
    forms = _FORM.get(kind)
    if forms is None or not shape.get("seen"):
        return None
    if kind in {"name", "company"}:
        return max(0.0, shape["letters"] - shape["email"])
    return max(shape[f] for f in forms)


def likelier(field: str, kind: str, shape: dict[str, float]) -> float:
    """How many times likelier a field gets by the values of the column: 1 when they say nothing of it.

    One value says little: it counts for half (in logs), two or more count in full.
    """
    if not shape.get("seen"):
        return 1.0
    fit = fits(kind, shape)
    times = 1.0 if fit is None else 0.06 + 1.5 * fit
    if (fit is not None and fit < 0.1 and kind in _STRICT) or shape["json"] >= 0.8:
        times *= 0.05
    if shape["yes_no"] >= 0.8 and kind not in {"flag", "code"}:
        times *= 0.2
    if any(shape[form] >= 0.8 and kind not in kinds for form, kinds in _TYPED.items()):
        times *= 0.3
    for name, form, least, factor in _TELLING:
        if name == field and shape[form] >= least:
            times *= factor
    for name, form, factor in _NONE_OF:
        if name == field and shape[form] < 0.1:
            times *= factor
    return float(times) if shape["seen"] >= 2 else float(times**0.5)


def by_values(shape: dict[str, float]) -> tuple[tuple[str, float], ...]:
    """Fields that the values alone suggest, for a column whose heading says nothing; best first."""
    if not shape.get("seen"):
        return ()
    found = [
        (field, round(sure * shape[form], 2))
        for form, field, sure in _SUGGEST
        if shape[form] >= 0.8 or (form == "firm" and shape[form] >= 0.5)
    ]
    no_phone = shape["date"] >= 0.2 or shape["digits"] < 0.8 or shape["dialled"] < 0.5
    return tuple((field, sure) for field, sure in found if not (no_phone and field == "phone"))
