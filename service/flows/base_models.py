"""Models trained for a base: kept in it, chosen for its next snapshot, and the job that learns from reviewers' answers.

A model weighs nothing before the base is matched again by it (flows/rematch.py).
"""

from __future__ import annotations

import json
from typing import Any

from service.errors import BadQuery
from service.flows.context import JobContext
from service.flows.keys import get_key
from service.flows.train_match import trained_on_reviews
from service.reference.matching import match_model_text
from service.store import jobs, models
from service.store.session import Work, reading

KIND = LANE = "train"


def ask_to_train(work: Work, key_id: int, *, now_us: int) -> int:
    """Put the job that learns from people's answers into the queue; its id."""
    return jobs.put(work, KIND, KIND, {"key_id": key_id}, lane=LANE, now_us=now_us)


def run_train(context: JobContext) -> None:
    """Learn, and keep the model where it judges better.

    Raises  ModelRefused: the facts say how good it was; JobLost.
    """
    with reading(context.database) as work:
        made = trained_on_reviews(work)
        who = get_key(work, int(context.claim.payload["key_id"])).name
    with context.effect("keep", {}) as work:
        keep_trained(work, made.text, principal=who, now_us=context.now_us())


def keep_trained(work: Work, text: str, *, principal: str, now_us: int) -> str:
    """Keep a model that `train` made; its version.

    Raises  BadQuery: it weighs the pairs of customers like the shipped one, so it would change nothing here.
    """
    body, shipped = json.loads(text), json.loads(match_model_text())
    if _of_customers(body) == _of_customers(shipped):
        raise BadQuery("This model was adjusted for files of other shapes: it would change nothing in this base.")
    version = str(body["version"])
    models.keep_model(work, version, text, source="trained", principal=principal, now_us=now_us)
    return version


def _of_customers(body: dict[str, Any]) -> tuple[Any, Any]:
    return body["bias"], body["weights"]
