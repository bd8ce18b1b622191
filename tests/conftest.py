"""Fixtures every test may use."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import settings

# the machine is shared: how long one example takes says nothing about the code
settings.register_profile("limpide", deadline=None)
settings.load_profile("limpide")

pytest_plugins = ["databases"]  # tests/databases.py: `database`, on SQLite and PostgreSQL

_SHARED = Path(os.environ.get("LIMPIDE_SHARED", Path(__file__).parents[2] / "shared")) / "data"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    if not _SHARED.is_dir():
        for item in items:
            if item.get_closest_marker("shared_data"):
                item.add_marker(pytest.mark.skip(reason="shared_data: the corpora are not beside this repository"))


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of corpora written by others; ask for it only under the marker shared_data."""
    return _SHARED
