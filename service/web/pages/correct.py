"""Corriger : a clerk puts one value of a customer right; it wins over every file from then on."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Query
from starlette.responses import HTMLResponse, Response

from service.core.ids import parse_id, public_id
from service.core.reasons import REASONS
from service.errors import NotFound, ValueUnusable
from service.flows.correct_customer import correct_customer, correctable
from service.flows.show_customer import show_customer
from service.store import audit
from service.store.session import reading, unit_of_work
from service.store.turns import take_turn
from service.web.problems import N_
from service.web.render import name_of, phone
from service.web.visits import Crm, Visit

router = APIRouter()
MOST_TYPED = 1000
_DAYS, _PHONES = ("birth_date",), ("phone", "phone_mobile")
Field = Annotated[str, Query(max_length=40)]


@router.get("/clients/{public}/corriger")
def ask(visit: Crm, public: str, champ: Field) -> Response:
    """The form for one field, with its present value."""
    number = parse_id(public, "CUS")
    with reading(visit.database) as work:
        told = show_customer(work, number)
    if told["redirected_from"] is not None:
        return visit.see(f"/clients/{public_id('CUS', told['customer_id'])}/corriger?champ={_known(told, champ)}")
    return _form(visit, told, _known(told, champ), _written(visit, champ, told["values"][champ]))


@router.post("/clients/{public}/corriger")
def put_right(visit: Crm, public: str) -> Response:
    """Take the value; nothing typed takes the value away."""
    number, typed, now_us = parse_id(public, "CUS"), visit.one("valeur"), visit.now_us()
    with reading(visit.database) as work:
        told = show_customer(work, number)
    field = _known(told, visit.one("champ"))
    if len(typed) > MOST_TYPED:
        return _form(visit, told, field, typed[:MOST_TYPED], status=422, wrong=visit.say(N_("1 000 signes au plus.")))
    try:
        with unit_of_work(visit.database) as work:
            take_turn(work, now_us=now_us)
            told = show_customer(work, number)
            if str(told["version"]) != visit.one("version"):
                wrong = visit.say(
                    N_("La fiche a changé entre-temps : vérifiez la valeur, puis enregistrez de nouveau.")
                )
                return _form(visit, told, field, typed, status=409, wrong=wrong)
            done = correct_customer(work, number, {field: typed or None}, principal=visit.who.name, now_us=now_us)
            facts: dict[str, Any] = {"fields": done.fields}
            audit.note(
                work, "customer.correct", "customer", done.customer_id, facts, at_us=now_us, principal=visit.who.name
            )
    except ValueUnusable as problem:
        return _form(visit, told, field, typed, status=422, wrong=_why(visit, problem))
    return visit.see(f"/clients/{public_id('CUS', done.customer_id)}")


def _known(told: dict[str, Any], field: str) -> str:
    """Raises  NotFound: no field that can be corrected here."""
    if field not in correctable(told["kind"]):
        raise NotFound("This field cannot be corrected here.")
    return field


def _written(visit: Visit, field: str, value: Any) -> str:
    """The present value as a person would type it."""
    if value is None:
        return ""
    if field in _DAYS:
        return visit.speech.day(value)
    return phone(str(value)) if field in _PHONES else str(value)


def _why(visit: Visit, problem: ValueUnusable) -> str:
    codes: Any = problem.facts.get("codes") or ()
    code = next((c for c in codes if c in REASONS), None)
    return visit.words.issue(code)["text"] if code else visit.say(N_("Cette valeur est inutilisable."))


def _form(
    visit: Visit, told: dict[str, Any], field: str, typed: str, *, status: int = 200, wrong: str | None = None
) -> HTMLResponse:
    return visit.page(
        "customer_correct.html",
        status=status,
        public=public_id("CUS", told["customer_id"]),
        name=name_of(told["values"]),
        version=told["version"],
        field_name=field,
        typed=typed,
        wrong=wrong,
    )
