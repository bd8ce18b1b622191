"""Matching: by what the base is matched, models trained for it, and the job that matches it again."""

from __future__ import annotations

from starlette.responses import Response

from service.api.deps import Called
from service.api.operations import Noun
from service.api.schemas.jobs import JobOut
from service.api.schemas.matching import MatchingOut, ModelChoice
from service.api.v1.jobs import ASK_AGAIN
from service.flows.base_models import ask_to_train
from service.flows.matching_state import matching_state
from service.flows.rematch import ask_to_rematch, call_off
from service.store.job_views import job_row
from service.store.models import choose

noun = Noun("matching", "By which model the base is matched, models trained for it, matching it again.")

_ADMIN = {"admin"}


@noun.get("/v1/matching", "matchingGet", "How the base is matched", roles={"crm", "dpo", "admin"}, answers=MatchingOut)
def get_state(call: Called) -> Response:
    """The snapshot in force, the models at hand, and whether matching again is worth it."""
    with call.reading() as work:
        return call.answer(MatchingOut.of(matching_state(work)), etag=True)


@noun.post("/v1/matching/rematch", "matchingRematch", "Match the base again", roles=_ADMIN, answers=JobOut, status=202)
def rematch(call: Called) -> Response:
    """A new snapshot is made: the model chosen, and how frequent names are today. All are compared again, customers
    merge and split at once when it is done, and the change feed tells it. Answers, corrections and ids stay. One that
    waits or runs is answered instead.
    """
    with call.effect("matching.rematch", "job") as effect:
        job_id = ask_to_rematch(effect.work, now_us=effect.now_us)
        shown = JobOut.of(job_row(effect.work, job_id))
        return effect.answer(shown, noun_id=job_id, facts={}, location=f"/v1/jobs/{job_id}", headers=ASK_AGAIN)


@noun.delete(
    "/v1/matching/rematch", "matchingCallOff", "Call a re-match off", roles=_ADMIN, answers=None, matched=False,
    errors=(409,),
)  # fmt: skip
def stop(call: Called) -> Response:
    """Nothing of it will show; none under way: nothing is done. 409: its customers are moved already."""
    with call.effect("matching.call-off", "job") as effect:
        stopped = call_off(effect.work)
        return effect.answer(None, noun_id=None, facts={"stopped": stopped})


@noun.post(
    "/v1/matching/models", "matchingTrain", "Learn from people's answers", roles=_ADMIN, answers=JobOut, status=202
)
def train(call: Called) -> Response:
    """The weights in force are adjusted to what reviewers answered, and kept as a model if pairs that were not learned
    from are judged better; else the job fails with `model-refused` and says how good it was.
    """
    with call.effect("matching.train", "job") as effect:
        job_id = ask_to_train(effect.work, call.principal.id, now_us=effect.now_us)
        shown = JobOut.of(job_row(effect.work, job_id))
        return effect.answer(shown, noun_id=job_id, facts={}, location=f"/v1/jobs/{job_id}", headers=ASK_AGAIN)


@noun.put(
    "/v1/matching/model", "matchingChoose", "Choose the model", roles=_ADMIN, answers=MatchingOut, matched=False,
    errors=(404,),
)  # fmt: skip
def choose_model(call: Called, asked: ModelChoice) -> Response:
    """For the next re-match: until then everything is weighed as before."""
    with call.effect("matching.choose", "match_model") as effect:
        choose(effect.work, asked.chosen(), now_us=effect.now_us)
        shown = MatchingOut.of(matching_state(effect.work))
        return effect.answer(shown, noun_id=None, facts={"version": asked.version})
