"""Retention reviews: rehearse a purge as of a day, let another key apply it, keep the certificate."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated

from fastapi import Path
from starlette.responses import Response

from service.api.deps import MOST_ID, Called, Id, Paged
from service.api.operations import Noun
from service.api.pointed import pointed
from service.api.schemas.jobs import JobOut
from service.api.schemas.retention import CertificateOut, ReviewApply, ReviewIn, ReviewOut, ReviewPage
from service.api.v1.jobs import ASK_AGAIN
from service.errors import WrongState
from service.flows import purge, reviews
from service.store.job_views import job_row
from service.store.retention import get_review, page_of_reviews

noun = Noun("retention", "Who is past their date: rehearsals of the purge, their application, certificates.")

_DPO = {"dpo"}
DoneReview = Annotated[int, Path(ge=1, le=MOST_ID, description="A review whose erasure is done.", examples=[2])]


@noun.post("/v1/retention/reviews", "retentionRehearse", "Rehearse a purge", roles=_DPO, answers=ReviewOut, status=201)
def rehearse(call: Called, asked: ReviewIn) -> Response:
    """Counts by verdict and reason of who is due on a day; nobody is erased."""
    rules, as_of = purge.shipped_rules(), date.fromisoformat(asked.as_of)
    found = purge.due_on(call.house.database, rules, as_of)
    with call.effect("purge.rehearse", "retention_review") as effect:
        review = purge.keep_review(
            effect.work, found, rules, as_of=as_of, now_us=effect.now_us, key_id=call.principal.id
        )
        return effect.answer(
            ReviewOut.of(review), noun_id=review.id, facts={"erase": len(review.customer_ids)}, etag=True,
            location=f"/v1/retention/reviews/{review.id}",
        )  # fmt: skip


@noun.get("/v1/retention/reviews", "retentionReviews", "Reviews", roles=_DPO, answers=ReviewPage)
def list_reviews(call: Called, pager: Paged) -> Response:
    """Newest first."""
    before = pager.after[0] if pager.after else None
    with call.reading() as work:
        rows = page_of_reviews(work, before=before, limit=pager.wanted)
    body, headers = pager.page([ReviewOut.of(row).model_dump() for row in rows], [[row.id] for row in rows])
    return call.answer(body, headers=headers)


@noun.get(
    "/v1/retention/reviews/{review_id}", "retentionReview", "One review", roles=_DPO, answers=ReviewOut, errors=(404,)
)
def get_one(call: Called, review_id: Id) -> Response:
    """Its numbers, its state, and its certificate once it is done."""
    with call.reading() as work:
        return call.answer(ReviewOut.of(get_review(work, review_id)), etag=True)


@noun.post(
    "/v1/retention/reviews/{review_id}/apply", "retentionApply", "Apply a review", roles=_DPO, answers=JobOut,
    status=202, errors=(404, 409),
)  # fmt: skip
def apply(call: Called, review_id: Id, asked: ReviewApply) -> Response:
    """Erase whom the review names. 403 `four-eyes`: another key than the one that rehearsed must do it. 422: `confirm`
    is not the number of those who would go. 409: applied already, its day is still to come, or the facts changed since:
    rehearse again.
    """
    house, rules = call.house, purge.shipped_rules()
    today = datetime.fromtimestamp(call.now_us / 1_000_000, rules.timezone).date()
    with call.reading() as work:
        as_of = get_review(work, review_id).as_of
    found = purge.due_on(house.database, rules, as_of)
    with pointed(), call.effect("purge.apply", "retention_review") as effect:
        job_id = reviews.apply_review(
            effect.work, review_id, found, rules, key_id=call.principal.id, confirmed=asked.confirm, today=today,
            now_us=effect.now_us,
        )  # fmt: skip
        return effect.answer(
            JobOut.of(job_row(effect.work, job_id)), noun_id=review_id, facts={"erase": asked.confirm},
            location=f"/v1/jobs/{job_id}", headers=ASK_AGAIN,
        )  # fmt: skip


@noun.get(
    "/v1/retention/reviews/{review_id}/certificate", "retentionCertificate", "Certificate of a review", roles=_DPO,
    answers=CertificateOut, errors=(404, 409),
)  # fmt: skip
def get_certificate(call: Called, review_id: DoneReview) -> Response:
    """What was erased. 409: it is not done yet, readers may still hold the base's log."""
    with call.reading() as work:
        review = get_review(work, review_id)
    if review.state != "done" or review.certificate is None:
        raise WrongState("The erasure of this review is not done.", review_id=review_id, state=review.state)
    return call.answer(CertificateOut.model_validate(review.certificate), etag=True)
