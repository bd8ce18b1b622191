"""Customers: found, shown with where each value comes from, entered, put right; what changed of them."""

from __future__ import annotations

from typing import Annotated

from fastapi import Query
from starlette.responses import Response

from service.api.deps import MOST_ID, Called, Paged
from service.api.operations import Noun
from service.api.paging import Limit
from service.api.people import CustomerId, OtherCustomer, cus, number_of, told_by_place, tongue
from service.api.schemas.common import moment
from service.api.schemas.customers import (
    ChangesOut,
    CreatedOut,
    CustomerChange,
    CustomerIn,
    CustomerOut,
    CustomerPage,
    Kind,
    MatchIn,
    MatchOut,
    brief,
    shown,
)
from service.api.schemas.why import SplitIn, SplitOut, WhyOut, edits_out
from service.flows.correct_customer import correct_customer
from service.flows.create_customer import create_customer
from service.flows.explain_pair import explain_customers
from service.flows.find_customers import Asked, find_customers
from service.flows.match_records import match_records
from service.flows.review import split_customer
from service.flows.show_customer import show_customer
from service.store.feed import changes_after
from service.store.turns import take_turn

noun = Noun(
    "customers", "The golden view: one customer a person, a company or a mailbox, and where each value comes from."
)

SEEN_BY = {"crm", "dpo"}
Words = Annotated[str | None, Query(min_length=1, max_length=200, pattern=r"^[^\x00-\x1f]+$")]


@noun.get("/v1/customers", "customersList", "Customers", roles=SEEN_BY, answers=CustomerPage)
def list_customers(
    call: Called,
    pager: Paged,
    name: Annotated[
        Words, Query(description="Words of a name or firm; one must be of the family name or firm.")
    ] = None,
    company: Annotated[Words, Query(description="Words of a firm's name.")] = None,
    email: Words = None,
    phone: Words = None,
    postcode: Annotated[str | None, Query(min_length=2, max_length=12, pattern=r"^[0-9A-Za-z -]+$")] = None,
    kind: Kind | None = None,
    customer_id: Annotated[
        str | None, Query(min_length=11, max_length=24, pattern=r"^[Cc][Uu][Ss]-[0-9A-Za-z-]{7,20}$")
    ] = None,
) -> Response:
    """By id, all or those for whom everything given holds. Whole words, without regard to case or accents; an email or
    number finds everyone who has it. A value that is no email or number finds nobody.
    """
    asked = Asked(name, company, email, phone, postcode, kind, customer_id)
    after = pager.after[0] if pager.after else 0
    with call.reading() as work:
        rows = find_customers(work, asked, after=after, limit=pager.wanted, now_us=call.now_us)
    body, headers = pager.page([brief(row) for row in rows], [[row["id"]] for row in rows])
    return call.answer(body, headers=headers)


@noun.get(
    "/v1/customers/changes", "customersChanges", "What changed", roles=SEEN_BY | {"marketing"}, answers=ChangesOut
)
def list_changes(
    call: Called,
    since: Annotated[int, Query(ge=0, le=MOST_ID, description="`next_since` of the answer before.")] = 0,
    limit: Limit = 50,
) -> Response:
    """Merges, splits, updates and erasures in order, each exactly once to whoever reads on from `next_since`."""
    with call.reading() as work:
        rows = changes_after(work, since, limit=limit + 1)
    items = [
        {
            "seq": r["seq"], "customer_id": cus(r["customer_id"]), "kind": r["kind"], "into_id": cus(r["into_id"]),
            "at": moment(r["at_us"]), "cause": r["cause"], "cause_id": r["cause_id"],
        }
        for r in rows[:limit]
    ]  # fmt: skip
    last = items[-1]["seq"] if items else since
    return call.answer({"items": items, "next_since": last, "more": len(rows) > limit})


@noun.post(
    "/v1/customers", "customersCreate", "Enter a customer", roles={"crm"}, answers=CreatedOut, status=201,
    errors=(409,), also={200: "Somebody who was there already: the record joined that customer."},
)  # fmt: skip
def create(call: Called, asked: CustomerIn) -> Response:
    """A record of the list `manual`, cleaned, compared and resolved as an import's. Ask `/match` before. 422 names
    values that cannot be used; 409 `erased-before`: somebody with this email was erased, say `came_back`.
    """
    with told_by_place(call), call.effect("customer.create", "customer") as effect:
        made = create_customer(
            effect.work, asked.given(), secret=call.house.secret, now_us=effect.now_us, came_back=asked.came_back
        )
        body = {
            "customer_id": cus(made.customer_id), "contact_id": cus(made.contact_id), "existing": made.existing,
            "record_id": made.record_id, "import_id": made.import_id,
        }  # fmt: skip
        return effect.answer(
            body, noun_id=made.customer_id, facts={"import_id": made.import_id, "existing": made.existing},
            status=200 if made.existing else 201, location=f"/v1/customers/{cus(made.customer_id)}",
        )  # fmt: skip


