"""The purge once a day, by one service only, never more than its guard allows; and the end of erasures."""

from __future__ import annotations

import io
import json
import random
import threading
from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select
from sqlmodel import SQLModel

from service.flows import daily_purge, expire_exports, finish_erasure
from service.flows.daily_purge import Guard
from service.flows.deliver import kept_or_gone, prepare, record
from service.flows.purge import finish, shipped_rules
from service.flows.receive import Terms, receive
from service.flows.segments import Viewer, Wanted, define_segment
from service.jobs.desk import Desk
from service.jobs.handlers import HANDLERS
from service.jobs.schedule import PARIS, PurgePlan, Schedule, last_slot
from service.store import erasure, tallies
from service.store.deliveries import delivery_name
from service.store.files import DataDir
from service.store.retention import add_review, reviews_in, set_review
from service.store.session import Database, open_database, reading, unit_of_work

T = SQLModel.metadata.tables
HOUR_US = 3_600_000_000
DAY_US = 24 * HOUR_US
EXPIRY_DAYS = ("11-25", "11-26", "11-27", "11-28", "11-29", "11-30", "12-01", "12-02", "12-03")


def us(text: str) -> int:
    """A moment of Paris."""
    return int(datetime.fromisoformat(text).replace(tzinfo=PARIS).timestamp() * 1_000_000)


class Clock:
    """A wall clock that tests set, beside one that only ever goes on."""

    def __init__(self, text: str) -> None:
        self.wall = us(text)
        self.steady = 7

    def go_on(self, **time: int) -> None:
        passed = timedelta(**time) // timedelta(microseconds=1)
        self.wall += passed
        self.steady += passed

    def schedule(self, hour: int | None = 2, guard: Guard | None = None) -> Schedule:
        return Schedule(PurgePlan(hour, guard or Guard()), lambda: self.wall, lambda: self.steady)


def purges(database: Database, kind: str = daily_purge.KIND) -> list[tuple[str, str]]:
    jobs = T["jobs"].c
    with reading(database) as work:
        asked = select(jobs.key, jobs.state).where(jobs.kind == kind).order_by(jobs.id)
        return [tuple(row) for row in work.connection.execute(asked)]


def run_all(database: Database, folder: Path, now_us: Callable[[], int]) -> None:
    """A worker with a clock of its own."""
    with DataDir(folder) as data, pytest.MonkeyPatch.context() as patch:
        patch.setattr("service.jobs.desk.now_us", now_us)
        Desk(database, data, HANDLERS, lambda *_: None).drain()


def problem_of(database: Database) -> dict[str, Any]:
    jobs = T["jobs"].c
    with reading(database) as work:
        asked = select(jobs.error).where(jobs.kind == daily_purge.KIND).order_by(jobs.id.desc()).limit(1)
        problem: dict[str, Any] = json.loads(work.connection.execute(asked).scalar_one())
    return problem


def audited(database: Database) -> list[str]:
    with reading(database) as work:
        return list(work.connection.execute(select(T["audit"].c.action).order_by(T["audit"].c.id)).scalars())


@pytest.mark.parametrize(
    ("now", "slot"),
    [
        ("2026-11-25T02:00:00", "2026-11-25T02:00:00+01:00"),
        ("2026-11-25T01:59:59", "2026-11-24T02:00:00+01:00"),
        ("2026-07-01T12:00:00", "2026-07-01T02:00:00+02:00"),
        ("2026-03-29T04:00:00", "2026-03-29T02:00:00+01:00"),  # 02:00 does not exist that night
        ("2026-10-25T02:30:00", "2026-10-25T02:00:00+02:00"),  # and here it comes twice
    ],
)
def test_the_hour_is_that_of_paris(now: str, slot: str) -> None:
    assert last_slot(us(now), 2).timestamp() == datetime.fromisoformat(slot).timestamp()


def test_it_is_off_unless_it_is_switched_on(database: Database) -> None:
    clock = Clock("2026-11-25T09:00:00")
    schedule = clock.schedule(hour=None)
    for _ in range(3):
        schedule.tick(database)
        clock.go_on(days=1)
    assert purges(database) == []


def test_once_a_day_from_the_hour_after_it_was_switched_on(database: Database, tmp_path: Path) -> None:
    clock = Clock("2026-11-25T15:00:00")
    schedule = clock.schedule()
    seen = []
    for _ in range(59):
        schedule.tick(database)
        run_all(database, tmp_path, lambda: clock.wall)
        seen.append(len(purges(database)))
        clock.go_on(hours=1)
    assert purges(database) == [("purge-daily:2026-11-26", "done"), ("purge-daily:2026-11-27", "done")]
    assert seen == [0] * 11 + [1] * 24 + [2] * 24


