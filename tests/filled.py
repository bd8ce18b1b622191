"""Bases that a session fills once and tests copy: a file imported anew before each test took most of their time.

base = filled_api(_fill)        in a module of tests: a fixture, the service over a fresh copy of what `_fill(api)`
                                made, on SQLite and PostgreSQL
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from apis import Api, serving
from copies import opened
from databases import DIALECTS, PostgresServer

from service.store.files import DataDir

FillPlace = Callable[[str, Path], None]
"""Fills the base of an address, and its data folder."""


@dataclass(frozen=True)
class _Full:
    """A data folder, and on PostgreSQL the database that is copied; SQLite's lies in the folder."""

    data: Path
    database: str | None


@dataclass
class Templates:
    """What a session has filled so far: by name and dialect."""

    request: pytest.FixtureRequest
    paths: pytest.TempPathFactory
    made: dict[tuple[str, str], _Full] = field(default_factory=dict)

    @property
    def _server(self) -> PostgresServer:
        server: PostgresServer = self.request.getfixturevalue("postgres_server")
        return server

    @contextmanager
    def copy(self, name: str, dialect: str, fill: FillPlace, data: Path) -> Iterator[str]:
        """The address of a fresh copy, whose data folder is put at `data`; it is gone afterwards."""
        full = self.made.get((name, dialect))
        if full is None:
            full = self.made[name, dialect] = self._filled(dialect, fill)
        shutil.copytree(full.data, data)
        if full.database is None:
            yield f"sqlite:///{data / 'limpide.db'}"
            return
        database = self._server.create(full.database)
        yield self._server.url(database)
        self._server.drop(database)

    def _filled(self, dialect: str, fill: FillPlace) -> _Full:
        data = self.paths.mktemp(f"filled-{dialect}") / "data"
        data.mkdir()
        if dialect == "sqlite":
            shutil.copyfile(self.request.getfixturevalue("migrated_sqlite"), data / "limpide.db")
            fill(f"sqlite:///{data / 'limpide.db'}", data)
            return _Full(data, None)
        database = self._server.create(self.request.getfixturevalue("migrated_postgres"))
        fill(self._server.url(database), data)
        return _Full(data, database)


@pytest.fixture(scope="session")
def templates(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Templates:
    """One for the whole session."""
    return Templates(request, tmp_path_factory)


def filled_api(fill: Callable[[Api], None]) -> Any:
    """A fixture: the service over a fresh copy of a base that `fill` has filled once."""
    name = f"{fill.__module__}.{fill.__qualname__}"

    def filled(url: str, data: Path) -> None:
        with serving(url, data) as api:
            fill(api)

    @pytest.fixture(params=DIALECTS)
    def over_a_copy(request: pytest.FixtureRequest, tmp_path: Path, templates: Templates) -> Iterator[Api]:
        data = tmp_path / "filled"
        with templates.copy(name, request.param, filled, data) as url, serving(url, data) as api:
            yield api

    return over_a_copy


def filled_house(fill: Callable[[Any], object]) -> Any:
    """The same for a house without the service (tests/acceptance/conftest.py)."""
    name = f"{fill.__module__}.{fill.__qualname__}"

    @pytest.fixture(params=DIALECTS)
    def over_a_copy(
        request: pytest.FixtureRequest, tmp_path: Path, templates: Templates, house_over: Any
    ) -> Iterator[Any]:
        def filled(url: str, data: Path) -> None:
            with opened(url) as database, DataDir(data) as folder:
                fill(house_over(database, folder))

        data = tmp_path / "filled"
        with (
            templates.copy(name, request.param, filled, data) as url,
            opened(url) as database,
            DataDir(data) as folder,
        ):
            yield house_over(database, folder, later=True)

    return over_a_copy
