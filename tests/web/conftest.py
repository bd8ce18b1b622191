"""A running site over a real base, its worker at hand, and a real Chromium to visit it with."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import uvicorn
from fastapi import FastAPI
from make_screens import CHROMIUM, free_port, launch
from playwright.sync_api import Browser, expect, sync_playwright
from starlette.testclient import TestClient
from web_site import Site, Visiting, Visitor

from service.flows.purge import shipped_rules
from service.jobs.desk import Desk
from service.jobs.handlers import HANDLERS
from service.store.files import DataDir
from service.store.secrets import installation_secret
from service.store.session import Database
from service.web.site import make_site
from service.web.visits import House

expect.set_options(timeout=30_000)  # as long as a page waits for anything else: the machine may be busy


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """On SQLite unless a test is marked `both`: what pages rest on is tested on both databases where it lives."""
    here = Path(__file__).parent

    def spare(item: pytest.Item) -> bool:
        chosen = getattr(item, "callspec", None)
        on = None if chosen is None else chosen.params.get("database")
        return here in item.path.parents and on == "postgresql" and item.get_closest_marker("both") is None

    config.hook.pytest_deselected(items=[item for item in items if spare(item)])
    items[:] = [item for item in items if not spare(item)]


@pytest.fixture
def house(database: Database, tmp_path: Path) -> Iterator[House]:
    with DataDir(tmp_path / "data") as data:
        offered = tmp_path / "demonstration.csv"
        secret = installation_secret(data.keys)
        yield House(database, data, shipped_rules(), lambda: time.time_ns() // 1000, secret, demonstration=offered)


def _made(house: House) -> FastAPI:
    def report(bug: BaseException, _request_id: str) -> None:
        raise bug

    site = make_site(report=report)
    site.state.house = house
    return site


def _behind(house: House, url: str) -> Site:
    return Site(url, house, Desk(house.database, house.data, HANDLERS, lambda *_: None))


@pytest.fixture
def quiet_site(house: House) -> Site:
    """The site without a socket; `client` speaks to it."""
    return _behind(house, "http://testserver")


@pytest.fixture
def client(house: House) -> Iterator[TestClient]:
    with TestClient(_made(house), follow_redirects=False, raise_server_exceptions=True) as made:
        yield made


@pytest.fixture
def site(house: House) -> Iterator[Site]:
    port = free_port()
    config = uvicorn.Config(_made(house), host="127.0.0.1", port=port, log_level="warning", timeout_graceful_shutdown=1)
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.01)
    made = _behind(house, f"http://127.0.0.1:{port}")
    yield made
    made.end()
    server.should_exit = True
    thread.join(timeout=20)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    if CHROMIUM is None:
        pytest.skip("no chromium on this machine: apt-get install chromium")
    with sync_playwright() as playwright:
        browser = launch(playwright)
        yield browser
        browser.close()


@pytest.fixture
def visiting(chromium: Browser) -> Iterator[Visiting]:
    """`visiting(script=False, width=390, …)`: a new window."""
    windows: list[Visitor] = []

    def open_window(
        *, script: bool = True, width: int = 1200, lang: str = "fr-FR", status_expected: bool = False
    ) -> Visitor:
        context = chromium.new_context(
            viewport={"width": width, "height": 800}, java_script_enabled=script, locale=lang, accept_downloads=True
        )
        context.set_default_timeout(30_000)
        window = Visitor(context, context.new_page(), status_expected=status_expected)
        window.page.on("console", window.hear)
        window.page.on("pageerror", lambda error: window.heard.append(str(error)))
        windows.append(window)
        return window

    yield open_window
    heard = [text for window in windows for text in window.heard]
    for window in windows:
        window.context.close()
    assert heard == []
