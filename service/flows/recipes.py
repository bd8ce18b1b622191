"""Recipes: what people settled about the files of one software is saved, changed version by version, and retired.

Every function works in the caller's transaction. A recipe takes the next file of its headings by itself, so two live
recipes never have the same headings: which of them counts would be chance.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from service.core.plan import FieldClass, Plan
from service.core.recipe_changes import Change, changes
from service.core.recipes import Recipe, Recipes, SavedRecipe, checked, headings_sha256, with_mapping
from service.errors import BadQuery, NameTaken, WrongState
from service.store import imports
from service.store import recipes as store
from service.store.recipes import RecipeVersion
from service.store.session import Work


def save_recipe(work: Work, name: str, recipe: Recipe, *, now_us: int) -> RecipeVersion:
    """A new recipe, at its version 1.

    Raises  BadQuery (see `core.recipes.checked`); NameTaken (the name, also of a retired recipe); WrongState (another
            recipe takes the files of these headings).
    """
    version_id = store.hold_recipes(work)
    taken = store.recipe_named(work, name)
    if taken is not None:
        raise NameTaken("Another recipe has this name: change that one.", recipe_id=taken.recipe_id)
    _refuse_headings(work, recipe, None)
    return store.add_version(work, version_id, checked(recipe), name=name, before=None, now_us=now_us)


def change_recipe(work: Work, recipe_id: int, recipe: Recipe, *, now_us: int) -> RecipeVersion:
    """The next version; the same recipe again stays what it is. A retired one takes files again from then on.

    Raises  NotFound, BadQuery, WrongState (another recipe takes the files of these headings).
    """
    version_id = store.hold_recipes(work)
    before = store.last_version(work, recipe_id)
    if before.retired_us is None and before.recipe == recipe:
        return before
    _refuse_headings(work, recipe, recipe_id)
    return store.add_version(work, version_id, checked(recipe), name=before.name, before=before, now_us=now_us)


def retire_recipe(work: Work, recipe_id: int, *, now_us: int) -> RecipeVersion:
    """It takes no more files; its versions stay, for the imports that took them.

    Raises  NotFound, WrongState (it is retired already).
    """
    store.hold_recipes(work)
    before = store.last_version(work, recipe_id)
    if before.retired_us is not None:
        raise WrongState("This recipe is retired already.", recipe_id=recipe_id)
    store.retire(work, before.id, now_us=now_us)
    return store.last_version(work, recipe_id)


def recipe_changes(work: Work, recipe_id: int, before: int, after: int) -> tuple[Change, ...]:
    """What differs between two versions.

    Raises  NotFound.
    """
    return changes(store.one_version(work, recipe_id, before).recipe, store.one_version(work, recipe_id, after).recipe)


def recipe_of_import(
    work: Work,
    import_id: int,
    mapping: Mapping[str, str | None],
    classes: Mapping[str, FieldClass | None] | None = None,
) -> Recipe:
    """The recipe that an import was read by, or would have been with other fields for some columns; with the classes
    that a person confirmed.

    Raises  NotFound, WrongState (it was not surveyed yet), BadQuery.
    """
    row = imports.get_import(work, import_id)
    if row.plan is None:
        raise WrongState("This import was not read yet: there is nothing to save of it.", import_id=import_id)
    return checked(with_mapping(Recipe.of(Plan.from_json(row.plan)), mapping, classes))


def named_recipe(work: Work, name: str) -> SavedRecipe:
    """The last version of a recipe, to be taken by its name.

    Raises  BadQuery (there is none), WrongState (it is retired).
    """
    found = store.recipe_named(work, name)
    if found is None:
        raise BadQuery("There is no recipe of this name.", option="recipe")
    if found.retired_us is not None:
        raise WrongState("This recipe is retired.", recipe_id=found.recipe_id)
    return found.saved


def recipes_for(work: Work, *, name: str | None = None, by_itself: bool = True) -> Recipes:
    """The recipes that a survey may take: the named one, else, if wanted, the one of the file's headings.

    Raises  as `named_recipe`.
    """
    if name is not None:
        return Recipes(named_recipe(work, name))
    return Recipes(by_headings=_live(work) if by_itself else {})


def recipes_asked(work: Work, version_id: int | None, *, by_itself: bool) -> Recipes:
    """As `recipes_for`, of a version that was settled before.

    Raises  NotFound.
    """
    if version_id is not None:
        return Recipes(store.version_by_id(work, version_id).saved)
    return recipes_for(work, by_itself=by_itself)


def recipe_of_headings(work: Work, headings: Sequence[str]) -> RecipeVersion | None:
    """The recipe that takes files of these headings by itself."""
    found = _live(work).get(headings_sha256(headings))
    return None if found is None else store.version_by_id(work, found.id)


def _live(work: Work) -> dict[str, SavedRecipe]:
    """Live recipes by what their headings have in common; files without headings are never known by them."""
    live = [row for row in store.recipes(work) if row.retired_us is None and row.recipe.headed]
    return {row.recipe.headings_sha256: row.saved for row in live}


def _refuse_headings(work: Work, recipe: Recipe, mine: int | None) -> None:
    if not recipe.headed:
        return
    other = _live(work).get(recipe.headings_sha256)
    if other is not None and other.recipe_id != mine:
        raise WrongState(
            "Another recipe takes the files of these headings: change that one, or retire it.",
            recipe_id=other.recipe_id,
        )
