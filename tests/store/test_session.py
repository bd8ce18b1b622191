"""The connection factory and the transaction: settings proved one by one, all or nothing, no value in an error."""

from __future__ import annotations

import ast
import errno
import sqlite3
import stat
import threading
from pathlib import Path

import polars as pl
import psycopg
import pytest
from databases import PostgresServer
from sqlalchemy import insert, select, text
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlmodel import SQLModel

from service import errors
from service.store.bulk import insert_frame
from service.store.session import Database, one_row, open_database, reading, unit_of_work
from service.store.tables.consents import Suppression
from service.store.tables.lists import Controller
from service.store.tables.operation import IdBlock

on_sqlite = pytest.mark.parametrize("database", ["sqlite"], indirect=True)
on_postgresql = pytest.mark.parametrize("database", ["postgresql"], indirect=True)

PERSON = "Anatole Confidentiel"

_BLOCKS = SQLModel.metadata.tables["id_blocks"]
_CONTROLLERS = SQLModel.metadata.tables["controllers"]
_LISTS = SQLModel.metadata.tables["lists"]


def add(database: Database, name: str, number: int = 1) -> None:
    with unit_of_work(database) as work:
        work.session.execute(insert(_BLOCKS).values(noun=name, next_id=number))


def nouns(database: Database) -> list[str]:
    with reading(database) as work:
        return list(work.session.scalars(select(_BLOCKS.c.noun).order_by(_BLOCKS.c.noun)))


@on_sqlite
@pytest.mark.parametrize(
    ("pragma", "value"),
    [
        ("journal_mode", "wal"),
        ("synchronous", 2),
        ("foreign_keys", 1),
        ("secure_delete", 1),
        ("cache_size", -65_536),
        ("wal_autocheckpoint", 8_192),
        ("journal_size_limit", 67_108_864),
        ("temp_store", 2),
        ("trusted_schema", 0),
        ("busy_timeout", 10_000),
    ],
)
def test_each_pragma_holds_in_every_transaction(database: Database, pragma: str, value: str | int) -> None:
    for write in (True, False, True):
        with unit_of_work(database, write=write) as work:
            assert work.session.execute(text(f"PRAGMA {pragma}")).scalar_one() == value


@on_sqlite
def test_a_pragma_is_set_when_it_changes_and_not_again(database: Database) -> None:
    """SQLite prepares every statement of a connection anew after one."""

    def said(write: bool) -> list[str]:
        heard: list[str] = []
        with unit_of_work(database) as work:
            driver = work.raw
        driver.set_trace_callback(heard.append)
        for _ in range(2):
            with unit_of_work(database, write=write):
                pass
        driver.set_trace_callback(None)
        return [statement for statement in heard if statement.startswith("PRAGMA")]

    assert said(write=True) == []
    assert said(write=False) == ["PRAGMA query_only=1", "PRAGMA foreign_keys=1"]


@on_sqlite
def test_foreign_keys_hold_again_after_a_change_of_schema(database: Database) -> None:
    with unit_of_work(database, schema=True) as work:
        assert work.session.execute(text("PRAGMA foreign_keys")).scalar_one() == 0
    with unit_of_work(database) as work:
        assert work.session.execute(text("PRAGMA foreign_keys")).scalar_one() == 1


@on_sqlite
def test_a_change_of_schema_may_not_break_a_foreign_key(database: Database) -> None:
    orphan = insert(_LISTS).values(id=1, name="Clients", kind="owned", controller_id=99, created_us=0)
    with pytest.raises(ValueError, match="foreign key of lists"), unit_of_work(database, schema=True) as work:
        work.session.execute(orphan)
    with reading(database) as work:
        assert work.session.execute(text("SELECT count(*) FROM lists")).scalar_one() == 0


