"""Clients: who is it, where does each value come from, may I contact them.

What is sought is sent by POST and shown again in the page only: no value of a customer stands in an address.
"""

from __future__ import annotations

import re
from typing import Any

from fastapi import APIRouter
from starlette.responses import HTMLResponse, Response

from service.core.ids import parse_id, public_id
from service.errors import NotFound
from service.flows.find_customers import Asked, find_customers
from service.store.finding import how_many
from service.store.session import Work, reading
from service.web.pages.customer import customer_values
from service.web.problems import N_
from service.web.render import name_of
from service.web.visits import People, Visit

router = APIRouter()
PAGE = 50
MOST_SOUGHT = 200
_POSTCODE = re.compile(r"\d{5}")
_PHONE = re.compile(r"\+?[\d\s.()-]{9,24}")


@router.get("/clients")
def customers(visit: People, apres: int = 0) -> HTMLResponse:
    """Everyone, by number."""
    with reading(visit.database) as work:
        found = _find(visit, work, Asked(), after=max(0, min(apres, 2**62)))
        total = how_many(work)
    return _list(visit, found, q="", after=apres, total=total)


@router.post("/clients")
def search(visit: People) -> Response:
    """Who fits what was typed."""
    q = visit.one("q")
    if not q:
        return visit.see("/clients")
    if len(q) > MOST_SOUGHT:
        wrong = visit.say(N_("Cherchez avec 200 signes au plus."))
        return _list(visit, [], q=q[:MOST_SOUGHT], status=422, error=wrong)
    if q.upper().startswith("CUS-"):
        try:
            return visit.see(f"/clients/{public_id('CUS', parse_id(q, 'CUS'))}")
        except NotFound:  # mistyped
            return _list(visit, [], q=q)
    with reading(visit.database) as work:
        found = _sought(visit, work, q)
    return _list(visit, found, q=q)


def _sought(visit: Visit, work: Work, q: str) -> list[dict[str, Any]]:
    """What was typed is an address, a number, a postcode, a name or a company: told by its shape."""
    if "@" in q or _PHONE.fullmatch(q):
        return _find(visit, work, Asked(email=q) if "@" in q else Asked(phone=q))
    postcode = next((word for word in q.split() if _POSTCODE.fullmatch(word)), None)
    name = " ".join(word for word in q.split() if word != postcode) or None
    seen: dict[int, dict[str, Any]] = {}
    for asked in (Asked(name=name, postcode=postcode), Asked(company=name, postcode=postcode)):
        seen |= {row["id"]: row for row in _find(visit, work, asked)}
    return [seen[at] for at in sorted(seen)][: PAGE + 1]


def _find(visit: Visit, work: Work, asked: Asked, *, after: int = 0) -> list[dict[str, Any]]:
    return find_customers(work, asked, after=after, limit=PAGE + 1, now_us=visit.now_us())


def _list(
    visit: Visit,
    found: list[dict[str, Any]],
    *,
    q: str,
    after: int = 0,
    total: int | None = None,
    status: int = 200,
    error: str | None = None,
) -> HTMLResponse:
    shown = found[:PAGE]
    rows = listed(shown)
    more = len(found) > PAGE
    if more and q:
        said = visit.say(N_("Les 50 premiers clients trouvés : précisez pour en voir moins."))
    else:
        count = len(rows) if total is None else total
        said = visit.speech.ngettext("%(n)s client", "%(n)s clients", count) % {"n": visit.speech.number(count)}
    on = f"/clients?apres={shown[-1]['id']}" if more and not q else None
    back = "/clients" if after and not q else None
    return visit.page("customers.html", status=status, rows=rows, q=q, said=said, on=on, back=back, error=error)


def listed(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Customers as templates/customer_rows.html takes them."""
    return [row | {"public": public_id("CUS", row["id"]), "name": name_of(row)} for row in rows]


@router.get("/clients/{public}")
def customer(visit: People, public: str) -> Response:
    """One customer; a merged one leads to who answers for it."""
    number = parse_id(public, "CUS")
    with reading(visit.database) as work:
        values = customer_values(visit, work, number)
    if values["customer_id"] != number:
        return visit.see(f"/clients/{public_id('CUS', values['customer_id'])}")
    return visit.page("customer.html", name=name_of(values["golden"]), **values)
