"""Rows written by the process beside ours are the rows we would have written ourselves."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import orjson
import polars as pl
import pytest
from sqlalchemy import insert, select, update

from service.errors import Busy, StorageFull, StoreUnreachable
from service.store import session, writer
from service.store.bulk import read_frame
from service.store.rows import Rows
from service.store.session import Database, open_database, reading, unit_of_work
from service.store.tables.customers import CustomerRedirect
from service.store.tables.lists import Controller
from service.store.tables.matching import MatchKey
from service.store.tables.records import Issue
from service.store.writer import RowWriter

ISSUES = pl.DataFrame(
    {
        "import_id": [1, 1, 1, 1],
        "row_id": [1, 2, 3, 2**63 - 1],
        "n": [0, 0, 0, -(2**63)],
        "column_index": [None, 3, None, None],
        "field": ["", "été 🦊", "a\0b", "\U0001f469\u200d\U0001f4bb"],
        "code": ["x", "x", "x", "x"],
        "before": [None, "", 'l\'"apostrophe"\n', "e\u0301"],
        "after": pl.Series([None] * 4, dtype=pl.String),
    }
)
on_sqlite = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


@pytest.fixture(params=[0, 10**9], ids=["by its own process", "here"])
def start_after(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> int:
    monkeypatch.setattr(writer, "START_AFTER", request.param)
    return int(request.param)


@pytest.fixture
def guarded(database: Database) -> Database:
    with unit_of_work(database) as work:
        work.connection.execute(insert(Controller).values(id=7, name="Maison", created_us=0))
    return database


@pytest.fixture
def rows(guarded: Database, start_after: int) -> Iterator[RowWriter]:
    with RowWriter(guarded) as made:
        yield made


def guard(created_us: int = 1, *, of: int = 7) -> Any:
    return update(Controller).where(Controller.id == of).values(created_us=created_us)  # type: ignore[arg-type]  # a column, as SQLAlchemy sees it


def seen(database: Database, model: Any) -> list[tuple[Any, ...]]:
    columns = model.__table__.columns
    kinds = {"INTEGER": pl.Int64, "BIGINT": pl.Int64, "TEXT": pl.String}
    schema = {c.name: kinds[str(c.type).split(" ")[0].split("(")[0]] for c in columns}
    with reading(database) as work:
        return read_frame(work, select(*columns).order_by(*model.__table__.primary_key), schema).rows()


def test_every_value_arrives_as_it_was(guarded: Database, rows: RowWriter) -> None:
    assert rows.write(guard(), rows.ready([Rows(Issue, ISSUES)]))
    wanted = [tuple("a\ufffdb" if v == "a\0b" else v for v in row) for row in ISSUES.rows()]
    assert sorted(seen(guarded, Issue), key=repr) == sorted(wanted, key=repr)
    assert seen(guarded, Controller) == [(7, "Maison", 1)]


def test_rows_are_changed_by_their_keys_also_to_null(guarded: Database, rows: RowWriter) -> None:
    rows.write(guard(), rows.ready([Rows(Issue, ISSUES.head(3))]))
    change = ISSUES.head(2).select(
        "import_id", "row_id", "n", pl.lit(None, pl.String).alias("before"), code=pl.lit("y")
    )
    assert rows.write(guard(2), rows.ready([Rows(Issue, change, keys=("import_id", "row_id", "n"))]))
    assert [(row[5], row[6]) for row in seen(guarded, Issue)] == [("y", None), ("y", None), ("x", 'l\'"apostrophe"\n')]


def test_rows_that_are_there_are_left_alone_when_asked(guarded: Database, rows: RowWriter) -> None:
    keys = pl.DataFrame({"key": [1, 2], "party_id": [5, 5]})
    rows.write(guard(), rows.ready([Rows(MatchKey, keys, skip_existing=True)]))
    rows.write(guard(2), rows.ready([Rows(MatchKey, keys.with_columns(key=pl.Series([2, 3])), skip_existing=True)]))
    assert seen(guarded, MatchKey) == [(1, 5), (2, 5), (3, 5)]


def test_a_guard_that_touches_nothing_writes_nothing(guarded: Database, rows: RowWriter) -> None:
    assert not rows.write(guard(of=8), rows.ready([Rows(Issue, ISSUES)]))
    assert seen(guarded, Issue) == []
    assert rows.write(guard(), rows.ready([Rows(Issue, ISSUES)])), "and the next one goes in"


def test_a_transaction_that_fails_leaves_nothing_and_quotes_nobody(guarded: Database, rows: RowWriter) -> None:
    twice = pl.DataFrame({"old_id": [1, 1], "customer_id": [2, 2], "at_us": [0, 0]})
    with pytest.raises(Exception, match=r"customer_redirects|INTEGRITY") as told:
        rows.write(guard(5), rows.ready([Rows(Issue, ISSUES), Rows(CustomerRedirect, twice)]))
    assert "apostrophe" not in str(told.value)
    assert seen(guarded, Issue) == []
    assert seen(guarded, Controller) == [(7, "Maison", 0)]
    assert rows.write(guard(), rows.ready([Rows(Issue, ISSUES)])), "and the next one goes in"


def test_a_frame_that_does_not_fit_is_refused(guarded: Database, rows: RowWriter) -> None:
    with pytest.raises(ValueError, match="no column"):
        rows.write(guard(5), rows.ready([Rows(Issue, ISSUES.rename({"after": "later"}))]))
    assert seen(guarded, Controller) == [(7, "Maison", 0)]


@on_sqlite
def test_its_connection_is_set_as_ours(guarded: Database) -> None:
    with RowWriter(guarded) as rows, reading(guarded) as work:
        ours = {n: work.connection.exec_driver_sql(f"PRAGMA {n}").scalar_one() for n in session.sqlite_pragmas()}
        assert rows.pragmas() == ours


@on_sqlite
def test_many_expected_rows_start_it_at_once(guarded: Database) -> None:
    with RowWriter(guarded) as rows:
        rows.expect(writer.START_AFTER - 1)
        assert rows.ready([Rows(Issue, ISSUES)]).streams is None
        early = rows.ready([Rows(Issue, ISSUES.head(2))])
        rows.expect(writer.START_AFTER)
        late = rows.ready([Rows(Issue, ISSUES.slice(2))])
        assert late.streams is not None
        assert rows.write(guard(1), early), "rows made ready before it ran go in, too"
        assert rows.write(guard(2), late)
    assert len(seen(guarded, Issue)) == ISSUES.height
    assert seen(guarded, Controller) == [(7, "Maison", 2)]


@on_sqlite
def test_half_a_message_is_never_made_whole_by_an_earlier_one(guarded: Database) -> None:
    keys = Rows(MatchKey, pl.DataFrame({"key": [1, 2], "party_id": [5, 5]}), skip_existing=True)
    with RowWriter(guarded) as rows:
        rows.expect(writer.START_AFTER)
        ready = rows.ready([keys])
        assert rows.write(guard(1), ready)
        assert ready.streams is not None
        told = guard(2).compile(dialect=writer._DIALECT)
        values = [told.params[name] for name in told.positiontup or ()]
        sizes = [[statement, len(stream)] for statement, stream in ready.streams]
        rows._send([orjson.dumps({"guard": [str(told), values], "rows": sizes}) + b"\n"])
        assert rows._child is not None
        rows._child.communicate(timeout=30)  # closes its stdin, as when the parent is killed
        assert rows._child.returncode != 0
        rows._child = None
    assert seen(guarded, Controller) == [(7, "Maison", 1)]


@on_sqlite
def test_who_waits_too_long_for_another_writer_is_told(tmp_path: Path, guarded: Database) -> None:
    hurried = open_database(guarded.url, busy_ms=50)
    with RowWriter(hurried) as rows, unit_of_work(guarded):
        rows._rows = writer.START_AFTER
        with pytest.raises(Busy):
            rows.write(guard(), rows.ready([Rows(Issue, ISSUES)]))
    hurried.dispose()


@on_sqlite
def test_a_full_disk_is_said_and_nothing_is_kept(guarded: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    with reading(guarded) as work:
        pages = int(work.connection.exec_driver_sql("PRAGMA page_count").scalar_one())
    monkeypatch.setattr(writer, "START_AFTER", 0)
    many = pl.DataFrame({"key": range(50_000), "party_id": range(50_000)})
    with RowWriter(guarded) as rows:
        monkeypatch.setitem(session._PRAGMAS, "max_page_count", pages + 3)
        with pytest.raises(StorageFull):
            rows.write(guard(), rows.ready([Rows(MatchKey, many)]))
        monkeypatch.delitem(session._PRAGMAS, "max_page_count")
        assert seen(guarded, MatchKey) == []
        assert rows.write(guard(), rows.ready([Rows(MatchKey, many)]))
    assert len(seen(guarded, MatchKey)) == 50_000


@on_sqlite
def test_a_process_that_was_killed_is_said_and_started_again(
    guarded: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(writer, "START_AFTER", 0)
    with RowWriter(guarded) as rows:
        assert rows.write(guard(1), rows.ready([Rows(Issue, ISSUES.head(1))]))
        assert rows._child is not None
        rows._child.kill()
        rows._child.wait()
        with pytest.raises(StoreUnreachable):
            rows.write(guard(2), rows.ready([Rows(Issue, ISSUES.slice(1))]))
        assert rows.write(guard(3), rows.ready([Rows(Issue, ISSUES.slice(1))]))
    assert len(seen(guarded, Issue)) == 4
    assert seen(guarded, Controller) == [(7, "Maison", 3)]
