"""Keys coming in and going out."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import ConfigDict, Field

from service.api.schemas.common import In, Moment, Name, Out, example, moment
from service.store.principals import KeyRow

Role = Literal["crm", "marketing", "router", "dpo", "admin"]


class KeyIn(In):
    """A key to be made."""

    model_config = ConfigDict(json_schema_extra=example({"name": "CRM connector", "roles": ["crm"]}))

    name: Name = Field(description="What the audit calls it; one key a name, for ever.")
    roles: Annotated[list[Role], Field(min_length=1, max_length=5)]


class KeyOut(Out):
    """A key; the secret is not kept anywhere."""

    id: int
    name: str
    roles: list[Role]
    created_at: Moment
    revoked_at: Moment | None

    @classmethod
    def of(cls, row: KeyRow) -> Self:
        """As people see it."""
        return cls.model_validate(
            {
                "id": row.id, "name": row.name, "roles": list(row.roles), "created_at": moment(row.created_us),
                "revoked_at": moment(row.revoked_us),
            }
        )  # fmt: skip


class KeyMade(KeyOut):
    """A key that was just made, with its secret, shown this once."""

    secret: str = Field(examples=["lmp_…"], description="Shown this once. Send it as `Authorization: Bearer`.")


class KeyPage(Out):
    """A page of keys."""

    items: list[KeyOut]
    next_cursor: str | None
