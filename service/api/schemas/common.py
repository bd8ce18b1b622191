"""Parts that several schemas share: strict bodies, moments, pages, problems."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from typing import Annotated, Any

from fastapi import Query
from pydantic import AfterValidator, BaseModel, ConfigDict, Field
from pydantic_core import PydanticCustomError

NAME_PATTERN = r"^[^\x00-\x1f\x7f]*[^\s\x00-\x1f\x7f][^\x00-\x1f\x7f]*$"

Name = Annotated[str, Field(min_length=1, max_length=100, pattern=NAME_PATTERN)]
"""A name people give to a thing: one line, not blank."""

Moment = Annotated[
    str,
    Field(description="RFC 3339, UTC.", examples=["2026-05-28T20:26:40Z"], json_schema_extra={"format": "date-time"}),
]


def _a_day(text: str) -> str:
    try:
        date.fromisoformat(text)
    except ValueError:
        raise PydanticCustomError("no-such-day", "This day is not in the calendar.") from None
    return text


Day = Annotated[
    str,
    Field(pattern=r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$", min_length=10, max_length=10, json_schema_extra={"format": "date"}),
    AfterValidator(_a_day),
]
"""A day, ISO 8601."""


class In(BaseModel):
    """What comes in: unknown fields are refused, and nothing is turned into another type silently."""

    model_config = ConfigDict(extra="forbid", strict=True)


class Out(BaseModel):
    """What goes out."""

    model_config = ConfigDict(frozen=True)


class Place(Out):
    """One thing wrong with a request, and where; never the value."""

    where: str = Field(alias="in", description="body, query, path or header", examples=["body"])
    pointer: str = Field(description="JSON pointer (RFC 6901) to it, as a fragment", examples=["#/name"])
    code: str = Field(examples=["string-too-long"])
    detail: str = Field(examples=["String should have at most 100 characters"])


class Problem(BaseModel):
    """RFC 9457. Further members are facts of the type: ids and counts."""

    model_config = ConfigDict(extra="allow")

    type: str = Field(description="Stable: programs read this.", examples=["/problems/invalid"])
    title: str = Field(description="In French, or English by Accept-Language.")
    status: int = Field(ge=400, le=599, examples=[422])
    detail: str
    instance: str = Field(description="This occurrence.", examples=["urn:request:9f86d081884c7d65"])
    request_id: str = Field(description="The same as in X-Request-Id and in the logs.")
    errors: list[Place] | None = Field(default=None, description="Of /problems/invalid: what and where.")


_FIRST_YEAR, _LAST_YEAR = 1900, 2200


def _a_moment(text: str) -> str:
    try:
        year = datetime.fromisoformat(text).year
    except ValueError:
        year = 0
    if not _FIRST_YEAR <= year <= _LAST_YEAR:
        raise PydanticCustomError("no-such-moment", "This moment is not in the calendar.")
    return text


MomentIn = Annotated[
    str,
    Field(
        max_length=35,
        pattern=r"^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]{1,6})?(Z|[+-][0-9]{2}:[0-9]{2})$",
        json_schema_extra={"format": "date-time"},
    ),
    AfterValidator(_a_moment),
]
"""A moment that comes in, RFC 3339 with an offset; `moment_of` reads it."""

Since = Annotated[MomentIn | None, Query(description="A moment, RFC 3339.", examples=["2026-01-01T00:00:00Z"])]
"""A moment in a query."""


def moment_of(text: str) -> int:
    """Microseconds UTC of an RFC 3339 moment with an offset.

    Raises  ValueError.
    """
    told = datetime.fromisoformat(text)
    return (told - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(microseconds=1)


def microseconds(text: str | None) -> int | None:
    """Microseconds UTC of a moment that was checked; null stays null."""
    return None if text is None else moment_of(text)


@lru_cache(4096)  # the values of a customer, and the rows of a page, are often of one import
def moment(us: int | None) -> str | None:
    """Microseconds UTC as RFC 3339, shortest form; null stays null."""
    if us is None:
        return None
    text = datetime.fromtimestamp(us / 1_000_000, UTC).isoformat(timespec="auto")
    return text.replace("+00:00", "Z")


def example(value: Any) -> dict[str, Any]:
    """`model_config` extra: the example of a body, which a test sends."""
    return {"examples": [value]}
