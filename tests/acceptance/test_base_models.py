"""What reviewers answered becomes a model of the base, and moves customers only once it is chosen and all is matched again."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from make_demo import demonstration, write_export
from sqlalchemy import select
from sqlmodel import SQLModel

from service.errors import BadQuery
from service.flows.base_models import ask_to_train, keep_trained
from service.flows.keys import create_key
from service.flows.matching_state import matching_state
from service.flows.rematch import ask_to_rematch
from service.reference.matching import match_model_text
from service.store.models import choose, keep_model
from service.store.reviews import put_answer
from service.store.session import Database, reading, unit_of_work

_T = SQLModel.metadata.tables
_P, _R = _T["pairs"].c, _T["records"].c
NOW = 1_780_600_000_000_000


CREDULOUS = "credulous"


def _choose_credulous(database: Database) -> None:
    """The shipped model, seven bits too ready to believe."""
    body: dict[str, Any] = json.loads(match_model_text())
    body |= {"version": CREDULOUS, "bias": {kind: weight + 7000 for kind, weight in body["bias"].items()}}
    with unit_of_work(database) as work:
        keep_model(work, CREDULOUS, json.dumps(body), source="trained", principal="claire", now_us=1)
        choose(work, CREDULOUS, now_us=2)


def _answered(house: Any, who: dict[int, str]) -> None:
    """The truth on every stored pair of main parties, as a patient reviewer would tell it."""
    rows = {party: row for party, row in house.rows(select(_R.main_party_id, _R.row_id)) if party is not None}
    pairs = house.rows(select(_P.left_id, _P.right_id))
    with unit_of_work(house.database) as work:
        for left, right in pairs:
            if left in rows and right in rows:
                same = who[rows[left]] == who[rows[right]]
                put_answer(work, left, right, "same" if same else "different", principal="claire", now_us=NOW)


def test_answers_make_a_model_that_the_next_rematch_uses(house: Any, tmp_path: Path) -> None:
    made = demonstration(1500, 21, 2.0)
    write_export(made.cells(), tmp_path / "demo.csv")
    truth = made.truth()
    _choose_credulous(house.database)
    house.import_((tmp_path / "demo.csv").read_bytes())
    _answered(house, dict(zip(truth["row_id"].to_list(), truth["entity_id"].to_list(), strict=True)))
    with unit_of_work(house.database) as work:
        key, _ = create_key(work, "claire", ["admin"], now_us=NOW)
        job = ask_to_train(work, key.id, now_us=NOW)
    view = house.run(job)
    assert view.state == "done", view.problem
    with reading(house.database) as work:
        state = matching_state(work)
    newest = state.models[0]
    assert newest.version.startswith(f"{CREDULOUS}+")
    assert (newest.source, newest.principal, newest.chosen) == ("trained", "claire", False)
    learned = newest.manifest["adjusted_on"]
    assert learned["source"] == "reviews"
    assert learned["log_loss_after"] < learned["log_loss_before"]
    assert state.snapshot is not None
    assert (state.snapshot.model, state.advice) == (CREDULOUS, [])
    with unit_of_work(house.database) as work:
        choose(work, newest.version, now_us=NOW)
        job = ask_to_rematch(work, now_us=NOW)
    assert house.run(job).state == "done"
    with reading(house.database) as work:
        after = matching_state(work)
    assert after.snapshot is not None
    assert after.snapshot.model == newest.version
    house.is_well()


def test_a_model_that_would_change_nothing_here_is_not_kept(house: Any) -> None:
    with pytest.raises(BadQuery), unit_of_work(house.database) as work:
        keep_trained(work, match_model_text(), principal="claire", now_us=NOW)
