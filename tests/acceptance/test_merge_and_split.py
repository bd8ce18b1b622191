"""A merge, later edits, a split: what is, is as if the merge had never been, with the edits; only the ledgers tell.

Edits are all that comes to a customer (edits_made.py).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from copies import Prepared
from edits_made import EDITS, Base, Edit, do, do_again
from hypothesis import HealthCheck, Phase, assume, event, given, settings
from hypothesis import strategies as st
from make_demo import demonstration, write_export
from sqlalchemy import select
from sqlmodel import SQLModel

from service.flows.review import Decided, decide_pair, queue, take_back
from service.store.edits import edits_on
from service.store.files import DataDir
from service.store.session import Work, reading, unit_of_work

_T = SQLModel.metadata.tables
MERGED_US = 2_000_000_000_000_000  # later than the import
STATE = (
    "lists", "imports", "records", "parties", "contact_points", "customers", "customer_redirects", "memberships",
    "links", "corrections", "acts", "purchases", "consent_events", "suppressions", "pairs", "match_keys",
    "match_snapshots", "pair_decisions",
)  # fmt: skip
COUNTED = {"customers": {"version", "updated_us", "import_id"}}
"""version and updated_us count every change of a customer, a merge and a split included; import_id says who staged the
row, and is emptied by any change once that import is published."""


def _dump(work: Work) -> dict[str, list[tuple[Any, ...]]]:
    """Every row of the state tables, sorted; of memberships and answers those that hold."""
    told = {}
    for name in STATE:
        table = _T[name]
        columns = [c for c in table.c if c.name not in COUNTED.get(name, set())]
        asked = select(*columns)
        if name == "memberships":
            asked = select(table.c.party_id, table.c.customer_id).where(table.c.until_us.is_(None))
        if name == "pair_decisions":
            asked = select(*[c for c in columns if c.name != "id"]).where(table.c.ended_us.is_(None))
        told[name] = sorted((tuple(row) for row in work.connection.execute(asked)), key=repr)
    return told


def _ledger(work: Work, homes: dict[int, int]) -> Counter[tuple[Any, ...]]:
    """What the feed tells; an update of both of the two is one update of the one that they were."""
    changes = _T["changes"].c
    asked = select(changes.kind, changes.customer_id, changes.cause, changes.at_us)
    told = Counter((k, homes.get(c, c), cause, at) for k, c, cause, at in work.connection.execute(asked))
    return Counter({event: 1 if event[0] == "updated" else n for event, n in told.items()})


@pytest.fixture
def filled(prepared: Prepared, tmp_path: Path, house_over: Callable[..., Any]) -> Iterator[Prepared]:
    """A base with a demonstration file, in which some pairs are doubtful."""
    path = tmp_path / "clients.csv"
    write_export(demonstration(400, 5, 2.0).cells(), path)
    with prepared.filling() as database, DataDir(tmp_path / "data") as data:
        house_over(database, data).import_(path.read_bytes())
    yield prepared  # noqa: PT022 - a generator as the others


def _check(filled: Prepared, folder: Path, which: int, drawn: list[tuple[Any, ...]]) -> None:
    with (
        filled.copy() as one,
        filled.copy() as other,
        DataDir(folder / "one") as data,
        DataDir(folder / "other") as more,
    ):
        with reading(one) as work:
            pairs = queue(work, after=None, limit=50)
        pair, *others = pairs[which % len(pairs) :] + pairs[: which % len(pairs)]
        touched = {pair.left_customer, pair.right_customer}
        others = [p for p in others if not touched & {p.left_customer, p.right_customer}]
        assume(others)
        merged, apart = Base(one, data, pair, others), Base(other, more, pair, others)
        with unit_of_work(one) as work:
            decide_pair(work, pair.left_id, pair.right_id, "same", principal="claire", now_us=MERGED_US)
            changes = _T["changes"].c
            told = list(work.connection.execute(select(changes.kind).where(changes.at_us == MERGED_US)).scalars())
            assume(sorted(told) == ["merged", "updated"])  # else a record changed sides: two that contradict each other
        made = [done for n, each in enumerate(drawn, start=1) if (done := do(merged, each, MERGED_US + n))]
        assume(merged.joined)
        event(f"edits: {len(made)}, " + ", ".join(sorted({e.what for e in made})))
        with unit_of_work(one) as work:
            undone = take_back(work, pair.left_id, pair.right_id, now_us=MERGED_US + 100)
        for edit in made:
            do_again(apart, edit)
        assume(not apart.joined)  # what was brought makes them one without the answer
        assume(_lives(merged) == _lives(apart))  # what contradicts one of them is a third beside both: its id was told
        _compare(merged, apart, undone, made)


def _lives(base: Base) -> list[tuple[Any, ...]]:
    """Customers that the edits made, joined or parted."""
    changes = _T["changes"].c
    asked = select(changes.at_us, changes.kind).where(changes.at_us > MERGED_US, changes.at_us < MERGED_US + 100)
    with reading(base.database) as work:
        lived = work.connection.execute(asked.where(changes.kind != "updated").order_by(changes.at_us, changes.kind))
        return [tuple(row) for row in lived]


def _compare(merged: Base, apart: Base, undone: Decided, made: list[Edit]) -> None:
    with reading(merged.database) as ours, reading(apart.database) as theirs:
        expected, found = _dump(theirs), _dump(ours)
        for name in STATE:
            assert found[name] == expected[name], name
        ids = (merged.pair.left_customer, merged.pair.right_customer)
        homes = dict.fromkeys(ids, min(ids))
        more = _ledger(ours, homes) - _ledger(theirs, homes)
        less = _ledger(theirs, homes) - _ledger(ours, homes)
        assert not less
        assert {(cause, at) for _, _, cause, at in more} == {("review", MERGED_US), ("review", MERGED_US + 100)}
        assert [k for k, _, _, at in more if at == MERGED_US].count("merged") == 1
        assert [k for k, _, _, at in more if at == MERGED_US + 100].count("split") == 1
        mine = [e for e in undone.edits if e["what"] != "duplicate"]
        people = sorted({e.party for e in made})
        assert [e["at_us"] for e in mine] == [
            e["at_us"] for e in edits_on(ours, people, MERGED_US) if e["what"] != "duplicate"
        ]


_QUICK = settings(
    max_examples=3, deadline=None, derandomize=True, phases=[Phase.explicit, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.filter_too_much],
)  # fmt: skip


@_QUICK
@given(which=st.integers(0, 9), drawn=EDITS)
def test_a_split_brings_everything_back_and_keeps_the_edits(
    filled: Prepared, tmp_path: Path, which: int, drawn: list[tuple[Any, ...]]
) -> None:
    _check(filled, tmp_path, which, drawn)


@pytest.mark.long
@settings(_QUICK, max_examples=40, derandomize=False)
@given(which=st.integers(0, 49), drawn=EDITS)
def test_any_merge_and_edits(filled: Prepared, tmp_path: Path, which: int, drawn: list[tuple[Any, ...]]) -> None:
    _check(filled, tmp_path, which, drawn)
