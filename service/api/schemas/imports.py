"""Imports coming in and going out."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated, Any, Literal, Self, cast

import orjson
from pydantic import Field

from service.api.schemas.common import In, Moment, Name, Out, moment
from service.api.schemas.jobs import JobOut
from service.api.schemas.lists import Audience, Words
from service.core.classify.traits import Origin, SensitivityKind, Trait
from service.core.plan import Grain, Strength
from service.core.recipes import Taken
from service.errors import BadQuery
from service.flows.imports import ImportView
from service.flows.receive import Terms
from service.store.job_views import JobRow
from service.store.tables.lists import Import

ImportState = Literal["received", "staging", "published", "failed", "reverting", "reverted"]
FileName = Annotated[str, Field(min_length=1, max_length=255, pattern=r"^[^\x00-\x1f\x7f/\\]+$")]
MappingText = Annotated[str, Field(min_length=2, max_length=60_000, pattern=r"^\s*\{[^\x00]*\}\s*$")]


class ImportOptions(In):
    """What is asked of a file; as query parameters beside a raw body, as fields of a form beside `file`."""

    filename: FileName | None = Field(default=None, description="How people call the file; nothing is read from it.")
    list: Name = Field(default="clients", description="The list it goes into, by name; a new one is made.")
    kind: Literal["owned", "collected", "purchased"] = Field(default="owned", description="Of a new list.")
    audience: Audience | None = Field(default=None, description="Of a new list: when all of it is one.")
    basis: Words | None = Field(default=None, description="Of a new list: the attested collection basis.")
    controller: Name = Field(default="default", description="Of a new list: in whose name people are contacted.")
    dry_run: bool = Field(default=False, strict=False, description="Say what would come of it, store nothing.")
    hold: bool = Field(
        default=False, strict=False, description="Keep it waiting, a day at most, until PUT /mapping begins it."
    )
    recipe: Name | None = Field(
        default=None, description="The recipe to read it by, by name; absent: the one that has the file's headings."
    )
    recipe_by_headings: bool = Field(
        default=True, strict=False, description="Whether a recipe is taken by itself when none is named."
    )
    mapping: MappingText | None = Field(
        default=None, description="JSON object that forces the mapping: heading, heading#2 or @index to field or null."
    )

    def terms(self) -> Terms:
        """The terms of the list, should it be new."""
        return Terms(self.kind, self.audience, self.basis, self.controller)

    def forced(self) -> dict[str, str | None] | None:
        """The forced mapping.

        Raises  BadQuery.
        """
        if self.mapping is None:
            return None
        try:
            value = orjson.loads(self.mapping)
        except orjson.JSONDecodeError:
            raise BadQuery("The mapping is not JSON.") from None
        if not isinstance(value, dict) or not all(v is None or isinstance(v, str) for v in value.values()):
            raise BadQuery("The mapping is an object of heading to field or null.")
        return value


class ImportTaken(Out):
    """The import that a file became, or became before."""

    id: int
    list_id: int
    state: ImportState
    repeated: bool = Field(description="The list had these bytes already: this is the first import of them.")
    job: JobOut | None = Field(description="The work on it: follow it at /v1/jobs/{id} or /v1/imports/{id}/events.")

    @classmethod
    def of(cls, row: Import, job: JobRow | None, *, repeated: bool) -> Self:
        """As people see it."""
        shown = None if job is None else JobOut.of(job)
        return cls(id=row.id, list_id=row.list_id, state=_state(row), repeated=repeated, job=shown)


class Otherwise(Out):
    """A field whose values this file proves to be written otherwise than the recipe has it: the file is believed."""

    field: str
    setting: Literal["date_order", "decimal", "surname_first"]
    recipe: str
    file: str


class RecipeTaken(Out):
    """The recipe that a file was read by, and where the file or a person departs from it; columns by their keys."""

    recipe_id: int
    name: str
    version: int
    by: Literal["name", "headings"] = Field(description="headings: it was taken by itself.")
    added: list[str] = Field(description="Columns that it does not know.")
    missing: list[str] = Field(description="Columns that it does not use, which the file does not have.")
    changed: list[str] = Field(description="Columns for which a mapping of your own counted.")
    otherwise: list[Otherwise]


class Detected(Out):
    """What the file was found to be."""

    encoding: str = Field(description="Of a text; a workbook names its kind here: xlsx, xls, xlsb, ods.")
    delimiter: str | None = Field(description="Null where the file is no delimited text.")
    quote: str | None
    header_row: int = Field(description="Physical line from 1; 0: none.")
    preamble_rows: int
    software: str | None
    software_evidence: list[str] = Field(
        description="Grounds: `headings:18/18`, how many of the file's headings the vendor writes; `telling:…`, some "
        "that no other vendor writes."
    )
    grain: Grain = Field(
        description="What one row stands for. Several rows of one customer become one customer; what they repeat is "
        "never added up."
    )
    container: Literal["text", "xlsx", "xls", "xlsb", "ods", "dbf", "fixed-width"] = Field(
        description="What the file is. Lines are rows of the sheet or records of the table where it is no text."
    )
    archive: Literal["zip", "gzip"] | None = Field(description="What it came in.")
    sheet: str | None = Field(description="The sheet that was read: the first one with data, visible ones first.")
    merged: list[str] = Field(
        description="Merged cells of the sheet (A1:C1), whose value is that of their first cell: the others are empty."
    )


class ColumnOut(Out):
    """One column: what it is called, what it was taken for, how surely."""

    index: int
    heading: str
    field: str | None
    confidence: float
    alternatives: list[str]
    data_class: Literal["personal", "action", "reaction"] | None = Field(alias="class")
    strength: Strength = Field(
        description="How surely it is of this class: proved by a checksum, an official list or "
        "a person's word; indicated by its heading or the form of its values; or undetermined."
    )
    evidence: list[str] = Field(
        description="What decided the field (forced, recipe, heading:<field>, values, context), then the class "
        "(class:confirmed, field:<field>, checksum:<kind>, list:<name>, values:<form>, heading:<class>, word:<about>, "
        "perhaps:<field>).",
        examples=[["heading:email", "field:email"]],
    )
    sensitivity: SensitivityKind = Field(description="Under the RGPD; special: art. 9; nir: social security number.")
    trait: Trait | None = Field(description="The trade's second typology.")
    origin: Origin | None = Field(description="Declared by the person, or observed by the firm.")


class Counters(Out):
    """lines = header + preamble + footer + blank + row_lines; rows = accepted + rejected + quarantined."""

    lines: int
    header: int
    preamble: int
    footer: int
    blank: int
    row_lines: int
    rows: int
    accepted: int
    rejected: int
    quarantined: int
    fresh: int
    changed: int
    unchanged: int
    missing: int
    erased: int


class ImportBrief(Out):
    """An import in a list of imports."""

    id: int
    list_id: int
    list_name: str
    state: ImportState
    filename: str | None
    size: int
    rows: int
    accepted: int
    rejected: int
    quarantined: int
    created_at: Moment
    published_at: Moment | None

    @classmethod
    def of(cls, row: Import, list_name: str) -> Self:
        """As people see it."""
        names = ("id", "list_id", "state", "filename", "size", "rows", "accepted", "rejected", "quarantined")
        told = {name: getattr(row, name) for name in names} | {"list_name": list_name}
        return cls.model_validate(told | _moments(row, "created", "published"))


class ImportOut(Out):
    """One import: what was detected, how it is mapped, what came of its rows so far."""

    id: int
    list_id: int
    list_name: str
    state: ImportState
    filename: str | None
    size: int = Field(description="Bytes.")
    sha256: str
    created_at: Moment
    published_at: Moment | None
    reverted_at: Moment | None
    error: str | None = Field(description="Of a failed import: the type of its problem.")
    job: JobOut | None = Field(description="The newest work on it.")
    detected: Detected | None = Field(description="Null until the file was surveyed.")
    recipe: RecipeTaken | None = Field(description="The recipe it was read by; null: none.")
    on_hold: bool = Field(description="It waits for PUT /mapping to begin it, a day at most.")
    columns: list[ColumnOut]
    counters: Counters
    issues: dict[str, int] = Field(description="How many of each issue code.", examples=[{"email.domain-typo": 3}])
    customers: dict[str, int] = Field(description="What became of customers: created, updated, merged…")

    @classmethod
    def of(cls, view: ImportView) -> Self:
        """As people see it."""
        row = view.row
        told: dict[str, Any] = {name: getattr(row, name) for name in ("id", "list_id", "state", "filename", "size")}
        told |= {"sha256": row.sha256, "error": row.error, "list_name": view.list_name, "columns": view.columns}
        told |= {"recipe": recipe_taken(view.recipe), "on_hold": view.on_hold, "detected": view.detected}
        told |= {"job": None if view.job is None else JobOut.of(view.job)}
        return cls.model_validate(told | _moments(row, "created", "published", "reverted") | view.counts)


def recipe_taken(taken: Taken | None) -> dict[str, Any] | None:
    """As people see it."""
    return None if taken is None else asdict(taken)


class ImportPage(Out):
    """A page of imports."""

    items: list[ImportBrief]
    next_cursor: str | None


def _state(row: Import) -> ImportState:
    return cast(ImportState, row.state)


def _moments(row: Import, *names: str) -> dict[str, str | None]:
    return {f"{name}_at": moment(getattr(row, f"{name}_us")) for name in names}
