"""From a saved segment to what marketing pulls: frozen once, the same in every shape, and gone when it must be."""

from __future__ import annotations

import csv
import datetime as dt
import hashlib
import io
import json
from dataclasses import replace
from typing import Any

import pytest
from filled import filled_house
from invented_prospects import AT, HEADER, ROWS
from sqlalchemy import func, insert, select
from sqlmodel import SQLModel

from service.core.deliver.shapes import SHAPES
from service.errors import BadQuery, DeliveryExpired, NameTaken, NotFound
from service.flows import deliver, purge
from service.flows.deliver import EXPORT_US, delivery_of, file_in_shape, kept_or_gone, members, prepare, record
from service.flows.segments import (
    Viewer,
    Wanted,
    change_segment,
    define_segment,
    remove_segment,
    visible_segment,
    visible_segments,
)
from service.store.deliveries import DeliveryRow, delivery_name
from service.store.saved_segments import SavedSegment
from service.store.session import reading, unit_of_work

RULES = purge.shipped_rules()
T = SQLModel.metadata.tables
ME = Viewer(7, frozenset({"marketing"}))
EVERYONE = Wanted("Tous", None, "email", "marketing.own", ("last_name", "company_name", "city"))


def _fill(house: Any) -> None:
    house.import_("\n".join([HEADER, *ROWS]) + "\n", basis="Formulaire du site, case non cochée, preuve gardée")


full = filled_house(_fill)


def define(house: Any, wanted: Wanted = EVERYONE, viewer: Viewer = ME) -> SavedSegment:
    with unit_of_work(house.database) as work:
        return define_segment(work, wanted, viewer, now_us=AT)


def deliver_now(house: Any, segment: SavedSegment, at_us: int = AT) -> DeliveryRow:
    ready = prepare(house.database, house.data, segment, at_us=at_us, rules=RULES, now_us=at_us)
    with kept_or_gone(house.data, ready), unit_of_work(house.database) as work:
        return record(work, ready, now_us=at_us)


def emails(rows: list[dict[str, Any]]) -> list[str]:
    return sorted(str(r["email"]) for r in rows)


def test_pages_and_files_say_the_same(full: Any) -> None:
    delivery = deliver_now(full, define(full))
    every = members(full.data, delivery, start=0, limit=1000)
    paged = [row for start in range(0, 10, 2) for row in members(full.data, delivery, start=start, limit=2)]
    assert paged == every
    assert len(every) == delivery.members == delivery.manifest["counts"]["allowed"] == 3
    machine = file_in_shape(full.data, delivery, SHAPES["csv"])
    content = machine.path.read_bytes()
    rows = list(csv.DictReader(io.StringIO(content.decode("utf-8"), newline="")))
    assert emails(rows) == emails(every)
    assert content.count(b"\r\n") == content.count(b"\n") == 4
    assert hashlib.sha256(content).hexdigest() == machine.sha256 == delivery.manifest["file"]["sha256"]
    assert len(content) == machine.size == delivery.manifest["file"]["bytes"]
    lines = file_in_shape(full.data, delivery, SHAPES["ndjson"]).path.read_bytes().splitlines()
    assert emails([json.loads(line) for line in lines]) == emails(every)
    people = file_in_shape(full.data, delivery, SHAPES["csv-spreadsheet"]).path.read_bytes()
    assert people.startswith(b"\xef\xbb\xbfcustomer_id;email;")
    assert file_in_shape(full.data, delivery, SHAPES["csv"]) == machine


def test_counts_add_up_and_the_ledger_has_everyone(full: Any) -> None:
    delivery = deliver_now(full, define(full))
    counts = delivery.manifest["counts"]
    parts = counts["allowed"] + counts["refused"] + counts["unknown"] + counts["unreachable"]
    assert parts == counts["candidates"] == 8
    ((in_ledger,),) = full.rows(select(func.count()).select_from(T["delivery_members"]))
    assert in_ledger == delivery.members
    full.is_well()


def test_who_objects_is_not_in_the_next_one_and_the_frozen_one_stays(full: Any) -> None:
    segment = define(full)
    before = deliver_now(full, segment)
    first = members(full.data, before, start=0, limit=10)
    (point,) = full.rows(
        select(T["contact_points"].c.id, T["contact_points"].c.party_id).where(
            T["contact_points"].c.value == "alice.durand@courrier.example"
        )
    )
    with unit_of_work(full.database) as work:
        work.connection.execute(
            insert(T["consent_events"]).values(
                id=9_000, contact_point_id=point[0], party_id=point[1], channel="email", purpose_id="marketing.own",
                controller_id=1, status="refused", occurred_us=AT + 1, recorded_us=AT + 1, evidence="api",
            )
        )  # fmt: skip
    after = deliver_now(full, segment, at_us=AT + 1_000_000)
    assert "alice.durand@courrier.example" in emails(first)
    assert emails(members(full.data, after, start=0, limit=10)) == [
        e for e in emails(first) if not e.startswith("alice")
    ]
    assert members(full.data, before, start=0, limit=10) == first
    assert before.manifest["question"]["at"] == "2026-11-20T09:00:00Z"


