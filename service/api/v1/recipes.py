"""Recipes: what people settled about the files of one software; the next file of the same headings is read by it."""

from __future__ import annotations

from typing import Annotated

from fastapi import Path, Query
from starlette.responses import Response

from service.api.deps import Called, Id, Paged
from service.api.operations import Noun
from service.api.schemas.recipes import ChangeOut, DiffOut, RecipeContent, RecipeIn, RecipeOut, RecipePage
from service.core.recipes import Recipe
from service.flows import recipes
from service.store import recipes as rows
from service.store.session import Work

noun = Noun("recipes", "How the files of a software are read: saved, in versions, and taken by the next one.")

_SEEN_BY, _MADE_BY = {"crm", "dpo", "admin"}, {"crm"}
Version = Annotated[int, Path(ge=1, le=1_000_000, description="From 1.", examples=[1])]


@noun.get("/v1/recipes", "recipesList", "Recipes", roles=_SEEN_BY, answers=RecipePage)
def list_recipes(call: Called, pager: Paged) -> Response:
    """The last version of each, in the order they were made; retired ones too."""
    after = pager.after[0] if pager.after else 0
    with call.reading() as work:
        found = rows.recipes(work, after=after, limit=pager.wanted)
    body, headers = pager.page(
        [RecipeOut.of(row).model_dump(by_alias=True) for row in found], [[row.recipe_id] for row in found]
    )
    return call.answer(body, headers=headers)


@noun.post(
    "/v1/recipes", "recipesCreate", "Save a recipe", roles=_MADE_BY, answers=RecipeOut, status=201, errors=(404, 409)
)
def create_recipe(call: Called, asked: RecipeIn) -> Response:
    """Of an import, as it was read or with another mapping; or column by column. 409 `wrong-state`: another recipe
    takes the files of these headings.
    """
    with call.effect("recipe.create", "recipe") as effect:
        recipe = _wanted(effect.work, asked)
        row = recipes.save_recipe(effect.work, asked.name, recipe, now_us=effect.now_us)
        place = f"/v1/recipes/{row.recipe_id}"
        facts = {"version": row.version, "columns": len(recipe.columns)}
        return effect.answer(RecipeOut.of(row), noun_id=row.recipe_id, facts=facts, etag=True, location=place)


@noun.get(
    "/v1/recipes/{recipe_id}", "recipesGet", "One recipe", roles=_SEEN_BY, answers=RecipeOut, errors=(404,)
)  # fmt: skip
def get_recipe(call: Called, recipe_id: Id) -> Response:
    """Its last version; its ETag is what a change names in If-Match."""
    with call.reading() as work:
        return call.answer(RecipeOut.of(rows.last_version(work, recipe_id)), etag=True)


@noun.put(
    "/v1/recipes/{recipe_id}", "recipesChange", "A new version of a recipe", roles=_MADE_BY, answers=RecipeOut,
    errors=(404, 409),
)  # fmt: skip
def change_recipe(call: Called, recipe_id: Id, asked: RecipeContent) -> Response:
    """The versions before stay; the same content again makes none. A retired recipe takes files again."""
    with call.effect("recipe.change", "recipe") as effect:
        call.refuse_stale(RecipeOut.of(rows.last_version(effect.work, recipe_id)))
        row = recipes.change_recipe(effect.work, recipe_id, _wanted(effect.work, asked), now_us=effect.now_us)
        return effect.answer(RecipeOut.of(row), noun_id=recipe_id, facts={"version": row.version}, etag=True)


@noun.delete(
    "/v1/recipes/{recipe_id}", "recipesRetire", "Retire a recipe", roles=_MADE_BY, answers=None, errors=(404, 409)
)
def retire_recipe(call: Called, recipe_id: Id) -> Response:
    """It takes no more files. Its versions stay, for the imports that took them; its name stays taken."""
    with call.effect("recipe.retire", "recipe") as effect:
        call.refuse_stale(RecipeOut.of(rows.last_version(effect.work, recipe_id)))
        recipes.retire_recipe(effect.work, recipe_id, now_us=effect.now_us)
        return effect.answer(None, noun_id=recipe_id)


@noun.get(
    "/v1/recipes/{recipe_id}/versions", "recipesVersions", "Versions of a recipe", roles=_SEEN_BY, answers=RecipePage,
    errors=(404,),
)  # fmt: skip
def list_versions(call: Called, recipe_id: Id, pager: Paged) -> Response:
    """Newest first."""
    before = pager.after[0] if pager.after else None
    with call.reading() as work:
        rows.last_version(work, recipe_id)
        found = rows.versions(work, recipe_id, before=before, limit=pager.wanted)
    body, headers = pager.page(
        [RecipeOut.of(row).model_dump(by_alias=True) for row in found], [[row.version] for row in found]
    )
    return call.answer(body, headers=headers)


@noun.get(
    "/v1/recipes/{recipe_id}/versions/{version}", "recipesVersion", "One version of a recipe", roles=_SEEN_BY,
    answers=RecipeOut, errors=(404,),
)  # fmt: skip
def get_version(call: Called, recipe_id: Id, version: Version) -> Response:
    """As it was saved."""
    with call.reading() as work:
        return call.answer(RecipeOut.of(rows.one_version(work, recipe_id, version)), etag=True)


@noun.get(
    "/v1/recipes/{recipe_id}/diff", "recipesDiff", "What differs between two versions", roles=_SEEN_BY,
    answers=DiffOut, errors=(404,),
)  # fmt: skip
def diff_versions(
    call: Called,
    recipe_id: Id,
    before: Annotated[int, Query(alias="from", ge=1, le=1_000_000, description="A version.", examples=[1])],
    after: Annotated[int, Query(alias="to", ge=1, le=1_000_000, description="Another one.", examples=[2])],
) -> Response:
    """Columns that came, went or have another field, and how values are written."""
    with call.reading() as work:
        changes = recipes.recipe_changes(work, recipe_id, before, after)
    told = [ChangeOut.of(change) for change in changes]
    return call.answer(DiffOut(recipe_id=recipe_id, before=before, after=after, changes=told))


def _wanted(work: Work, asked: RecipeContent) -> Recipe:
    """Raises  NotFound, WrongState (the import was not read yet), BadQuery."""
    if asked.import_id is None:
        return asked.said()
    return recipes.recipe_of_import(work, asked.import_id, asked.mapping, asked.classes)
