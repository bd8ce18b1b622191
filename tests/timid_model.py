"""A match model that believes little: the shipped one with half its weights, to be matched by before a re-match."""

from __future__ import annotations

import json
from typing import Any

from service.reference.matching import match_model_text
from service.store.models import choose, keep_model
from service.store.session import Database, unit_of_work

TIMID = "timid"
SHIPPED = str(json.loads(match_model_text())["version"])


def timid_text() -> str:
    """Its JSON."""
    body: dict[str, Any] = json.loads(match_model_text())
    for weights in body["weights"].values():
        for levels in weights.values():
            levels |= {level: value // 2 for level, value in levels.items()}
    return json.dumps(body | {"version": TIMID})


def choose_timid(database: Database) -> None:
    """The base's first snapshot will be made with it."""
    with unit_of_work(database) as work:
        keep_model(work, TIMID, timid_text(), source="trained", principal="claire", now_us=1)
        choose(work, TIMID, now_us=2)
