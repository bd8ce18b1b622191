"""Duplicates: pairs that a person is asked about, and the answers."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from fastapi import Path, Query
from starlette.responses import Response

from service.api.deps import Called, Paged
from service.api.operations import Noun
from service.api.people import cus, tongue
from service.api.schemas.duplicates import AnswerIn, DecidedOut, PairOut, PairPage, pair_out
from service.api.schemas.why import edits_out
from service.errors import NotFound
from service.flows.review import Decided, decide_pair, place, queue, shown, take_back
from service.store.reviews import pair_of

noun = Noun("duplicates", "Pairs of customers that may be one: the queue, and people's answers.")

SEEN_BY = {"crm", "dpo"}
PairId = Annotated[
    str,
    Path(
        pattern=r"^[1-9][0-9]{0,14}-[1-9][0-9]{0,14}$", max_length=31, description="`pair` of the list.",
        examples=["1-2"],
    ),
]  # fmt: skip


def _parties(pair: str) -> tuple[int, int]:
    """Raises  NotFound."""
    left, _, right = pair.partition("-")
    if int(left) >= int(right):
        raise NotFound("There is no such pair.")
    return int(left), int(right)


@noun.get("/v1/duplicates", "duplicatesList", "Pairs to be reviewed", roles=SEEN_BY, answers=PairPage)
def list_pairs(
    call: Called,
    pager: Paged,
    sort: Annotated[Literal["doubtful", "contradictory"] | None, Query(description="One sort only.")] = None,
    later: Annotated[bool, Query(description="Those put off, instead of those nobody answered on.")] = False,
) -> Response:
    """Of two customers that nobody has answered on their likeliest pair: those that a contradiction keeps apart, then
    doubtful ones; the most useful first (uncertain, and with many records). Both sides, what each comparison weighs,
    and why in a sentence.
    """
    with call.reading() as work:
        pairs = queue(work, after=pager.after, limit=pager.wanted, sort=sort, later=later)
        told = shown(work, pairs, tongue(call))
    body, headers = pager.page([pair_out(row) for row in told], [place(p) for p in pairs])
    return call.answer(body, headers=headers)


@noun.get("/v1/duplicates/{pair}", "duplicatesGet", "One pair", roles=SEEN_BY, answers=PairOut, errors=(404,))
def get_pair(call: Called, pair: PairId) -> Response:
    """Whatever became of it, with the answer that holds."""
    with call.reading() as work:
        (told,) = shown(work, [pair_of(work, *_parties(pair))], tongue(call))
    return call.answer(pair_out(told), etag=True)


@noun.post(
    "/v1/duplicates/{pair}/decision", "duplicatesDecide", "Answer on a pair", roles={"crm"}, answers=DecidedOut,
    errors=(404,),
)  # fmt: skip
def decide(call: Called, pair: PairId, asked: AnswerIn) -> Response:
    """same: one customer, whatever else speaks against it; different: never; later: put off. It takes effect at once,
    and replaces an earlier answer.
    """
    left, right = _parties(pair)
    with call.effect("pair.decide", "pair_decision") as effect:
        done = decide_pair(
            effect.work, left, right, asked.decision, principal=call.principal.name, now_us=effect.now_us
        )
        facts = {"left": left, "right": right, "decision": asked.decision}
        return effect.answer(_decided(pair, done), noun_id=done.decision_id, facts=facts)


@noun.delete(
    "/v1/duplicates/{pair}/decision", "duplicatesUndo", "Take an answer back", roles={"crm"}, answers=DecidedOut,
    status=200, matched=False, errors=(404,),
)  # fmt: skip
def undo(call: Called, pair: PairId) -> Response:
    """Customers become what they would be without it; nothing is lost."""
    left, right = _parties(pair)
    with call.effect("pair.undo", "pair_decision") as effect:
        done = take_back(effect.work, left, right, now_us=effect.now_us)
        return effect.answer(_decided(pair, done), noun_id=None, facts={"left": left, "right": right})


def _decided(pair: str, done: Decided) -> dict[str, Any]:
    return {
        "pair": pair, "decision_id": done.decision_id, "left_id": cus(done.left_customer),
        "right_id": cus(done.right_customer), "merged": done.left_customer == done.right_customer,
        "edits": edits_out(done.edits),
    }  # fmt: skip
