"""A recipe: what people settled about the files of one software, applied to its next file.

A recipe freezes what belongs to the software: which heading is which field (a column that is not used stays unused),
and how its values are written (day or month first, decimal sign, order of names). What belongs to one file is
surveyed each time: encoding, separator, quotes, the header's line, the footer. See docs/recipes.md.

Columns are known by their headings, whatever their order: as they are written first, then folded (folding.py). Columns
of one heading, or of none, are told apart by their order among themselves.
"""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any, Literal

from service.core.fields import FIELDS
from service.core.folding import fold
from service.core.plan import Column, FieldClass, Plan, Profile, canonical_json, column_keys
from service.errors import BadQuery, RecipeMismatch

SETTINGS = ("date_order", "decimal", "surname_first")


@dataclass(frozen=True)
class RecipeColumn:
    """One column: its heading as the software writes it, its field (null: not used), and its class where a person said
    or confirmed it (null: as each file shows).
    """

    heading: str
    field: str | None
    data_class: FieldClass | None = None


@dataclass(frozen=True)
class Recipe:
    """What is settled. `writing`: how the values of a field are written, where that is known."""

    columns: tuple[RecipeColumn, ...]
    writing: tuple[Profile, ...] = ()
    software: str | None = None

    @staticmethod
    def of(plan: Plan) -> Recipe:
        """The recipe that a plan would be made from."""
        columns = tuple(
            RecipeColumn(c.heading, None if c.field == "ignore" else c.field, _confirmed(c)) for c in plan.columns
        )
        return Recipe(columns, plan.profiles, plan.software)

    @property
    def keys(self) -> tuple[str, ...]:
        """The key of each column, as `plan.column_keys` makes them."""
        return tuple(column_keys([c.heading for c in self.columns]))

    @property
    def headed(self) -> bool:
        """Whether any column has a heading: else files cannot be known by them."""
        return any(c.heading.strip() for c in self.columns)

    @property
    def headings_sha256(self) -> str:
        """What files of these headings have in common, whatever the order of their columns."""
        return headings_sha256([c.heading for c in self.columns])

    def to_json(self) -> str:
        """Canonical JSON: sorted keys, no blanks, characters as they are."""
        return canonical_json(asdict(self))

    @staticmethod
    def from_json(text: str) -> Recipe:
        """The recipe of `to_json`; raises KeyError or TypeError when the text is not one."""
        told: dict[str, Any] = json.loads(text)
        columns = tuple(RecipeColumn(**c) for c in told["columns"])
        return Recipe(columns, tuple(Profile(**p) for p in told["writing"]), told["software"])


@dataclass(frozen=True)
class SavedRecipe:
    """A version of a recipe under its name. `id`: of this version."""

    id: int
    recipe_id: int
    name: str
    version: int
    recipe: Recipe


@dataclass(frozen=True)
class Recipes:
    """The recipes that a survey may take: the one that was asked for, else the one whose headings the file has."""

    named: SavedRecipe | None = None
    by_headings: Mapping[str, SavedRecipe] = field(default_factory=dict)

    def of(self, headings: Sequence[str]) -> SavedRecipe | None:
        """The recipe for a file of these headings."""
        return self.named or self.by_headings.get(headings_sha256(headings))


@dataclass(frozen=True)
class Placed:
    """Where the columns of a recipe are in a file.

    at       index of each column of the file that the recipe knows, to its field or null
    added    indexes of columns that the recipe does not know
    missing  keys of the recipe's columns that the file does not have, those without a field
    classes  index of a column of the file to the class that a person confirmed for it
    """

    at: dict[int, str | None]
    added: tuple[int, ...] = ()
    missing: tuple[str, ...] = ()
    classes: Mapping[int, FieldClass] = field(default_factory=dict)


@dataclass(frozen=True)
class Otherwise:
    """A field whose values this file proves to be written otherwise than the recipe has it: the file is believed."""

    field: str
    setting: str  # of SETTINGS
    recipe: str
    file: str


@dataclass(frozen=True)
class Taken:
    """A recipe that was taken, and where the file or a person departs from it. Columns are named by their keys."""

    id: int
    recipe_id: int
    name: str
    version: int
    by: Literal["name", "headings"]
    added: tuple[str, ...] = ()  # columns it does not know: chosen by Limpide, or by the person
    missing: tuple[str, ...] = ()  # columns it does not use, which the file does not have
    changed: tuple[str, ...] = ()  # columns for which the person's own mapping counted
    otherwise: tuple[Otherwise, ...] = ()


NO_RECIPES = Recipes()

CONFIRMED = "class:confirmed"
"""Evidence of a column whose class is a person's word."""


def _confirmed(column: Column) -> FieldClass | None:
    return column.data_class if CONFIRMED in column.evidence else None


def headings_sha256(headings: Sequence[str]) -> str:
    """The digest of the folded headings, sorted; blank ones count."""
    folded = sorted(_folded(h) for h in headings)
    return hashlib.sha256(json.dumps(folded).encode()).hexdigest()


def _folded(heading: str) -> str:
    """Headings of other alphabets fold to nothing: they stay as they are."""
    return fold(heading) or heading.strip().casefold()


