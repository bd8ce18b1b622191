"""One column a field: who keeps it when several columns mean the same, and where the others go."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from service.core.folding import fold
from service.core.plan import Column

# where the second and the third column of a field go, when that place is free
_NEXT = {
    "email": ("email_secondary",),
    "phone": ("phone_secondary", "phone_home"),
    "phone_mobile": ("phone", "phone_secondary"),
    "phone_secondary": ("phone", "phone_home"),
    "address_line1": ("address_line2", "address_line3"),
    "address_line2": ("address_line3",),
    "ship_address_line1": ("ship_address_line2", "ship_address_line3"),
    "ship_address_line2": ("ship_address_line3",),
    "customer_id": ("external_id",),
    "company_name": ("trade_name",),
    "invoice_number": ("invoice_id",),
    "order_number": ("order_id",),
}
# in files that have a delivery address, the second one of these is part of it
_NEXT_SHIPPED = {"postal_code": "ship_postal_code", "city": "ship_city", "country": "ship_country"}
# in files that have two addresses under the same headings (a contact's and its company's), the second is not the rest
# of the first: it is kept as it is
_OF_ONE_ADDRESS = {"address_line1", "address_line2"}
_SURE = 0.8  # above it one column is as sure as another
_SURE_ENOUGH = 0.5  # below it a reading is only an alternative
_TOLD = 5  # alternatives that are told


@dataclass(frozen=True)
class Reading:
    """What one column may be: (field, confidence), best first, `ignore` among them; how much of it is filled."""

    options: tuple[tuple[str, float], ...]
    evidence: tuple[str, ...] = ()
    filled: float = 0.0
    forced: bool = False

    @property
    def best(self) -> tuple[str, float]:
        """The first of them; `ignore` when there is none."""
        return self.options[0] if self.options else ("ignore", 0.0)


def one_each(headings: list[str], keys: list[str], read: list[Reading]) -> tuple[Column, ...]:
    """The columns of the file: the surer, then the fullest, then the first keeps a field. When all have had their turn,
    the others go to the next free place; one that finds none is carried in `extra` and tells its reading among the
    alternatives.
    """
    shipped = any(r.best[0].startswith("ship_") for r in read)
    twice = _second_address(headings, read)
    turns = sorted((i for i, r in enumerate(read) if _claims(r)), key=lambda i: _turn(i, read[i]))
    placed: dict[int, tuple[str, float]] = {}
    taken: set[str] = set()
    for index in turns:
        if read[index].best[0] not in taken:
            placed[index] = read[index].best
            taken.add(read[index].best[0])
    for index in (i for i in turns if i not in placed):
        places = _other_places(read[index], shipped=shipped, another_address=index in twice)
        free = next((p for p in places if p not in taken), None)
        if free is not None:
            placed[index] = (free, read[index].best[1] * 0.8)
            taken.add(free)
    return tuple(_column(i, keys[i], headings[i], r, placed.get(i)) for i, r in enumerate(read))


def _claims(reading: Reading) -> bool:
    name, sure = reading.best
    return name != "ignore" and sure >= _SURE_ENOUGH


def _other_places(reading: Reading, *, shipped: bool, another_address: bool) -> tuple[str, ...]:
    """Where a column may go whose field another one keeps, best first."""
    name = reading.best[0]
    following = () if another_address and name in _OF_ONE_ADDRESS else _NEXT.get(name, ())
    delivery = (_NEXT_SHIPPED[name],) if shipped and name in _NEXT_SHIPPED else ()
    return (*following, *delivery, *(f for f, s in reading.options[1:] if s >= _SURE_ENOUGH and f != "ignore"))


def _turn(index: int, reading: Reading) -> tuple[bool, bool, float, int]:
    return (not reading.forced, reading.best[1] < _SURE, -round(reading.filled, 1), index)


def _second_address(headings: list[str], read: list[Reading]) -> set[int]:
    """Columns whose heading was there before, in a file where also the postcode and the town come twice."""
    seen: Counter[str] = Counter()
    again = set()
    for index, heading in enumerate(headings):
        name = fold(heading)
        seen[name] += 1
        if name and seen[name] > 1:
            again.add(index)
    repeated = {read[i].best[0] for i in again}
    return again if {"postal_code", "city"} <= repeated else set()


def _column(index: int, key: str, heading: str, reading: Reading, place: tuple[str, float] | None) -> Column:
    name, sure = (place[0], round(place[1], 2)) if place else (None, 0.0)
    said = [f for f, _ in reading.options if f != (name or "ignore")][:_TOLD]
    return Column(index, key, heading, field=name, confidence=sure, alternatives=tuple(said), evidence=reading.evidence)
