"""Amounts of money to integer minor units; never through a binary fraction that could be off by a cent.

The last separator with one or two digits behind it is the decimal sign; three digits behind a single one is ambiguous
and the column decides (a comma and a point in one cell are never ambiguous). Empty is not zero. How one cell is read:
core/kinds/amount_texts.py.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import ROUND_HALF_UP, Decimal

import polars as pl

from service.core.distinct import by_distinct
from service.core.kinds.amount_texts import read_text
from service.core.kinds.blanks import tidy, tidy_text
from service.core.kinds.parsed import BLANK, Parsed, over_distinct, with_rest

_NOISE = r"[\s\u00a0\u202f\u2009'’€]|(?i:EUR(?:OS?)?)"
# a currency between digits, and blanks that part no thousands
_SIGN_INSIDE = (
    r"[0-9]\s*(?:€|(?i:EUR))\s*[0-9]|[0-9][\s\u00a0\u202f\u2009'’]+(?:[0-9]{1,2}(?:[^0-9]|$)|[0-9]{4})"
    r"|[0-9]{4}[\s\u00a0\u202f\u2009'’]+[0-9]"
)
_SIMPLE = r"^-?[0-9]{1,13}(?:[.,][0-9]{1,2})?$"
_UNSURE = re.compile(r"[1-9][0-9]{0,2}[.,][0-9]{3}")
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
    Codes   amount.unreadable (no value; a number among words without a currency is suggested); amount.ambiguous (read
            as thousands); amount.among-words (the number beside a currency).
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
    """The verdict on one amount: `value` with two decimals and a dot; parts: minor, currency.

    In      `decimal` "," or ".": the sign that the column decided, null where it did not.
    """
    bare = tidy_text(text)
    if bare is None:
        return BLANK
    found = read_text(bare, decimal)
    if found.number is None:
        return Parsed(None, "amount.unreadable")
    cents = found.number.quantize(Decimal("0.01"), ROUND_HALF_UP)
    value = f"{abs(cents) if cents == 0 else cents:.2f}"
    if found.words and not found.priced:
        return Parsed(None, "amount.unreadable", value)
    unsure = decimal is None and _UNSURE.fullmatch(found.digits)
    code = "amount.among-words" if found.words else "amount.ambiguous" if unsure else None
    return Parsed(value, code, None, {"minor": str(int(cents.scaleb(2))), "currency": found.currency})


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