def place(saved: SavedRecipe, headings: Sequence[str]) -> Placed:
    """Find the recipe's columns in a file.

    Raises  RecipeMismatch: the file lacks columns that the recipe uses (their keys are told); or has no headings and
            another number of columns.
    """
    recipe = saved.recipe
    found: dict[int, int] = {}  # column of the recipe to column of the file
    for name in (str.strip, _folded):
        _pair(recipe, headings, name, found)
    keys = recipe.keys
    lost = [i for i in range(len(recipe.columns)) if i not in found]
    if not recipe.headed and len(headings) != len(recipe.columns):
        lost = [i for i, c in enumerate(recipe.columns) if c.field is not None]
    needed = [keys[i] for i in lost if recipe.columns[i].field is not None]
    if needed:
        raise RecipeMismatch(
            "The file does not have all the columns that the recipe uses.",
            recipe=saved.name,
            version=saved.version,
            missing=needed,
        )
    at = {file: recipe.columns[ours].field for ours, file in found.items()}
    added = tuple(i for i in range(len(headings)) if i not in at)
    classes = {file: said for file, said in ((f, recipe.columns[o].data_class) for f, o in found.items()) if said}
    return Placed(at, added, tuple(keys[i] for i in lost), classes)


def _pair(recipe: Recipe, headings: Sequence[str], name: Callable[[str], str], found: dict[int, int]) -> None:
    """Pair columns of one name, in order, that have no pair yet."""
    free: dict[str, list[int]] = defaultdict(list)
    taken = set(found.values())
    for index, heading in enumerate(headings):
        if index not in taken:
            free[name(heading)].append(index)
    for index, column in enumerate(recipe.columns):
        if index not in found and free[name(column.heading)]:
            found[index] = free[name(column.heading)].pop(0)


def forced_by(
    placed: Placed, headings: Sequence[str], mapping: Mapping[str, str | None]
) -> tuple[dict[str, str | None], tuple[str, ...]]:
    """The mapping to force: a person's own beats the recipe's, column by column and field by field.

    Out     the mapping, by column keys; and the keys of the recipe's columns for which the person's counted. A column
            whose field the person gave to another one is not used: nothing is guessed in a file with a recipe.
    """
    keys = column_keys(list(headings))
    index_of = {key: i for i, key in enumerate(keys)} | {f"@{i}": i for i in range(len(keys))}
    own = {index_of[key]: name for key, name in mapping.items() if key in index_of}
    given = {name for name in own.values() if name is not None}
    forced: dict[str, str | None] = {}
    changed = []
    for index, name in sorted(placed.at.items()):
        mine = own.get(index, None if name in given else name)
        if mine != name:
            changed.append(keys[index])
        if index not in own:
            forced[f"@{index}"] = mine
    return forced | dict(mapping), tuple(changed)


def otherwise(writing: Iterable[Profile], found: Iterable[Profile]) -> tuple[Otherwise, ...]:
    """Where a file's own way of writing departs from the recipe's."""
    now = {p.field: p for p in found}
    return tuple(
        Otherwise(was.field, setting, str(getattr(was, setting)), str(getattr(now[was.field], setting)))
        for was in writing
        if was.field in now
        for setting in SETTINGS
        if getattr(was, setting) is not None and getattr(now[was.field], setting) not in (None, getattr(was, setting))
    )


def checked(recipe: Recipe) -> Recipe:
    """The recipe, when it can be applied.

    Raises  BadQuery: no column has a field, a field does not exist or is given to two columns, or a setting is of a
            field that no column has. Told by number: headings may be a person's values.
    """
    used = [c.field for c in recipe.columns if c.field is not None]
    strange = {f for f in used if f not in FIELDS or f == "ignore"}
    if strange:
        raise BadQuery("The recipe names fields that do not exist.", fields=len(strange))
    if len(set(used)) < len(used):
        raise BadQuery("A recipe gives a field to one column.", fields=sorted({f for f in used if used.count(f) > 1}))
    if not used:
        raise BadQuery("A recipe gives at least one column a field.")
    if any(p.field not in used for p in recipe.writing):
        raise BadQuery("A recipe says how values are written of the fields that it uses.")
    return recipe


def with_mapping(
    recipe: Recipe, mapping: Mapping[str, str | None], classes: Mapping[str, FieldClass | None] | None = None
) -> Recipe:
    """The recipe with other fields for some columns, and the classes that a person confirmed; a field that is given
    leaves the column that had it.

    In      column keys (`heading`, `heading#2`, `@index`) to field or null; to class, or null to forget the answer.
    Raises  BadQuery (a column that it does not have).
    """
    index_of = {key: i for i, key in enumerate(recipe.keys)} | {f"@{i}": i for i in range(len(recipe.columns))}
    unknown = [key for key in {*mapping, *(classes or {})} if key not in index_of]
    if unknown:
        raise BadQuery("The mapping names columns that the file does not have.", columns=len(unknown))
    own = {index_of[key]: name for key, name in mapping.items()}
    said = {index_of[key]: data_class for key, data_class in (classes or {}).items()}
    given = {name for name in own.values() if name is not None}
    columns = tuple(
        RecipeColumn(c.heading, own.get(i, None if c.field in given else c.field), said.get(i, c.data_class))
        for i, c in enumerate(recipe.columns)
    )
    used = {c.field for c in columns}
    return Recipe(columns, tuple(p for p in recipe.writing if p.field in used), recipe.software)
