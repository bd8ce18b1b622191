"""Customers coming in and going out."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import ConfigDict, Field

from service.api.people import cus
from service.api.schemas.common import In, Moment, Out, example, moment

Text = Annotated[str, Field(max_length=500, pattern=r"^[^\x00]*$")]
Kind = Literal["person", "company", "mailbox"]


class Identity(In):
    """Who somebody is and how to reach them; cleaned as a file's values are."""

    customer_type: Literal["b2c", "b2b"] | None = None
    relation: Literal["customer", "prospect", "supplier", "staff", "partner", "competitor"] | None = None
    salutation: Text | None = None
    first_name: Text | None = None
    last_name: Text | None = None
    birth_date: Text | None = None
    job_title: Text | None = None
    company_name: Text | None = None
    legal_form: Text | None = None
    siren: Text | None = None
    siret: Text | None = None
    vat_number: Text | None = None
    naf_code: Text | None = None
    email: Text | None = None
    phone: Text | None = None
    phone_mobile: Text | None = None
    address_line1: Text | None = None
    address_line2: Text | None = None
    address_line3: Text | None = None
    postal_code: Text | None = None
    city: Text | None = None
    country_code: Text | None = None
    language: Text | None = None

    def given(self) -> dict[str, str | None]:
        """The fields that were sent."""
        return {name: getattr(self, name) for name in sorted(self.model_fields_set)}


class Entry(Identity):
    """A record, with what only a record has."""

    model_config = ConfigDict(
        json_schema_extra=example(
            {"salutation": "Mme", "first_name": "Élise", "last_name": "Martin", "email": "elise@courrier.example"}
        )
    )

    customer_code: Text | None = None
    email_secondary: Text | None = None
    phone_secondary: Text | None = None


class CustomerIn(Entry):
    """A customer to be entered."""

    came_back: bool = Field(
        default=False, description="They were erased before and have come back by an act of their own."
    )

    def given(self) -> dict[str, str | None]:
        """The fields that were sent."""
        return {name: value for name, value in super().given().items() if name != "came_back"}


class CustomerChange(Identity):
    """What is put right; absent keeps, null takes the value away."""

    model_config = ConfigDict(json_schema_extra=example({"email": "elise.martin@courrier.example"}))


class CustomerBrief(Out):
    """A customer in a list."""

    customer_id: str
    kind: Kind
    salutation: str | None
    first_name: str | None
    last_name: str | None
    company_name: str | None
    job_title: str | None
    email: str | None
    phone: str | None
    phone_mobile: str | None
    postal_code: str | None
    city: str | None
    country_code: str | None
    relation: str | None
    parties: int = Field(description="Source rows that are this customer, as parties.")
    updated_at: Moment


class CustomerPage(Out):
    """A page of customers."""

    items: list[CustomerBrief]
    next_cursor: str | None


def brief(row: dict[str, Any]) -> dict[str, Any]:
    """CustomerBrief of a row of store/finding.py."""
    told = {k: v for k, v in row.items() if k not in ("id", "updated_us", "version")}
    return {"customer_id": cus(row["id"]), **told, "updated_at": moment(row["updated_us"])}


class CorrectionOut(Out):
    """Who set a value, when, and what it replaced."""

    id: int
    principal: str
    at: Moment
    replaced: str | None
    party_id: int


class LineageOut(Out):
    """Where a value comes from."""

    rule: str = Field(description="Why this value: only, corrected, agreed, usable, recent, complete, majority, …")
    record_id: int | None
    import_id: int | None = None
    import_kind: str | None = None
    row_id: int | None = None
    line: int | None = None
    filename: str | None = None
    list_id: int | None = None
    list_name: str | None = None
    list_kind: str | None = None
    published_at: Moment | None = None
    correction: CorrectionOut | None = None


class ContactPointOut(Out):
    """A contact point in force."""

    contact_point_id: int
    kind: Literal["email", "phone", "postal"]
    subtype: str
    value: str
    party_id: int
    list_id: int
    record_id: int
    by_hand: bool = Field(description="Set by a person, not by a file.")


class LinkOut(Out):
    """A customer that is related, and another one."""

    kind: str
    direction: Literal["to", "from"]
    customer_id: str
    first_name: str | None
    last_name: str | None
    company_name: str | None


