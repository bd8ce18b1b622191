"""Retention reviews coming in and going out."""

from __future__ import annotations

from typing import Annotated, Any, Literal, Self

from pydantic import ConfigDict, Field

from service.api.schemas.common import Day, In, Moment, Out, example, moment
from service.flows.reviews import told
from service.store.retention import Review


class ReviewIn(In):
    """A purge to be rehearsed."""

    model_config = ConfigDict(json_schema_extra=example({"as_of": "2026-05-28"}))

    as_of: Day = Field(description="Who is due on this day.")


class ReviewApply(In):
    """The word of a second person."""

    model_config = ConfigDict(json_schema_extra=example({"confirm": 0}))

    confirm: Annotated[int, Field(ge=0, le=10**12)] = Field(description="How many customers will go: `due`, typed.")


class ReviewOut(Out):
    """A rehearsal of the purge, and what became of it."""

    id: int
    as_of: Day
    rules: str
    state: Literal["rehearsed", "applying", "erasing", "done"]
    due: int = Field(description="Customers who would go.")
    customers: int = Field(description="All customers looked at.")
    verdicts: dict[str, int] = Field(examples=[{"erase": 3, "keep": 90}])
    reasons: dict[str, int]
    rehearsed_by: int | None = Field(description="Id of the key; null: Limpide itself.")
    created_at: Moment
    applied_at: Moment | None
    done_at: Moment | None
    certificate: dict[str, Any] | None = Field(description="What was erased, and that nothing is left of it.")

    @classmethod
    def of(cls, review: Review) -> Self:
        """As people see it."""
        shown = told(review)
        shown["id"] = shown.pop("review_id")
        moments = {f"{n}_at": moment(getattr(review, f"{n}_us")) for n in ("created", "applied", "done")}
        return cls.model_validate(shown | moments)


class ReviewPage(Out):
    """A page of reviews."""

    items: list[ReviewOut]
    next_cursor: str | None


class CertificateOut(Out):
    """What a purge erased: numbers and a chained digest of ids, nothing of a person."""

    review: int
    as_of: Day
    rules: str
    erased: dict[str, Any]
    done: str
    base: str