def test_after_a_downtime_it_runs_once_and_at_once(database: Database, tmp_path: Path) -> None:
    clock = Clock("2026-11-25T01:00:00")
    schedule = clock.schedule()
    schedule.tick(database)
    clock.go_on(hours=2)
    schedule.tick(database)
    run_all(database, tmp_path, lambda: clock.wall)
    clock.go_on(days=9, hours=6)
    again = clock.schedule()
    for _ in range(3):
        again.tick(database)
        run_all(database, tmp_path, lambda: clock.wall)
    assert [key for key, _ in purges(database)] == ["purge-daily:2026-11-25", "purge-daily:2026-12-04"]


def test_of_many_services_that_tick_at_once_one_puts_it(database: Database) -> None:
    clock = Clock("2026-11-25T01:00:00")
    clock.schedule().tick(database)
    clock.go_on(hours=1)
    at_once = threading.Barrier(6)
    failed: list[BaseException] = []

    def service() -> None:
        schedule = clock.schedule()
        try:
            at_once.wait()
            schedule.tick(database)
        except BaseException as error:  # noqa: BLE001 - shown by the assertion below
            failed.append(error)

    threads = [threading.Thread(target=service) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failed == []
    assert purges(database) == [("purge-daily:2026-11-25", "queued")]


def test_switched_off_what_nobody_began_is_taken_back(database: Database) -> None:
    clock = Clock("2026-11-25T01:00:00")
    clock.schedule().tick(database)
    clock.go_on(hours=2)
    clock.schedule().tick(database)
    assert purges(database) == [("purge-daily:2026-11-25", "queued")]
    clock.schedule(hour=None).tick(database)
    assert purges(database) == []


def file_of(prospects: int, customers: int) -> bytes:
    lines = ["Code client;Nom;Prénom;Email;Statut;Date de création;Dernière commande"]
    chance = random.Random(7)  # noqa: S311 - invented names
    for n in range(prospects + customers):
        what = "Prospect;10/01/2020;" if n < prospects else "Client;10/01/2020;10/10/2026"
        last, first = ("".join(chance.choices("bdfgklmnprstvz", k=8)) for _ in range(2))
        lines.append(f"C{n:04};{last};{first};{last}@courrier.example;{what}")
    return ("\n".join(lines) + "\n").encode()


def house_with(database: Database, folder: Path, content: bytes, now_us: int) -> None:
    with DataDir(folder) as data:
        stream = io.BytesIO(content)
        receive(database, data, stream, list_name="l", terms=Terms(), filename=None, mapping=None, now_us=now_us)
    run_all(database, folder, lambda: now_us)


def customers(database: Database) -> int:
    with reading(database) as work:
        return len(work.connection.execute(select(T["customers"].c.id)).all())


@pytest.mark.parametrize(("most_percent", "left"), [(5.0, 40), (10.0, 36)])
def test_it_refuses_to_erase_more_than_the_guard_allows(
    database: Database, tmp_path: Path, most_percent: float, left: int
) -> None:
    clock = Clock("2026-11-25T01:00:00")
    house_with(database, tmp_path, file_of(4, 36), clock.wall)
    schedule = clock.schedule(guard=Guard(most_percent=most_percent))
    schedule.tick(database)
    clock.go_on(hours=2)
    schedule.tick(database)
    run_all(database, tmp_path, lambda: clock.wall)
    assert customers(database) == left
    if left == 36:
        assert purges(database) == [("purge-daily:2026-11-25", "done")]
        return
    assert purges(database) == [("purge-daily:2026-11-25", "failed")]
    problem = problem_of(database)
    assert (problem["type"], problem["reason"]) == ("/problems/purge-refused", "too-many")
    assert (problem["due"], problem["customers"]) == (4, 40)
    assert audited(database)[-2:] == ["purge.rehearse", "purge.refused"]
    with reading(database) as work:
        assert reviews_in(work, "rehearsed") == [problem["review_id"]], "a person may apply it"


def test_it_refuses_when_the_clock_was_set_forward_under_the_service(database: Database, tmp_path: Path) -> None:
    clock = Clock("2026-11-25T01:00:00")
    house_with(database, tmp_path, file_of(1, 39), clock.wall)
    schedule = clock.schedule()
    schedule.tick(database)
    clock.wall += 30 * DAY_US
    schedule.tick(database)
    run_all(database, tmp_path, lambda: clock.wall)
    problem = problem_of(database)
    assert (problem["reason"], problem["days"]) == ("clock", 30.0)
    assert customers(database) == 40


def test_it_refuses_when_the_base_knows_a_later_day(database: Database, tmp_path: Path) -> None:
    clock = Clock("2026-11-25T01:00:00")
    schedule = clock.schedule()
    schedule.tick(database)
    clock.go_on(hours=2)
    schedule.tick(database)
    run_all(database, tmp_path, lambda: clock.wall)
    back = Clock("2026-11-20T03:00:00")
    back.schedule().tick(database)
    run_all(database, tmp_path, lambda: back.wall)
    assert problem_of(database)["reason"] == "clock"
    raised = Clock("2026-11-19T03:00:00")
    raised.schedule(guard=Guard(clock_days=400)).tick(database)
    run_all(database, tmp_path, lambda: raised.wall)
    assert purges(database)[-1] == ("purge-daily:2026-11-19", "done")


def test_hours_asleep_are_no_moved_clock(database: Database, tmp_path: Path) -> None:
    clock = Clock("2026-11-25T01:00:00")
    schedule = clock.schedule()
    schedule.tick(database)
    clock.go_on(days=3)
    schedule.tick(database)
    run_all(database, tmp_path, lambda: clock.wall)
    assert purges(database) == [("purge-daily:2026-11-27", "done")]


def erasing(database: Database, now_us: int) -> int:
    with unit_of_work(database) as work:
        day = datetime.fromtimestamp(now_us / 1e6, UTC).date()
        review = add_review(work, as_of=day, ruleset="r", counts={}, ids=[], now_us=now_us)
        set_review(work, review.id, state="erasing", applied_us=now_us, certificate={"erased": {}})
    return review.id


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_an_erasure_that_readers_delay_is_ended_later_by_itself(
    database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = Clock("2026-11-25T12:00:00")
    review_id = erasing(database, clock.wall)
    schedule = clock.schedule(hour=None)
    monkeypatch.setattr("service.flows.purge.PATIENCE_SECONDS", 0.0)
    hurried = open_database(database.url, busy_ms=200)
    with reading(database) as reader:
        reader.connection.exec_driver_sql("SELECT count(*) FROM jobs").scalar()
        schedule.tick(database)
        run_all(hurried, tmp_path, lambda: clock.wall)
        hurried.dispose()
        for _ in range(3):
            schedule.tick(database)
    jobs = T["jobs"].c
    asked = select(jobs.state).where(jobs.kind == finish_erasure.KIND).order_by(jobs.id)

    def states() -> Iterable[str]:
        with reading(database) as work:
            return list(work.connection.execute(asked).scalars())

    assert states() == ["done"], "not again within ten minutes"
    with reading(database) as work:
        assert reviews_in(work, "erasing") == [review_id]
    clock.go_on(minutes=10)
    schedule.tick(database)
    run_all(database, tmp_path, lambda: clock.wall)
    assert states() == ["done", "done"]
    with reading(database) as work:
        assert reviews_in(work, "done") == [review_id]
    clock.go_on(days=1)
    schedule.tick(database)
    assert states() == ["done", "done"]
    assert erasure.erase_physically(database)
    assert finish(database, review_id, now_us=clock.wall)


def deliver(database: Database, folder: Path, now_us: int) -> str:
    """A segment of everyone and a delivery of it; its name."""
    with DataDir(folder) as data:
        with unit_of_work(database) as work:
            me, everyone = Viewer(7, frozenset({"marketing"})), Wanted("Tous", None, "post", "marketing.own", ("city",))
            segment = define_segment(work, everyone, me, now_us=now_us)
        ready = prepare(database, data, segment, at_us=now_us, rules=shipped_rules(), now_us=now_us)
        with kept_or_gone(data, ready), unit_of_work(database) as work:
            return delivery_name(record(work, ready, now_us=now_us).id)


def test_the_files_of_a_delivery_expire_by_themselves(database: Database, tmp_path: Path) -> None:
    clock = Clock("2026-11-25T15:00:00")
    house_with(database, tmp_path, file_of(0, 3), clock.wall)
    schedule = clock.schedule(hour=None)
    schedule.tick(database)
    assert purges(database, expire_exports.KIND) == [], "nothing was ever delivered"
    name = deliver(database, tmp_path, clock.wall)
    there = []
    for _ in range(9):
        for _ in range(3):
            schedule.tick(database)
            run_all(database, tmp_path, lambda: clock.wall)
        there.append((tmp_path / "exports" / name).exists())
        clock.go_on(days=1)
    assert there == [True] * 8 + [False]
    assert purges(database, expire_exports.KIND) == [(f"expire-exports:2026-{day}", "done") for day in EXPIRY_DAYS]
    with reading(database) as work:
        assert len(work.connection.execute(select(T["deliveries"].c.id)).all()) == 1, "the ledger stays"


def test_the_numbers_of_the_pages_are_counted_each_day(database: Database, tmp_path: Path) -> None:
    clock = Clock("2026-11-25T15:00:00")
    schedule = clock.schedule(hour=None)
    schedule.tick(database)
    assert purges(database, tallies.KIND) == [], "there is nothing to count"
    house_with(database, tmp_path, file_of(0, 3), clock.wall)
    for _ in range(2):
        schedule.tick(database)
        run_all(database, tmp_path, lambda: clock.wall)
    clock.go_on(hours=10)
    schedule.tick(database)
    run_all(database, tmp_path, lambda: clock.wall)
    put = ["tally:import:1", "tally:2026-11-25", "tally:2026-11-26"]
    assert purges(database, tallies.KIND) == [(key, "done") for key in put]
    with reading(database) as work:
        assert [tally.at_us for tally in tallies.tallies_of(work, tallies.BASE)] == [clock.wall]
