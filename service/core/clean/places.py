"""Country, postcode, city and address lines of a line."""

from __future__ import annotations

import polars as pl

from service.core.clean.cells import Cells, Cleaned, first_of, where
from service.core.kinds.addresses import boxes, parse_lines, split_addresses
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
    street, code, city = _whole(cells)
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


def _whole(cells: Cells) -> tuple[pl.Series, pl.Series, pl.Series]:
    """Street, postcode and city from a cell that holds the whole address, where no other cell gives them."""
    if not cells.has("address_full"):
        return cells.nothing(), cells.nothing(), cells.nothing()
    apart = [tidy(cells.raw(name)) for name in ("address_line1", "postal_code", "city") if cells.has(name)]
    alone = first_of(*apart).is_null() if apart else cells.nothing().is_null()
    parts = split_addresses(where(alone, tidy(cells.raw("address_full"))))
    return parts["street"], parts["code"], parts["city"]


def _lines(cells: Cells, out: Cleaned, street: pl.Series) -> None:
    """Street lines; a post box at the end of the first line, or in a column of its own, goes to the third."""
    nothing = cells.nothing()
    columns = []
    for name in _LINES:
        verdicts = parse_lines(cells.raw(name)) if cells.has(name) else None
        if verdicts is not None:
            out.issues.append(cells.issues(name, verdicts["code"], verdicts["value"]))
        columns.append(verdicts["value"] if verdicts is not None else nothing)
    one, two, three = columns
    if street.null_count() < street.len():
        pieces = street.to_frame("t").select(pl.col("t").str.split("\n").alias("p"))
        given = [parse_lines(pieces.select(pl.col("p").list.get(n, null_on_oob=True)).to_series()) for n in range(3)]
        one, two, three = (first_of(c, g["value"]) for c, g in zip((one, two, three), given, strict=True))
    one, two = first_of(one, two), where(one.is_not_null(), two)
    apart = boxes(one)
    box = parse_lines(cells.raw("po_box"))["value"] if cells.has("po_box") else nothing
    numbered = pl.select(pl.when(box.str.contains(r"^\d")).then(pl.lit("BP ") + box).otherwise(box)).to_series()
    out.columns |= {
        "address_line1": apart["line"],
        "address_line2": two,
        "address_line3": first_of(three, numbered, apart["box"]),
    }
