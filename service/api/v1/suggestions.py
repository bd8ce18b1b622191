"""Work lists: proposed repairs by kind, accepted or refused one by one or all at once, and taken back."""

from __future__ import annotations

from typing import Annotated

from fastapi import Path, Query
from starlette.responses import Response

from service.api.deps import MOST_ID, Called, Paged
from service.api.operations import Noun
from service.api.pointed import pointed
from service.api.schemas.jobs import JobOut
from service.api.schemas.suggestions import (
    AnsweredOut,
    AnswerIn,
    KindsOut,
    SuggestionPage,
    SuggestionState,
)
from service.api.v1.jobs import ASK_AGAIN
from service.errors import Fact
from service.flows.suggestions import answer_items, items_of, kinds_of
from service.store.job_views import job_row

noun = Noun("suggestions", "Proposed repairs: what a person accepts or refuses, for this file and the next ones.")

_MAY = {"crm"}
ListId = Annotated[int, Path(ge=1, le=MOST_ID, description="A number given by Limpide.", examples=[3])]
Code = Annotated[
    str, Path(max_length=60, pattern=r"^[a-z]+\.[a-z0-9-]+$", description="A kind.", examples=["email.domain-typo"])
]


@noun.get(
    "/v1/lists/{list_id}/suggestions", "suggestionsKinds", "Proposed repairs by kind", roles=_MAY, answers=KindsOut,
    errors=(404,),
)  # fmt: skip
def list_kinds(call: Called, list_id: ListId) -> Response:
    """Of the live records of a list: what waits, what was accepted, what was refused."""
    with call.reading() as work:
        kinds = kinds_of(work, list_id, call.house.secret)
    return call.answer(KindsOut.model_validate({"list_id": list_id, "items": kinds}), etag=True)


@noun.get(
    "/v1/lists/{list_id}/suggestions/{code}", "suggestionsList", "Proposed repairs of a kind", roles=_MAY,
    answers=SuggestionPage, errors=(404,),
)  # fmt: skip
def list_items(
    call: Called,
    list_id: ListId,
    code: Code,
    pager: Paged,
    state: Annotated[SuggestionState, Query(description="Those that wait, or were answered so.")] = "open",
) -> Response:
    """Each value once, with the number of lines that have it."""
    start = int(pager.after[0]) if pager.after else 0
    with call.reading() as work:
        found = items_of(work, list_id, call.house.secret)
    mine = found.filter((found["code"] == code) & (found["state"] == state)).slice(start, pager.wanted)
    items = [
        {"id": each.pop("digest"), **each} for each in mine.iter_rows(named=True)
    ]  # fmt: skip
    body, headers = pager.page(items, [[start + n + 1] for n in range(len(items))])
    return call.answer(body, headers=headers)


@noun.post(
    "/v1/lists/{list_id}/suggestions/{code}/answers", "suggestionsAnswer", "Answer proposed repairs", roles=_MAY,
    answers=AnsweredOut, status=202, errors=(404, 409),
)  # fmt: skip
def answer(call: Called, list_id: ListId, code: Code, asked: AnswerIn) -> Response:
    """One, several or all at once. Accepted, the proposed value stands in the place of the wrong one on every line of
    the list that has it, now and in the next files; refused, the value stays and is not asked about again; open takes
    an answer back, and what was before comes back. 409 `wrong-state`: another number waits than was `seen`.
    """
    with call.effect("suggestions.answer", "list") as effect:
        with pointed():
            told = answer_items(
                effect.work, list_id, code, asked.answer, secret=call.house.secret, principal=call.principal.name,
                now_us=effect.now_us, ids=asked.ids, seen=asked.seen,
            )  # fmt: skip
        job = JobOut.of(job_row(effect.work, told.job_id))
        shown = AnsweredOut(list_id=list_id, code=code, values=told.values, rows=told.rows, job=job)
        facts: dict[str, Fact] = {"code": code, "answer": asked.answer, "values": told.values, "job_id": told.job_id}
        return effect.answer(shown, noun_id=list_id, facts=facts, location=f"/v1/jobs/{told.job_id}", headers=ASK_AGAIN)
