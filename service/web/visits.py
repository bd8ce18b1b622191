"""A visit: one request to a page by somebody signed in, and the ways to answer it.

`Visit` is what a page's function takes: the house (base, files, rules, clock), who is asking and in which language.
A page says who may see it by its parameter's type: `Crm`, `Marketing`, `Admin`… as the API's routes do by their rule.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Any

from fastapi import Depends
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse

from service.core.govern.rules import RuleSet
from service.flows import sign_in
from service.store.files import DataDir
from service.store.session import Database
from service.store.sessions import SignedIn
from service.web import guard, languages
from service.web.languages import Language
from service.web.problems import RoleMissing, SignInNeeded
from service.web.render import render
from service.web.words import Words

COOKIE, LANGUAGE_COOKIE = "limpide", "limpide-langue"


@dataclass(frozen=True)
class House:
    """What every page works with. `demonstration`: a file that is offered to be tried, when there
    is one; `leaving` tells that the service stops, so that event streams end.
    """

    database: Database
    data: DataDir
    rules: RuleSet
    now_us: Callable[[], int]
    secret: bytes
    demonstration: Path | None = None
    upload_bytes: int = 1 << 30
    leaving: Callable[[], bool] = field(default=lambda: False)


@dataclass(frozen=True)
class Visit:
    """One request: `token` is what the session's cookie holds."""

    request: Request
    house: House
    who: SignedIn
    token: str
    form: dict[str, list[str]] = field(default_factory=dict)

    @property
    def database(self) -> Database:
        """The base."""
        return self.house.database

    @property
    def lang(self) -> str:
        """The reader's language."""
        return language_of(self.request)

    @property
    def speech(self) -> Language:
        """How the reader's language writes numbers and dates."""
        return languages.language(self.lang, self.house.rules.timezone)

    @property
    def words(self) -> Words:
        """The words of the trade."""
        return Words(self.speech)

    def say(self, text: str, **facts: object) -> str:
        """A text marked by N_, in the reader's language."""
        return self.speech.gettext(text) % facts if facts else self.speech.gettext(text)

    def now_us(self) -> int:
        """The present moment."""
        return self.house.now_us()

    def may(self, *roles: str) -> bool:
        """Whether the key has one of these roles."""
        return not self.who.roles.isdisjoint(roles)

    def one(self, name: str, default: str = "") -> str:
        """A field of the submitted form."""
        return self.form.get(name, [default])[-1].strip()

    def page(self, template: str, *, status: int = 200, **values: Any) -> HTMLResponse:
        """The page, with what the layout needs."""
        shown = {"visit": self, "csrf": guard.token_of(self.token), "here": self.request.url.path, **values}
        return HTMLResponse(render(template, self.lang, self.house.rules.timezone, **shown), status)

    def see(self, path: str) -> RedirectResponse:
        """What was sent is done: show this page (303, so that reloading sends nothing again)."""
        return RedirectResponse(path, 303)


def language_of(request: Request) -> str:
    """The language to answer in."""
    return languages.chosen(request.cookies.get(LANGUAGE_COOKIE), request.headers.get("accept-language"))


def cookie_name(request: Request, name: str = COOKIE) -> str:
    """The session's cookie; over https the browser ties it to this host alone (RFC 6265bis, 4.1.3.2)."""
    return f"__Host-{name}" if request.url.scheme == "https" else name


def session_token(request: Request) -> str | None:
    """What the session's cookie holds."""
    return request.cookies.get(cookie_name(request))


def signed_in(*roles: str) -> Callable[[Request], Visit]:
    """The dependency of a page that asks for one of these roles; none: for everyone who is signed in.

    Raises  SignInNeeded, RoleMissing, from the dependency.
    """

    def visit(request: Request) -> Visit:
        house: House = request.app.state.house
        token = session_token(request)
        who = sign_in.who_is(house.database, token, now_us=house.now_us()) if token else None
        if token is None or who is None:
            raise SignInNeeded
        if roles and who.roles.isdisjoint(roles):
            raise RoleMissing(roles=sorted(roles))
        form: dict[str, list[str]] = getattr(request.state, "form", {})
        if request.method == "POST" and not getattr(request.state, "streamed", False):
            guard.check_token(token, form.get("csrf", [None])[-1])
        return Visit(request, house, who, token, form)

    return visit


Anyone = Annotated[Visit, Depends(signed_in())]
Crm = Annotated[Visit, Depends(signed_in("crm"))]
People = Annotated[Visit, Depends(signed_in("crm", "dpo"))]
Reports = Annotated[Visit, Depends(signed_in("crm", "dpo", "admin"))]
Segments = Annotated[Visit, Depends(signed_in("marketing"))]
Admin = Annotated[Visit, Depends(signed_in("admin"))]