def test_the_file_is_for_its_owner_only(tmp_path: Path) -> None:
    made = open_database(f"sqlite:///{tmp_path / 'new' / 'limpide.sqlite'}", create=True)
    with unit_of_work(made) as work:
        work.session.execute(text("CREATE TABLE t (a)"))
        files = sorted((tmp_path / "new").iterdir())
        assert [f.name for f in files] == ["limpide.sqlite", "limpide.sqlite-shm", "limpide.sqlite-wal"]
        assert {stat.S_IMODE(f.stat().st_mode) for f in files} == {0o600}
    made.dispose()


def test_no_file_is_made_unless_asked(tmp_path: Path) -> None:
    with pytest.raises(errors.NotFound):
        open_database(f"sqlite:///{tmp_path / 'absent.sqlite'}")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("url", ["sqlite://", "sqlite:///:memory:", "mysql://localhost/limpide"])
def test_other_bases_are_refused(url: str) -> None:
    with pytest.raises(ValueError, match="the base must be"):
        open_database(url, create=True)


@on_postgresql
def test_postgresql_is_told_the_time_zone_the_name_and_the_patience(database: Database) -> None:
    with reading(database) as work:
        told = [work.session.execute(text(f"SHOW {s}")).scalar_one() for s in ("TimeZone", "application_name")]
        assert told == ["UTC", "limpide"]
        assert work.session.execute(text("SHOW lock_timeout")).scalar_one() == "10s"
        assert work.session.execute(text("SHOW cursor_tuple_fraction")).scalar_one() == "1"


@on_postgresql
def test_the_url_may_name_the_driver_or_not(database: Database) -> None:
    assert database.url.startswith("postgresql+psycopg://")
    for url in (database.url, database.url.replace("+psycopg", "")):
        again = open_database(url)
        assert nouns(again) == []
        again.dispose()


def test_a_work_commits_when_its_block_ends(database: Database) -> None:
    with unit_of_work(database) as work:
        work.session.add(IdBlock(noun="through the session", next_id=1))
        work.connection.execute(insert(_BLOCKS).values(noun="through the connection", next_id=1))
        insert_frame(work, IdBlock, pl.DataFrame({"noun": ["in bulk"], "next_id": [1]}))
    assert nouns(database) == ["in bulk", "through the connection", "through the session"]


def test_a_work_leaves_nothing_when_its_block_raises(database: Database) -> None:
    with pytest.raises(ZeroDivisionError), unit_of_work(database) as work:  # noqa: PT012 - the end of the block raises, or the line before
        work.session.add(IdBlock(noun="through the session", next_id=1))
        work.connection.execute(insert(_BLOCKS).values(noun="through the connection", next_id=1))
        insert_frame(work, IdBlock, pl.DataFrame({"noun": ["in bulk"], "next_id": [1]}))
        raise ZeroDivisionError
    assert nouns(database) == []


def test_a_work_commits_at_its_end_only(database: Database) -> None:
    with unit_of_work(database) as work:
        work.session.add(IdBlock(noun="early", next_id=1))
        work.session.flush()
        work.session.close()
        assert nouns(database) == []
    assert nouns(database) == ["early"]


def test_reading_sees_one_snapshot_and_refuses_to_write(database: Database) -> None:
    add(database, "before")
    with reading(database) as work:
        assert work.session.scalars(select(_BLOCKS.c.noun)).all() == ["before"]
        add(database, "meanwhile")
        assert work.session.scalars(select(_BLOCKS.c.noun)).all() == ["before"]
    with pytest.raises(DBAPIError), reading(database) as work:
        work.session.execute(insert(_BLOCKS).values(noun="no", next_id=1))
    assert nouns(database) == ["before", "meanwhile"]
    add(database, "the connection may write again")


@on_sqlite
def test_a_writer_holds_sqlite_from_the_start(database: Database) -> None:
    hurried = open_database(database.url, busy_ms=50)
    with unit_of_work(database):
        with pytest.raises(errors.Busy), unit_of_work(hurried):
            pass
        with reading(hurried) as work:
            assert work.session.scalars(select(_BLOCKS.c.noun)).all() == []
    hurried.dispose()


