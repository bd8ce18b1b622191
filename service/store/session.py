"""The one connection factory and the one place that commits.

    database = open_database("sqlite:///data/limpide.sqlite", create=True)
    with unit_of_work(database) as work:      # BEGIN IMMEDIATE … COMMIT, or nothing at all
        work.session.execute(…)
    with reading(database) as work:           # one consistent snapshot; writing is refused
        …

Nothing else in `service/` commits (a test says so). Errors of the driver that a caller can do something about become
`Busy`, `StorageFull` and `StoreUnreachable`; the rest are bugs and keep their class, with every value taken out of
their text.
"""

from __future__ import annotations

import errno
import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psycopg
from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url
from sqlalchemy.engine import ExceptionContext
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from service import errors

BUSY_MS = 10_000
_READ = "limpide_read"
_SCHEMA = "limpide_schema"
_STANCE = "limpide_stance"
"""How a connection to SQLite stands: whether it only reads, whether it rebuilds the schema."""
# Each connection to SQLite gets these; tests/store/test_session.py proves every one.
_PRAGMAS: dict[str, str | int] = {
    "journal_mode": "WAL",  # readers go on while one writes
    "synchronous": "FULL",  # a commit survives a power cut
    "foreign_keys": "ON",
    "secure_delete": "ON",  # erased means overwritten
    "cache_size": -65_536,  # KiB
    "wal_autocheckpoint": 8_192,  # pages: 32 MiB, so that a bulk load does not checkpoint at each commit
    "journal_size_limit": 67_108_864,  # bytes: a WAL that grew is cut back
    "temp_store": "MEMORY",  # no temporary file outside the data directory
    "trusted_schema": "OFF",
}
_BUSY_STATES = frozenset({"55P03", "40P01", "40001", "53300"})  # lock timeout, deadlock, serialisation, connections
_FULL_STATES = frozenset({"53100"})  # disk_full


@dataclass(frozen=True)
class Database:
    """An open base. `dialect` is "sqlite" or "postgresql"; `url` reopens it in another process."""

    engine: Engine
    dialect: str
    url: str = field(repr=False)

    def dispose(self) -> None:
        """Close every pooled connection."""
        self.engine.dispose()

    @property
    def path(self) -> Path | None:
        """The SQLite file, null on PostgreSQL."""
        return Path(self.engine.url.database or "") if self.dialect == "sqlite" else None


@dataclass
class Work:
    """One transaction under way. `raw` is the driver's own connection, inside that same transaction."""

    connection: Connection
    dialect: str
    _session: Session | None = None

    @property
    def session(self) -> Session:
        """An ORM session; most transactions need none."""
        if self._session is None:
            self._session = Session(bind=self.connection, expire_on_commit=False)
        return self._session

    @property
    def raw(self) -> Any:
        """sqlite3.Connection or psycopg.Connection; what the session holds back is written first."""
        self.flush()
        return self.connection.connection.driver_connection

    def flush(self) -> None:
        """Write what the session holds back."""
        if self._session is not None:
            self._session.flush()

    def close(self) -> None:
        """The session lets go of the connection."""
        if self._session is not None:
            self._session.close()


def open_database(url: str, *, create: bool = False, busy_ms: int = BUSY_MS) -> Database:
    """Open a base; `create` makes the SQLite file (and its folder) when there is none. Tables: store/migrate.py.

    In      `sqlite:///file`, `postgresql://…` or `postgresql+psycopg://…`; how long a writer waits for another.
    Raises  NotFound (no SQLite file, and not `create`), ValueError (another kind of URL, or SQLite in memory).
            PostgreSQL is first reached by the first transaction: StoreUnreachable comes from there.
    """
    parsed = make_url(url)
    if parsed.get_backend_name() == "sqlite":
        engine = _sqlite(parsed, create=create, busy_ms=busy_ms)
    elif parsed.get_backend_name() == "postgresql":
        engine = _postgresql(parsed, busy_ms=busy_ms)
    else:
        raise ValueError("the base must be sqlite:///… or postgresql://…")
    event.listen(engine, "handle_error", _hide_values)
    return Database(engine, engine.dialect.name, engine.url.render_as_string(hide_password=False))