@noun.ask("/v1/customers/match", "customersMatch", "Who looks like these records", roles={"crm"}, answers=MatchOut)
def match(call: Called, asked: MatchIn) -> Response:
    """Search before create: one to 1,000 records, and for each the customers that it may be, with the reasons."""
    with call.reading() as work:
        found = match_records(
            work, [r.given() for r in asked.records], now_us=call.now_us, language=tongue(call), most=asked.most
        )
    items = [
        {"candidates": [{**vars(c), "customer_id": cus(c.customer_id)} for c in m.candidates], "unusable": m.refused}
        for m in found
    ]
    return call.answer({"items": items})


@noun.get(
    "/v1/customers/{customer_id}", "customersGet", "One customer", roles=SEEN_BY, answers=CustomerOut, errors=(404,)
)
def get(call: Called, customer_id: CustomerId) -> Response:
    """With the record, import, list and rule behind each value. An id that was merged is answered with the customer
    that answers for it now: 200, its id in `customer_id` and `Content-Location`, the one asked in `redirected_from`.
    """
    with call.reading() as work:
        told = show_customer(work, number_of(customer_id))
    body = shown(told)
    return call.answer(body, etag=True, headers={"Content-Location": f"/v1/customers/{body['customer_id']}"})


@noun.patch(
    "/v1/customers/{customer_id}", "customersCorrect", "Put a customer right", roles={"crm"}, answers=CustomerOut,
    errors=(404,),
)  # fmt: skip
def correct(call: Called, customer_id: CustomerId, asked: CustomerChange) -> Response:
    """The values hang on the record they replace and win over every file from now on; null takes a value away for good.
    An email, number or address put right has no consent yet. Two customers that become alike may merge: the answer
    shows who answers now.
    """
    number = number_of(customer_id)
    with told_by_place(call), call.effect("customer.correct", "customer") as effect:
        take_turn(effect.work, now_us=effect.now_us)
        call.refuse_stale(shown(show_customer(effect.work, number)))
        done = correct_customer(effect.work, number, asked.given(), principal=call.principal.name, now_us=effect.now_us)
        body = shown(show_customer(effect.work, done.customer_id))
        return effect.answer(body, noun_id=done.customer_id, facts={"fields": done.fields}, etag=True)


@noun.get(
    "/v1/customers/{customer_id}/why", "customersWhy", "Why two customers are not one", roles=SEEN_BY, answers=WhyOut,
    errors=(404,),
)  # fmt: skip
def why(call: Called, customer_id: CustomerId, other: OtherCustomer) -> Response:
    """Their likeliest pair of records: how far each value agrees, what that weighs, and what keeps them apart."""
    with call.reading() as work:
        told = explain_customers(work, number_of(customer_id), number_of(other), language=tongue(call))
    left, right = told.pop("left"), told.pop("right")
    return call.answer({"left_id": cus(left), "right_id": cus(right), **told})


@noun.post(
    "/v1/customers/{customer_id}/split", "customersSplit", "Part records of a customer", roles={"crm"},
    answers=SplitOut, errors=(404,),
)  # fmt: skip
def split(call: Called, customer_id: CustomerId, asked: SplitIn) -> Response:
    """Some records leave and never come back by themselves: each pair that joined them is answered `different`, which
    can be taken back. Everything goes with its record: fields, consents, lists, answers; edits made since are listed.
    """
    with call.effect("customer.split", "customer") as effect:
        done = split_customer(
            effect.work, number_of(customer_id), asked.parties, principal=call.principal.name, now_us=effect.now_us
        )
        body = {
            "customer_id": cus(done.customer_id), "parted_ids": [cus(c) for c in done.parted],
            "answers": [f"{left}-{right}" for left, right in done.answers], "edits": edits_out(done.edits),
        }  # fmt: skip
        return effect.answer(body, noun_id=done.customer_id, facts={"parties": sorted(set(asked.parties))})
