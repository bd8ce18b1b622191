"""The service in a test: `api` is the ASGI app over a fresh `database`, with a key per role.

    def test_something(api): …                       runs on SQLite and on PostgreSQL
        api.get("/v1/keys", "admin")                 as the key of a role; None: without a key
        with api.unchanged(): …                      whatever happens inside writes nothing

The app is asked in this process (Starlette's test client); jobs run when `api.work()` is called.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select
from sqlmodel import SQLModel
from starlette.testclient import TestClient

from service.api.deps import House
from service.app import build_app
from service.core.roles import ROLES
from service.flows.keys import create_key
from service.jobs.desk import Desk
from service.jobs.handlers import HANDLERS
from service.settings import Settings
from service.store.session import Database, reading, unit_of_work

START_US = 1_780_000_000_000_000  # 2026-05-28


def dump_hash(database: Database) -> str:
    """A digest of every row of every table."""
    digest = hashlib.sha256()
    with reading(database) as work:
        for name, table in sorted(SQLModel.metadata.tables.items()):
            rows = sorted(repr(tuple(row)) for row in work.connection.execute(select(table)))
            digest.update(repr((name, rows)).encode())
    return digest.hexdigest()


class Api:
    """A client of the service, the service's house, and the bugs it reported."""

    def __init__(self, client: TestClient, house: House, bugs: list[BaseException]) -> None:
        self.client, self.house, self.bugs = client, house, bugs
        self.database = house.database
        kept = house.data.keys / "test-keys.json"  # a copy of a furnished house has its keys already
        if not kept.exists():
            with unit_of_work(self.database) as work:
                made = {role: create_key(work, f"the {role}", [role], now_us=START_US)[1] for role in ROLES}
            kept.write_text(json.dumps(made), encoding="utf-8")
        self.keys: dict[str, str] = json.loads(kept.read_text(encoding="utf-8"))

    def ask(self, method: str, path: str, role: str | None = "admin", **options: Any) -> Any:
        """A response. `role` chooses the key; other options are those of httpx."""
        headers = dict(options.pop("headers", {}))
        if role is not None:
            headers.setdefault("Authorization", f"Bearer {self.keys[role]}")
        return self.client.request(method, path, headers=headers, **options)

    def get(self, path: str, role: str | None = "admin", **options: Any) -> Any:
        return self.ask("GET", path, role, **options)

    def post(self, path: str, role: str | None = "admin", **options: Any) -> Any:
        return self.ask("POST", path, role, **options)

    def patch(self, path: str, role: str | None = "admin", **options: Any) -> Any:
        return self.ask("PATCH", path, role, **options)

    @contextmanager
    def unchanged(self) -> Iterator[None]:
        """The base is the same afterwards, row by row."""
        before = dump_hash(self.database)
        yield
        assert dump_hash(self.database) == before, "something was written"

    def work(self) -> None:
        """Run every job that waits, in this process."""
        Desk(self.database, self.house.data, HANDLERS, lambda *_: None).drain()


@contextmanager
def serving(database_url: str, data_dir: Path, **settings: Any) -> Iterator[Api]:
    """The service over a base, with its lifespan."""
    bugs: list[BaseException] = []
    given: dict[str, Any] = {"rate_per_minute": 0} | settings
    chosen = Settings(data_dir=data_dir, database_url=database_url, **given)
    app = build_app(chosen, report=lambda bug, _request_id: bugs.append(bug))
    with TestClient(app, base_url="http://limpide.example", follow_redirects=False) as client:
        app.state.house.health.patience_seconds = 60  # a machine that is busy with tests is no base that is away
        yield Api(client, app.state.house, bugs)
    if bugs:
        raise bugs[0]


@pytest.fixture
def api(database: Database, tmp_path: Path) -> Iterator[Api]:
    """The service over a fresh base; a bug it meets fails the test."""
    with serving(database.url, tmp_path / "data") as served:
        yield served
