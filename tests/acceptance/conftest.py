"""A house to import into: a migrated base and a data folder, worked on from outside through the flows."""

from __future__ import annotations

import io
import itertools
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from service.flows.doctor import examine
from service.flows.receive import Received, Terms, receive
from service.flows.report import import_summary
from service.flows.revert import ask_to_revert
from service.jobs.desk import Desk
from service.jobs.handlers import HANDLERS
from service.store.files import DataDir
from service.store.jobs import JobView, progress
from service.store.session import Database, reading

START_US = 1_780_000_000_000_000  # 2026-05-28


class House:
    """What a person can do: bring a file, undo an import, ask the doctor. `later`: an hour after another house."""

    follows = True
    """Whether what an import puts behind itself, the count of the base, is done at once: it takes as long as the import."""

    def __init__(self, database: Database, data: DataDir, *, later: bool = False) -> None:
        self.database, self.data = database, data
        self._clock = itertools.count(START_US + 3_600_000_000 * later, 1_000_000)
        self._desk = Desk(database, data, HANDLERS, lambda *_: None)

    def bring(self, content: str | bytes, *, mapping: dict[str, str | None] | None = None, **terms: str) -> Received:
        raw = content.encode() if isinstance(content, str) else content
        name = terms.pop("list_name", "clients")
        return receive(
            self.database, self.data, io.BytesIO(raw), list_name=name, terms=Terms(**terms), filename="f.csv",
            mapping=mapping, now_us=next(self._clock),
        )  # fmt: skip

    def import_(self, content: str | bytes, *, follow: bool | None = None, **options: Any) -> int:
        received = self.bring(content, **options)
        view = self.run(received.job_id, follow=follow)
        assert view.state == "done", view.problem
        return received.import_id

    def follow_up(self) -> None:
        self._desk.drain()

    def run(self, job_id: int, *, follow: bool | None = None) -> JobView:
        self._desk.see_to(job_id)
        if self.follows if follow is None else follow:
            self.follow_up()
        with reading(self.database) as work:
            return progress(work, job_id)

    def revert(self, import_id: int) -> JobView:
        return self.run(ask_to_revert(self.database, import_id, now_us=next(self._clock)))

    def report(self, import_id: int) -> dict[str, Any]:
        return import_summary(self.database, import_id)

    def rows(self, query: Any) -> list[tuple[Any, ...]]:
        with reading(self.database) as work:
            return [tuple(row) for row in work.connection.execute(query)]

    def is_well(self) -> None:
        found = examine(self.database, self.data.root, today=date(2026, 6, 1), now_us=next(self._clock))
        assert found == []


@pytest.fixture
def house(request: pytest.FixtureRequest, database: Database, tmp_path: Path) -> Iterator[House]:
    """A house; in a module that says COUNTED = False nobody asks for the count of the base, and nothing counts it."""
    with DataDir(tmp_path / "data") as data:
        made = House(database, data)
        made.follows = getattr(request.module, "COUNTED", True)
        yield made


@pytest.fixture
def house_over() -> type[House]:
    """Makes a house over a base and a data folder."""
    return House
