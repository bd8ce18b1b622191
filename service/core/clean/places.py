"""Country, postcode, city and address lines of a line."""

from __future__ import annotations

import polars as pl

from service.core.clean.cells import Cells, Cleaned, constant, first_of, where
from service.core.kinds.addresses import (
    boxes,
    has_lines,
    may_be_whole,
    parse_blocks,
    parse_lines,
    set_apart,
    split_addresses,
)
from service.core.kinds.blanks import tidy
from service.core.kinds.countries import parse_countries
from service.core.kinds.postcodes import parse_postcodes
from service.core.kinds.texts import parse_texts

_LINES = ("address_line1", "address_line2", "address_line3")


def clean_places(cells: Cells) -> Cleaned:
    """`country_code`, `postal_code`, `city`, `address_line1` to `3`.

    An `address_full` cell is cut only where the file gives neither street, postcode nor city of its own.
    """
    out = Cleaned()
    country = _countries(cells, out)
    street, code, city, named = _whole(cells, out)
    country = first_of(country, named)
    town = parse_texts(cells.raw("city"))
    out.issues.append(cells.issues("city", town["code"], town["value"]))
    found = parse_postcodes(first_of(cells.raw("postal_code"), code), first_of(town["value"], city), country)
    out.issues.append(cells.issues("postal_code", found["code"], found["value"]))
    out.issues.append(cells.issues("city", found["city_code"], found["city_suggestion"]))
    known = found["value"].is_not_null() & (found["code"].is_null() | (found["code"] == "postcode.zero-restored"))
    monaco = found["value"].str.starts_with("980")
    french = known & country.is_null()
    home = pl.select(
        pl.when(french & monaco).then(pl.lit("MC")).when(french).then(pl.lit("FR")).otherwise(country)
    ).to_series()
    out.columns |= {"country_code": home, "postal_code": found["value"], "city": found["city"]}
    _lines(cells, out, street)
    return out


def _countries(cells: Cells, out: Cleaned) -> pl.Series:
    columns = []
    for name in ("country_code", "country"):
        if cells.has(name):
            verdicts = parse_countries(cells.raw(name))
            out.issues.append(cells.issues(name, verdicts["code"]))
            columns.append(verdicts["value"])
    return first_of(*columns) if columns else cells.nothing()


def _whole(cells: Cells, out: Cleaned) -> tuple[pl.Series, pl.Series, pl.Series, pl.Series]:
    """Street, postcode, city and country from a cell that holds the whole address, where no other cell gives them; of a
    first line only those that surely hold one.
    """
    held = {name: cells.raw(name) for name in ("postal_code", "city")}
    silent = held["postal_code"].is_null() & held["city"].is_null()
    if not silent.any():
        return cells.nothing(), cells.nothing(), cells.nothing(), cells.nothing()
    texts = {}
    if cells.has("address_full"):
        apart = [tidy(cells.raw(name)) for name in ("address_line1", *held) if cells.has(name)]
        alone = first_of(*apart).is_null() if apart else silent
        texts["address_full"] = where(alone, tidy(cells.raw("address_full")))
    if cells.has("address_line1"):
        texts["address_line1"] = where(silent & may_be_whole(cells.raw("address_line1")), cells.raw("address_line1"))
    found = []
    for name, text in texts.items():
        if text.null_count() == text.len():
            continue
        parts = split_addresses(text)
        cut = parts["code"].is_not_null()
        if name == "address_line1":
            parts = parts.select(where(cut | parts["country"].is_not_null(), s).alias(s.name) for s in parts)
        out.issues.append(cells.issues(name, constant(cut, "address.split"), parts.select(_shown()).to_series()))
        found.append(parts)
    if not found:
        return cells.nothing(), cells.nothing(), cells.nothing(), cells.nothing()
    street, code, city, country = (first_of(*(p[n] for p in found)) for n in ("street", "code", "city", "country"))
    return street, code, city, country


def _shown() -> pl.Expr:
    town = pl.concat_str("code", "city", separator=" ", ignore_nulls=True)
    return pl.concat_str("street", town, separator="\n", ignore_nulls=True)


def _in_lines(cells: Cells, out: Cleaned, street: pl.Series, columns: list[pl.Series]) -> list[pl.Series]:
    """The three lines, where `street` (of a whole address) or a first cell of several lines gives them."""
    first = cells.raw("address_line1")
    block = where(has_lines(first).fill_null(value=False) & street.is_null(), first)
    text = first_of(street, block)
    if text.null_count() == text.len():
        return columns
    code = out.columns["postal_code"]
    parts = {
        n: parse_lines(s)["value"] for n, s in parse_blocks(text, where(text.is_not_null(), code)).to_dict().items()
    }
    one, two, three = columns
    free = two.is_null()
    rest = pl.select(
        pl.concat_str(three, where(~free, parts["two"]), parts["rest"], separator=" ", ignore_nulls=True)
    ).to_series()
    out.issues.append(cells.issues("address_line1", constant(block.is_not_null(), "address.lines"), parts["one"]))
    return [first_of(parts["one"], one), first_of(two, parts["two"]), where(rest != "", rest)]


def _complements(cells: Cells, out: Cleaned, one: pl.Series, two: pl.Series) -> tuple[pl.Series, pl.Series]:
    """Flat, floor and building of the first line set on the second, where that is free and the street is French."""
    free = two.is_null() & out.columns["country_code"].is_in(["FR", "MC"]).fill_null(value=True)
    if one.null_count() == one.len():
        return one, two
    parts = set_apart(where(free, one))
    moved = parts["complement"].is_not_null()
    out.issues.append(cells.issues("address_line1", constant(moved, "address.complement"), parts["line"]))
    return first_of(where(moved, parts["line"]), one), first_of(two, parts["complement"])


def _lines(cells: Cells, out: Cleaned, street: pl.Series) -> None:
    """Street lines; a post box at the end of the first line, or in a column of its own, goes to the third."""
    nothing = cells.nothing()
    columns = []
    for name in _LINES:
        verdicts = parse_lines(cells.raw(name)) if cells.has(name) else None
        if verdicts is not None:
            out.issues.append(cells.issues(name, verdicts["code"], verdicts["value"]))
        columns.append(verdicts["value"] if verdicts is not None else nothing)
    one, two, three = _in_lines(cells, out, street, columns)
    one, two = first_of(one, two), where(one.is_not_null(), two)
    one, two = _complements(cells, out, one, two)
    apart = boxes(one)
    box = parse_lines(cells.raw("po_box"))["value"] if cells.has("po_box") else nothing
    numbered = pl.select(pl.when(box.str.contains(r"^\d")).then(pl.lit("BP ") + box).otherwise(box)).to_series()
    out.columns |= {
        "address_line1": apart["line"],
        "address_line2": two,
        "address_line3": first_of(three, numbered, apart["box"]),
    }
