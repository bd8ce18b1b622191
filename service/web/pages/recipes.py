"""Recipes: what was settled for the files of a software, what each version changed; retire one."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Path
from starlette.responses import HTMLResponse, Response

from service.core.plan import Profile
from service.core.recipe_changes import Change, changes
from service.flows import recipes
from service.store import audit
from service.store import recipes as rows
from service.store.session import reading, unit_of_work
from service.web.problems import N_
from service.web.visits import Crm, Visit

router = APIRouter()
LAST = 20
Id = Annotated[int, Path(ge=1, le=2**53 - 1)]
_ORDERS = {"DMY": N_("jour, mois, année"), "MDY": N_("mois, jour, année"), "YMD": N_("année, mois, jour")}
_SIGNS = {",": N_("virgule décimale"), ".": N_("point décimal")}


@router.get("/recettes")
def all_recipes(visit: Crm) -> HTMLResponse:
    """Each recipe at its last version."""
    with reading(visit.database) as work:
        found = rows.recipes(work)
    return visit.page("recipes.html", rows=found)


@router.get("/recettes/{recipe_id}")
def one_recipe(visit: Crm, recipe_id: Id) -> HTMLResponse:
    """Its columns, and what its versions changed."""
    return _one_recipe(visit, recipe_id)


@router.post("/recettes/{recipe_id}/retirer")
def retire(visit: Crm, recipe_id: Id) -> Response:
    """It takes no more files, once the word is typed back."""
    if visit.one("mot").casefold() != visit.say(N_("retirer")).casefold():
        return _one_recipe(visit, recipe_id, typed_wrong=visit.say(N_("Tapez exactement le mot demandé.")))
    now_us = visit.now_us()
    with unit_of_work(visit.database) as work:
        recipes.retire_recipe(work, recipe_id, now_us=now_us)
        audit.note(work, "recipe.retire", "recipe", recipe_id, {}, at_us=now_us, principal=visit.who.name)
    return visit.see(f"/recettes/{recipe_id}")


def _one_recipe(visit: Visit, recipe_id: int, *, typed_wrong: str | None = None) -> HTMLResponse:
    with reading(visit.database) as work:
        row = rows.last_version(work, recipe_id)
        found = rows.versions(work, recipe_id, before=None, limit=LAST + 1)
    before = [*found[1:], None]
    history = [
        (version, [] if was is None else [_said(visit, c) for c in changes(was.recipe, version.recipe)])
        for version, was in zip(found, before, strict=True)
    ]
    writing = {profile.field: _written(visit, profile) for profile in row.recipe.writing}
    return visit.page(
        "recipe.html",
        status=422 if typed_wrong else 200,
        row=row,
        history=history[:LAST],
        writing=writing,
        typed_wrong=typed_wrong,
    )


def _written(visit: Visit, profile: Profile) -> str:
    told = [_ORDERS.get(profile.date_order or ""), _SIGNS.get(profile.decimal or "")]
    if profile.surname_first is not None:
        told.append(N_("nom puis prénom") if profile.surname_first else N_("prénom puis nom"))
    return ", ".join(visit.say(text) for text in told if text)


def _said(visit: Visit, change: Change) -> tuple[str, str, str, str]:
    """What, of what, before, after."""
    values: list[Any] = [change.before, change.after]
    if change.what in {"field", "column-added", "column-removed"}:
        words = [visit.words.field(v) if v else visit.say(N_("non utilisée")) for v in values]
        return visit.words.setting(change.what), change.subject, words[0], words[1]
    what = visit.words.setting(change.setting or change.what)
    return what, visit.words.field(change.subject or None), str(values[0] or "–"), str(values[1] or "–")
