"""À décider: the repairs that Limpide proposes, by kind; accept or refuse one, several or all, and take it back."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Path, Query
from starlette.responses import HTMLResponse, Response

from service.core.answers import SUGGESTED
from service.errors import BadQuery, Fact, NotFound, WrongState
from service.flows.suggestions import STATES, Said, State, answer_items, items_of, kinds_of
from service.store import audit
from service.store.answers import lists_with_suggestions
from service.store.imports import list_by_id
from service.store.job_views import is_busy
from service.store.session import Work, reading, unit_of_work
from service.store.turns import LANE
from service.web.problems import N_
from service.web.visits import Crm, Visit

router = APIRouter()
PAGE = 50
Id = Annotated[int, Path(ge=1, le=2**53 - 1)]
Start = Annotated[int, Query(ge=0, le=10_000_000)]
ANSWERS: dict[str, Said] = {"accepter": "accepted", "refuser": "refused", "reprendre": "open"}


@router.get("/a-decider")
def lists(visit: Crm) -> Response:
    """Every list that has proposals; straight to the one that has them."""
    with reading(visit.database) as work:
        found = [(list_by_id(work, one), _kinds(visit, one, work)) for one in lists_with_suggestions(work)]
    return visit.page("decide_lists.html", lists=found)


def _kinds(visit: Visit, list_id: int, work: Work) -> list[dict[str, Any]]:
    return kinds_of(work, list_id, visit.house.secret)


@router.get("/a-decider/{list_id}/{code}")
def kind(visit: Crm, list_id: Id, code: str, etat: State = "open", depuis: Start = 0) -> HTMLResponse:
    """The proposals of a kind that wait, or that were answered so."""
    return _page(visit, list_id, code, etat, depuis)


@router.post("/a-decider/{list_id}/{code}")
def answer(visit: Crm, list_id: Id, code: str) -> Response:
    """Accept, refuse or take back those that are ticked; or all."""
    said = ANSWERS.get(visit.one("reponse"))
    every = visit.one("tout") == "oui"
    ids = visit.form.get("choix", [])
    state: State = next((s for s in STATES if s == visit.one("etat")), "open")
    if said is None or code not in SUGGESTED:
        raise NotFound
    if not every and not ids:
        return _page(visit, list_id, code, state, 0, told=visit.say(N_("Cochez au moins une proposition.")), status=422)
    now_us, name = visit.now_us(), visit.who.name
    chosen = _all_ids(visit, list_id, code, state) if every else ids
    seen = _number(visit.one("vues")) if every else None
    try:
        with unit_of_work(visit.database) as work:
            done = answer_items(
                work, list_id, code, said, secret=visit.house.secret, principal=name, now_us=now_us, ids=chosen,
                seen=seen,
            )  # fmt: skip
            facts: dict[str, Fact] = {"code": code, "answer": said, "values": done.values, "job_id": done.job_id}
            audit.note(work, "suggestions.answer", "list", list_id, facts, at_us=now_us, principal=name)
    except (BadQuery, WrongState):
        text = visit.say(N_("La liste a changé entre-temps : rien n'a été fait. Vérifiez, puis répondez de nouveau."))
        return _page(visit, list_id, code, state, 0, told=text, status=409)
    return visit.see(f"/a-decider/{list_id}/{code}?etat={state}")


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() else 0


def _all_ids(visit: Visit, list_id: int, code: str, state: State) -> list[str]:
    with reading(visit.database) as work:
        found = items_of(work, list_id, visit.house.secret)
    return found.filter((found["code"] == code) & (found["state"] == state))["digest"].to_list()


def _page(
    visit: Visit, list_id: int, code: str, state: State, start: int, *, told: str | None = None, status: int = 200
) -> HTMLResponse:
    if code not in SUGGESTED:
        raise NotFound
    with reading(visit.database) as work:
        terms = list_by_id(work, list_id)
        found = items_of(work, list_id, visit.house.secret)
        busy = is_busy(work, LANE)
    mine = found.filter(found["code"] == code)
    shown = mine.filter(mine["state"] == state)
    counts = {s: mine.filter(mine["state"] == s).height for s in STATES}
    here = f"/a-decider/{list_id}/{code}?etat={state}&depuis="
    return visit.page(
        "decide.html", status=status, terms=terms, code=code, state=state, counts=counts, total=shown.height,
        rows=shown.slice(start, PAGE).to_dicts(), lines=int(shown["rows"].sum()), told=told, busy=busy,
        back=f"{here}{max(0, start - PAGE)}" if start else None,
        on=f"{here}{start + PAGE}" if shown.height > start + PAGE else None,
    )  # fmt: skip
