"""A merge, later edits, a split: what is, is as if the merge had never been, with the edits; only the ledgers tell."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from copies import Prepared
from hypothesis import HealthCheck, Phase, assume, given, settings
from hypothesis import strategies as st
from make_demo import demonstration, write_export
from sqlalchemy import select
from sqlmodel import SQLModel

from service.flows.consents import Told, append_consents
from service.flows.correct_customer import correct_customer, correctable
from service.flows.review import decide_pair, queue, take_back
from service.store.clusters import customers_of
from service.store.edits import edits_on
from service.store.files import DataDir
from service.store.people import golden_of
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
VALUES: dict[str, list[str | None]] = {
    "first_name": ["Zoé", "Marc"], "last_name": ["Kermadec", "Roussel"], "email": ["zoe@poste.example", None],
    "phone": ["01 99 00 55 66", None], "job_title": ["Directrice"], "birth_date": ["12/05/1980"],
    "address_line1": ["3 rue Foch"], "address_line2": ["Bâtiment C"], "city": ["Lyon"], "company_name": ["Rivière"],
}  # fmt: skip
CORRECTIONS = st.sampled_from([(f, v) for f, values in VALUES.items() for v in values]).map(lambda e: ("correct", *e))
CONSENTS = st.tuples(st.just("consent"), st.sampled_from(["email", "phone"]), st.sampled_from(["refused", "withdrawn"]))
ANSWERS = st.tuples(st.just("answer"), st.integers(0, 5), st.sampled_from(["different", "later"]))
EDITS = st.lists(CORRECTIONS | CONSENTS | ANSWERS, min_size=10, max_size=10)


@dataclass(frozen=True)
class Edit:
    """What was done, on which party: so that it can be done again where the two were never merged."""

    what: str
    party: int
    detail: tuple[Any, ...]
    at_us: int


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
    changes = _T["changes"].c
    asked = select(changes.kind, changes.customer_id, changes.cause, changes.at_us)
    return Counter((k, homes.get(c, c), cause, at) for k, c, cause, at in work.connection.execute(asked))


def _merge(work: Work, left: int, right: int) -> None:
    decide_pair(work, left, right, "same", principal="claire", now_us=MERGED_US)


def _do(work: Work, customer: int, drawn: tuple[Any, ...], others: list[Any], at_us: int) -> Edit | None:
    """One edit of the customer; null where there is nothing to do."""
    if drawn[0] == "correct":
        _, field, value = drawn
        if field not in correctable(golden_of(work, customer)["kind"]):
            return None
        if not correct_customer(work, customer, {field: value}, principal="claire", now_us=at_us).fields:
            return None
        fixed = _T["corrections"].c
        party = work.connection.execute(select(fixed.party_id).order_by(fixed.id.desc()).limit(1)).scalar_one()
        return Edit("correct", party, (field, value), at_us)
    if drawn[0] == "consent":
        _, channel, status = drawn
        return _consent(work, customer, channel, status, at_us)
    _, n, answer = drawn
    pair = others[n % len(others)]
    decide_pair(work, pair.left_id, pair.right_id, answer, principal="paul", now_us=at_us)
    return Edit("answer", pair.left_id, (pair.right_id, answer), at_us)


def _consent(work: Work, customer: int, channel: str, status: Any, at_us: int) -> Edit | None:
    points, members = _T["contact_points"].c, _T["memberships"].c
    asked = select(points.id, points.party_id).join(_T["memberships"], members.party_id == points.party_id)
    mine = asked.where(members.customer_id == customer, members.until_us.is_(None), points.kind == channel)
    found = work.connection.execute(mine.order_by(points.id).limit(1)).one_or_none()
    if found is None:
        return None
    append_consents(work, [Told(channel, status, contact_point_id=found[0])], now_us=at_us)
    return Edit("consent", found[1], (channel, status, found[0]), at_us)


def _do_again(work: Work, edit: Edit) -> None:
    customer = _home(work, edit.party)
    if edit.what == "correct":
        field, value = edit.detail
        done = correct_customer(work, customer, {field: value}, principal="claire", now_us=edit.at_us)
        fixed = _T["corrections"].c
        party = work.connection.execute(select(fixed.party_id).order_by(fixed.id.desc()).limit(1)).scalar_one_or_none()
        assume(done.fields and party == edit.party)  # alone it had this value already, or from another record
    elif edit.what == "consent":
        channel, status, point = edit.detail
        append_consents(work, [Told(channel, status, contact_point_id=point)], now_us=edit.at_us)
    else:
        right, answer = edit.detail
        decide_pair(work, edit.party, right, answer, principal="paul", now_us=edit.at_us)


def _home(work: Work, party: int) -> int:
    return int(customers_of(work, pl.Series("party_id", [party], dtype=pl.Int64))["customer_id"][0])


@pytest.fixture
def filled(prepared: Prepared, tmp_path: Path, house_over: Callable[..., Any]) -> Iterator[Prepared]:
    """A base with a demonstration file, in which some pairs are doubtful."""
    path = tmp_path / "clients.csv"
    write_export(demonstration(400, 5, 2.0).cells(), path)
    with prepared.filling() as database, DataDir(tmp_path / "data") as data:
        house_over(database, data).import_(path.read_bytes())
    yield prepared  # noqa: PT022 - a generator as the others


def _check(filled: Prepared, which: int, drawn: list[tuple[Any, ...]]) -> None:
    with filled.copy() as merged, filled.copy() as apart:
        with reading(merged) as work:
            pairs = queue(work, after=None, limit=50)
        pair, *others = pairs[which % len(pairs) :] + pairs[: which % len(pairs)]
        touched = {pair.left_customer, pair.right_customer}
        others = [p for p in others if not touched & {p.left_customer, p.right_customer}]
        assume(others)
        with unit_of_work(merged) as work:
            _merge(work, pair.left_id, pair.right_id)
            changes = _T["changes"].c
            told = list(work.connection.execute(select(changes.kind).where(changes.at_us == MERGED_US)).scalars())
            assume(sorted(told) == ["merged", "updated"])  # else a record changed sides: two that contradict each other
        made: list[Edit] = []
        for n, each in enumerate(drawn, start=1):
            with unit_of_work(merged) as work:
                done = _do(work, _home(work, pair.left_id), each, others, MERGED_US + n)
                made += [] if done is None else [done]
        with reading(merged) as work:
            assume(_home(work, pair.left_id) == _home(work, pair.right_id))
        with unit_of_work(merged) as work:
            undone = take_back(work, pair.left_id, pair.right_id, now_us=MERGED_US + 100)
        for edit in made:
            with unit_of_work(apart) as work:
                _do_again(work, edit)
        with reading(merged) as ours, reading(apart) as theirs:
            expected, found = _dump(theirs), _dump(ours)
            for name in STATE:
                assert found[name] == expected[name], name
            homes = {pair.right_customer: pair.left_customer, pair.left_customer: pair.left_customer}
            homes |= {max(touched): min(touched), min(touched): min(touched)}
            more = _ledger(ours, homes) - _ledger(theirs, homes)
            less = _ledger(theirs, homes) - _ledger(ours, homes)
            assert not less
            assert {(cause, at) for _, _, cause, at in more} == {("review", MERGED_US), ("review", MERGED_US + 100)}
            assert [k for k, _, _, at in more if at == MERGED_US].count("merged") == 1
            assert [k for k, _, _, at in more if at == MERGED_US + 100].count("split") == 1
            mine = [e for e in undone.edits if e["what"] != "duplicate"]
            assert [e["at_us"] for e in mine] == [
                e["at_us"]
                for e in edits_on(ours, sorted({e.party for e in made}), MERGED_US)
                if e["what"] != "duplicate"
            ]


_QUICK = settings(
    max_examples=5, deadline=None, derandomize=True, phases=[Phase.explicit, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.filter_too_much],
)  # fmt: skip


@_QUICK
@given(which=st.integers(0, 9), drawn=EDITS)
def test_a_split_brings_everything_back_and_keeps_the_edits(
    filled: Prepared, which: int, drawn: list[tuple[Any, ...]]
) -> None:
    _check(filled, which, drawn)


@pytest.mark.long
@settings(_QUICK, max_examples=100, derandomize=False)
@given(which=st.integers(0, 49), drawn=EDITS)
def test_any_merge_and_edits(filled: Prepared, which: int, drawn: list[tuple[Any, ...]]) -> None:
    _check(filled, which, drawn)
