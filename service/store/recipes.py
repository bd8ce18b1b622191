"""Recipes and their versions, and which one an import took. A recipe has the id of its first version, for good."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy import Row, Select, insert, select, update
from sqlmodel import SQLModel

from service.core.plan import canonical_json
from service.core.recipes import Otherwise, Recipe, SavedRecipe, Taken
from service.core.survey.head import Difference
from service.errors import NotFound
from service.store.ids import take_ids
from service.store.session import Work
from service.store.tables.delivery import Recipe as RecipeRow
from service.store.tables.lists import ImportReading

_RECIPES = SQLModel.metadata.tables[RecipeRow.__tablename__]
_READINGS = SQLModel.metadata.tables[ImportReading.__tablename__]
_R, _I = _RECIPES.c, _READINGS.c


@dataclass(frozen=True)
class RecipeVersion:
    """One version. `retired_us`: since when the recipe takes no more files, on its last version only."""

    id: int
    recipe_id: int
    name: str
    version: int
    recipe: Recipe
    created_us: int
    retired_us: int | None

    @property
    def saved(self) -> SavedRecipe:
        """As a survey takes it."""
        return SavedRecipe(self.id, self.recipe_id, self.name, self.version, self.recipe)


@dataclass(frozen=True)
class Reading:
    """How an import was read: the recipe it took, and what its head said otherwise; null: it was read whole at once."""

    recipe: Taken | None = None
    differences: tuple[Difference, ...] | None = None


def hold_recipes(work: Work) -> int:
    """An id for a version; whoever has it writes recipes alone until the end of the transaction."""
    return take_ids(work, "recipes", 1)


def add_version(
    work: Work, version_id: int, recipe: Recipe, *, name: str, before: RecipeVersion | None, now_us: int
) -> RecipeVersion:
    """The next version of a recipe, or the first one of a new recipe."""
    recipe_id, version = (version_id, 1) if before is None else (before.recipe_id, before.version + 1)
    values = {
        "id": version_id, "recipe_id": recipe_id, "name": name, "version": version, "software": recipe.software,
        "headings_sha256": recipe.headings_sha256, "plan": recipe.to_json(), "created_us": now_us,
    }  # fmt: skip
    work.connection.execute(insert(_RECIPES).values(**values))
    return RecipeVersion(version_id, recipe_id, name, version, recipe, now_us, None)


def retire(work: Work, version_id: int, *, now_us: int) -> None:
    """The recipe of which this is the last version takes no more files."""
    work.connection.execute(update(_RECIPES).where(_R.id == version_id).values(retired_us=now_us))


def last_version(work: Work, recipe_id: int) -> RecipeVersion:
    """The last version of a recipe.

    Raises  NotFound.
    """
    asked = _asked().where(_R.recipe_id == recipe_id).order_by(_R.version.desc()).limit(1)
    row = work.connection.execute(asked).one_or_none()
    if row is None:
        raise NotFound("There is no recipe under this id.", recipe_id=recipe_id)
    return _version(row)


def one_version(work: Work, recipe_id: int, version: int) -> RecipeVersion:
    """This version of a recipe.

    Raises  NotFound.
    """
    row = work.connection.execute(_asked().where(_R.recipe_id == recipe_id, _R.version == version)).one_or_none()
    if row is None:
        raise NotFound("This recipe has no such version.", recipe_id=recipe_id)
    return _version(row)


def version_by_id(work: Work, version_id: int) -> RecipeVersion:
    """The version under this id.

    Raises  NotFound.
    """
    row = work.connection.execute(_asked().where(_R.id == version_id)).one_or_none()
    if row is None:
        raise NotFound("There is no recipe under this id.")
    return _version(row)


def versions(work: Work, recipe_id: int, *, before: int | None, limit: int) -> list[RecipeVersion]:
    """Versions of a recipe, newest first, those before a version."""
    asked = _asked().where(_R.recipe_id == recipe_id)
    if before is not None:
        asked = asked.where(_R.version < before)
    return [_version(row) for row in work.connection.execute(asked.order_by(_R.version.desc()).limit(limit))]


def recipes(work: Work, *, after: int = 0, limit: int | None = None) -> list[RecipeVersion]:
    """The last version of each recipe, in the order recipes were made, those after an id; retired ones too."""
    later = _RECIPES.alias("later").c
    newer = select(later.id).where(later.recipe_id == _R.recipe_id, later.version > _R.version)
    asked = _asked().where(~newer.exists(), _R.recipe_id > after).order_by(_R.recipe_id)
    return [_version(row) for row in work.connection.execute(asked if limit is None else asked.limit(limit))]


def recipe_named(work: Work, name: str) -> RecipeVersion | None:
    """The last version of the recipe of this name."""
    asked = _asked().where(_R.name == name).order_by(_R.version.desc()).limit(1)
    row = work.connection.execute(asked).one_or_none()
    return None if row is None else _version(row)


def set_reading(work: Work, import_id: int, reading: Reading) -> None:
    """Keep how an import was read, in the transaction that keeps its plan."""
    taken, found = reading.recipe, reading.differences
    work.connection.execute(
        insert(_READINGS).values(
            import_id=import_id,
            recipe_version=None if taken is None else taken.id,
            recipe=None if taken is None else canonical_json(asdict(taken)),
            differences=None if found is None else canonical_json([asdict(each) for each in found]),
        )
    )


def reading_of(work: Work, import_id: int) -> Reading:
    """How an import was read."""
    asked = select(_I.recipe, _I.differences).where(_I.import_id == import_id)
    row = work.connection.execute(asked).one_or_none()
    if row is None:
        return Reading()
    found = None if row.differences is None else tuple(Difference(**each) for each in json.loads(row.differences))
    return Reading(None if row.recipe is None else _taken(json.loads(row.recipe)), found)


def _taken(told: dict[str, Any]) -> Taken:
    keys = {name: tuple(told[name]) for name in ("added", "missing", "changed")}
    return Taken(**told | keys | {"otherwise": tuple(Otherwise(**each) for each in told["otherwise"])})


def _asked() -> Select[Any]:
    return select(_R.id, _R.recipe_id, _R.name, _R.version, _R.plan, _R.created_us, _R.retired_us)


def _version(row: Row[Any]) -> RecipeVersion:
    recipe = Recipe.from_json(row.plan)
    return RecipeVersion(row.id, row.recipe_id, row.name, row.version, recipe, row.created_us, row.retired_us)
