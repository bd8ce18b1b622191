"""Emails and phone numbers of a line: each column parsed, then put where the typed columns want them."""

from __future__ import annotations

import polars as pl

from service.core.clean.cells import Cells, Cleaned, first_of, where
from service.core.clean.options import CleanOptions
from service.core.kinds.emails import parse_emails
from service.core.kinds.phones import line_types, parse_phones

_PHONES = ("phone", "phone_home", "phone_mobile", "phone_secondary")


def clean_emails(cells: Cells) -> Cleaned:
    """`email` and `email_secondary`; a second address of the first cell fills the second column when it is empty."""
    out = Cleaned()
    found = {name: parse_emails(cells.raw(name)) for name in ("email", "email_secondary") if cells.has(name)}
    for name, verdicts in found.items():
        after = first_of(verdicts["suggestion"], verdicts["value"])
        out.issues.append(cells.issues(name, verdicts["code"], after))
    nothing = cells.nothing()
    first = found["email"]["value"] if "email" in found else nothing
    second = found["email_secondary"]["value"] if "email_secondary" in found else nothing
    spare = nothing
    if "email" in found:
        spare = where(found["email"]["code"] == "email.several", found["email"]["suggestion"])
    email = first_of(first, second)
    other = first_of(where(first.is_not_null(), second), spare)
    out.columns["email"] = email
    out.columns["email_secondary"] = where(other.str.to_lowercase() != email.str.to_lowercase(), other)
    return out


def clean_phones(cells: Cells, options: CleanOptions, countries: pl.Series, postcodes: pl.Series) -> Cleaned:
    """`phone` any line, `phone_mobile` a mobile, `phone_secondary` one more number; all E.164.

    A mobile found in another column fills `phone_mobile`; a landline found in the mobile column goes to `phone`.
    """
    out = Cleaned()
    values: dict[str, pl.Series] = {}
    spares: list[pl.Series] = []
    nothing = cells.nothing()
    for name in _PHONES:
        if not cells.has(name):
            continue
        verdicts = parse_phones(cells.raw(name), country=options.country, countries=countries, postcodes=postcodes)
        values[name] = verdicts["value"]
        several = verdicts["code"] == "phone.several"
        if several.any():
            spares.append(where(several, verdicts["suggestion"]))
        out.issues.append(cells.issues(name, verdicts["code"], first_of(verdicts["suggestion"], verdicts["value"])))
    numbers = [values.get(name, nothing) for name in _PHONES] + spares
    mobiles = [where(line_types(n) == "mobile", n) if n.null_count() < n.len() else nothing for n in numbers]
    fixed = [where(n.is_not_null() & m.is_null(), n) for n, m in zip(numbers, mobiles, strict=True)]
    phone, home, _, second = numbers[:4]
    landlines = first_of(*fixed)
    main = first_of(phone, home, where(values.get("phone_mobile", nothing).is_not_null(), landlines), *numbers[2:])
    mobile = first_of(mobiles[2], mobiles[0], mobiles[1], *mobiles[3:])
    out.columns["phone"], out.columns["phone_mobile"] = main, mobile
    out.columns["phone_secondary"] = _another([second, phone, home, numbers[2], *numbers[4:]], main, mobile)
    return out


def _another(numbers: list[pl.Series], main: pl.Series, mobile: pl.Series) -> pl.Series:
    """The first number that is neither of two others."""
    return first_of(*(where(n.ne_missing(main) & n.ne_missing(mobile), n) for n in numbers))
