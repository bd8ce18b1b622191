"""Réglages: who may do what, and by what customers are matched. Keys are made (shown once), given a link, revoked."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Path
from starlette.responses import HTMLResponse, Response

from service.core.roles import ROLES
from service.errors import BadQuery, NameTaken
from service.flows.keys import create_key, get_key, revoke_key
from service.flows.matching_state import matching_state
from service.flows.rematch import ask_to_rematch, call_off
from service.flows.sign_in import make_link
from service.store import audit, principals
from service.store.session import reading, unit_of_work
from service.web.problems import N_
from service.web.visits import Admin, Visit

router = APIRouter()
MOST = 500
NAME_LENGTH = 120
Id = Annotated[int, Path(ge=1, le=2**53 - 1)]


@router.get("/reglages")
def keys(visit: Admin) -> HTMLResponse:
    """The keys and their roles."""
    return _keys(visit)


def _keys(visit: Visit, *, status: int = 200, **values: Any) -> HTMLResponse:
    with reading(visit.database) as work:
        rows = principals.page_of_keys(work, after=0, limit=MOST)
        matching = matching_state(work)
    shown = {"name": "", "chosen": (), "errors": {}, "made": None, "link": None} | values
    return visit.page("settings.html", status=status, rows=rows, roles=list(ROLES), matching=matching, **shown)


@router.post("/reglages/cles")
def make(visit: Admin) -> HTMLResponse:
    """A new key; its secret is on this page and nowhere afterwards."""
    name, chosen, now_us = visit.one("nom"), visit.form.get("role", []), visit.now_us()
    errors = {}
    if not 0 < len(name) <= NAME_LENGTH:
        errors["nom"] = visit.say(N_("Donnez un nom, de 120 signes au plus."))
    if not chosen:
        errors["role"] = visit.say(N_("Choisissez au moins un rôle."))
    if errors:
        return _keys(visit, status=422, name=name, chosen=chosen, errors=errors)
    try:
        with unit_of_work(visit.database) as work:
            row, secret = create_key(work, name, chosen, now_us=now_us)
            audit.note(
                work, "key.create", "key", row.id, {"roles": list(row.roles)}, at_us=now_us, principal=visit.who.name
            )
    except NameTaken:
        errors["nom"] = visit.say(N_("Ce nom est déjà pris, peut-être par une clé révoquée : choisissez-en un autre."))
    except BadQuery:
        errors["role"] = visit.say(N_("Choisissez au moins un rôle."))
    if errors:
        return _keys(visit, status=409, name=name, chosen=chosen, errors=errors)
    return _keys(visit, status=201, made={"name": row.name, "secret": secret})


@router.post("/reglages/cles/{key_id}/lien")
def link(visit: Admin, key_id: Id) -> HTMLResponse:
    """A one-time link for a key, shown once."""
    now_us = visit.now_us()
    with unit_of_work(visit.database) as work:
        row = get_key(work, key_id)
        path = make_link(work, key_id, now_us)
        audit.note(work, "key.link", "key", key_id, {}, at_us=now_us, principal=visit.who.name)
    base = str(visit.request.base_url).rstrip("/")
    return _keys(visit, link={"name": row.name, "address": base + path})


@router.post("/reglages/cles/{key_id}/revoquer")
def revoke(visit: Admin, key_id: Id) -> Response:
    """The key opens nothing any more, once the word is typed back."""
    if visit.one("mot").casefold() != visit.say(N_("révoquer")).casefold():
        wrong = visit.say(N_("Tapez exactement le mot demandé : rien n'a changé."))
        return _one_key(visit, key_id, status=422, typed_wrong=wrong)
    now_us = visit.now_us()
    with unit_of_work(visit.database) as work:
        revoke_key(work, key_id, now_us=now_us)
        audit.note(work, "key.revoke", "key", key_id, {}, at_us=now_us, principal=visit.who.name)
    return visit.see("/reglages")


@router.post("/reglages/rapprochement")
def rematch(visit: Admin) -> Response:
    """Match the base again, or call that off."""
    now_us, stop = visit.now_us(), visit.one("acte") == "annuler"
    with unit_of_work(visit.database) as work:
        if stop:
            call_off(work)
            audit.note(work, "matching.call-off", "job", None, {}, at_us=now_us, principal=visit.who.name)
        else:
            job_id = ask_to_rematch(work, now_us=now_us)
            audit.note(work, "matching.rematch", "job", job_id, {}, at_us=now_us, principal=visit.who.name)
    return visit.see("/reglages")


@router.get("/reglages/cles/{key_id}")
def one_key(visit: Admin, key_id: Id) -> HTMLResponse:
    """One key: its roles, a link, its end."""
    return _one_key(visit, key_id)


def _one_key(visit: Visit, key_id: int, *, status: int = 200, typed_wrong: str | None = None) -> HTMLResponse:
    with reading(visit.database) as work:
        row = get_key(work, key_id)
    return visit.page("key.html", status=status, row=row, typed_wrong=typed_wrong)
