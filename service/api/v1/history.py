"""What is behind a customer: its source rows, what happened, what it said of being contacted."""

from __future__ import annotations

from starlette.responses import Response

from service.api.deps import Called, Paged
from service.api.operations import Noun
from service.api.people import CustomerId, number_of
from service.api.schemas.common import Since, microseconds
from service.api.schemas.history import (
    ConsentsOut,
    RecordPage,
    TimelinePage,
    consents_out,
    happened,
    record_out,
)
from service.flows.consents import consents_of
from service.flows.decisions import rules_in_force
from service.flows.show_customer import records_of_customer, timeline_of_customer

noun = Noun("history", "What is behind a customer: source rows, acts, purchases, consents, merges.")

SEEN_BY = {"crm", "dpo"}


@noun.get(
    "/v1/customers/{customer_id}/records", "historyRecords", "Source rows of a customer", roles=SEEN_BY,
    answers=RecordPage, errors=(404,),
)  # fmt: skip
def list_records(call: Called, pager: Paged, customer_id: CustomerId) -> Response:
    """Every version of every row, in the order they came: cells as they were, line, import, list."""
    after = pager.after[0] if pager.after else 0
    with call.reading() as work:
        rows = records_of_customer(work, number_of(customer_id), after=after, limit=pager.wanted)
    body, headers = pager.page([record_out(r) for r in rows], [[r["record_id"]] for r in rows])
    return call.answer(body, headers=headers)


@noun.get(
    "/v1/customers/{customer_id}/timeline", "historyTimeline", "What happened with a customer", roles=SEEN_BY,
    answers=TimelinePage, errors=(404,),
)  # fmt: skip
def list_timeline(call: Called, pager: Paged, customer_id: CustomerId) -> Response:
    """The latest first; what has no date comes last."""
    with call.reading() as work:
        told = timeline_of_customer(work, number_of(customer_id))
    start = 0
    if pager.after is not None:
        places = [[t["what"], t["id"]] for t in told]
        start = places.index(pager.after) + 1 if pager.after in places else len(told)
    page = told[start : start + pager.wanted]
    body, headers = pager.page([happened(t) for t in page], [[t["what"], t["id"]] for t in page])
    return call.answer(body, headers=headers)


@noun.get(
    "/v1/customers/{customer_id}/consents", "historyConsents", "What a customer agreed to", roles=SEEN_BY,
    answers=ConsentsOut, errors=(404,),
)  # fmt: skip
def list_consents(call: Called, customer_id: CustomerId, at: Since = None) -> Response:
    """As of a moment (now, when none is given): what stands on each contact point, channel, purpose and controller, and
    every act behind it with its proof. An answer about contacting comes from `/v1/decisions`, not from here.
    """
    at_us = call.now_us if at is None else microseconds(at) or 0
    with call.reading() as work:
        told = consents_of(work, number_of(customer_id), at_us=at_us, zone=rules_in_force().timezone)
    return call.answer(consents_out(told, at_us))
