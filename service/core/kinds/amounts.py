"""Amounts of money to integer minor units; never through a binary fraction that could be off by a cent.

Removed: €, EUR, blanks of every kind, apostrophes. Negative: `-` before or behind, parentheses, U+2212. The last
separator with one or two digits behind it is the decimal sign; three digits behind a single one is ambiguous and the
column decides (a comma and a point in one cell are never ambiguous). Empty is not zero.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import ROUND_HALF_UP, Decimal

import polars as pl

from service.core.distinct import by_distinct
from service.core.kinds.blanks import tidy, tidy_text
from service.core.kinds.parsed import BLANK, Parsed, over_distinct, with_rest

_NOISE = r"[\s\u00a0\u202f\u2009'’€]|(?i:EUR(?:OS?)?)"
_SIGN_INSIDE = r"[0-9]\s*(?:€|(?i:EUR))\s*[0-9]"
_SIMPLE = r"^-?[0-9]{1,13}(?:[.,][0-9]{1,2})?$"
_CURRENCIES = {
    "€": "EUR", "EUR": "EUR", "EURO": "EUR", "EUROS": "EUR", "$": "USD", "US$": "USD", "USD": "USD", "£": "GBP",
    "GBP": "GBP", "CHF": "CHF", "FR": "CHF", "CAD": "CAD", "KR": "SEK", "XPF": "XPF", "CFP": "XPF", "MAD": "MAD",
    "DH": "MAD", "TND": "TND", "DZD": "DZD", "XOF": "XOF", "FCFA": "XOF", "JPY": "JPY", "¥": "JPY",
}  # fmt: skip
# minor units that are not hundredths (ISO 4217)
EXPONENTS = {
    "JPY": 0,
    "XPF": 0,
    "XOF": 0,
    "XAF": 0,
    "KRW": 0,
    "CLP": 0,
    "VND": 0,
    "TND": 3,
    "KWD": 3,
    "BHD": 3,
    "OMR": 3,
}
_SCHEMA = {"minor": pl.Int64, "code": pl.String, "currency": pl.String}


def parse_amounts(texts: pl.Series, *, decimal: str | None = None) -> pl.DataFrame:
    """`minor` hundredths, `code`, and `currency` where the cell itself names one.

    In      `decimal` "," or ".": the sign of the column, for cells that do not decide (1,234); null: thousands.
    Codes   amount.unreadable (no value); amount.ambiguous (read as thousands).
    """
    return by_distinct(texts, lambda values: _verdicts(values, decimal))


def _verdicts(texts: pl.Series, decimal: str | None) -> pl.DataFrame:
    bare = tidy(texts)
    digits = bare.str.replace_all(_NOISE, "").str.replace_all("−", "-", literal=True)
    simple = (digits.str.contains(_SIMPLE) & ~bare.str.contains(_SIGN_INSIDE)).fill_null(value=False)
    number = digits.str.replace(",", ".", literal=True).set(~simple, None).cast(pl.Float64, strict=False)
    minor = (number * 100).round(0).cast(pl.Int64)  # exact: at most 15 digits
    euro = bare.str.contains(r"€|(?i:EUR)")
    decided = pl.DataFrame({"minor": minor, "code": pl.Series([None] * texts.len(), dtype=pl.String)}).with_columns(
        pl.when(euro & simple).then(pl.lit("EUR")).alias("currency")
    )
    undecided = bare.is_not_null() & ~simple
    asked = bare.filter(undecided).to_frame("text")
    answers = over_distinct(asked, lambda text: parse_amount(text, decimal), ("minor", "currency"))
    rest = answers.select(pl.col("minor").cast(pl.Int64), "code", "currency")
    return with_rest(decided.select(list(_SCHEMA)), undecided, rest)


def parse_amount(text: str | None, decimal: str | None = None) -> Parsed:
    """The verdict on one amount: `value` with two decimals and a dot; parts: minor, currency."""
    bare = tidy_text(text)
    if bare is None:
        return BLANK
    bare = re.sub(r"(?<=\d)\s*(?:€|EUR)\s*(?=\d\d$)", ",", bare)  # 12€50
    core, currency = _without_currency(bare)
    negative = bool(re.fullmatch(r"\(.*\)|-.*|.*-", core))
    number = _decimal(core.strip("()-+"), decimal)
    if number is None:
        return Parsed(None, "amount.unreadable")
    unsure = decimal is None and re.fullmatch(r"[1-9]\d{0,2}[.,]\d{3}", core.strip("()-+"))
    cents = (-number if negative else number).quantize(Decimal("0.01"), ROUND_HALF_UP)
    minor = int(cents.scaleb(2))
    code = "amount.ambiguous" if unsure else None
    return Parsed(f"{Decimal(minor).scaleb(-2):.2f}", code, None, {"minor": str(minor), "currency": currency})


def _without_currency(bare: str) -> tuple[str, str | None]:
    if re.search(r"\d\s*[€$£¥]\s*\d", bare):  # 1250€600 is two numbers, or none
        return "", None
    bare = re.sub(r"(?i)\s*(?:TTC|HT|H\.T\.|T\.T\.C\.|\*+)$", "", bare)
    core = re.sub(r"[\s\u00a0\u202f\u2009'’]", "", bare).replace("−", "-").replace("–", "-")
    sign = re.search(r"[A-Za-z]*[€$£¥]|[A-Za-z]+", core)
    if not sign:
        return core, None
    currency = _CURRENCIES.get(sign[0].upper())
    if currency is None and sign[0][-1] in "€$£¥":
        currency = _CURRENCIES.get(sign[0][-1])
    return (core.replace(sign[0], "", 1), currency) if currency else (core, None)


def _decimal(core: str, decimal: str | None) -> Decimal | None:
    """The number that digits, commas and points write; null when they write none."""
    if not re.fullmatch(r"[0-9][0-9.,]*|[.,][0-9]+", core):
        return None
    commas, points = core.count(","), core.count(".")
    if commas and points:
        sign = "," if core.rfind(",") > core.rfind(".") else "."
        if core.count(sign) > 1:
            return None
    elif commas + points == 1:
        mark = "," if commas else "."
        behind = len(core) - core.index(mark) - 1
        grouped = behind == 3 and 1 <= core.index(mark) <= 3 and core[0] != "0"
        sign = mark if not grouped or mark == decimal else ""
    else:
        sign = ""
    other = core.replace("." if sign == "," else ",", "")
    whole, _, cents = other.partition(sign) if sign else (re.sub(r"[.,]", "", core), "", "")
    if (commas + points > 1 or not sign) and not _well_grouped(core, sign):
        return None
    return Decimal(f"{whole or '0'}.{cents or '0'}") if len(whole) <= 15 else None


def _well_grouped(core: str, sign: str) -> bool:
    """Separators of thousands stand every three digits."""
    head = core.rpartition(sign)[0] if sign else core
    return bool(re.fullmatch(r"[0-9]+|[0-9]{1,3}(?:[.,][0-9]{3})+", head))


def amount_profile(texts: pl.Series) -> dict[str, int]:
    """What a batch says about its decimal sign: counts, to be added up over batches."""
    bare = texts.str.replace_all(_NOISE, "").str.strip_chars("()-+")
    return {
        "comma_decimal": int(bare.str.contains(r",[0-9]{1,2}$|,[0-9]{4,}$|\.[0-9]{3},").sum()),
        "point_decimal": int(bare.str.contains(r"\.[0-9]{1,2}$|\.[0-9]{4,}$|,[0-9]{3}\.").sum()),
        "comma_grouped": int(bare.str.contains(r"^[0-9]{1,3}(?:,[0-9]{3})+$").sum()),
        "point_grouped": int(bare.str.contains(r"^[0-9]{1,3}(?:\.[0-9]{3})+$").sum()),
    }


def decimal_sign(profile: Mapping[str, int]) -> str | None:
    """The sign, from an added-up profile; null when no cell decides."""
    comma, point = profile.get("comma_decimal", 0), profile.get("point_decimal", 0)
    if comma == point:
        return None
    return "," if comma > point else "."
