"""A base is matched again by a new snapshot: it becomes what a base filled from the start under that snapshot is."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from copies import Prepared
from make_demo import demonstration, write_export
from sqlalchemy import select
from sqlmodel import SQLModel
from timid_model import SHIPPED, TIMID, choose_timid

from service.flows.correct_customer import correct_customer
from service.flows.create_customer import create_customer
from service.flows.everyone import Everyone
from service.flows.rematch import _Rematch, ask_to_rematch, call_off
from service.flows.review import decide_pair
from service.flows.slices import Pace
from service.store.files import DataDir
from service.store.models import choose
from service.store.rows import Rows
from service.store.session import Database, reading, unit_of_work
from service.store.snapshots import Snapshot, add_snapshot, snapshot_in_force

_T = SQLModel.metadata.tables
BY_HAND_US = 1_780_000_900_000_000
PERSON = {
    "first_name": "Zoé", "last_name": "Kermadec", "email": "zoe.kermadec@poste.example", "phone": "01 99 00 55 66",
    "address_line1": "3 rue Foch", "postal_code": "35000", "city": "Rennes",
}  # fmt: skip


def _files(folder: Path, rows: int) -> list[bytes]:
    """Two months of one export, and one of another list with the same people in part."""
    made = demonstration(rows, 11, 2.0, changed=0.3)
    this, following, paths = made.cells(), made.cells(following=True), [folder / f"{n}.csv" for n in range(3)]
    half = this.height // 2
    for frame, path in zip((this.head(half + half // 2), following.head(half), this.tail(half)), paths, strict=True):
        write_export(frame, path)
    return [path.read_bytes() for path in paths]


def _fill(house: Any, files: list[bytes]) -> None:
    house.import_(files[0], list_name="boutique")
    house.import_(files[1], list_name="boutique")
    house.import_(files[2], list_name="salon")
    for n in range(2):
        with unit_of_work(house.database) as work:
            create_customer(work, dict(PERSON), secret=b"s" * 32, now_us=BY_HAND_US + n)


def _by_hand(house: Any, same: tuple[int, int], different: tuple[int, int]) -> None:
    """Answers on two pairs, and a correction that makes somebody like somebody else."""
    with unit_of_work(house.database) as work:
        decide_pair(work, *same, "same", principal="claire", now_us=BY_HAND_US + 10)
        decide_pair(work, *different, "different", principal="claire", now_us=BY_HAND_US + 11)
        entered = create_customer(
            work, {"first_name": "Marc", "last_name": "Orvald", "email": "m@poste.example"}, secret=b"s" * 32,
            now_us=BY_HAND_US + 12,
        )  # fmt: skip
        changed = {"first_name": "Zoé", "last_name": "Kermadec", "email": "zoe.kermadec@poste.example"}
        correct_customer(work, entered.customer_id, changed, principal="claire", now_us=BY_HAND_US + 13)


def _doubted(database: Database) -> list[tuple[int, int]]:
    """Pairs to answer on: the likeliest that the timid model does not join, then the likeliest that it joins."""
    pairs = _T["pairs"].c
    asked = select(pairs.left_id, pairs.right_id).where(pairs.ended_by.is_(None)).order_by(pairs.weight.desc())
    with reading(database) as work:
        waiting = work.connection.execute(asked.where(pairs.probability < 850_000).limit(1)).one()
        joined = work.connection.execute(asked.where(pairs.probability >= 850_000).limit(1)).one()
    return [tuple(waiting), tuple(joined)]


def _in_force(database: Database) -> Snapshot:
    with reading(database) as work:
        found = snapshot_in_force(work)
    assert found is not None
    return found


def _state(database: Database) -> dict[str, Counter[tuple[Any, ...]]]:
    """What matching and resolving made, without the numbers of snapshots and moments."""
    told = {
        "pairs": ("left_id", "right_id", "levels", "weight", "probability"),
        "match_keys": ("key", "party_id"),
        "links": ("from_party_id", "to_party_id", "kind"),
        "memberships": ("party_id", "customer_id", "until_us"),
        "parties": ("id", "carried_id"),
    }
    asked = {name: select(*[_T[name].c[c] for c in columns]) for name, columns in told.items()}
    asked["memberships"] = asked["memberships"].where(_T["memberships"].c.until_us.is_(None))
    asked["pairs"] = asked["pairs"].where(_T["pairs"].c.ended_by.is_(None))
    hidden = {"version", "updated_us", "import_id", "first_seen_us"}
    asked["customers"] = select(*[c for c in _T["customers"].c if c.name not in hidden])
    with reading(database) as work:
        return {name: Counter(tuple(r) for r in work.connection.execute(query)) for name, query in asked.items()}


def _differences(a: dict[str, Counter[Any]], b: dict[str, Counter[Any]]) -> dict[str, tuple[int, int, list[Any]]]:
    return {
        name: (len(a[name] - b[name]), len(b[name] - a[name]), [*(a[name] - b[name])][:3] + [*(b[name] - a[name])][:3])
        for name in a
        if a[name] != b[name]
    }


_R = _T["records"].c
_SUPERSEDED = select(_R.main_party_id, _R.contact_party_id).where(_R.superseded_by.is_not(None))


def _told_once(house: Any, snapshot: int) -> None:
    """The feed tells each customer that came or went once, and where those that went are found now."""
    feed, there = _T["changes"].c, {row[0] for row in house.rows(select(_T["customers"].c.id))}
    told = house.rows(
        select(feed.customer_id, feed.kind, feed.into_id).where(feed.cause == "rematch", feed.cause_id == snapshot)
    )
    assert told
    assert len({customer for customer, _, _ in told}) == len(told)
    merged = {customer: into for customer, kind, into in told if kind == "merged"}
    assert merged
    assert merged.keys().isdisjoint(there)
    assert set(merged.values()) <= there
    redirects = dict(house.rows(select(_T["customer_redirects"].c.old_id, _T["customer_redirects"].c.customer_id)))
    assert merged.items() <= redirects.items()


def _matched_again(house: Any) -> None:
    with unit_of_work(house.database) as work:
        choose(work, None, now_us=BY_HAND_US + 50)
        job = ask_to_rematch(work, now_us=BY_HAND_US + 50)
    view = house.run(job)
    assert view.state == "done", view.problem


def test_a_base_matched_again_is_one_filled_under_that_snapshot(
    prepared: Prepared, tmp_path: Path, house_over: Any
) -> None:
    files = _files(tmp_path, 260)
    with prepared.copy() as database, DataDir(tmp_path / "data") as data:
        house = house_over(database, data)
        choose_timid(database)
        _fill(house, files)
        answered = _doubted(database)
        _by_hand(house, *answered)
        before = _state(database)
        old = _in_force(database)
        assert old.model == TIMID
        _matched_again(house)
        again = _state(database)
        house.is_well()
        new = _in_force(database)
        assert new.model == SHIPPED
        assert new.id > old.id
        _told_once(house, new.id)
    assert again["memberships"] != before["memberships"]
    with prepared.copy() as database, DataDir(tmp_path / "data") as data:
        house = house_over(database, data)
        with unit_of_work(database) as work:
            add_snapshot(work, new.model, new.body, 1)
        _fill(house, files)
        _by_hand(house, *answered)
        fresh = _state(database)
        superseded = {p for row in house.rows(_SUPERSEDED) for p in row}
    kept = [key for key in fresh["match_keys"] - again["match_keys"] if key[1] not in superseded]
    assert kept == []  # keys of earlier versions of a row stay until the base is matched again
    assert again.pop("match_keys") - fresh.pop("match_keys") == Counter()
    assert _differences(again, fresh) == {}


def test_it_can_be_called_off_before_and_while_it_runs(house: Any, tmp_path: Path) -> None:
    choose_timid(house.database)
    for n, file in enumerate(_files(tmp_path, 120)[:2]):
        house.import_(file, list_name=f"part {n}")
    before = _state(house.database)
    with unit_of_work(house.database) as work:
        choose(work, None, now_us=3)
        ask_to_rematch(work, now_us=3)
        assert call_off(work)
        assert not call_off(work)
    asked: list[bool] = []

    written = _Rematch.write

    def write(self: _Rematch, step: str, rows: Rows, pace: Pace) -> None:
        written(self, step, rows, pace)
        if not asked:
            asked.append(True)
            with unit_of_work(house.database) as work:
                call_off(work)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(_Rematch, "write", write)
        _matched_again(house)
    assert asked
    assert _differences(_state(house.database), before) == {}
    assert _in_force(house.database).model == TIMID
    house.is_well()
    _matched_again(house)
    assert _state(house.database)["pairs"] != before["pairs"]


def test_what_people_enter_while_it_reads_is_matched_too(house: Any, tmp_path: Path) -> None:
    house.import_(_files(tmp_path, 120)[0])
    entered: list[int] = []
    read = Everyone.read

    def reading_slowly(self: Everyone, database: Database) -> Any:
        known = read(self, database)
        for n in range(2 - len(entered)):
            with unit_of_work(database) as work:
                entered.append(create_customer(work, dict(PERSON), secret=b"s" * 32, now_us=BY_HAND_US + n).customer_id)
        return known

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Everyone, "read", reading_slowly)
        _matched_again(house)
    assert len(set(entered)) == 1  # joined while it ran
    pairs, snapshot = _T["pairs"].c, _T["match_snapshots"].c
    used = select(snapshot.id).where(snapshot.state == "used")
    both = house.rows(select(pairs.left_id, pairs.right_id).where(pairs.snapshot_id.in_(used)))
    parties = [row[0] for row in house.rows(select(_T["memberships"].c.party_id).where(
        _T["memberships"].c.customer_id == entered[0], _T["memberships"].c.until_us.is_(None)
    ))]  # fmt: skip
    assert len(parties) == 2
    assert tuple(sorted(parties)) in both
    house.is_well()


def test_an_import_is_undone_behind_a_rematch(prepared: Prepared, tmp_path: Path, house_over: Any) -> None:
    files = _files(tmp_path, 200)
    states, now = [], None
    for undone in (True, False):
        with prepared.copy() as database, DataDir(tmp_path / "data") as data:
            house = house_over(database, data)
            if undone:
                house.import_(files[0], list_name="boutique")
                second = house.import_(files[1], list_name="boutique")
                house.import_(files[2], list_name="salon")
                _matched_again(house)
                now = _in_force(database)
                assert house.revert(second).state == "done"
                house.is_well()
            else:
                assert now is not None
                with unit_of_work(database) as work:
                    add_snapshot(work, now.model, now.body, 1)
                house.import_(files[0], list_name="boutique")
                gap = house.import_(files[1], list_name="boutique")
                assert house.revert(gap).state == "done"
                house.import_(files[2], list_name="salon")
            states.append(_clusters(house))
    assert states[0] == states[1]


def _clusters(house: Any) -> set[frozenset[Any]]:
    """Customers, each as the rows of files it is made of."""
    rows = house.rows(select(_R.main_party_id, _R.contact_party_id, _R.list_id, _R.cells))
    told = {party: (row[2], row[3], n) for row in rows for n, party in enumerate(row[:2]) if party is not None}
    found: dict[int, set[Any]] = {}
    members = _T["memberships"].c
    for party, customer in house.rows(select(members.party_id, members.customer_id).where(members.until_us.is_(None))):
        found.setdefault(customer, set()).add(told[party])
    return {frozenset(each) for each in found.values()}
