"""Coming in and going out: the key or the one-time link, the language, signing out.

The link's page shows a button: only its POST uses the link up, so that the preview of a mail program does not.
"""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from service.errors import SignInRefused
from service.flows import sign_in
from service.web import visits
from service.web.languages import LANGUAGES
from service.web.render import render
from service.web.visits import Anyone, House

router = APIRouter()
YEAR = 365 * 24 * 3600


def _house(request: Request) -> House:
    house: House = request.app.state.house
    return house


Open = Annotated[House, Depends(_house)]


def inside(path: str) -> str:
    """A path of ours to go on to: anything else leads home (no open redirect)."""
    safe = path.startswith("/") and not path.startswith("//") and all(c.isalnum() or c in "/-_" for c in path)
    return path if safe else "/"


@router.get("/entrer")
def door(request: Request, house: Open, jeton: str = "", suite: str = "") -> HTMLResponse:
    """The key, or the button of a link."""
    return _door(request, house, link=jeton, then=inside(suite))


def _door(request: Request, house: House, *, link: str = "", then: str = "/", refused: bool = False) -> HTMLResponse:
    shown = {"link": link, "then": then, "refused": refused}
    body = render("entry.html", visits.language_of(request), house.rules.timezone, **shown)
    return HTMLResponse(body, 403 if refused else 200)


@router.post("/entrer")
def enter(request: Request, house: Open) -> Response:
    """Open a session."""
    form: dict[str, list[str]] = getattr(request.state, "form", {})
    link, key = (form.get(name, [""])[-1].strip() for name in ("jeton", "cle"))
    then = inside(form.get("suite", ["/"])[-1])
    before = visits.session_token(request)
    try:
        token = sign_in.sign_in(house.database, link=link, key=key, before=before, now_us=house.now_us())
    except SignInRefused:
        return _door(request, house, then=then, refused=True)
    answer = RedirectResponse(then, 303)
    secure = request.url.scheme == "https"
    answer.set_cookie(visits.cookie_name(request), token, httponly=True, secure=secure, samesite="lax", path="/")
    return answer


@router.post("/sortir")
def leave(visit: Anyone) -> Response:
    """End the session."""
    sign_in.sign_out(visit.database, visit.token, now_us=visit.now_us())
    answer = visit.see("/entrer")
    answer.delete_cookie(visits.cookie_name(visit.request), path="/", secure=visit.request.url.scheme == "https")
    answer.headers["clear-site-data"] = '"cache", "storage"'
    return answer


@router.post("/langue")
def speak(request: Request) -> Response:
    """Remember the language; no session is needed, so that the door speaks it too."""
    form: dict[str, list[str]] = getattr(request.state, "form", {})
    code = form.get("langue", [""])[-1]
    answer = RedirectResponse(inside(form.get("suite", ["/"])[-1]), 303)
    if code in LANGUAGES:
        secure = request.url.scheme == "https"
        answer.set_cookie(
            visits.LANGUAGE_COOKIE, code, max_age=YEAR, httponly=True, secure=secure, samesite="lax", path="/"
        )
    return answer
