"""Doublons: same or different. One pair at a time, an answer by a button or a key, and taking it back."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter
from starlette.responses import HTMLResponse, Response

from service.core.ids import public_id
from service.errors import BadQuery, Fact
from service.flows import review
from service.store import audit
from service.store.review_queue import how_many_wait
from service.store.session import reading, unit_of_work
from service.web.pages.split import parted
from service.web.problems import N_
from service.web.render import phone
from service.web.visits import Crm, Visit

router = APIRouter()
ANSWERS: dict[str, review.Decision] = {"same": "same", "different": "different", "later": "later"}
COMPARED = (
    "salutation", "first_name", "last_name", "company_name", "siren", "siret", "birth_date", "email", "phone",
    "phone_mobile", "address_line1", "address_line2", "address_line3", "postal_code", "city", "country_code",
    "job_title", "customer_code",
)  # fmt: skip
BITS = 1000
COUNTED = 1000
"""Of pairs that wait no more are counted than this."""

_COMPARISONS = {
    "base": N_("Au départ : deux fiches prises au hasard"), "forename": N_("Prénom"), "surname": N_("Nom"),
    "swap": N_("Nom et prénom inversés"), "company": N_("Raison sociale"), "email": N_("Adresse e-mail"),
    "phone": N_("Téléphone"), "firm_id": N_("SIREN ou SIRET"), "birth": N_("Date de naissance"),
    "street": N_("N° et voie"), "place": N_("Code postal et ville"), "code": N_("Code client"),
    "civility": N_("Civilité"),
}  # fmt: skip
_TOGETHER = N_("Ce que ces réponses valent ensemble")


@router.get("/doublons")
def queue(visit: Crm) -> HTMLResponse:
    """The pair that most needs an answer."""
    return _next_pair(visit)


def _next_pair(visit: Visit, decided: dict[str, Any] | None = None) -> HTMLResponse:
    with reading(visit.database) as work:
        total = how_many_wait(work, most=COUNTED)
        pairs = review.queue(work, after=None, limit=1)
        shown = review.shown(work, pairs, "fr" if visit.lang == "fr" else "en")
    pair = side_by_side(visit, shown[0]) if shown else None
    return visit.page("duplicates.html", pair=pair, waiting=_waiting(visit, total), decided=decided)


def how_many(visit: Visit, total: int) -> str:
    """A number of waiting pairs, as far as they were counted."""
    if total > COUNTED:
        return visit.say(N_("plus de %(n)s"), n=visit.speech.number(COUNTED))
    return visit.speech.number(total)


def _waiting(visit: Visit, total: int) -> str:
    said = visit.speech.ngettext("%(n)s paire attend votre avis.", "%(n)s paires attendent votre avis.", total)
    said %= {"n": how_many(visit, total)}
    return said[:1].upper() + said[1:]


def side_by_side(visit: Visit, told: dict[str, Any]) -> dict[str, Any]:
    """A pair as templates/duplicates.html takes it. In: an item of `review.shown`."""
    left, right = told["left"], told["right"]
    rows = [
        {
            "field": f,
            "left": _shown(visit, left, f),
            "right": _shown(visit, right, f),
            "differs": _differ(left.get(f), right.get(f)),
        }
        for f in COMPARED
        if left.get(f) or right.get(f)
    ]
    weights = weights_of(visit, told["parts"])
    return {
        "id": f"{told['left_party']}-{told['right_party']}",
        "sentence": told["sentence"],
        "reason": told.get("reason") if told.get("sort") == "contradictory" else None,
        "probability": told["probability"],
        "left": {"public": public_id("CUS", left["customer_id"]), "source": ""},
        "right": {"public": public_id("CUS", right["customer_id"]), "source": ""},
        "rows": rows,
        "weights": weights,
        "most": max((abs(each["weight"]) for each in weights), default=1.0),
    }


def _shown(visit: Visit, side: dict[str, Any], name: str) -> Any:
    value = side.get(name)
    if value and name == "birth_date":
        return visit.speech.day(value)
    return phone(str(value)) if value and name in ("phone", "phone_mobile") else value


def _differ(left: Any, right: Any) -> bool:
    """Whether both sides say something, and not the same; capitals do not count."""
    return bool(left and right) and str(left).casefold() != str(right).casefold()


def weights_of(visit: Visit, parts: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """What weighs, in bits: each comparison by itself, and in one line what their interactions add."""
    sums: dict[str, int] = {}
    for part in parts:
        said = _COMPARISONS.get(part["comparison"], _TOGETHER)
        sums[said] = sums.get(said, 0) + part["weight"]
    return [{"said": visit.say(said), "weight": weight / BITS} for said, weight in sums.items() if weight]


def _parties(visit: Visit) -> tuple[int, int]:
    left, _, right = visit.one("paire").partition("-")
    if not (left.isascii() and left.isdigit() and right.isascii() and right.isdigit() and len(left + right) <= 38):
        raise BadQuery("A pair is two numbers.")
    return int(left), int(right)


@router.post("/doublons")
def decide(visit: Crm) -> HTMLResponse:
    """Take an answer, and show the next pair."""
    left, right = _parties(visit)
    answer = ANSWERS.get(visit.one("reponse"))
    if answer is None:
        raise BadQuery("The answer is one of three.")
    now_us = visit.now_us()
    with unit_of_work(visit.database) as work:
        made = review.decide_pair(work, left, right, answer, principal=visit.who.name, now_us=now_us)
        facts: dict[str, Fact] = {"left": left, "right": right, "decision": answer}
        audit.note(work, "duplicate.decide", "pair", made.decision_id, facts, at_us=now_us, principal=visit.who.name)
    return _next_pair(visit, {"decision": answer, "pair": f"{left}-{right}"})


@router.post("/doublons/reprendre")
def undo(visit: Crm) -> Response:
    """Take the answer back."""
    left, right = _parties(visit)
    now_us = visit.now_us()
    with unit_of_work(visit.database) as work:
        done = review.take_back(work, left, right, now_us=now_us)
        facts: dict[str, Fact] = {"left": left, "right": right}
        audit.note(work, "duplicate.undo", "pair", None, facts, at_us=now_us, principal=visit.who.name)
    if not visit.one("client"):
        return visit.see("/doublons")
    apart = done.left_customer != done.right_customer
    told = visit.say(N_("Les fiches sont séparées.") if apart else N_("Les fiches sont réunies de nouveau."))
    return parted(visit, done.left_customer, [done.right_customer], done.edits, told=told)