@on_postgresql
def test_a_writer_waits_so_long_for_a_row(database: Database) -> None:
    add(database, "held")
    hurried = open_database(database.url, busy_ms=50)
    with unit_of_work(database) as work:
        work.session.execute(text("UPDATE id_blocks SET next_id = 2"))
        with pytest.raises(errors.Busy), unit_of_work(hurried) as other:
            other.session.execute(text("UPDATE id_blocks SET next_id = 3"))
    hurried.dispose()


@on_postgresql
def test_a_deadlock_is_busy(database: Database) -> None:
    add(database, "a")
    add(database, "b")
    first_held, second_held = threading.Event(), threading.Event()
    seen: list[BaseException] = []

    def other() -> None:
        try:
            with unit_of_work(database) as work:
                work.session.execute(text("UPDATE id_blocks SET next_id = 3 WHERE noun = 'b'"))
                second_held.set()
                first_held.wait(5)
                work.session.execute(text("UPDATE id_blocks SET next_id = 3 WHERE noun = 'a'"))
        except errors.Busy as problem:
            seen.append(problem)

    thread = threading.Thread(target=other)
    try:
        with unit_of_work(database) as work:
            work.session.execute(text("UPDATE id_blocks SET next_id = 2 WHERE noun = 'a'"))
            thread.start()
            second_held.wait(5)
            first_held.set()
            work.session.execute(text("UPDATE id_blocks SET next_id = 2 WHERE noun = 'b'"))
    except errors.Busy as problem:
        seen.append(problem)
    thread.join()
    assert len(seen) == 1


@on_sqlite
def test_a_full_disk_is_said_and_nothing_is_kept(database: Database) -> None:
    with reading(database) as work:
        pages = work.session.execute(text("PRAGMA page_count")).scalar_one()
    filler = pl.DataFrame({"noun": [f"{i} {'x' * 500}" for i in range(2_000)], "next_id": 1})
    with pytest.raises(errors.StorageFull), unit_of_work(database) as work:  # noqa: PT012 - the end of the block raises, or the line before
        work.raw.execute(f"PRAGMA max_page_count={pages + 3}")
        insert_frame(work, IdBlock, filler)
    assert nouns(database) == []


def test_no_space_left_is_storage_full_whoever_says_it(database: Database) -> None:
    with pytest.raises(errors.StorageFull), unit_of_work(database) as work:  # noqa: PT012 - the end of the block raises, or the line before
        work.session.add(IdBlock(noun="lost", next_id=1))
        raise OSError(errno.ENOSPC, "No space left on device")
    with pytest.raises(FileNotFoundError), unit_of_work(database):
        raise FileNotFoundError(errno.ENOENT, "another trouble stays itself")
    assert nouns(database) == []


@on_postgresql
def test_a_base_that_is_gone_is_unreachable(database: Database, postgres_server: PostgresServer) -> None:
    with pytest.raises(errors.StoreUnreachable), unit_of_work(database) as work:
        work.session.execute(text("SELECT pg_terminate_backend(pg_backend_pid())"))
    assert nouns(database) == []  # the next transaction connects again
    nowhere = open_database(postgres_server.url("no_such_database"))
    with pytest.raises(errors.StoreUnreachable), reading(nowhere):
        pass
    nowhere.dispose()


@on_postgresql
def test_a_base_lost_in_mid_copy_is_unreachable(database: Database) -> None:
    with pytest.raises(errors.StoreUnreachable), unit_of_work(database) as work:  # noqa: PT012 - the end of the block raises, or the line before
        own = work.session.execute(text("SELECT pg_backend_pid()")).scalar_one()
        with unit_of_work(database) as other:
            other.session.execute(text("SELECT pg_terminate_backend(:own)"), {"own": own})
        insert_frame(work, IdBlock, pl.DataFrame({"noun": ["lost"], "next_id": [1]}))
    assert nouns(database) == []


def everything_told(failure: BaseException | None) -> str:
    told = ""
    while failure is not None:
        told += f"{failure!s} {failure!r} {getattr(failure, 'orig', '')}\n"
        failure = failure.__cause__ or failure.__context__
    return told


