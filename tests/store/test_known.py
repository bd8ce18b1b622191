"""Rows by many ids at once: one parameter, the same rows on both databases; pairs with both sides among parties."""

from __future__ import annotations

import random

import polars as pl
import pytest
from sqlmodel import SQLModel

from service.store import clusters
from service.store.bulk import insert_frame
from service.store.known import read_by_ids
from service.store.session import Database, reading, unit_of_work
from service.store.snapshots import add_snapshot
from service.store.tables.matching import Pair
from service.store.tables.operation import IdBlock

_B = SQLModel.metadata.tables[IdBlock.__tablename__].c
NUMBERS = [1, 2**40, -(2**63), 2**63 - 1, 77]
NOUNS = ["a", "b'", 'é"', "d\\", "~[]"]


@pytest.fixture
def blocks(database: Database) -> Database:
    with unit_of_work(database) as work:
        work.connection.execute(SQLModel.metadata.tables[IdBlock.__tablename__].delete())
        insert_frame(work, IdBlock, pl.DataFrame({"noun": NOUNS, "next_id": NUMBERS}))
    return database


@pytest.mark.parametrize("asked", [[], [0], [1], [0, 1, 1, 2], [2, 3, 4, 0, 1]])
def test_numbers_and_texts_are_found_by_what_they_are(blocks: Database, asked: list[int]) -> None:
    schema = {"noun": pl.String, "next_id": pl.Int64}
    for column, values in ((_B.next_id, NUMBERS), (_B.noun, NOUNS)):
        ids = pl.Series([values[n] for n in asked], dtype=schema[column.name])
        with reading(blocks) as work:
            found = read_by_ids(work, [_B.noun, _B.next_id], schema, column, ids)
        assert sorted(found["noun"]) == sorted({NOUNS[n] for n in asked})


def test_pairs_among_parties_are_those_with_both_sides_there(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    chance = random.Random(7)  # noqa: S311 - seeded numbers, no secret
    drawn = sorted({(a, a + chance.randrange(1, 40)) for a in chance.choices(range(1, 300), k=400)})
    pairs = pl.DataFrame(drawn, schema={"left_id": pl.Int64, "right_id": pl.Int64}, orient="row")
    with unit_of_work(database) as work:
        snapshot = add_snapshot(work, "test", {}, 1)
        told = {"import_id": 0, "levels": 0, "weight": 1, "probability": 9, "snapshot_id": snapshot}
        insert_frame(work, Pair, pairs.with_columns(pl.lit(v).alias(n) for n, v in told.items()))
    parties = pl.Series(chance.sample(range(1, 340), 120))
    wanted = [(a, b) for a, b in drawn if a in parties and b in parties]
    assert len(wanted) > 10
    for slice_size in (10_000, 7):  # by the database, and beyond a slice by us
        monkeypatch.setattr(clusters, "SLICE", slice_size)
        with reading(database) as work:
            found = clusters.pairs_among(work, parties)
        assert sorted(found.select("left_id", "right_id").iter_rows()) == wanted
