"""The register of fields, checks of values, and rule sets going out."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import ConfigDict, Field

from service.api.schemas.common import Day, In, Moment, Out, example
from service.core.classify.purposes import Purpose
from service.core.classify.traits import Origin, SensitivityKind, Trait
from service.core.kinds.checking import KINDS


class FieldOut(Out):
    """One field that a list carries."""

    field: str
    data_class: Literal["personal", "action", "reaction"] | None = Field(alias="class")
    sensitivity: Literal["none", "ordinary", "direct", "high"]
    kind: str
    says: str
    lists: list[str] = Field(description="The lists whose latest file carries it.")
    rows_examined: int = Field(description="Rows that the fill rate was measured on, spread over the files.")
    fill_rate: float | None
    category: SensitivityKind = Field(description="Under the RGPD; special: art. 9.")
    trait: Trait | None = Field(description="The trade's second typology.")
    origin: Origin | None = Field(description="Declared by the person, or observed by the firm.")
    purpose: Purpose = Field(
        description="What it is kept for: identify, reach, consent (to prove it), invoice, behaviour, pressure (not to "
        "ask too often), describe; none: nobody said."
    )
    used_by: list[Literal["segment", "matching"]]
    carried_since: Moment | None = Field(description="The first import that had it.")
    proposal: Literal["drop"] | None = Field(
        description="drop: in 12 months nothing used it, and it neither finds, reaches or bills people nor proves a "
        "consent."
    )
    last_used_at: Moment | None = Field(description="When a delivery last asked for it or carried it; null: never.")


class FieldsOut(Out):
    """Every field in use."""

    items: list[FieldOut]


class CheckIn(In):
    """Values of one kind."""

    model_config = ConfigDict(json_schema_extra=example({"kind": "email", "values": ["jean@courrier.example"]}))

    kind: Annotated[str, Field(min_length=1, max_length=20, pattern=r"^[a-z]+$")] = Field(
        description=f"{', '.join(sorted(KINDS))}; postcode takes code|commune."
    )
    values: Annotated[
        list[Annotated[str, Field(max_length=2000, pattern=r"^[^\x00]*$")]], Field(min_length=1, max_length=1000)
    ]
    country: Annotated[str, Field(min_length=2, max_length=2, pattern=r"^[A-Z]{2}$")] = "FR"
    online: bool = Field(
        default=False,
        description="Also ask others, where the operator allows it: DNS about the domain of an address (email), VIES "
        "about a VAT number (vat). `parts` then has `mail_server` or `vies`: found, none or unknown.",
    )


class CheckedOut(Out):
    """The answer on one value."""

    input: str
    normalised: str | None
    valid: bool
    code: str | None = Field(description="What was repaired, or is wrong.")
    suggestion: str | None
    parts: dict[str, Any]


class CheckOut(Out):
    """One answer a value, in order."""

    kind: str
    items: list[CheckedOut]


class RuleOut(Out):
    """One rule."""

    id: str
    kind: Literal["stop", "basis"]
    test: str
    effective_from: Day
    effective_to: Day | None
    channels: list[str] | None = Field(description="Null: any.")
    purposes: list[str] | None
    audiences: list[str] | None
    relations: list[str] | None
    articles: list[str]
    read: str = Field(description="How far the source was read.")
    conditions: str | None


class RuleSetOut(Out):
    """A rule set."""

    name: str
    version: str
    label: str = Field(description="What manifests and reviews record.", examples=["fr-marketing@2026.11.27"])
    jurisdiction: str
    timezone: str
    rules: list[RuleOut]


class RulesOut(Out):
    """Every rule set in force."""

    items: list[RuleSetOut]
