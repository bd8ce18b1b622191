"""Séparer : rows of one customer that are of two, parted for good; and what becomes of it, as of any answer undone."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from fastapi import APIRouter
from starlette.responses import HTMLResponse, Response

from service.core.ids import parse_id, public_id
from service.errors import BadQuery, Fact
from service.flows.review import split_customer
from service.flows.show_customer import records_of_customer, show_customer
from service.store import audit
from service.store.session import Work, reading, unit_of_work
from service.web.problems import N_
from service.web.render import name_of
from service.web.visits import Crm, Visit

router = APIRouter()
MOST_ROWS = 500


@router.get("/clients/{public}/separer")
def ask(visit: Crm, public: str) -> Response:
    """Its rows, to be ticked."""
    with reading(visit.database) as work:
        told = show_customer(work, parse_id(public, "CUS"))
        if told["redirected_from"] is not None:
            return visit.see(f"/clients/{public_id('CUS', told['customer_id'])}/separer")
        return _form(visit, work, told)


def _form(visit: Visit, work: Work, told: dict[str, Any], *, status: int = 200, **more: Any) -> HTMLResponse:
    """Each source that speaks of the customer now: what is ticked leaves."""
    records = records_of_customer(work, told["customer_id"], after=0, limit=MOST_ROWS)
    shown = {"wrong": None, "chosen": set()} | more
    return visit.page(
        "customer_split.html", status=status, public=public_id("CUS", told["customer_id"]),
        name=name_of(told["values"]), version=told["version"], rows=[r for r in records if r["live"]], **shown,
    )  # fmt: skip


@router.post("/clients/{public}/separer")
def part(visit: Crm, public: str) -> Response:
    """Part what is ticked from the rest."""
    number, now_us = parse_id(public, "CUS"), visit.now_us()
    ticked = {int(n) for n in visit.form.get("ligne", []) if n.isascii() and n.isdigit() and len(n) <= 18}
    with reading(visit.database) as work:
        told = show_customer(work, number)
        if str(told["version"]) != visit.one("version"):
            wrong = visit.say(N_("La fiche a changé entre-temps : vérifiez les lignes, puis séparez de nouveau."))
            return _form(visit, work, told, status=409, wrong=wrong, chosen=ticked)
    try:
        with unit_of_work(visit.database) as work:
            done = split_customer(work, number, sorted(ticked), principal=visit.who.name, now_us=now_us)
            facts: dict[str, Fact] = {"parties": sorted(ticked)}
            audit.note(
                work, "customer.split", "customer", done.customer_id, facts, at_us=now_us, principal=visit.who.name
            )
    except BadQuery:
        wrong = visit.say(N_("Cochez les lignes qui sont d'un autre client, et laissez-en au moins une."))
        with reading(visit.database) as work:
            return _form(visit, work, show_customer(work, number), status=422, wrong=wrong, chosen=ticked)
    return parted(visit, done.customer_id, done.parted, done.edits, told=visit.say(N_("Les fiches sont séparées.")))


def parted(visit: Visit, stays: int, others: list[int], edits: list[dict[str, Any]], *, told: str) -> HTMLResponse:
    """Who is who from now on, and what people had done meanwhile: it is kept, and goes with the row it was done on."""
    customers = [stays, *[c for c in others if c != stays]]
    with reading(visit.database) as work:
        names = [name_of(show_customer(work, c)["values"]) for c in customers]
    rows = [{"public": public_id("CUS", c), "name": name} for c, name in zip(customers, names, strict=True)]
    return visit.page("customer_parted.html", told=told, rows=rows, edits=[_edit(visit, each) for each in edits])


_WHAT = {"correction": N_("Correction"), "consent": N_("Consentement"), "duplicate": N_("Avis")}


def _edit(visit: Visit, each: dict[str, Any]) -> dict[str, Any]:
    detail = str(each["detail"])
    if each["what"] == "correction":
        said = visit.words.field(detail)
    elif each["what"] == "consent":
        channel, _, status = detail.partition(" ")
        said = f"{visit.words.channel(channel)['word']}, {visit.words.state(status)['word']}"
    else:
        said = visit.words.word(detail)
    on = datetime.fromtimestamp(each["at_us"] / 1_000_000, visit.house.rules.timezone).date().isoformat()
    whose = each["customer_id"]
    return {
        "what": visit.say(_WHAT[each["what"]]), "said": said, "on": on, "by": each["principal"],
        "public": None if whose is None else public_id("CUS", whose),
    }  # fmt: skip
