"""Recipes coming in and going out."""

from __future__ import annotations

from typing import Annotated, Any, Literal, Self

from pydantic import ConfigDict, Field, model_validator
from pydantic_core import PydanticCustomError

from service.api.schemas.common import In, Moment, Name, Out, example, moment
from service.api.schemas.import_reading import ColumnKey, FieldName
from service.core.plan import FieldClass, Profile
from service.core.recipe_changes import Change
from service.core.recipes import Recipe, RecipeColumn
from service.store.recipes import RecipeVersion

Heading = Annotated[str, Field(max_length=1000, pattern=r"^[^\x00]*$")]
DateOrder = Literal["DMY", "MDY", "YMD"]
Decimal = Literal[",", "."]

_COLUMNS = [
    {"heading": "Raison sociale", "field": "company_name"}, {"heading": "Courriel", "field": "email"},
    {"heading": "Depuis le", "field": "record_created_at"}, {"heading": "Interne"},
]  # fmt: skip
_CONTENT: dict[str, Any] = {
    "columns": _COLUMNS, "writing": [{"field": "record_created_at", "date_order": "DMY"}],
}  # fmt: skip


class RecipeColumnIn(In):
    """One column: its heading as the software writes it, and its field; null: not used."""

    heading: Heading
    field: FieldName | None = None
    data_class: FieldClass | None = Field(default=None, alias="class", description="The class that a person confirmed.")


class WritingIn(In):
    """How the values of a field are written; it counts where the values of a file prove nothing."""

    field: FieldName
    date_order: DateOrder | None = None
    decimal: Decimal | None = None
    surname_first: bool | None = None


class RecipeContent(In):
    """What a recipe settles: as an import was read, with another mapping where it was wrong; or column by column."""

    model_config = ConfigDict(json_schema_extra=example(_CONTENT))

    import_id: int | None = Field(default=None, ge=1, le=2**53 - 1, description="The import to take it from.")
    mapping: dict[ColumnKey, FieldName | None] = Field(
        default={}, max_length=1000, description="With `import_id`: other fields for some of its columns."
    )
    classes: dict[ColumnKey, FieldClass | None] = Field(
        default={}, max_length=1000, description="With `import_id`: the class that a person confirmed for columns."
    )
    columns: Annotated[list[RecipeColumnIn], Field(min_length=1, max_length=1000)] | None = Field(
        default=None, description="All columns of the file, in its order."
    )
    writing: Annotated[list[WritingIn], Field(max_length=1000)] = Field(default=[], description="With `columns`.")
    software: Name | None = Field(default=None, description="With `columns`: the program that writes such files.")

    @model_validator(mode="after")
    def _one_of_both(self) -> Self:
        if (self.import_id is None) == (self.columns is None):
            raise PydanticCustomError("one-of", "Give `import_id`, or `columns`.")
        if self.import_id is None and (self.mapping or self.classes):
            raise PydanticCustomError("one-of", "`mapping` and `classes` go with `import_id`.")
        if self.columns is None and (self.writing or self.software):
            raise PydanticCustomError("one-of", "`writing` and `software` go with `columns`.")
        return self

    def said(self) -> Recipe:
        """The recipe that is said column by column."""
        columns = tuple(RecipeColumn(c.heading, c.field, c.data_class) for c in self.columns or ())
        writing = tuple(Profile(w.field, w.date_order, w.decimal, w.surname_first) for w in self.writing)
        return Recipe(columns, writing, self.software)


class RecipeIn(RecipeContent):
    """A recipe to be saved."""

    model_config = ConfigDict(json_schema_extra=example({"name": "Logiciel du siège"} | _CONTENT))

    name: Name


class RecipeColumnOut(Out):
    """One column; `key` is its name in a mapping."""

    key: str
    heading: str
    field: str | None
    data_class: FieldClass | None = Field(alias="class", description="The class that a person confirmed; null: none.")


class WritingOut(Out):
    """How the values of a field are written; null: as each file shows."""

    field: str
    date_order: DateOrder | None
    decimal: Decimal | None
    surname_first: bool | None


class RecipeOut(Out):
    """One version of a recipe."""

    id: int
    name: str
    version: int
    software: str | None
    by_headings: bool = Field(description="Whether it takes files of its headings by itself; false: they have none.")
    columns: list[RecipeColumnOut]
    writing: list[WritingOut]
    created_at: Moment = Field(description="When this version was saved.")
    retired_at: Moment | None = Field(description="Since when the recipe takes no more files.")

    @classmethod
    def of(cls, row: RecipeVersion) -> Self:
        """As people see it."""
        columns = [
            {"key": key, "heading": c.heading, "field": c.field, "class": c.data_class}
            for key, c in zip(row.recipe.keys, row.recipe.columns, strict=True)
        ]
        return cls.model_validate(
            {
                "id": row.recipe_id, "name": row.name, "version": row.version, "software": row.recipe.software,
                "by_headings": row.recipe.headed, "columns": columns,
                "writing": [vars(profile) for profile in row.recipe.writing],
                "created_at": moment(row.created_us), "retired_at": moment(row.retired_us),
            }
        )  # fmt: skip


class RecipePage(Out):
    """A page of recipes, or of versions of one."""

    items: list[RecipeOut]
    next_cursor: str | None


class ChangeOut(Out):
    """One difference between two versions."""

    what: Literal["column-added", "column-removed", "field", "class", "writing", "software"]
    subject: str = Field(description="A column's key; of writing a field; else empty.")
    setting: str | None = Field(description="Of writing: date_order, decimal or surname_first.")
    before: str | None
    after: str | None

    @classmethod
    def of(cls, change: Change) -> Self:
        """As people see it."""
        return cls.model_validate(vars(change))


class DiffOut(Out):
    """What differs between two versions of a recipe."""

    recipe_id: int
    before: int
    after: int
    changes: list[ChangeOut]
