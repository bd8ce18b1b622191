"""Emails and phone numbers of a line: each column parsed, then put where the typed columns want them.

A cell may hold several. They fill what is free: the second address of a line, a mobile, one more number. What finds no
place is told by an issue and kept in `extra`, never lost.
"""

from __future__ import annotations

import polars as pl

from service.core.clean.cells import Cells, Cleaned, constant, first_of, where
from service.core.clean.options import CleanOptions
from service.core.kinds.emails import parse_emails
from service.core.kinds.phone_plan import line_types
from service.core.kinds.phones import parse_phones

_EMAILS = ("email", "email_secondary")
_PHONES = ("phone", "phone_home", "phone_mobile", "phone_secondary")
LOOKED_AT = 4  # further values of a cell that may find a place


def clean_emails(cells: Cells) -> Cleaned:
    """`email` and `email_secondary`: the first address of each column, then the others of the same line."""
    out = Cleaned()
    found = {name: parse_emails(cells.raw(name)) for name in _EMAILS if cells.has(name)}
    for name, verdicts in found.items():
        out.issues.append(cells.issues(name, verdicts["code"], _after(verdicts)))
    nothing = cells.nothing()
    first, second = (found[name]["value"] if name in found else nothing for name in _EMAILS)
    more = [verdicts["more"] for verdicts in found.values()]
    email = first_of(first, second)
    low = email.str.to_lowercase()
    other = first_of(*(where(s.str.to_lowercase() != low, s) for s in (second, *(s for m in more for s in _spread(m)))))
    out.columns |= {"email": email, "email_secondary": other}
    _keep_rest(cells, out, [first, second], more=more, placed=out.columns)
    return out


def clean_phones(cells: Cells, options: CleanOptions, countries: pl.Series, postcodes: pl.Series) -> Cleaned:
    """`phone` any line, `phone_mobile` a mobile, `phone_secondary` one more number; all E.164.

    A mobile found in another column fills `phone_mobile`; a landline found in the mobile column goes to `phone`.
    """
    out = Cleaned()
    values: dict[str, pl.Series] = {}
    more: list[pl.Series] = []
    nothing = cells.nothing()
    for name in _PHONES:
        if not cells.has(name):
            continue
        verdicts = parse_phones(cells.raw(name), country=options.country, countries=countries, postcodes=postcodes)
        values[name] = verdicts["value"]
        more.append(verdicts["more"])
        if verdicts["fax"].null_count() < verdicts.height:
            out.kept[f"{name}+fax"] = verdicts["fax"].str.replace_all("\n", ", ", literal=True)
        out.issues.append(cells.issues(name, verdicts["code"], _after(verdicts)))
    numbers = [values.get(name, nothing) for name in _PHONES] + [s for m in more for s in _spread(m)]
    mobiles = [where(line_types(n) == "mobile", n) if n.null_count() < n.len() else nothing for n in numbers]
    fixed = [where(n.is_not_null() & m.is_null(), n) for n, m in zip(numbers, mobiles, strict=True)]
    phone, home, _, second = numbers[:4]
    landlines = first_of(*fixed)
    main = first_of(phone, home, where(values.get("phone_mobile", nothing).is_not_null(), landlines), *numbers[2:])
    mobile = first_of(mobiles[2], mobiles[0], mobiles[1], *mobiles[3:])
    another = _another([second, phone, home, numbers[2], *numbers[4:]], main, mobile)
    out.columns |= {"phone": main, "phone_mobile": mobile, "phone_secondary": another}
    _keep_rest(cells, out, numbers[:4], more=more, placed=out.columns)
    return out


def _after(verdicts: pl.DataFrame) -> pl.Series:
    """What became of each cell: all it holds where that is more than one, else what is better, else the value."""
    better = first_of(verdicts["suggestion"], verdicts["value"])
    if verdicts["more"].null_count() == verdicts.height:
        return better
    every = pl.concat_str("value", pl.col("more").str.replace_all("\n", ", ", literal=True), separator=", ")
    return first_of(verdicts.select(every).to_series(), better)


def _spread(more: pl.Series) -> list[pl.Series]:
    """The first values of joined texts, as columns; none where no cell has any."""
    if more.null_count() == more.len():
        return []
    pieces = more.str.split("\n")
    columns = (pieces.list.get(n, null_on_oob=True) for n in range(LOOKED_AT))
    return [c for c in columns if c.null_count() < c.len()]


def _keep_rest(
    cells: Cells, out: Cleaned, firsts: list[pl.Series], *, more: list[pl.Series], placed: dict[str, pl.Series]
) -> None:
    """Keep the values that found no place, of the lines that have `more` than one in a cell, and tell them."""
    several = [m for m in more if m.null_count() < m.len()]
    if not several:
        return
    name = next(iter(placed))
    rows = pl.select(pl.any_horizontal([m.is_not_null() for m in several])).to_series().arg_true()
    texts = [s.gather(rows).alias(str(n)) for n, s in enumerate([*firsts, *several])]
    every = pl.concat_str(pl.all(), separator="\n", ignore_nulls=True).str.split("\n")
    frame = pl.DataFrame(texts).select(every.alias("value")).with_columns(rows.alias("row")).explode("value")
    told = pl.DataFrame([p.gather(rows).str.to_lowercase().alias(column) for column, p in placed.items()])
    frame = frame.join(told.with_columns(rows.alias("row")), on="row", maintain_order="left")
    low = pl.col("value").str.to_lowercase()
    rest = frame.filter(~pl.any_horizontal([(low == pl.col(c)).fill_null(value=False) for c in told.columns]))
    if rest.is_empty():
        return
    left = rest.group_by("row", maintain_order=True).agg(pl.col("value").unique(maintain_order=True))
    kept = cells.nothing().scatter(left["row"], left["value"].list.join(", "))
    out.kept[f"{name}+"] = kept
    out.issues.append(cells.issues(name, constant(kept.is_not_null(), _MORE[name]), kept))


_MORE = {"email": "email.more", "phone": "phone.more"}


def _another(numbers: list[pl.Series], main: pl.Series, mobile: pl.Series) -> pl.Series:
    """The first number that is neither of two others."""
    return first_of(*(where(n.ne_missing(main) & n.ne_missing(mobile), n) for n in numbers))
