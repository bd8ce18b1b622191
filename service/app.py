"""The composition root: settings become a base and a data folder, ready to work with, and the ASGI app over them."""

from __future__ import annotations

import sys
import time
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager, contextmanager

from fastapi import FastAPI

from service.api.build import build_api
from service.api.deps import House
from service.api.rates import Rates
from service.errors import WrongState
from service.jobs.bugs import print_bug
from service.settings import Settings, load_settings
from service.store.files import DataDir
from service.store.migrate import current, head, upgrade
from service.store.secrets import installation_secret
from service.store.session import Database, open_database
from service.store.tombstones import check_tombstones


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


Part = Callable[[FastAPI], AbstractAsyncContextManager[None]]
"""What lives as long as the app serves: entered once `app.state.house` is there, left in the opposite order."""


def build_app(
    settings: Settings | None = None,
    *,
    parts: Sequence[Part] = (),
    report: Callable[[BaseException, str], None] | None = None,
    now_us: Callable[[], int] | None = None,
) -> FastAPI:
    """The service as an ASGI app. Nothing is opened before it starts: its lifespan opens the house and closes it.

    In      parts: supervisor, schedule, metrics…; report(bug, request id): is told of bugs, by default on stderr.
    Raises  from the lifespan, what `house` raises.
    """
    chosen = settings or load_settings()

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        async with AsyncExitStack() as stack:
            app.state.house = stack.enter_context(_serving(chosen, now_us or _now_us))
            for part in parts:
                await stack.enter_async_context(part(app))
            yield

    return build_api(lifespan, report or _report)


@contextmanager
def _serving(settings: Settings, now_us: Callable[[], int]) -> Iterator[House]:
    with house(settings) as (_settings, database, data):
        secret = installation_secret(data.keys)
        yield House(database, data, secret, now_us, Rates(settings.rate_per_minute), settings.upload_bytes)


def _now_us() -> int:
    return time.time_ns() // 1000


def _report(bug: BaseException, request_id: str) -> None:
    sys.stderr.write(f"request {request_id}\n")
    print_bug(bug)
