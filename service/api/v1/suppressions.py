"""Suppressions: who must not be contacted, kept as keyed hashes and never in plain."""

from __future__ import annotations

from starlette.responses import Response

from service.api.deps import Called, Paged
from service.api.operations import Noun
from service.api.people import told_by_place
from service.api.schemas.consents import (
    ObjectionsIn,
    ObjectionsTakenOut,
    SuppressionAsk,
    SuppressionPage,
    SuppressionsOut,
    suppression_out,
)
from service.flows.suppressions import Objection, append_objections, keep_outside, objections_on
from service.store import suppressions

noun = Noun("suppressions", "Objections that hold whoever they are of: keyed hashes of addresses and numbers.")

SEEN_BY = {"dpo", "crm", "marketing"}


@noun.get("/v1/suppressions", "suppressionsList", "Objections", roles={"dpo"}, answers=SuppressionPage)
def list_objections(call: Called, pager: Paged) -> Response:
    """Kind, scope and date of each; whose they are cannot be told."""
    after = pager.after[0] if pager.after else 0
    with call.reading() as work:
        rows = suppressions.page(work, after=after, limit=pager.wanted)
    body, headers = pager.page([suppression_out(r) for r in rows], [[r["id"]] for r in rows])
    return call.answer(body, headers=headers)


@noun.post(
    "/v1/suppressions", "suppressionsAppend", "Keep objections", roles=SEEN_BY, answers=ObjectionsTakenOut, status=201,
    errors=(404,),
)  # fmt: skip
def append(call: Called, asked: ObjectionsIn) -> Response:
    """Addresses and numbers are cleaned, hashed with the installation's key and forgotten. They hold from now on, also
    for people who are not in the base yet, and outlive erasure and restored backups.
    """
    told = [Objection(**item.model_dump()) for item in asked.items]
    with told_by_place(call), call.effect("suppression.append", "suppression") as effect:
        before = suppressions.last_id(effect.work)
        ids = append_objections(effect.work, told, secret=call.house.secret, now_us=effect.now_us)
        answer = effect.answer({"items": ids}, noun_id=ids[0], facts={"objections": len(ids)})
    keep_outside(call.house.database, call.house.data.keys, before)
    return answer


@noun.ask(
    "/v1/suppressions/check", "suppressionsCheck", "Has this address objected", roles=SEEN_BY, answers=SuppressionsOut
)
def check(call: Called, asked: SuppressionAsk) -> Response:
    """The objections on one address or number. Nothing is stored."""
    with told_by_place(call), call.reading() as work:
        rows = objections_on(work, asked.kind, asked.value, secret=call.house.secret, now_us=call.now_us)
    return call.answer({"suppressed": bool(rows), "items": [suppression_out(r) for r in rows]})
