"""Accueil: is my file healthy, and what must I do today."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter
from starlette.responses import HTMLResponse

from service.errors import NotFound
from service.flows.contactable import Asked, answer
from service.store.imports import page_of_imports
from service.store.reviews import how_many_wait
from service.store.session import Work, reading
from service.web.problems import N_
from service.web.visits import Anyone, Visit

router = APIRouter()
CHANNELS = ("email", "sms", "phone", "post")
PURPOSE = "marketing.own"
LAST = 5


@router.get("/")
def home(visit: Anyone) -> HTMLResponse:
    """Reachability per channel, what waits for a person, the last imports."""
    reach, customers = reachability(visit)
    last: list[Any] = []
    todo: list[dict[str, Any]] = []
    if visit.may("crm", "dpo", "admin"):
        with reading(visit.database) as work:
            found = page_of_imports(work, list_id=None, state=None, before=None, limit=LAST)
            last = [row for row, _ in found]
            todo = _todo(visit, work)
    headline = _headline(visit, reach, customers)
    return visit.page("home.html", reach=reach, customers=customers, headline=headline, imports=last, todo=todo)


def reachability(visit: Visit) -> tuple[list[dict[str, Any]], int]:
    """For each channel how many customers may be contacted now; and how many customers there are."""
    reach: list[dict[str, Any]] = []
    customers = 0
    for channel in CHANNELS:
        asked = Asked(None, channel, PURPOSE, visit.now_us(), ())
        try:
            counts = answer(visit.database, asked, rules=visit.house.rules, secret=visit.house.secret).chosen.counts
        except NotFound:  # no list yet
            return [], 0
        customers = counts["candidates"]
        share = counts["allowed"] / customers if customers else 0.0
        href = f"/segments/nouveau?canal={channel}" if visit.may("marketing") else None
        reach.append({"channel": channel, "share": share, "href": href, **counts})
    return reach, customers


def _headline(visit: Visit, reach: list[dict[str, Any]], customers: int) -> str:
    if not customers:
        return visit.say(N_("Bienvenue dans Limpide."))
    best = max(reach, key=lambda each: float(each["share"]))
    text = N_("Votre fichier compte %(n)s clients. Le canal le plus ouvert : %(channel)s, %(share)s.")
    channel, share = visit.words.channel(best["channel"])["word"], visit.speech.percent(best["share"])
    return visit.say(text, n=visit.speech.number(customers), channel=channel, share=share)


def _todo(visit: Visit, work: Work) -> list[dict[str, Any]]:
    todo = []
    pairs = how_many_wait(work) if visit.may("crm") else 0
    if pairs:
        label, hint = visit.say(N_("Doublons à trancher")), visit.say(N_("même client, ou non ?"))
        todo.append({"label": label, "n": pairs, "hint": hint, "href": "/doublons", "icon": "pair", "tone": "water"})
    return todo