def test_a_changed_segment_leaves_its_deliveries_alone_and_a_removed_one_too(full: Any) -> None:
    segment = define(full)
    delivery = deliver_now(full, segment)
    with unit_of_work(full.database) as work:
        changed = change_segment(work, segment.id, replace(EVERYONE, name="Lyon", where="city = 'Lyon'"), ME)
    assert (changed.id, changed.name) == (segment.id, "Lyon")
    assert deliver_now(full, changed).members == 2
    with reading(full.database) as work:
        assert delivery_of(work, segment.id, delivery_name(delivery.id)).members == 3
    with unit_of_work(full.database) as work:
        remove_segment(work, segment.id, ME)
    with reading(full.database) as work, pytest.raises(NotFound):
        visible_segment(work, segment.id, ME)
    assert full.rows(select(func.count()).select_from(T["deliveries"])) == [(2,)]
    full.is_well()


def test_a_segment_is_there_for_its_owner_its_readers_and_who_sees_customers(full: Any) -> None:
    with unit_of_work(full.database) as work:
        work.connection.execute(
            insert(T["principals"]).values(
                id=9, name="mailer", key_sha256="0" * 64, roles='["marketing"]', created_us=0
            )
        )
    segment = define(full, replace(EVERYONE, readers=("mailer",)))
    other = define(full, replace(EVERYONE, name="Autre"))
    may = {
        Viewer(7, frozenset({"marketing"})): [segment.id, other.id],
        Viewer(9, frozenset({"marketing"})): [segment.id],
        Viewer(8, frozenset({"marketing", "admin"})): [],
        Viewer(8, frozenset({"dpo"})): [segment.id, other.id],
    }
    for viewer, ids in may.items():
        with reading(full.database) as work:
            assert [s.id for s in visible_segments(work, viewer, after=0, limit=10)] == ids
            for one in (segment, other):
                if one.id not in ids:
                    with pytest.raises(NotFound):
                        visible_segment(work, one.id, viewer)


@pytest.mark.parametrize(
    ("change", "option"),
    [
        ({"where": "nosuch = 1"}, "where"), ({"where": "city = "}, "where"), ({"channel": "pigeon"}, "channel"),
        ({"columns": ("email",)}, "columns"), ({"purpose": "spam"}, "purpose"), ({"controller": "x"}, "controller"),
        ({"readers": ("nobody",)}, "readers"),
    ],
)  # fmt: skip
def test_what_cannot_be_asked_is_not_saved(full: Any, change: dict[str, Any], option: str) -> None:
    with pytest.raises(BadQuery) as refused:
        define(full, replace(EVERYONE, **change))
    assert refused.value.facts["option"] == option
    assert full.rows(select(T["segments"].c.id)) == []


def test_one_name_one_segment(full: Any) -> None:
    define(full)
    with pytest.raises(NameTaken):
        define(full)


def test_a_delivery_that_is_not_recorded_leaves_nothing(full: Any) -> None:
    ready = prepare(full.database, full.data, define(full), at_us=AT, rules=RULES, now_us=AT)
    with pytest.raises(RuntimeError), kept_or_gone(full.data, ready):
        raise RuntimeError
    assert list(full.data.exports.iterdir()) == []
    assert full.rows(select(T["deliveries"].c.id)) == []


def test_files_expire_after_a_week_and_the_ledger_stays(full: Any) -> None:
    delivery = deliver_now(full, define(full))
    assert deliver.expire_exports(full.database, full.data, now_us=AT + EXPORT_US) == 0
    assert deliver.expire_exports(full.database, full.data, now_us=AT + EXPORT_US + 1) == 1
    with pytest.raises(DeliveryExpired):
        members(full.data, delivery, start=0, limit=1)
    with pytest.raises(DeliveryExpired):
        file_in_shape(full.data, delivery, SHAPES["csv"])
    assert full.rows(select(func.count()).select_from(T["delivery_members"])) == [(3,)]


def test_files_that_hold_the_erased_go_with_them(full: Any) -> None:
    lyon = define(full, replace(EVERYONE, name="Lyon", where="city = 'Lyon'"))
    nobody = define(full, replace(EVERYONE, name="Nantes", where="city = 'Nantes'"))
    with_people, empty = deliver_now(full, lyon), deliver_now(full, nobody)
    review = purge.rehearse(full.database, RULES, as_of=dt.date(2030, 1, 1), now_us=AT)
    view = full.run(purge.ask_to_purge(full.database, review.id, now_us=AT))
    assert view.state == "done", view.problem
    with pytest.raises(DeliveryExpired):
        members(full.data, with_people, start=0, limit=1)
    assert members(full.data, empty, start=0, limit=1) == []