@contextmanager
def unit_of_work(database: Database, *, write: bool = True, schema: bool = False) -> Iterator[Work]:
    """One transaction: committed when the block ends, rolled back when it raises. `write=False` is `reading`.

    On SQLite a writer holds the base from the start (BEGIN IMMEDIATE), on PostgreSQL READ COMMITTED holds.
    `schema` is for migrations: SQLite rebuilds tables by dropping them, so its foreign keys are checked at the end.

    Raises  Busy (waited too long for another writer), StorageFull, StoreUnreachable; else what the block raised.
    """
    driver: Any = None
    try:
        with _begun(database, write, schema) as connection, closing(Work(connection, database.dialect)) as work:
            driver = connection.connection.driver_connection
            yield work
            work.flush()
            if schema and database.dialect == "sqlite":
                _check_foreign_keys(connection)
    except (DBAPIError, sqlite3.Error, psycopg.Error, OSError) as failure:
        lost = driver is None or getattr(driver, "closed", False)
        problem = _problem_of(failure, lost=lost)
        if problem is None:
            raise
        raise problem from failure


@contextmanager
def reading(database: Database) -> Iterator[Work]:
    """A short read transaction over one snapshot; writing in it fails on both databases."""
    with unit_of_work(database, write=False) as work:
        yield work


def one_row(database: Database, query: str, value: str) -> tuple[Any, ...] | None:
    """One row by one value, without a transaction around it: a fortieth of the cost of `reading`, for what every
    request asks. `query` is SQL of ours with one `?`.

    Raises  what `reading` raises.
    """
    pooled: Any = None
    try:
        pooled = database.engine.raw_connection()
        try:
            cursor = pooled.cursor()
            cursor.execute(query if database.dialect == "sqlite" else query.replace("?", "%s"), (value,))
            found: tuple[Any, ...] | None = cursor.fetchone()
            return found
        finally:
            pooled.close()
    except (DBAPIError, sqlite3.Error, psycopg.Error) as failure:
        problem = _problem_of(failure, lost=pooled is None or isinstance(failure, psycopg.OperationalError))
        if problem is None:
            raise
        raise problem from failure


