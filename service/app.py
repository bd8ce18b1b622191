"""The composition root: settings become a house (`service/opening.py`) and the ASGI app over it."""

from __future__ import annotations

import sys
import time
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager, contextmanager

from fastapi import FastAPI
from starlette.concurrency import run_in_threadpool

from service.api.build import build_api
from service.api.deps import House
from service.api.rates import Rates
from service.core.kinds.checking import warm
from service.flows import match_records
from service.flows.daily_purge import Guard
from service.flows.purge import shipped_rules
from service.jobs.schedule import PurgePlan, Schedule
from service.jobs.supervisor import Supervisor
from service.lookups.opted import opted
from service.observe import logs
from service.observe.bugs import print_bug
from service.observe.health import Health
from service.observe.house import HouseCollector
from service.observe.requests import Observed
from service.observe.watch import Watch
from service.opening import house
from service.settings import Settings, load_settings
from service.store.secrets import installation_secret
from service.store.session import reading
from service.web.site import Pages, make_site
from service.web.visits import House as PagesHouse

Part = Callable[[FastAPI], AbstractAsyncContextManager[None]]
"""What lives as long as the app serves: entered once `app.state.house` is there, left in the opposite order."""

_LOOKUP_SECONDS = 10.0
"""How long one request waits for what others say of its values."""

_WAITING_THREADS = 8
"""Threads for quick questions to a base across a network: most of their time they wait for it."""


def build_app(
    settings: Settings | None = None,
    *,
    parts: Sequence[Part] = (),
    report: Callable[[BaseException, str], None] | None = None,
    now_us: Callable[[], int] | None = None,
) -> FastAPI:
    """The service as an ASGI app. Nothing is opened before it starts: its lifespan opens the house and closes it.

    In      parts: what else lives as long as it serves; report(bug, request id): is told of bugs, by default the log,
            or stderr when there is none.
    Out     `app.state.watch` is there at once, `app.state.house` while it serves.
    Raises  from the lifespan, what `house` raises.
    """
    chosen, watch = settings or load_settings(), Watch()
    site = make_site(report=report or _report)

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        async with AsyncExitStack() as stack:
            app.state.house = stack.enter_context(_serving(chosen, now_us or _now_us, watch))
            site.state.house = _for_pages(app.state.house, chosen)
            warm()
            with reading(app.state.house.database) as work:
                match_records.warm(work)
            for part in parts:
                await stack.enter_async_context(part(app))
            yield

    app = build_api(lifespan, report or _report)
    app.state.watch = watch
    app.add_middleware(Observed, watch)
    app.router.routes.append(Pages(site))
    return app


def _for_pages(house: House, settings: Settings) -> PagesHouse:
    return PagesHouse(
        house.database,
        house.data,
        shipped_rules(),
        house.now_us,
        house.secret,
        demonstration=settings.demonstration if settings.demonstration.is_file() else None,
        upload_bytes=house.upload_bytes,
        leaving=lambda: house.watch.drain.begun,
    )


@contextmanager
def _serving(settings: Settings, now_us: Callable[[], int], watch: Watch) -> Iterator[House]:
    with house(settings) as (_settings, database, data):
        secret, rates = installation_secret(data.keys), Rates(settings.rate_per_minute)
        health = Health(database, settings.data_dir, watch.drain)
        collector = HouseCollector(database, settings.data_dir, now_us)
        lookups = opted(mx=settings.lookup_mx, vies=settings.lookup_vies, patience=_LOOKUP_SECONDS)
        watch.metrics.registry.register(collector)
        try:
            served = House(database, data, secret, now_us, rates, settings.upload_bytes, watch, health, lookups)
            if database.dialect == "postgresql":
                served.quick.total_tokens = _WAITING_THREADS
            watch.drain.when_begun(served.closing.set)
            yield served
        finally:
            watch.metrics.registry.unregister(collector)
            lookups.close()
            health.close()


def supervised(settings: Settings) -> Part:
    """The part that runs jobs: a supervised worker, and the schedule. It ends with the service, within its limit."""
    guard = Guard(settings.purge_most_percent, settings.purge_clock_days)
    plan = PurgePlan(settings.purge_hour if settings.purge_daily else None, guard)

    @asynccontextmanager
    async def part(app: FastAPI) -> AsyncIterator[None]:
        house: House = app.state.house
        watch = house.watch
        watch.metrics.purge_enabled.set(settings.purge_daily)
        supervisor = Supervisor(
            house.database.url,
            house.data,
            watch.drain,
            house.now_us,
            tick=Schedule(plan, house.now_us).tick,
            woken=watch.woken,
            worker_died=watch.metrics.worker_died,
        )
        supervisor.start()
        try:
            yield
        finally:
            watch.drain.leave()
            await run_in_threadpool(supervisor.join)

    return part


def _now_us() -> int:
    return time.time_ns() // 1000


def _report(bug: BaseException, request_id: str) -> None:
    if logs.active():
        logs.tell_bug(bug)
    else:
        sys.stderr.write(f"request {request_id}\n")
        print_bug(bug)
