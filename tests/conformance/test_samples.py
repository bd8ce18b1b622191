"""Every export of the corpus goes through the whole import: customers in the base, or a reason a person understands."""

from __future__ import annotations

import io
from datetime import date
from pathlib import Path

import pytest

from service.flows.doctor import examine
from service.flows.receive import Terms, receive
from service.flows.report import import_summary
from service.jobs.desk import Desk, now_us
from service.jobs.handlers import HANDLERS
from service.store.files import DataDir
from service.store.jobs import progress
from service.store.session import Database, reading

pytestmark = pytest.mark.shared_data


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_every_sample_imports_or_is_refused_with_a_reason(database: Database, tmp_path: Path, shared: Path) -> None:
    samples = sorted(p for p in (shared / "exports" / "samples").rglob("*") if p.is_file() and p.suffix != ".md")
    states: dict[str, int] = {}
    with DataDir(tmp_path / "data") as data:
        desk = Desk(database, data, HANDLERS, lambda *_: None)
        for number, path in enumerate(samples):
            received = receive(
                database, data, io.BytesIO(path.read_bytes()), list_name=f"list {number}", terms=Terms(),
                filename=path.name, mapping=None, now_us=now_us(),
            )  # fmt: skip
            desk.see_to(received.job_id)
            with reading(database) as work:
                view = progress(work, received.job_id)
            states[view.state] = states.get(view.state, 0) + 1
            assert view.state == "done" or (view.problem or {})["type"] == "/problems/file-unusable", path.name
            counters = import_summary(database, received.import_id)["counters"]
            kinds = ("header", "preamble", "footer", "blank", "row_lines")
            assert counters["lines"] == sum(counters[k] for k in kinds), path.name
            assert counters["rows"] == sum(counters[k] for k in ("accepted", "rejected", "quarantined")), path.name
        desk.drain()
        assert states["done"] > 40
        assert examine(database, data.root, today=date(2026, 11, 22), now_us=now_us()) == []
