"""Country, postcode, city and address lines of one record: core/clean/places.py."""

from __future__ import annotations

from service.core.kinds.addresses import (
    boxes_one,
    has_lines_one,
    may_be_whole_one,
    parse_block,
    parse_line,
    set_apart_one,
    split_address,
)
from service.core.kinds.countries import parse_country
from service.core.kinds.postcodes import judge_pair
from service.core.kinds.texts import parse_text
from service.core.single.cells import Cells, Values, first_of

_LINES = ("address_line1", "address_line2", "address_line3")


def clean_places(cells: Cells) -> Values:
    """`country_code`, `postal_code`, `city`, `address_line1` to `3`."""
    country, street, code, town = _country(cells), None, cells.get("postal_code"), _town(cells)
    line = cells.get("address_line1")
    if code is None and cells.get("city") is None and line is not None and may_be_whole_one(line):
        whole = split_address(line)
        if whole.code is not None or whole.country is not None:
            if whole.code is not None:
                cells.note("address_line1", "address.split")
            street, code, town = whole.street, whole.code, whole.city
            country = first_of(country, whole.country)
    found = judge_pair(code, town, country)
    cells.note("postal_code", found.code)
    cells.note("city", found.city_code)
    if country is None and found.value is not None and found.code in (None, "postcode.zero-restored"):
        country = "MC" if found.value.startswith("980") else "FR"
    places: Values = {"country_code": country, "postal_code": found.value, "city": found.city}
    return places | _lines(cells, street, places)


def _country(cells: Cells) -> str | None:
    found = parse_country(cells.get("country_code"))
    cells.note("country_code", found.code)
    return found.value


def _town(cells: Cells) -> str | None:
    text = cells.get("city")
    if text is None:
        return None
    found = parse_text(text)
    cells.note("city", found.code)
    return found.value


def _lines(cells: Cells, street: str | None, places: Values) -> Values:
    columns = [_line(cells, name) for name in _LINES]
    one, two, three = _in_lines(cells, street, places["postal_code"], columns)
    if one is None:
        one, two = two, None
    if one is None:
        return {"address_line1": None, "address_line2": None, "address_line3": three}
    if two is None and places["country_code"] in (None, "FR", "MC"):
        line, two = set_apart_one(one)
        if two is not None:
            cells.note("address_line1", "address.complement")
            one = first_of(line, one) or one
    line, box = boxes_one(one)
    return {"address_line1": line, "address_line2": two, "address_line3": first_of(three, box)}


def _line(cells: Cells, name: str) -> str | None:
    text = cells.get(name)
    if text is None:
        return None
    found = parse_line(text)
    cells.note(name, found.code)
    return found.value


def _in_lines(
    cells: Cells, street: str | None, code: str | None, columns: list[str | None]
) -> tuple[str | None, str | None, str | None]:
    """The three lines, where `street` (of a whole address) or a first cell of several lines gives them."""
    one, two, three = columns
    first = cells.get("address_line1")
    block = first if street is None and first is not None and has_lines_one(first) else None
    text = first_of(street, block)
    if text is None:
        return one, two, three
    if block is not None:
        cells.note("address_line1", "address.lines")
    parts = [None if piece is None else parse_line(piece).value for piece in parse_block(text, code)]
    further = [three, None if two is None else parts[1], parts[2]]
    rest = " ".join(piece for piece in further if piece is not None) or None
    return first_of(parts[0], one), first_of(two, parts[1]), rest
