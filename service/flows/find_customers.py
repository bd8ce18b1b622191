"""Finding customers by what a person knows of them; what is typed is cleaned as a file's values are."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from service.core.ids import parse_id
from service.errors import NotFound
from service.flows.consents import cleaned_points
from service.store.finding import Sought, find, summary_of
from service.store.people import present_id
from service.store.session import Work


@dataclass(frozen=True)
class Asked:
    """As typed; everything given must hold."""

    name: str | None = None
    company: str | None = None
    email: str | None = None
    phone: str | None = None
    postcode: str | None = None
    kind: str | None = None
    customer_id: str | None = None


def find_customers(work: Work, asked: Asked, *, after: int, limit: int, now_us: int) -> list[dict[str, Any]]:
    """Customers by id from behind `after`; an id, email or number that is none finds nobody."""
    if asked.customer_id is not None:
        return _one(work, asked.customer_id, after)
    points = [(k, v) for k, v in (("email", asked.email), ("phone", asked.phone)) if v is not None]
    cleaned = dict(zip([k for k, _ in points], cleaned_points(points, now_us), strict=True)) if points else {}
    if None in cleaned.values():
        return []
    sought = Sought(asked.name, asked.company, cleaned.get("email"), cleaned.get("phone"), asked.postcode, asked.kind)
    return find(work, sought, after=after, limit=limit)


def _one(work: Work, customer_id: str, after: int) -> list[dict[str, Any]]:
    try:
        present = present_id(work, parse_id(customer_id, "CUS"))
    except NotFound:
        return []
    return [summary_of(work, present)] if present > after else []
