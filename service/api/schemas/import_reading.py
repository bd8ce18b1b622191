"""What people read of an import: dry run, rows, issues, report; and the mapping they give it."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import ConfigDict, Field

from service.api.schemas.common import In, Moment, Out, example
from service.api.schemas.imports import ColumnOut, Counters, Detected, ImportState
from service.api.schemas.segments import Exclusion

Outcome = Literal["accepted", "rejected", "quarantined"]
ColumnKey = Annotated[str, Field(min_length=1, max_length=1000, pattern=r"^[^\x00]+$")]
FieldName = Annotated[str, Field(min_length=1, max_length=60, pattern=r"^[a-z0-9_]+$")]
IssueField = Annotated[str, Field(max_length=60, pattern=r"^[a-z0-9_]*$")]
IssueCode = Annotated[str, Field(min_length=3, max_length=60, pattern=r"^[a-z]+\.[a-z0-9-]+$")]


class MappingIn(In):
    """Another mapping: columns that are not named are chosen by Limpide."""

    model_config = ConfigDict(json_schema_extra=example({"mapping": {"Nom": "last_name", "@8": "city"}}))

    mapping: dict[ColumnKey, FieldName | None] = Field(
        min_length=1, max_length=1000, description="heading, heading#2 or @index (from 0) to a field, or null for none."
    )


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


class DryRunOut(Out):
    """What an import would make of a file; nothing was stored."""

    size: int
    detected: Detected
    counters: DryCounters
    columns: list[ColumnOut]
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


class ReportOut(Out):
    """What was read, repaired, refused, what belongs together, and who can be reached."""

    import_id: int
    list_id: int
    state: ImportState
    error: str | None
    detected: Detected | None
    columns: list[ColumnOut]
    counters: Counters
    sums_hold: bool = Field(description="Every line and every row of the file is told.")
    rows: dict[Outcome, str] = Field(description="Where the rows of each outcome are; none before publication.")
    issues: list[IssueCounted] | None
    repairs: Repairs | None
    fields: list[FieldScore] | None
    together: Together | None
    reachability: list[Reach] | None = Field(description="Null unless published and asked for.")