class AnswerOut(Out):
    """What a person answered on a pair; `DELETE /v1/duplicates/{pair}/decision` takes it back."""

    pair: str
    decision: Literal["same", "different", "later"]
    by: str
    at: Moment
    other_id: str | None = Field(description="The other customer; null: both records are of this one.")


class CustomerOut(Out):
    """One customer: golden values, and where each comes from."""

    customer_id: str
    redirected_from: str | None = Field(description="The id asked, when it was merged into this customer.")
    kind: Kind
    parties: int
    version: int
    updated_at: Moment
    first_seen_at: Moment
    last_act_on: str | None = Field(description="Latest act of the person; null: not known.")
    employer_id: str | None
    values: dict[str, str | int | None]
    lineage: dict[str, LineageOut]
    contact_points: list[ContactPointOut]
    links: list[LinkOut]
    answers: list[AnswerOut] = Field(description="People's answers that hold, the newest first.")


def shown(told: dict[str, Any]) -> dict[str, Any]:
    """CustomerOut of flows/show_customer.py."""
    return {
        "customer_id": cus(told["customer_id"]),
        "redirected_from": cus(told["redirected_from"]),
        **{k: told[k] for k in ("kind", "parties", "version")},
        "updated_at": moment(told["updated_us"]),
        "first_seen_at": moment(told["first_seen_us"]),
        "last_act_on": told["last_act_on"],
        "employer_id": cus(told["employer_id"]),
        "values": told["values"],
        "lineage": {field: _lineage(where) for field, where in told["lineage"].items()},
        "contact_points": told["contact_points"],
        "links": [{**link, "customer_id": cus(link["customer_id"])} for link in told["links"]],
        "answers": [
            {
                "pair": f"{a['left_id']}-{a['right_id']}",
                "decision": a["decision"],
                "by": a["principal"],
                "at": moment(a["at_us"]),
                "other_id": cus(a["other_id"]),
            }
            for a in told["answers"]
        ],
    }


def _lineage(where: dict[str, Any]) -> dict[str, Any]:
    out = {k: v for k, v in where.items() if k != "published_us"}
    if "published_us" in where:
        out["published_at"] = moment(where["published_us"])
    if where["correction"] is not None:
        set_by = {k: v for k, v in where["correction"].items() if k != "at_us"}
        out["correction"] = set_by | {"at": moment(where["correction"]["at_us"])}
    return out


class CreatedOut(Out):
    """The customer that a new record is of."""

    customer_id: str
    contact_id: str | None = Field(description="The contact person, when a firm and a person were entered at once.")
    existing: bool = Field(description="The customer was there already: the new record joined it.")
    record_id: int
    import_id: int = Field(description="Undo by reverting it.")


class MatchIn(In):
    """Records to be looked for; nothing is stored."""

    model_config = ConfigDict(
        json_schema_extra=example({"records": [{"last_name": "Martin", "email": "elise@courrier.example"}], "most": 5})
    )

    records: Annotated[list[Entry], Field(min_length=1, max_length=1000)]
    most: int = Field(default=10, ge=1, le=50, description="Candidates a record.")


class CandidateOut(Out):
    """A customer that a record looks like."""

    customer_id: str
    party: Literal["main", "contact"] = Field(description="Which party of the record: the firm, or its contact person.")
    probability: float
    weight: int = Field(description="Thousandths of a bit.")
    levels: dict[str, str]
    sentence: str
    believed: bool = Field(description="An import would join them without asking.")


class MatchedOut(Out):
    """What was found for one record."""

    candidates: list[CandidateOut]
    unusable: dict[str, str] = Field(description="Fields whose value cannot be used, and why (an issue code).")


class MatchOut(Out):
    """In the order of the records."""

    items: list[MatchedOut]


class ChangeOut(Out):
    """One thing that happened to a customer."""

    seq: int
    customer_id: str
    kind: Literal["created", "updated", "merged", "split", "erased"]
    into_id: str | None = Field(description="Merged: the survivor; split: where it came from.")
    at: Moment
    cause: str
    cause_id: int | None


class ChangesOut(Out):
    """Changes in order; ask again with `since` = `next_since`."""

    items: list[ChangeOut]
    next_since: int
    more: bool
