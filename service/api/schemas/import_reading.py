"""What people read of an import: dry run, rows, issues, report; and the mapping they give it."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import ConfigDict, Field

from service.api.schemas.common import In, Moment, Name, Out, example
from service.api.schemas.imports import ColumnOut, Counters, Detected, ImportState, RecipeTaken
from service.api.schemas.quality import QualityOut
from service.api.schemas.segments import Exclusion

Outcome = Literal["accepted", "rejected", "quarantined"]
ColumnKey = Annotated[str, Field(min_length=1, max_length=1000, pattern=r"^[^\x00]+$")]
FieldName = Annotated[str, Field(min_length=1, max_length=60, pattern=r"^[a-z0-9_]+$")]
IssueField = Annotated[str, Field(max_length=60, pattern=r"^[a-z0-9_]*$")]
IssueCode = Annotated[str, Field(min_length=3, max_length=60, pattern=r"^[a-z]+\.[a-z0-9-]+$")]


class MappingIn(In):
    """A mapping: columns that are not named follow the recipe, or are chosen by Limpide."""

    model_config = ConfigDict(json_schema_extra=example({"mapping": {"Nom": "last_name", "@8": "city"}}))

    mapping: dict[ColumnKey, FieldName | None] = Field(
        max_length=1000, description="heading, heading#2 or @index (from 0) to a field, or null for none."
    )
    recipe: Name | None = Field(default=None, description="The recipe to read it by; absent: that of its headings.")
    recipe_by_headings: bool = Field(default=True, description="Whether a recipe is taken by itself.")


class Reason(Out):
    """What is known of an issue code."""

    severity: Literal["info", "warning", "error"]
    typology: Literal["stale", "human", "duplicate", "non-standard"]
    repair: Literal["applied", "suggested", "left"] = Field(description="What happened to the value.")
    fr: str
    en: str


class IssueExpected(Reason):
    """An issue to expect, and on how many of the examined rows."""

    field: str = Field(description="Empty: the row as a whole.")
    code: str
    rows: int


class DryCounters(Out):
    """Physical lines of the file, and rows."""

    lines: int
    header: int
    preamble: int
    footer: int
    blank: int
    rows: int


class Sample(Out):
    """One row as it came, by column, and as it would be kept."""

    row_id: int
    line: int
    outcome: Outcome
    code: str | None
    before: dict[str, str | None]
    after: dict[str, str | int]


class ColumnValue(Out):
    """One value of a column, as it came and as it would be kept."""

    before: str
    after: str | None = Field(description="Null: nothing usable in it, or the column is not used.")


class DryColumn(ColumnOut):
    """One column, how it came to its field, and up to ten of its values. The runner-up is the first alternative."""

    key: str = Field(description="Its name in a mapping: heading, heading#2 or @index.")
    values: list[ColumnValue]


class DryRunOut(Out):
    """What an import would make of a file; nothing was stored."""

    size: int
    provisional: bool = Field(
        description="The file is large: this is said of its first `bytes_read` bytes, and its import's report will "
        "tell what the whole file says otherwise."
    )
    bytes_read: int
    rows_estimated: int = Field(description="Of the whole file; the number itself when not provisional.")
    detected: Detected
    recipe: RecipeTaken | None = Field(description="The recipe that would be taken; null: none.")
    counters: DryCounters = Field(description="Of the bytes that were read.")
    columns: list[DryColumn]
    problem: dict[str, Any] | None = Field(description="Why the import would fail, as a problem; null: it would not.")
    known_import: int | None = Field(description="The import of this list that has these bytes already.")
    rows_examined: int = Field(description="Rows at the beginning that samples and issues speak of.")
    samples: list[Sample]
    expected_issues: list[IssueExpected]


class RowOut(Out):
    """One row as it came."""

    row_id: int = Field(description="Its place in the file, from 1.")
    line: int = Field(description="Its first physical line.")
    outcome: Outcome
    code: str | None = Field(description="Why it was not accepted.")
    cells: list[str | None]


class RowPage(Out):
    """A page of rows."""

    items: list[RowOut]
    next_cursor: str | None


class IssueOut(Out):
    """One thing wrong with one cell, or with a row."""

    row_id: int
    n: int = Field(description="Its place among the issues of the row.")
    line: int | None
    column: str | None = Field(description="The column, by heading, heading#2 or @index.")
    field: str
    code: str
    before: str | None = Field(description="As it came; null for keys that see no customer.")
    after: str | None


class IssuePage(Out):
    """A page of issues."""

    items: list[IssueOut]
    next_cursor: str | None


class IssueCounted(Reason):
    """How often a code stands on a field."""

    field: str
    code: str
    issues: int
    rows: int
    href: str = Field(description="These issues, one by one.")


class Repairs(Out):
    """Issues by what happened to the value."""

    applied: int
    suggested: int
    left: int


class FieldScore(Out):
    """How good one field is: score = rows without a fault of 100 rows that say anything."""

    field: str
    rows_filled: int
    rows_unusable: int
    rows_faulty: int
    fill_rate: float | None
    score: float | None


class Together(Out):
    """What belongs together: parties that the rows speak of, and the customers these are."""

    parties: int
    customers: int
    customers_of_several_rows: int
    changes: dict[str, int] = Field(description="Customers created, updated, merged by this import.")


class Reach(Out):
    """How many customers of the import may be contacted on a channel, and why the others may not."""

    channel: Literal["email", "sms", "phone", "post"]
    decided_at: Moment
    candidates: int
    allowed: int
    refused: int
    unknown: int
    unreachable: int
    exclusions: list[Exclusion]


class Revised(Out):
    """A setting that the head of the file and the whole of it say differently."""

    setting: str = Field(
        description="encoding, fallback, newline, delimiter, quote, escape, header_row, preamble_rows, software, "
        "grain, columns (their number), field, date_order, decimal, surname_first; unusable: the head is no table.",
        examples=["encoding"],
    )
    subject: str = Field(description="Of field a column's key, of the last three a field; else empty.")
    before: str | None = Field(description="As a dry run said.")
    after: str | None = Field(description="As the file was read.")


class Edit(Out):
    """One thing that a person did since."""

    what: Literal["correction", "duplicate"]
    detail: str = Field(description="The field put right, or the answer given.")
    customer_id: str | None
    at: Moment
    principal: str
    stays: bool = Field(description="When the import is reverted.")


class Edits(Out):
    """What people did since the import to what it brought or changed."""

    stay: int
    go: int = Field(description="With the lines of the import, when it is reverted.")
    items: list[Edit] = Field(description="The latest 200.")


class ReportOut(Out):
    """What was read, repaired, refused, what belongs together, and who can be reached."""

    import_id: int
    list_id: int
    state: ImportState
    error: str | None
    detected: Detected | None
    recipe: RecipeTaken | None = Field(description="The recipe it was read by; null: none.")
    revised: list[Revised] | None = Field(
        description="Where a dry run of this file, which reads its head, was wrong; null: a dry run reads all of it."
    )
    columns: list[ColumnOut]
    counters: Counters
    sums_hold: bool = Field(description="Every line and every row of the file is told.")
    rows: dict[Outcome, str] = Field(description="Where the rows of each outcome are; none before publication.")
    issues: list[IssueCounted] | None
    repairs: Repairs | None
    fields: list[FieldScore] | None
    together: Together | None
    edits: Edits | None
    quality: QualityOut | None = Field(description="As it came; null until it was counted, soon after publication.")
    reachability: list[Reach] | None = Field(description="Null unless published and asked for.")
