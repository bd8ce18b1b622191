"""The stages together: batch size and block size change nothing, rows keep their number and order."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields
from datetime import date

import polars as pl
import pytest
from make_demo import demonstration
from polars.testing import assert_frame_equal

from service.core.clean.options import options_of
from service.core.clean.parties import PartyFrames
from service.core.pipeline import Prepared, identities, prepare
from service.core.plan import Plan
from service.core.read import read_batches
from service.core.survey import survey


@pytest.fixture(scope="module")
def content() -> bytes:
    """A small export with some lines that cannot be read well."""
    text = demonstration(400, seed=11).cells().write_csv(separator=";")
    lines = text.splitlines()
    lines[50:50] = ['C9;M.;"Sans fin;Jean;;;;;;;', "", "trop;court"]
    return ("\n".join(lines) + "\n").encode("cp1252", errors="replace")


def _blocks(content: bytes, size: int) -> Iterator[bytes]:
    return (content[i : i + size] for i in range(0, len(content), size))


def _run(content: bytes, plan: Plan, block: int, rows: int) -> tuple[Prepared, PartyFrames, pl.DataFrame]:
    options = options_of(plan, today=date(2026, 11, 22))
    batches = list(read_batches(_blocks(content, block), plan, rows_per_batch=rows))
    done = [prepare(batch, plan, options) for batch in batches]
    frames = {f.name: pl.concat([getattr(d.frames, f.name) for d in done]) for f in fields(PartyFrames)}
    whole = Prepared(pl.concat([d.rows for d in done]), pl.concat([d.issues for d in done]))
    return whole, PartyFrames(**frames), pl.concat([identities(batch, plan) for batch in batches])


@pytest.mark.parametrize(("block", "rows"), [(1 << 20, 37), (777, 100), (4096, 60)])
def test_any_batch_size_and_block_size_give_the_same_output(content: bytes, block: int, rows: int) -> None:
    plan = survey(lambda: _blocks(content, 1 << 16)).plan
    whole, frames, known = _run(content, plan, 1 << 20, 100_000)
    parts, frames_in_parts, known_in_parts = _run(content, plan, block, rows)
    assert_frame_equal(parts.rows, whole.rows)
    assert_frame_equal(parts.issues, whole.issues)
    assert_frame_equal(known_in_parts, known)
    for field in fields(PartyFrames):
        ordered = [getattr(f, field.name).sort(pl.all()) for f in (frames_in_parts, frames)]
        assert_frame_equal(*ordered)


def test_every_row_has_an_outcome_and_its_number(content: bytes) -> None:
    plan = survey(lambda: _blocks(content, 1 << 16)).plan
    whole, _, _ = _run(content, plan, 1 << 20, 100_000)
    assert whole.rows["row_id"].to_list() == list(range(1, whole.rows.height + 1))
    assert set(whole.rows["outcome"]) <= {"accepted", "rejected", "quarantined"}
    assert whole.rows.filter(pl.col("outcome") != "accepted")["code"].null_count() == 0
