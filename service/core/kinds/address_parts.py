"""The parse of one whole address: from one text, in any usual order, to the parts of the six lines of NF Z10-011.

Taken out one after the other: country, post boxes, postcode and town, flat and building, and of what is left the line
with the street; lines that remain are complements. A foreign address is left as it is, with its country.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from service.core.folding import fold
from service.core.kinds.address_places import HOME, NUMBER_COMMA, take_place
from service.core.kinds.afnor import numbered, shaped
from service.core.kinds.complements import NUMBERED_WAY, STREET_WAY, Left, take_boxes, take_complements
from service.core.kinds.streets import Street, opens_way, read_number, read_street
from service.reference.places import country_codes

PARTS = (
    "number", "repetition", "street", "postcode", "city", "cedex", "bp", "cs", "tsa", "line1", "line3", "apartment",
    "building", "country", "line2", "line5", "other_numbers", "postcode_suggestion",
)  # fmt: skip
_BREAK = re.compile(r"\\r|\\n|[\r\n\t;|]+")
_ABROAD = re.compile(r"(?:^|(?<=[\s,]))(B|CH|L|D|NL|A|I)-([0-9]{4,5})\b")
_STATES = {"B": "BE", "CH": "CH", "L": "LU", "D": "DE", "NL": "NL", "A": "AT", "I": "IT"}
_DASH = re.compile(r"\s+-+\s+|\s+-(?=[^\W\d])|,\s*")
_NUMBER_AHEAD = re.compile(r"[0-9]{1,5}\s?(?:BIS|TER|QUATER|[A-Z])?\s*(?:[-/&+,]|A|À|AU|ET)?\s*")


def read_address(text: str) -> dict[str, str | None]:
    """The parts of an address (PARTS, null where it has none), a text without blanks at its ends.

    line1 number and street, line2 flat and care of, line3 building and other complements, line5 boxes: each of them in
    capitals, digits and blanks, at most 38 characters (AFNOR); all other parts in full.
    """
    country, bare = _country(_prepared(text))
    if country is not None and country not in HOME:
        return dict.fromkeys(PARTS) | _abroad(bare, country)
    left = Left(bare)
    boxes = take_boxes(left)
    where = take_place(left)
    parts = take_complements(left)
    street, others = _street(left)
    return dict.fromkeys(PARTS) | _lines(street, boxes, parts, others) | {
        "postcode": where.postcode, "city": where.city, "cedex": where.cedex,
        "country": country or where.country, "postcode_suggestion": where.likely,
    }  # fmt: skip


def _prepared(text: str) -> str:
    """Capitals, plain quotes and dashes, single blanks, one line break for all signs that part lines."""
    upper = text.upper().replace("’", "'").replace("`", "'").replace("–", "-").replace("—", "-").replace("Œ", "OE")
    broken = _BREAK.sub("\n", re.sub(r"[^\S\n]+", " ", _BREAK.sub("\n", upper)))
    return re.sub(r"[ ,]*\n[ ,\n]*", "\n", broken).strip(" ,;.\n-")


def _country(text: str) -> tuple[str | None, str]:
    """The country that the last words name, and the text without them."""
    prefix = _ABROAD.search(text)
    head, _, tail = text.rpartition("\n") if "\n" in text else text.rpartition(",")
    if head and len(tail.strip()) > 3 and not any(c.isdigit() for c in tail):
        code = country_codes().get(fold(tail))
        if code:
            return code, head.strip(" ,\n")
    words = text.split(" ")
    for n in (2, 1):
        name = fold(" ".join(words[-n:]))
        if (
            len(words) > n + 1
            and words[-n - 1] not in {"DE", "EN", "LA", "LE", "DU", "RUE", "AVENUE", "PLACE"}
            and len(name) > 4
            and not name.isdigit()
        ):
            code = country_codes().get(name)
            if code in {"FR", "BE", "CH", "LU", "DE"} and re.search(r"[0-9]{4,5}", text):
                return code, " ".join(words[:-n]).strip(" ,\n-")
    return (_STATES[prefix[1]] if prefix else None), text


def _abroad(text: str, country: str) -> dict[str, str | None]:
    """A foreign address: its lines as they are, and the town where it is written behind a code."""
    found = re.search(r"(?:^|[\s,])(?:[A-Z]{1,2}-)?([0-9]{4,6})\s+([^\d\n,]+)$", text)
    street = text[: found.start()].strip(" ,\n") if found else text
    return {
        "street": re.sub(r"\s*\n\s*", ", ", street) or None, "country": country,
        "postcode": found[1] if found else None, "city": found[2].strip() if found else None,
    }  # fmt: skip


def _street(left: Left) -> tuple[Street, list[str]]:
    """The line with the street, read; and the lines that are left."""
    text = NUMBER_COMMA.sub(r"\1 ", left.text)
    lines = [p.strip(" ,.-") for line in text.split("\n") for p in _DASH.split(line)]
    lines = [line for line in lines if line and line not in {"-", "FR"}]
    place = _place_of_street(lines)
    if place is None:
        return Street(None, None, None, ""), lines
    line, others = lines[place], [*lines[:place], *lines[place + 1 :]]
    ahead = NUMBERED_WAY.search(Left(line).plain)
    if ahead and ahead.start() > 0 and not _NUMBER_AHEAD.fullmatch(line[: ahead.start()]):
        others.insert(place, line[: ahead.start()].strip(" ,-"))
        line = line[ahead.start() :]
    found = read_street(line)
    for n, other in enumerate(others):
        number = read_number(other) if found.number is None else None
        if number:
            found = number._replace(street=found.street)
            del others[n]
            break
    return found, [o for o in others if o]


def _place_of_street(lines: list[str]) -> int | None:
    """Which line holds the street: the last with a numbered way, else with a way, else with a number, else the last."""
    tests: tuple[Callable[[str], bool], ...] = (
        lambda t: NUMBERED_WAY.search(Left(t).plain) is not None,
        lambda t: opens_way(t, numbered=False) and STREET_WAY.match(Left(t).plain) is not None,
        lambda t: opens_way(t, numbered=False),
        lambda t: read_street(t).number is not None,
    )
    for test in tests:
        found = [n for n, line in enumerate(lines) if test(line)]
        if found:
            return found[0]
    named = [n for n, line in enumerate(lines) if read_number(line) is None]
    return named[-1] if named else None


def _lines(street: Street, boxes: dict[str, str], parts: dict[str, str], others: list[str]) -> dict[str, str | None]:
    """The parts with AFNOR's lines made of them."""
    flat = parts.get("apartment")
    second = [parts.get("care_of"), f"APPT {flat}" if flat else None, parts.get("floor")]
    building, block = parts.get("building"), parts.get("block", "").partition(" ")[2]
    third = [
        *others,
        parts.get("residence"),
        parts.get("block"),
        f"BAT {building}" if building else None,
        parts.get("stairs"),
    ]
    fifth = [f"{name.upper()} {boxes[name]}" for name in ("bp", "cs", "tsa", "cidex") if name in boxes]
    return {
        "number": street.number, "repetition": street.repetition, "street": street.street or None,
        "other_numbers": street.others, "line1": numbered(street.number, street.repetition, street.street),
        "line2": shaped(_text(second)), "line3": shaped(_text(third)), "line5": shaped(_text(fifth)),
        "apartment": flat, "building": building or block or parts.get("residence"),
        **{name: boxes.get(name) for name in ("bp", "cs", "tsa")},
    }  # fmt: skip


def _text(pieces: Sequence[str | None]) -> str:
    return " ".join(p for p in pieces if p)
