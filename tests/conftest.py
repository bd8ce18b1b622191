"""Fixtures every test may use."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

# the machine is shared: how long one example takes says nothing about the code
settings.register_profile("limpide", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("limpide")

# tests/databases.py: `database`, on SQLite and PostgreSQL; tests/copies.py: `prepared`, one to be copied; tests/apis.py: `api`, the service over it;
# tests/filled.py: bases filled once and copied;
# tests/furniture.py: `furnished`, the service over a base that has what the document's examples speak of
pytest_plugins = ["databases", "copies", "apis", "filled", "furniture"]

_SHARED = Path(os.environ.get("LIMPIDE_SHARED", Path(__file__).parents[2] / "shared")) / "data"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    if not _SHARED.is_dir():
        for item in items:
            if item.get_closest_marker("shared_data"):
                item.add_marker(pytest.mark.skip(reason="shared_data: the corpora are not beside this repository"))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """In CI nothing may be skipped but what needs the corpora: a missing tool must not hide behind a skip."""
    if os.environ.get("CI"):
        for report in terminalreporter.stats.get("skipped", []):
            if "shared_data" not in str(report.longrepr):
                terminalreporter.write_line(f"skipped in CI: {report.nodeid}", red=True)


def pytest_sessionfinish(session: pytest.Session) -> None:
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    skipped = reporter.stats.get("skipped", []) if reporter is not None else []
    if os.environ.get("CI") and any("shared_data" not in str(report.longrepr) for report in skipped):
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of corpora written by others; ask for it only under the marker shared_data."""
    return _SHARED
