"""Work lists: proposed repairs going out, answers coming in."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import ConfigDict, Field

from service.api.schemas.common import In, Out, example
from service.api.schemas.import_reading import Reason
from service.api.schemas.jobs import JobOut

SuggestionId = Annotated[str, Field(min_length=32, max_length=32, pattern=r"^[0-9a-f]{32}$")]
SuggestionState = Literal["open", "accepted", "refused"]


class KindOut(Reason):
    """Suggestions of one kind in a list."""

    code: str
    open: int = Field(description="Values that wait for an answer.")
    rows: int = Field(description="Lines that have them.")
    accepted: int
    refused: int


class KindsOut(Out):
    """The work list of a list."""

    list_id: int
    items: list[KindOut]


class SuggestionOut(Out):
    """A value as it came and the one proposed in its place."""

    id: SuggestionId
    code: str
    field: str
    before: str | None
    after: str | None
    rows: int = Field(description="Lines that have it.")
    state: SuggestionState


class SuggestionPage(Out):
    """A page of suggestions, the most frequent first."""

    items: list[SuggestionOut]
    next_cursor: str | None


class AnswerIn(In):
    """What is answered. An accepted or refused suggestion is not asked again, in this file or the next ones."""

    model_config = ConfigDict(json_schema_extra=example({"answer": "accepted"}))

    answer: Literal["accepted", "refused", "open"] = Field(description="open: an answer is taken back.")
    ids: Annotated[list[SuggestionId], Field(min_length=1, max_length=10_000)] | None = Field(
        default=None, description="The suggestions meant; absent: all of the kind that wait (or were answered)."
    )
    seen: Annotated[int, Field(ge=1, le=100_000_000)] | None = Field(
        default=None, description="How many were seen: 409 when it is another number, and nothing is answered."
    )


class AnsweredOut(Out):
    """What was answered. The lines stored already are cleaned again by the job."""

    list_id: int
    code: str
    values: int
    rows: int
    job: JobOut