def test_no_value_shows_in_an_error_of_the_session(database: Database) -> None:
    with unit_of_work(database) as work:
        work.session.add(Controller(id=1, name=PERSON, created_us=0))
    with pytest.raises(IntegrityError) as caught, unit_of_work(database) as work:
        work.session.add(Controller(id=2, name=PERSON, created_us=0))
    assert PERSON not in everything_told(caught.value)


def test_no_value_shows_when_the_error_is_handled_inside(database: Database) -> None:
    with unit_of_work(database) as work:
        work.session.add(Controller(id=1, name=PERSON, created_us=0))
    told = ""
    with pytest.raises(DBAPIError), unit_of_work(database) as work:  # noqa: PT012 - the end of the block raises, or the line before
        try:
            work.connection.execute(insert(_CONTROLLERS).values(id=2, name=PERSON, created_us=0))
        except IntegrityError as failure:
            told = everything_told(failure)
            raise
    assert told
    assert PERSON not in told


def test_no_value_shows_in_an_error_of_the_bulk_path(database: Database) -> None:
    twice = pl.DataFrame({"id": [1, 2], "name": [PERSON, PERSON], "created_us": [0, 0]})
    with pytest.raises((sqlite3.IntegrityError, psycopg.IntegrityError)) as caught, unit_of_work(database) as work:
        insert_frame(work, Controller, twice)
    assert "name" in everything_told(caught.value)
    assert PERSON not in everything_told(caught.value)


@on_postgresql
def test_no_value_shows_when_a_value_cannot_be_read(database: Database) -> None:
    with pytest.raises(DBAPIError) as caught, unit_of_work(database) as work:
        work.session.execute(text("SELECT CAST(:name AS bigint)"), {"name": PERSON})
    assert "22P02" in everything_told(caught.value)
    assert PERSON not in everything_told(caught.value)


def test_the_database_object_does_not_show_its_password() -> None:
    opened = open_database("postgresql://limpide:hunter2@localhost/limpide")
    assert "hunter2" not in repr(opened)
    assert "hunter2" in opened.url


def test_the_purposes_are_there(database: Database) -> None:
    with reading(database) as work:
        assert "marketing.own" in set(work.session.scalars(text("SELECT id FROM purposes")))


def test_keys_that_the_base_counts_are_never_used_again(database: Database) -> None:
    def one() -> int:
        with unit_of_work(database) as work:
            row = Suppression(point_hash="0", kind="email", at_us=0, source="api")
            work.session.add(row)
            work.session.flush()
            assert row.id is not None
            return row.id

    first, last = one(), one()
    with unit_of_work(database) as work:
        work.session.execute(text("DELETE FROM suppressions"))
    assert first < last < one()


@on_sqlite
def test_deleted_values_are_overwritten(database: Database) -> None:
    add(database, "canari-à-effacer")
    with unit_of_work(database) as work:
        work.session.execute(text("DELETE FROM id_blocks"))
    with database.engine.connect() as connection:
        raw = connection.connection.driver_connection
        assert isinstance(raw, sqlite3.Connection)
        assert raw.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0] == 0
    assert database.path is not None
    for file in database.path.parent.iterdir():
        assert "canari-à-effacer".encode() not in file.read_bytes()


def test_only_the_session_commits() -> None:
    """DESIGN: one door. Any other `.commit(` in service/ is found here."""
    service = Path(__file__).parents[2] / "service"
    found = {
        str(path.relative_to(service))
        for path in service.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Attribute) and node.attr in {"commit", "begin", "begin_nested"}
    }
    assert found == {"store/session.py"}


def test_one_row_is_read_without_a_transaction(database: Database) -> None:
    asked = "SELECT label_en FROM purposes WHERE id = ?"
    assert one_row(database, asked, "marketing.own") == ("Marketing of our own products and services",)
    assert one_row(database, asked, "none") is None
