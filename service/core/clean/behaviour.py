"""What a line says of acts and purchases, and of consent."""

from __future__ import annotations

import polars as pl

from service.core.clean.cells import Cells, Cleaned, constant, first_of, where
from service.core.clean.options import CleanOptions
from service.core.clean.place_consistency import dates_out_of_order
from service.core.kinds.amounts import EXPONENTS, parse_amounts
from service.core.kinds.blanks import tidy
from service.core.kinds.dates import parse_dates
from service.core.kinds.flags import parse_flags

_DATES = (
    ("last_order_date", "last_order_date"),
    ("last_contacted_at", "last_contacted_on"),
    ("last_activity_at", "last_activity_on"),
    ("record_created_at", "collected_on"),
)
_CURRENCY_WORDS = {"€": "EUR", "EURO": "EUR", "EUROS": "EUR", "$": "USD", "DOLLAR": "USD", "DOLLARS": "USD", "£": "GBP"}
_CHANNELS = ("email", "sms", "phone", "post")


def clean_behaviour(cells: Cells, options: CleanOptions) -> Cleaned:
    """Dates, `order_count`, `total_spent_minor` and `currency`."""
    out = Cleaned()
    for name, typed in _DATES:
        if not cells.has(name):
            out.columns[typed] = cells.nothing()
            continue
        found = parse_dates(cells.raw(name), order=options.date_order(name), today=options.today)
        out.issues.append(cells.issues(name, found["code"], found["value"]))
        full = found["value"].str.len_bytes() == 10  # a month or a year alone dates no act
        out.columns[typed] = where(full, found["value"])
    _first_order(cells, options, out)
    _money(cells, options, out)
    count = (
        tidy(cells.raw("order_count"))
        .str.replace_all(r"[\s\u00a0\u202f]", "")
        .str.extract(r"^([0-9]{1,9})(?:[.,]0+)?$", 1)
    )
    unreadable = tidy(cells.raw("order_count")).is_not_null() & count.is_null()
    out.issues.append(cells.issues("order_count", constant(unreadable, "amount.unreadable")))
    out.columns["order_count"] = count.cast(pl.Int64)
    return out


def _first_order(cells: Cells, options: CleanOptions, out: Cleaned) -> None:
    """A first order after the last one is told; it has no typed column."""
    if not (cells.has("first_order_date") and cells.has("last_order_date")):
        return
    first = parse_dates(
        cells.raw("first_order_date"), order=options.date_order("first_order_date"), today=options.today
    )
    out.issues.append(
        cells.issues("first_order_date", dates_out_of_order(first["value"], out.columns["last_order_date"]))
    )


def _money(cells: Cells, options: CleanOptions, out: Cleaned) -> None:
    found = parse_amounts(cells.raw("total_spent"), decimal=options.decimals.get("total_spent"))
    out.issues.append(cells.issues("total_spent", found["code"], found["minor"]))
    stated = tidy(cells.raw("currency")).str.to_uppercase()
    named = stated.replace_strict(_CURRENCY_WORDS, default=None, return_dtype=pl.String)
    currency = first_of(named, stated.str.extract(r"^([A-Z]{3})$", 1), found["currency"])
    minor = found["minor"]
    currency = where(minor.is_not_null(), currency.fill_null("EUR"))
    odd = currency.is_in(list(EXPONENTS))
    if odd.any():
        power = currency.replace_strict(EXPONENTS, default=2, return_dtype=pl.Int64)
        scaled = pl.select(
            pl.when(power == 0).then(pl.Series(minor) // 100).when(power == 3).then(minor * 10).otherwise(minor)
        ).to_series()
        minor = scaled
    out.columns |= {"total_spent_minor": minor, "currency": currency}


def clean_consents(cells: Cells, options: CleanOptions) -> Cleaned:
    """`optin_<channel>` 1 yes, 0 no, null unknown; `optin_on`, `optout_on` where the file dates them.

    A refusal wins over a yes on the same line. "Not opted out" is no yes: it stays unknown. A date in an opt-in cell is
    a dated yes, in an opt-out cell a dated no.
    """
    out = Cleaned()
    yes_on, no_on = [_date(cells, options, "optin_at", out)], [_date(cells, options, "unsubscribed_at", out)]
    for channel in _CHANNELS:
        yes, dated_yes = _flag(cells, options, f"optin_{channel}", out)
        no, dated_no = _flag(cells, options, f"optout_{channel}", out)
        if channel == "email":
            yes = first_of(yes, constant(yes_on[0].is_not_null(), 1))
            no = first_of(no, constant(no_on[0].is_not_null(), 1))
        yes_on.append(dated_yes)
        no_on.append(dated_no)
        refused = ((yes == 0) | (no == 1)).fill_null(value=False)
        out.columns[f"optin_{channel}"] = pl.select(
            pl.when(refused).then(pl.lit(0, pl.Int64)).otherwise(where(yes == 1, yes))
        ).to_series()
    out.columns |= {"optin_on": first_of(*yes_on), "optout_on": first_of(*no_on)}
    return out


def _date(cells: Cells, options: CleanOptions, name: str, out: Cleaned) -> pl.Series:
    if not cells.has(name):
        return cells.nothing()
    found = parse_dates(cells.raw(name), order=options.date_order(name), today=options.today)
    out.issues.append(cells.issues(name, found["code"], found["value"]))
    return where(found["value"].str.len_bytes() == 10, found["value"])


def _flag(cells: Cells, options: CleanOptions, name: str, out: Cleaned) -> tuple[pl.Series, pl.Series]:
    """The flag of a column, and the date that stands in its place where one does."""
    if not cells.has(name):
        return cells.nothing(pl.Int64), cells.nothing()
    found = parse_flags(cells.raw(name))
    unread = where(found["code"].is_not_null(), cells.raw(name))
    if unread.null_count() == unread.len():
        return found["flag"], cells.nothing()
    dates = parse_dates(unread, order=options.date_order(name), today=options.today)["value"]
    dates = where(dates.str.len_bytes() == 10, dates)
    out.issues.append(cells.issues(name, where(dates.is_null(), found["code"])))
    return first_of(found["flag"], constant(dates.is_not_null(), 1)), dates
