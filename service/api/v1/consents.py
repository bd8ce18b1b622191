"""Consents: what people said of being contacted, appended with its proof."""

from __future__ import annotations

from starlette.responses import Response

from service.api.deps import Called, Paged
from service.api.operations import Noun
from service.api.people import number_of, told_by_place
from service.api.schemas.common import microseconds
from service.api.schemas.consents import AppendedOut, ConsentIn, ConsentsIn, EventPage, listed
from service.flows.consents import Told, append_consents, events_page

noun = Noun("consents", "What people said of being contacted. Append-only, with its proof (RGPD art. 7).")


@noun.get("/v1/consents", "consentsList", "Every act", roles={"dpo", "crm"}, answers=EventPage)
def list_events(call: Called, pager: Paged) -> Response:
    """In the order they were recorded, whoever they are of."""
    after = pager.after[0] if pager.after else 0
    with call.reading() as work:
        rows = events_page(work, after=after, limit=pager.wanted)
    body, headers = pager.page([listed(r) for r in rows], [[r["id"]] for r in rows])
    return call.answer(body, headers=headers)


@noun.post(
    "/v1/consents", "consentsAppend", "Append acts", roles={"dpo", "crm", "marketing"}, answers=AppendedOut, status=201,
    keyed="required", errors=(404,),
)  # fmt: skip
def append(call: Called, asked: ConsentsIn) -> Response:
    """A yes needs its moment and its proof; a no refuses at once. Given a `value`, a no is of everyone who has it. The
    act stays on its contact point and never moves to another.
    """
    with told_by_place(call), call.effect("consent.append", "consent_event") as effect:
        ids = append_consents(effect.work, [_told(item) for item in asked.items], now_us=effect.now_us)
        facts = {"acts": len(ids), "events": sum(len(i) for i in ids)}
        return effect.answer({"items": ids}, noun_id=ids[0][0], facts=facts)


def _told(item: ConsentIn) -> Told:
    return Told(
        channel=item.channel, status=item.status, purpose=item.purpose, controller=item.controller,
        contact_point_id=item.contact_point_id, value=item.value, evidence=item.evidence,
        customer_id=None if item.customer_id is None else number_of(item.customer_id),
        occurred_us=microseconds(item.occurred_at),
        proof=None if item.proof is None else item.proof.model_dump(exclude_none=True),
    )  # fmt: skip
