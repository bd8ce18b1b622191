"""People's answers as labels: what a model may learn from, and what it may not."""

from __future__ import annotations

from sqlalchemy import insert
from sqlmodel import SQLModel

from service.store.judged import JUDGED_SCHEMA, judged_pairs
from service.store.reviews import end_answer, put_answer
from service.store.session import Database, Work, reading, unit_of_work

_T = SQLModel.metadata.tables


def _pair(work: Work, left: int, right: int, *, levels: int, import_id: int = 0, ended_by: int | None = None) -> None:
    row = {
        "left_id": left, "right_id": right, "import_id": import_id, "levels": levels, "weight": 1, "probability": 1,
        "snapshot_id": 1, "ended_by": ended_by,
    }  # fmt: skip
    work.connection.execute(insert(_T["pairs"]).values(row))


def test_answers_that_hold_are_labels_with_the_newest_levels(database: Database) -> None:
    with unit_of_work(database) as work:
        work.connection.execute(insert(_T["match_snapshots"]).values(id=1, model="m", body="{}", created_us=1))
        party = {"kind": "person", "slot": 0, "relation": "unknown", "list_id": 1, "import_id": 0}
        work.connection.execute(insert(_T["parties"]), [party | {"id": n, "carried_id": n} for n in range(1, 6)])
        for other in (2, 3, 4, 5):
            _pair(work, 1, other, levels=other)
        for other, answer in ((2, "same"), (3, "different"), (4, "later"), (5, "same")):
            put_answer(work, 1, other, answer, principal="claire", now_us=1)
        end_answer(work, 1, 5, now_us=2)
    with reading(database) as work:
        told = judged_pairs(work)
    assert told.schema == JUDGED_SCHEMA
    assert told.rows() == [(1, 2, 1, "same"), (1, 3, 1, "different")]