@contextmanager
def _begun(database: Database, write: bool, schema: bool) -> Iterator[Connection]:
    options: dict[str, Any] = {}
    if database.dialect == "sqlite":
        options = {_READ: not write, _SCHEMA: schema}
    elif not write:
        options = {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
    # SQLAlchemy commits when the inner block ends, rolls back when it raises
    with database.engine.connect().execution_options(**options) as connection, connection.begin():
        yield connection


def sqlite_pragmas(busy_ms: int = BUSY_MS) -> dict[str, str | int]:
    """What every connection to a SQLite base sets, in this order."""
    return {"busy_timeout": busy_ms, **_PRAGMAS}


def _check_foreign_keys(connection: Connection) -> None:
    broken = connection.exec_driver_sql("PRAGMA foreign_key_check").first()
    if broken is not None:
        raise ValueError(f"this change of schema breaks a foreign key of {broken[0]}")


def _sqlite(url: URL, *, create: bool, busy_ms: int) -> Engine:
    if not url.database or url.database == ":memory:" or url.database.startswith("file:"):
        raise ValueError("the base must be a file: sqlite:///path")
    path = Path(url.database).absolute()
    if create and not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        # personal data: for the owner only; SQLite gives its WAL the same rights
        os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
    if not path.is_file():
        raise errors.NotFound("There is no base at this place yet.")
    engine = create_engine(
        URL.create("sqlite", database=str(path)),
        hide_parameters=True,
        connect_args={"timeout": busy_ms / 1000, "check_same_thread": False},
    )

    def prepare(dbapi: sqlite3.Connection, _record: object) -> None:
        dbapi.isolation_level = None  # sqlite3 would begin by itself, late and deferred
        for name, value in sqlite_pragmas(busy_ms).items():
            dbapi.execute(f"PRAGMA {name}={value}")

    def begin(connection: Connection) -> None:
        options = connection.get_execution_options()
        read, schema = options.get(_READ, False), options.get(_SCHEMA, False)
        driver: Any = connection.connection.driver_connection
        if connection.info.get(_STANCE) != (read, schema):  # a PRAGMA makes SQLite prepare every statement anew
            driver.execute(f"PRAGMA query_only={int(read)}")
            driver.execute(f"PRAGMA foreign_keys={int(not schema)}")
            connection.info[_STANCE] = read, schema
        driver.execute("BEGIN" if read else "BEGIN IMMEDIATE")

    event.listen(engine, "connect", prepare)
    event.listen(engine, "begin", begin)
    return engine


def _postgresql(url: URL, *, busy_ms: int) -> Engine:
    engine = create_engine(
        url.set(drivername="postgresql+psycopg"),
        hide_parameters=True,
        pool_pre_ping=True,
        connect_args={"application_name": "limpide"},
    )

    def prepare(dbapi: psycopg.Connection[Any], _record: object) -> None:
        dbapi.execute("SET TIME ZONE 'UTC'")
        dbapi.execute(f"SET lock_timeout = {int(busy_ms)}")
        dbapi.execute("SET cursor_tuple_fraction = 1")  # our cursors read to the end: plan for all rows
        dbapi.commit()

    event.listen(engine, "connect", prepare)
    return engine


def _hide_values(context: ExceptionContext) -> None:
    """PostgreSQL quotes the row in its messages: keep the state and the names of table, column and constraint."""
    if not isinstance(context.original_exception, psycopg.Error):
        return
    _strip(context.original_exception)
    if context.sqlalchemy_exception is not None:
        kind = type(context.original_exception)
        context.sqlalchemy_exception.args = (f"({kind.__module__}.{kind.__name__}) {context.original_exception}",)


def _strip(failure: psycopg.Error) -> None:
    diagnosis = failure.diag
    if diagnosis.sqlstate is None:  # made by the client (connection lost…): holds no row
        return
    names = {"table": diagnosis.table_name, "column": diagnosis.column_name, "constraint": diagnosis.constraint_name}
    told = [f"{name} {value}" for name, value in names.items() if value]
    failure.args = (" ".join([f"SQLSTATE {diagnosis.sqlstate}", *told]),)


def _problem_of(failure: Exception, *, lost: bool) -> errors.QualityError | None:
    """The problem a caller may act on, null when it is a bug; also takes the values out of a bare driver error."""
    origin = failure.orig if isinstance(failure, DBAPIError) else failure
    if isinstance(origin, psycopg.Error):
        _strip(origin)
        return _problem_of_postgresql(origin, lost=lost)
    if isinstance(origin, sqlite3.Error):
        return _problem_of_sqlite(origin)
    return errors.StorageFull() if isinstance(origin, OSError) and origin.errno == errno.ENOSPC else None


def _problem_of_sqlite(failure: sqlite3.Error) -> errors.QualityError | None:
    code = getattr(failure, "sqlite_errorcode", 0) & 0xFF  # the primary code, whatever the extended one
    if code in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
        return errors.Busy()
    if code == sqlite3.SQLITE_FULL:
        return errors.StorageFull()
    return errors.StoreUnreachable() if code == sqlite3.SQLITE_CANTOPEN else None


def _problem_of_postgresql(failure: psycopg.Error, *, lost: bool) -> errors.QualityError | None:
    state = failure.sqlstate or ""
    if state in _BUSY_STATES:
        return errors.Busy()
    if state in _FULL_STATES:
        return errors.StorageFull()
    return errors.StoreUnreachable() if lost or state.startswith(("08", "57P")) else None
