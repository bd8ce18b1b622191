"""What Limpide understood of a file, column by column, to be put right before the import begins, and kept as a recipe.

Of an import on hold, or one that failed for its mapping, the file itself is looked at; of a published one the page
shows what it was read by, and what is put right counts for the next file.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Path
from starlette.responses import HTMLResponse, RedirectResponse, Response

from service.core.classify import confirmed_as
from service.core.plan import Column, FieldClass, Plan
from service.core.recipes import CONFIRMED, Placed, Recipe, checked, place, with_mapping
from service.errors import BadQuery, Fact, NameTaken
from service.flows import recipes
from service.flows.discard import give_up, is_on_hold, is_waiting
from service.flows.import_pages import columns_with_samples
from service.flows.imports import job_of
from service.flows.opened import opened
from service.flows.preview import Preview, preview, preview_told
from service.flows.remap import remap_import
from service.store import audit, imports
from service.store.recipes import RecipeVersion, reading_of
from service.store.session import Work, reading, unit_of_work
from service.store.tables.lists import Import
from service.web.mapping_words import column_shown, options, settings_shown
from service.web.problems import N_
from service.web.visits import Crm, Visit

router = APIRouter()
NAME_LENGTH = 100
CLASSES: dict[str, FieldClass] = {"personal": "personal", "action": "action", "reaction": "reaction"}
Id = Annotated[int, Path(ge=1, le=2**53 - 1)]


@dataclass(frozen=True)
class Seen:
    """An import whose mapping is looked at: `preview` of its file, null once it is published; its plan either way."""

    row: Import
    list_name: str
    plan: Plan
    preview: Preview | None
    known: RecipeVersion | None  # the live recipe of its headings
    problem: dict[str, Fact] | None = None  # why it failed


@router.get("/imports/{import_id}/correspondance")
def mapping_page(visit: Crm, import_id: Id) -> Response:
    """Every column: what it is taken for, how surely, with its values before and after."""
    seen = _seen(visit, import_id, {})
    return visit.see(f"/imports/{import_id}") if seen is None else _page(visit, seen, {})


@router.post("/imports/{import_id}/correspondance")
def put_right(visit: Crm, import_id: Id) -> Response:
    """Look again, import, keep as a recipe, or give the import up: as the button says."""
    if visit.one("acte") == "abandonner":
        return _given_up(visit, import_id)
    before = _seen(visit, import_id, {})
    return visit.see(f"/imports/{import_id}") if before is None else _put_right(visit, before)


def _put_right(visit: Visit, before: Seen) -> Response:
    typed, act = _typed(visit, before.plan), visit.one("acte")
    doubled = [name for name, n in Counter(typed.values()).items() if name is not None and n > 1]
    if doubled:
        return _page(visit, before, typed, doubled=doubled, status=422)
    mapping = typed if typed != {f"@{c.index}": c.field for c in before.plan.columns} else {}
    try:
        seen = (_seen(visit, before.row.id, mapping) if mapping else None) or before
    except BadQuery:  # a field that does not exist: no list of ours has it
        return _page(visit, before, {}, status=422)
    if act == "revoir":
        return _page(visit, _as_before(seen, before.plan), typed)
    return _carried_out(visit, seen, mapping, typed, begin=act == "importer" and seen.preview is not None)


def _carried_out(
    visit: Visit, seen: Seen, mapping: dict[str, str | None], typed: dict[str, str | None], *, begin: bool
) -> Response:
    """The recipe and the beginning of the import, in one transaction; or the page with what is in the way."""
    import_id, now_us = seen.row.id, visit.now_us()
    wanted = _name_wanted(visit, seen)
    if wanted is not None and not 0 < len(wanted) <= NAME_LENGTH:
        return _page(visit, seen, typed, wrong=visit.say(N_("Donnez un nom, de 100 signes au plus.")), status=422)
    try:
        with unit_of_work(visit.database) as work:
            saved = None if wanted is None else _save(work, visit, seen, mapping, wanted)
            if begin:
                job_id = remap_import(work, import_id, mapping, now_us=now_us)
                facts: dict[str, Fact] = {"columns": len(mapping), "job_id": job_id}
                audit.note(work, "import.map", "import", import_id, facts, at_us=now_us, principal=visit.who.name)
    except NameTaken:
        wrong = visit.say(N_("Une autre recette porte ce nom : choisissez-en un autre."))
        return _page(visit, seen, typed, wrong=wrong, status=409)
    except BadQuery:
        wrong = visit.say(N_("Une recette donne un champ à une colonne au moins."))
        return _page(visit, seen, typed, wrong=wrong, status=422)
    if begin or saved is None:
        return visit.see(f"/imports/{import_id}")
    return visit.see(f"/recettes/{saved.recipe_id}")


def _save(work: Work, visit: Visit, seen: Seen, mapping: dict[str, str | None], name: str) -> RecipeVersion:
    """The next version of the recipe of these headings, or a new one."""
    # published: what is put right counts for the next file
    own = mapping if seen.preview is None else {}
    recipe = with_mapping(Recipe.of(seen.plan), own, _classes(visit, seen.plan))
    now_us = visit.now_us()
    if seen.known is not None:
        saved = recipes.change_recipe(work, seen.known.recipe_id, checked(recipe), now_us=now_us)
    else:
        saved = recipes.save_recipe(work, name, recipe, now_us=now_us)
    action = "recipe.create" if saved.version == 1 else "recipe.change"
    facts: dict[str, Fact] = {"version": saved.version}
    audit.note(work, action, "recipe", saved.recipe_id, facts, at_us=now_us, principal=visit.who.name)
    return saved


def _name_wanted(visit: Visit, seen: Seen) -> str | None:
    """The name of the recipe to keep; null when none is."""
    if visit.one("acte") != "recette" and visit.one("retenir") != "oui":
        return None
    return visit.one("nom") if seen.known is None else seen.known.name


def _given_up(visit: Visit, import_id: int) -> RedirectResponse:
    now_us = visit.now_us()
    with unit_of_work(visit.database) as work:
        give_up(work, import_id, now_us=now_us)
        audit.note(work, "import.give-up", "import", import_id, {}, at_us=now_us, principal=visit.who.name)
    return visit.see("/imports")


def _seen(visit: Visit, import_id: int, mapping: dict[str, str | None]) -> Seen | None:
    """What there is to be seen of an import; null while it is under way, or undone.

    Raises  NotFound, FileUnusable, BadQuery.
    """
    with reading(visit.database) as work:
        row = imports.get_import(work, import_id)
        name = imports.list_by_id(work, row.list_id).name
        waits = is_on_hold(work, import_id) or is_waiting(work, row)
        job = job_of(work, import_id)
        known = recipes.recipes_for(work)
        columns = row.plan if row.state == "published" else None
    if waits and row.upload is not None:
        path = visit.house.data.upload(row.upload)
        today = datetime.fromtimestamp(visit.now_us() / 1_000_000, visit.house.rules.timezone).date()
        with opened(path, visit.house.data.workspace) as file:
            looked = preview(file.blocks, today=today, mapping=mapping, recipes=known, container=file.container)
        problem = None if job is None else job.problem
        return Seen(row, name, looked.plan, looked, _live(visit, looked.plan), problem)
    if columns is None:
        return None
    plan = Plan.from_json(columns)
    live = _live(visit, plan)
    return Seen(row, name, plan if live is None else _as_settled(plan, live), None, live)


def _as_settled(plan: Plan, live: RecipeVersion) -> Plan:
    """The plan with what the recipe of its headings says today, which is what is put right."""
    placed = place(live.saved, plan.headings)
    writing = {p.field: p for p in plan.profiles} | {p.field: p for p in live.recipe.writing}
    columns = tuple(_as_said(c, placed) for c in plan.columns)
    return replace(plan, columns=columns, profiles=tuple(writing.values()))


def _as_said(column: Column, placed: Placed) -> Column:
    said = placed.classes.get(column.index)
    settled = replace(column, field=placed.at[column.index], evidence=("recipe",))
    return settled if said is None else confirmed_as(settled, said)


def _classes(visit: Visit, plan: Plan) -> dict[str, FieldClass | None]:
    """The classes that a person chose, other than the form showed, and those that were confirmed before."""
    told: dict[str, FieldClass | None] = {}
    for c in plan.columns:
        chosen = _class_chosen(visit, c.index, c.data_class)
        if chosen in CLASSES and (chosen != (c.data_class or "") or CONFIRMED in c.evidence):
            told[f"@{c.index}"] = CLASSES[chosen]
    return told


def _class_chosen(visit: Visit, index: int, found: str | None) -> str:
    """What the form says of a column's class; what was found where it says what it showed."""
    given = visit.one(f"k{index}")
    return given if given and given != visit.one(f"d{index}") else found or ""


