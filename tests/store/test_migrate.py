"""The schema's history: up, down and up again, and the tables it makes are the tables the code declares."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Connection, inspect, text
from sqlmodel import SQLModel

from service import errors
from service.store.migrate import MIGRATIONS, configuration, current, downgrade, head, new_revision, upgrade
from service.store.session import Database, open_database, reading, unit_of_work

_CATALOGUE = (
    """SELECT table_name, column_name, data_type, collation_name, column_default, is_nullable
       FROM information_schema.columns WHERE table_schema = 'public'""",
    "SELECT tablename, indexdef FROM pg_indexes WHERE schemaname = 'public'",
    """SELECT conrelid::regclass::text, contype::text, pg_get_constraintdef(oid) FROM pg_constraint
       WHERE connamespace = 'public'::regnamespace AND contype <> 'n'""",
)


def tables(database: Database) -> set[str]:
    with reading(database) as work:
        return set(inspect(work.connection).get_table_names()) - {"sqlite_sequence"}


def shape(connection: Connection) -> set[tuple[object, ...]]:
    """All that the database itself says of its tables, in no order."""
    if connection.dialect.name == "postgresql":
        told = {(n, *row) for n, query in enumerate(_CATALOGUE) for row in connection.execute(text(query))}
        return {row for row in told if "alembic_version" not in row}
    ours = "sql IS NOT NULL AND name NOT IN ('alembic_version', 'sqlite_sequence')"
    found = connection.execute(text(f"SELECT name, sql FROM sqlite_master WHERE {ours}"))
    unquoted = [(name, sql.replace('"', "")) for name, sql in found]  # SQLite quotes a table that was rebuilt
    return {(name, part) for name, sql in unquoted for part in re.split(r",?\s*\n\s*", sql)}


def test_up_down_and_up_again(empty_database: Database) -> None:
    assert current(empty_database) is None
    upgrade(empty_database)
    assert current(empty_database) == head()
    assert tables(empty_database) == {*SQLModel.metadata.tables, "alembic_version"}
    upgrade(empty_database)
    downgrade(empty_database, "base")
    assert current(empty_database) is None
    assert tables(empty_database) == {"alembic_version"}
    upgrade(empty_database)
    assert current(empty_database) == head()
    assert tables(empty_database) == {*SQLModel.metadata.tables, "alembic_version"}


def test_alembic_finds_no_difference(database: Database) -> None:
    with reading(database) as work:
        context = MigrationContext.configure(
            work.connection, opts={"compare_type": True, "compare_server_default": True}
        )
        assert compare_metadata(context, SQLModel.metadata) == []


def test_the_migrated_schema_is_the_declared_one_to_the_letter(empty_database: Database) -> None:
    with unit_of_work(empty_database) as work:
        SQLModel.metadata.create_all(work.connection)
        declared = shape(work.connection)
        SQLModel.metadata.drop_all(work.connection)
        assert shape(work.connection) == set()
    upgrade(empty_database)
    with reading(empty_database) as work:
        migrated = shape(work.connection)
    assert len(declared) > 300
    assert migrated == declared


@pytest.mark.parametrize("database", ["postgresql"], indirect=True)
def test_every_text_sorts_by_code_point_whatever_the_locale_of_the_server(database: Database) -> None:
    asked = text(
        """SELECT collation_name FROM information_schema.columns
           WHERE table_schema = 'public' AND data_type IN ('text', 'character varying')
           AND table_name <> 'alembic_version'"""
    )
    with reading(database) as work:
        found = list(work.connection.execute(asked).scalars())
    assert len(found) > 100
    assert set(found) == {"C"}


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_narrow_tables_live_in_their_key_on_sqlite(database: Database) -> None:
    with reading(database) as work:
        found = work.connection.execute(text("SELECT name FROM pragma_table_list WHERE wr = 1")).scalars()
        assert set(found) == {
            "answers",
            "delivery_members",
            "issues",
            "links",
            "match_keys",
            "memberships",
            "pairs",
            "sightings",
        }


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_a_partial_index_serves_the_hidden_imports(database: Database) -> None:
    with reading(database) as work:
        plan = work.connection.execute(
            text("EXPLAIN QUERY PLAN SELECT id FROM imports WHERE state <> 'published'")
        ).all()
    assert "imports_hidden" in str(plan)


def test_a_migration_that_fails_leaves_nothing(empty_database: Database) -> None:
    with unit_of_work(empty_database) as work:
        work.connection.execute(text("CREATE TABLE suppressions (taken integer)"))
    before = tables(empty_database)
    with pytest.raises(Exception, match=r"already exists|42P07"):
        upgrade(empty_database)
    assert tables(empty_database) == before
    assert current(empty_database) is None


@pytest.mark.parametrize("empty_database", ["sqlite"], indirect=True)
def test_a_migration_waits_for_its_turn(empty_database: Database) -> None:
    hurried = open_database(empty_database.url, busy_ms=50)
    with unit_of_work(empty_database), pytest.raises(errors.Busy):
        upgrade(hurried)
    hurried.dispose()
    assert tables(empty_database) == set()


@pytest.mark.parametrize("empty_database", ["postgresql"], indirect=True)
def test_a_migration_has_time_limits_of_its_own_on_postgresql(empty_database: Database) -> None:
    limits = text("SELECT current_setting('lock_timeout'), current_setting('statement_timeout')")
    with unit_of_work(empty_database, schema=True) as work:
        command.upgrade(configuration(work.connection), "head")
        assert work.connection.execute(limits).one() == ("10s", "10min")
    with reading(empty_database) as work:
        assert work.connection.execute(limits).one() == ("10s", "0")


def test_a_new_revision_is_written_runs_and_finds_nothing_to_do(empty_database: Database, tmp_path: Path) -> None:
    folder = tmp_path / "migrations"
    shutil.copytree(MIGRATIONS, folder, ignore=shutil.ignore_patterns("__pycache__"))
    upgrade(empty_database)
    written = new_revision(empty_database, "nothing yet", "9999", folder)
    body = written.read_text("utf-8")
    assert "import sqlmodel" in body
    assert body.count("    pass") == 2
    with unit_of_work(empty_database, schema=True) as work:
        command.upgrade(configuration(work.connection, folder), "head")
    assert current(empty_database) == "9999"
