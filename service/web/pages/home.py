"""Accueil: is my file healthy, and what must I do today."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter
from starlette.responses import HTMLResponse

from service.store.deliveries import controllers
from service.store.imports import page_of_imports
from service.store.quality_kept import counts_of
from service.store.review_queue import how_many_wait
from service.store.session import Work, reading
from service.store.tallies import BASE, Tally, anything_published, tallies_of
from service.web.pages.duplicates import COUNTED, how_many
from service.web.problems import N_
from service.web.visits import Anyone, Visit

router = APIRouter()
LAST = 5


@router.get("/")
def home(visit: Anyone) -> HTMLResponse:
    """Reachability per channel as last counted, what waits for a person, the last imports."""
    last: list[Any] = []
    todo: list[dict[str, Any]] = []
    with reading(visit.database) as work:
        tallies = tallies_of(work, BASE)
        counting = not tallies and anything_published(work)
        names = controllers(work)
        if visit.may("crm", "dpo", "admin"):
            found = page_of_imports(work, list_id=None, state=None, before=None, limit=LAST)
            last = [row for row, _ in found]
            todo = _todo(visit, work)
    counted = [_shown(visit, tally, names[tally.controller_id] if len(tallies) > 1 else None) for tally in tallies]
    headline = _headline(visit, counted)
    return visit.page("home.html", counted=counted, counting=counting, headline=headline, imports=last, todo=todo)


def _shown(visit: Visit, tally: Tally, name: str | None) -> dict[str, Any]:
    """A tally as tiles; `name`: of the controller, where there are several."""
    customers = max((each["candidates"] for each in tally.reach), default=0)
    tiles = [
        each
        | {
            "share": each["allowed"] / customers if customers else 0.0,
            "href": f"/segments/nouveau?canal={each['channel']}" if visit.may("marketing") else None,
        }
        for each in tally.reach
    ]
    return {"name": name, "customers": customers, "at_us": tally.at_us, "reach": tiles}


def _headline(visit: Visit, counted: list[dict[str, Any]]) -> str:
    customers = counted[0]["customers"] if counted else 0
    if not customers:
        return visit.say(N_("Bienvenue dans Limpide."))
    best = max(counted[0]["reach"], key=lambda each: float(each["share"]))
    text = N_("Votre fichier compte %(n)s clients. Le canal le plus ouvert : %(channel)s, %(share)s.")
    channel, share = visit.words.channel(best["channel"])["word"], visit.speech.percent(best["share"])
    return visit.say(text, n=visit.speech.number(customers), channel=channel, share=share)


def _proposed(work: Work) -> int:
    """Cells with a repair to decide on, as last counted."""
    found = counts_of(work, BASE)
    return 0 if found is None else sum(each["to_decide"] for each in found[1]["fields"])


def _todo(visit: Visit, work: Work) -> list[dict[str, Any]]:
    todo = []
    proposed = _proposed(work) if visit.may("crm") else 0
    if proposed:
        todo.append(
            {
                "label": visit.say(N_("Réparations à décider")),
                "n": visit.speech.number(proposed),
                "hint": visit.say(N_("proposées, pas encore faites")),
                "href": "/a-decider",
                "icon": "question",
                "tone": "warn",
            }
        )
    pairs = how_many_wait(work, most=COUNTED) if visit.may("crm") else 0
    if pairs:
        label, hint = visit.say(N_("Doublons à trancher")), visit.say(N_("même client, ou non ?"))
        todo.append(
            {
                "label": label,
                "n": how_many(visit, pairs),
                "hint": hint,
                "href": "/doublons",
                "icon": "pair",
                "tone": "water",
            }
        )
    return todo