def _as_before(seen: Seen, before: Plan) -> Seen:
    """What is seen, with columns that were left alone as sure as they were."""
    if seen.preview is None:
        return seen
    columns = tuple(
        was if was.field == now.field else now for was, now in zip(before.columns, seen.plan.columns, strict=True)
    )
    look = seen.preview.look
    survey = replace(look.survey, plan=replace(seen.plan, columns=columns))
    return replace(seen, plan=survey.plan, preview=replace(seen.preview, look=replace(look, survey=survey)))


def _live(visit: Visit, plan: Plan) -> RecipeVersion | None:
    with reading(visit.database) as work:
        return recipes.recipe_of_headings(work, list(plan.headings))


def _typed(visit: Visit, plan: Plan) -> dict[str, str | None]:
    """What the form says of every column; a column that it does not name stays what it is."""
    return {f"@{c.index}": visit.one(f"c{c.index}", c.field or "") or None for c in plan.columns}


def _page(
    visit: Visit,
    seen: Seen,
    typed: dict[str, str | None],
    *,
    status: int = 200,
    doubled: list[str] | None = None,
    wrong: str | None = None,
) -> HTMLResponse:
    told = None if seen.preview is None else preview_told(seen.preview, size=seen.row.size)
    columns = _columns(visit, seen, told)
    for column in columns:
        column["chosen"] = typed.get(f"@{column['index']}", column["field"]) or ""
        column["class_chosen"] = _class_chosen(visit, column["index"], column["class"])
        column["options"] = options(visit.words, column["chosen"], column["alternatives"])
    stem = (seen.row.filename or "").rpartition(".")[0] or seen.row.filename or ""
    return visit.page(
        "mapping.html",
        status=status,
        row=seen.row,
        list_name=seen.list_name,
        columns=columns,
        told=told,
        settings=settings_shown(visit, seen.plan, told),
        doubled=[visit.words.field(name) for name in doubled or ()],
        taken=_taken(visit, seen),
        known=seen.known,
        headed=Recipe.of(seen.plan).headed,
        name=visit.one("nom") or seen.plan.software or stem,
        keep=visit.one("retenir") == "oui" or wrong is not None,
        wrong=wrong,
        missing=(seen.problem or {}).get("missing"),
    )


def _taken(visit: Visit, seen: Seen) -> Any:
    if seen.preview is not None:
        return seen.preview.look.survey.recipe
    with reading(visit.database) as work:
        return reading_of(work, seen.row.id).recipe


def _columns(visit: Visit, seen: Seen, told: dict[str, Any] | None) -> list[dict[str, Any]]:
    if told is not None:
        return [column_shown(visit, column) for column in told["columns"]]
    with reading(visit.database) as work:
        samples = columns_with_samples(work, seen.row)
    return [
        column_shown(
            visit,
            {
                "index": c.index, "heading": c.heading, "field": c.field, "confidence": c.confidence,
                "alternatives": list(c.alternatives), "evidence": list(c.evidence), "class": c.data_class,
                "strength": c.strength,
                "values": [
                    {"before": v["before"], "after": v["after"] if v["after"] is not None else v["before"]}
                    for v in each["samples"]
                ],
            },
        )
        for c, each in zip(seen.plan.columns, samples, strict=True)
    ]  # fmt: skip
