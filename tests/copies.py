"""Copies of a base that a test has prepared: `copies` gives a function that makes a fresh house over each copy."""

from __future__ import annotations

import itertools
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from databases import DIALECTS, PostgresServer

from service.store.session import Database, open_database

_numbers = itertools.count(1)


@contextmanager
def opened(url: str) -> Iterator[Database]:
    """A base, closed at the end."""
    database = open_database(url)
    try:
        yield database
    finally:
        database.dispose()


class Prepared:
    """A base to be filled once (`filling`), then copied as often as asked (`copy`)."""

    def __init__(self, request: pytest.FixtureRequest, folder: Path, dialect: str) -> None:
        self.folder, self.dialect = folder, dialect
        if dialect == "sqlite":
            self._file = folder / "prepared.sqlite"
            shutil.copyfile(request.getfixturevalue("migrated_sqlite"), self._file)
        else:
            self._server: PostgresServer = request.getfixturevalue("postgres_server")
            self._name = self._server.create(request.getfixturevalue("migrated_postgres"))

    @contextmanager
    def filling(self) -> Iterator[Database]:
        """The base itself, to be filled."""
        with opened(f"sqlite:///{self._file}" if self.dialect == "sqlite" else self._server.url(self._name)) as base:
            yield base

    @contextmanager
    def copy(self) -> Iterator[Database]:
        """A copy of its own, gone afterwards."""
        if self.dialect == "sqlite":
            path = self.folder / f"copy-{next(_numbers)}.sqlite"
            shutil.copyfile(self._file, path)
            with opened(f"sqlite:///{path}") as base:
                yield base
            for left in self.folder.glob(f"{path.name}*"):
                left.unlink()
            return
        name = self._server.create(self._name)
        with opened(self._server.url(name)) as base:
            yield base
        self._server.drop(name)

    def forget(self) -> None:
        """The prepared base itself goes; on SQLite with the test's folder."""
        if self.dialect == "postgresql":
            self._server.drop(self._name)


@pytest.fixture(params=DIALECTS)
def prepared(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Prepared]:
    """A migrated, empty base to be prepared, on SQLite and on PostgreSQL."""
    made = Prepared(request, tmp_path, request.param)
    yield made
    made.forget()
