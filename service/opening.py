"""Settings become a base and a data folder, ready to work with. Commands need no more, and do not load the ASGI app."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from service.errors import WrongState
from service.settings import Settings, load_settings
from service.store.files import DataDir
from service.store.migrate import current, head, is_known, upgrade
from service.store.session import Database, open_database
from service.store.tombstones import check_tombstones


def prepare(settings: Settings) -> None:
    """Bring the base of a service that starts to this code's version: SQLite by itself, PostgreSQL never, for others
    may be working in it.

    Raises  WrongState (PostgreSQL: `limpide migrate` first; or the base is newer than this code).
    """
    database = open_database(settings.database, create=True)
    try:
        found = current(database)
        if found == head():
            return
        if database.dialect != "sqlite" or not is_known(found):
            raise WrongState("The base is of another version: run `limpide migrate`.", found=found, wanted=head())
        upgrade(database)
    finally:
        database.dispose()


@contextmanager
def house(settings: Settings | None = None) -> Iterator[tuple[Settings, Database, DataDir]]:
    """The base and the data folder, ready to work with: an empty base gets its tables.

    Raises  WrongState when the base is of another version than this code: `limpide migrate` brings it there.
            RestoreRefused when it was restored from before an erasure.
    """
    settings = settings or load_settings()
    with DataDir(settings.data_dir) as data:
        database = open_database(settings.database, create=True)
        try:
            found = current(database)
            if found is None:
                upgrade(database)
            elif found != head():
                raise WrongState("The base is of another version: run `limpide migrate`.", found=found, wanted=head())
            check_tombstones(database, data.keys)
            yield settings, database, data
        finally:
            database.dispose()
