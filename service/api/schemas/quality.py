"""Quality going out: reachability, scores with their formulas, fields, pairs, age, costs; and the prices asked with."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field

from service.api.schemas.common import In, Moment, Out
from service.core.insight.costs import Prices

Price = Annotated[float, Field(ge=0, le=1000, strict=False)]
DimensionName = Literal["completeness", "validity", "uniqueness", "consistency", "currentness", "accuracy"]


class PricesIn(In):
    """What a piece costs, in euros: the costs of what is wrong are told with these."""

    price_letter: Price = Field(default=Prices.letter, description="A letter, its postage and its return.")
    price_email: Price = Field(default=Prices.email, description="An email sent.")
    price_record_year: Price = Field(default=Prices.record_year, description="A record kept for a year.")

    def prices(self) -> Prices:
        """As the core takes them."""
        return Prices(self.price_letter, self.price_email, self.price_record_year)


class ReportAsked(PricesIn):
    """How much of a report is wanted."""

    reach: bool = Field(
        default=True, strict=False, description="With reachability by decisions, which takes seconds for a large import"
    )


class BookAsked(PricesIn):
    """In which language a workbook is written."""

    language: Literal["fr", "en"] = Field(default="fr", description="Of its headings and words.")


class InBoth(Out):
    """A text in both languages."""

    fr: str
    en: str


class DimensionOut(Out):
    """One dimension of ISO/IEC 25012."""

    name: DimensionName
    score: float | None = Field(description="0 to 100, cut to one decimal; null: nothing was checked, or it cannot be.")
    good: int
    checked: int
    formula: InBoth
    why: InBoth | None = Field(description="Why there is no score.")


class ReachShare(Out):
    """Records with a usable contact point of one channel; `any`: of at least one."""

    channel: Literal["email", "mobile", "phone", "post", "any"]
    records: int
    share: float | None
    given_but_unusable: int = Field(description="It is there, and what is sent to it would not arrive.")


class FieldQuality(Out):
    """The cells of one field. said = valid + wrong ones; `checked`: a rule can find its values wrong."""

    field: str = Field(description="The typed column that holds it.")
    said: int
    valid: int
    repaired: int = Field(description="Put right safely; among the valid.")
    to_decide: int
    placeholder: int
    invalid: int
    suspect: int
    checked: bool
    fill_rate: float | None
    score: float | None


class PairQuality(Out):
    """Two fields of one record that must agree."""

    pair: Literal["postcode_city", "siren_vat", "civility_first_name", "country_phone"]
    checked: int = Field(description="Records where both are given and can be judged.")
    conflicts: int
    share: float | None


class Hazard(Out):
    """What free texts should not hold; its rows are at /issues for those who may see them."""

    code: str
    cells: int


class DuplicateCounts(Out):
    """How many parties the rows speak of, and how many customers these are."""

    parties: int
    customers: int
    merged: int
    doubtful_pairs: int | None = Field(description="Of the base: pairs that wait for an answer, up to 10,001.")


class BeforeAfter(Out):
    """Checked values right as they came, and right after the safe repairs."""

    checked: int
    right_before: int
    right_after: int
    score_before: float | None
    score_after: float | None


class FieldsUsed(Out):
    """Fields that a delivery ever asked for or carried, of those that the files carry."""

    carried: int
    used: int
    share: float | None


class CostLine(Out):
    """What one kind of fault costs: count x price."""

    what: Literal[
        "returned_letters", "duplicate_letters", "undelivered_emails", "duplicate_storage", "unreachable_storage"
    ]
    count: int
    price: float
    amount: float


class CostsOut(Out):
    """Of one mailing on each channel, and of a year of storage."""

    currency: Literal["EUR"]
    lines: list[CostLine]
    total: float


class TrendPoint(Out):
    """Scores of an earlier import of the list, or of an earlier day of the base."""

    import_id: int | None
    at: Moment
    records: int
    reach: float | None
    completeness: float | None
    validity: float | None
    uniqueness: float | None
    consistency: float | None
    currentness: float | None


class QualityOut(Out):
    """How good the data are."""

    counted_at: Moment
    records: int
    reach: list[ReachShare]
    dimensions: list[DimensionOut]
    fields: list[FieldQuality]
    consistency: list[PairQuality]
    age: dict[Literal["0-12", "12-24", "24-36", "36+", "unknown"], int] = Field(
        description="Records by the months since the last date they carry."
    )
    hazards: list[Hazard]
    typology: dict[Literal["stale", "human", "duplicate", "non-standard"], int] = Field(
        description="Issues by kind of error."
    )
    duplicates: DuplicateCounts
    before_after: BeforeAfter
    fields_used: FieldsUsed
    costs: CostsOut
    trend: list[TrendPoint]


class BaseQualityOut(Out):
    """The quality of the whole base."""

    quality: QualityOut | None = Field(description="Null: nothing was counted yet.")

    @classmethod
    def of(cls, told: dict[str, Any] | None) -> BaseQualityOut:
        """As people see it."""
        return cls.model_validate({"quality": told})
