"""Lists coming in and going out."""

from __future__ import annotations

from typing import Annotated, Any, Literal, Self

import orjson
from pydantic import ConfigDict, Field, create_model

from service.api.schemas.common import Day, In, Moment, Name, Out, example, moment
from service.core.resolve.survival import MOST_TRUST, SURVIVAL_FIELDS, USUAL_TRUST, ListSurvival
from service.store.lists import ListRow

Mode = Literal["never", "if_empty", "if_newer"]
ListKind = Literal["owned", "collected", "purchased", "rented"]
Audience = Literal["b2c", "b2b"]
Channel = Literal["email", "sms", "phone", "post", "autocall"]
Words = Annotated[str, Field(min_length=1, max_length=2000, pattern=r"^[^\x00]*[^\s\x00][^\x00]*$")]


class Basis(In):
    """What the firm vouches for: who collected, how, when, for what (RGPD art. 13, 14; CPCE L.34-5)."""

    model_config = ConfigDict(
        json_schema_extra=example({"statement": "Order form of the shop, opt-in box, kept with its date."})
    )

    statement: Words = Field(description="Who collected, how, when, for what.")
    attested_by: Name | None = None
    attested_on: Day | None = None
    channels: Annotated[list[Channel], Field(max_length=5)] | None = Field(
        default=None, description="The channels whose imported yes was collected lawfully; absent: all."
    )
    informed: bool | None = Field(default=None, description="People were told of this use and of the source.")
    refusal_offered: bool | None = Field(default=None, description="At collection and in each message.")
    similar_products: bool | None = Field(default=None, description="What is sold is analogous.")
    professional_lines: bool | None = Field(default=None, description="Its phone numbers are professional.")
    bloctel_checked_on: Day | None = None

    def text(self) -> str:
        """As the store keeps it: JSON, only what is said."""
        return orjson.dumps(self.model_dump(exclude_none=True)).decode()


SurvivalFields = create_model("SurvivalFields", __base__=In, **dict.fromkeys(SURVIVAL_FIELDS, (Mode | None, None)))  # type: ignore[call-overload]  # names from the register


class SurvivalRules(In):
    """How values of this list survive beside those of others (docs/golden.md)."""

    model_config = ConfigDict(json_schema_extra=example({"trust": 7, "fields": {"email": "if_empty"}}))

    trust: int = Field(default=USUAL_TRUST, ge=0, le=MOST_TRUST, description="The more trusted list wins; 5 is usual.")
    fields: SurvivalFields = Field(  # type: ignore[valid-type]  # made from the register of fields
        default_factory=SurvivalFields, description="`postal_code` stands for the whole address."
    )

    def rules(self) -> ListSurvival:
        """As the store keeps them."""
        return ListSurvival(self.trust, dict(self.model_dump(exclude_none=True)["fields"]))


class ListIn(In):
    """A list to be made."""

    model_config = ConfigDict(
        json_schema_extra=example({"name": "Newsletter", "kind": "owned", "audience": "b2c", "controller": "Société"})
    )

    name: Name
    kind: ListKind = "owned"
    audience: Audience | None = Field(default=None, description="When all of the list is one.")
    basis: Basis | None = None
    controller: Name = Field(default="default", description="In whose name people are contacted.")


class ListChange(In):
    """What changes of a list; absent fields stay, null removes audience or basis."""

    model_config = ConfigDict(json_schema_extra=example({"audience": "b2b"}))

    name: Name | None = None
    kind: ListKind | None = None
    audience: Audience | None = None
    basis: Basis | None = None
    controller: Name | None = None
    survival: SurvivalRules | None = Field(
        default=None, description="null: as any other list's. What is known of customers is computed anew, in a job."
    )

    def changes(self) -> dict[str, Any]:
        """The fields that were given: `audience` and `basis` may be null, the others keep their value then."""
        given = {name: getattr(self, name) for name in self.model_fields_set}
        if self.basis is not None:
            given["basis"] = self.basis.text()
        if self.survival is not None:
            given["survival"] = self.survival.rules()
        return {k: v for k, v in given.items() if v is not None or k in ("audience", "basis", "survival")}


class ListOut(Out):
    """A list and its terms."""

    id: int
    name: str
    kind: ListKind
    audience: Audience | None
    basis: dict[str, Any] | None = Field(description="What the firm vouches for; null: nothing.")
    controller: str
    survival: dict[str, Any] | None = Field(description="How its values survive; null: as any other list's.")
    created_at: Moment

    @classmethod
    def of(cls, row: ListRow) -> Self:
        """As people see it."""
        return cls.model_validate(
            {
                "id": row.id, "name": row.name, "kind": row.kind, "audience": row.audience,
                "basis": None if row.basis is None else orjson.loads(row.basis),
                "controller": row.controller,
                "survival": None if row.survival is None else orjson.loads(row.survival),
                "created_at": moment(row.created_us),
            }
        )  # fmt: skip


class ListPage(Out):
    """A page of lists."""

    items: list[ListOut]
    next_cursor: str | None
