"""Audit entries going out."""

from __future__ import annotations

from typing import Any, Self

import orjson
from pydantic import Field
from sqlalchemy import Row

from service.api.schemas.common import Moment, Out, moment


class AuditOut(Out):
    """Who did what to which id, when; never a person's value."""

    id: int
    at: Moment
    principal: str = Field(description="The name of the key, or limpide for the command line.")
    action: str = Field(examples=["list.change"])
    noun: str = Field(examples=["list"])
    noun_id: int | None
    facts: dict[str, Any] = Field(description="Ids and counts.")

    @classmethod
    def of(cls, row: Row[Any]) -> Self:
        """As people see it."""
        return cls.model_validate(
            {
                "id": row.id, "at": moment(row.at_us), "principal": row.principal, "action": row.action,
                "noun": row.noun, "noun_id": row.noun_id, "facts": orjson.loads(row.facts),
            }
        )  # fmt: skip


class AuditPage(Out):
    """A page of entries."""

    items: list[AuditOut]
    next_cursor: str | None
