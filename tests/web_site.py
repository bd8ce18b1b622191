"""A running site over a real base and the person who visits it, for the tests of the pages."""

from __future__ import annotations

import io
import threading
from collections.abc import Callable
from dataclasses import dataclass, field

from playwright.sync_api import BrowserContext, ConsoleMessage, Page

from service.flows.keys import create_key
from service.flows.receive import Terms, receive
from service.flows.sign_in import make_link
from service.jobs.desk import Desk
from service.store.session import Database, unit_of_work
from service.web.visits import House

ALL_ROLES = ("crm", "marketing", "dpo", "admin")


@dataclass
class Site:
    """The site under test: its address, and what a person behind the scenes can do."""

    url: str
    house: House
    _desk: Desk
    secrets: dict[str, str] = field(default_factory=dict)
    _stop: threading.Event = field(default_factory=threading.Event)

    @property
    def database(self) -> Database:
        return self.house.database

    def key(self, name: str = "camille", roles: tuple[str, ...] = ALL_ROLES) -> int:
        """A new key; its principal's id. Its secret lies in `secrets` under its name."""
        with unit_of_work(self.database) as work:
            row, self.secrets[name] = create_key(work, name, list(roles), now_us=self.house.now_us())
        return row.id

    def link(self, principal_id: int) -> str:
        with unit_of_work(self.database) as work:
            return self.url + make_link(work, principal_id, self.house.now_us())

    def bring(self, content: str, filename: str = "clients.csv", list_name: str = "clients") -> int:
        """Import a file behind the scenes; its id."""
        received = receive(
            self.database, self.house.data, io.BytesIO(content.encode()), list_name=list_name, terms=Terms(),
            filename=filename, mapping=None, now_us=self.house.now_us(),
        )  # fmt: skip
        self.work()
        return received.import_id

    def work(self) -> None:
        """Carry out what is in the queue."""
        self._desk.drain()

    def keep_working(self) -> None:
        """A worker of its own, until the test ends."""

        def run() -> None:
            while not self._stop.wait(0.2):
                self._desk.drain()

        threading.Thread(target=run, daemon=True).start()

    def end(self) -> None:
        self._stop.set()


@dataclass
class Visitor:
    """A browser window that must stay without errors: what it heard of them is checked at the end of every test."""

    context: BrowserContext
    page: Page
    heard: list[str] = field(default_factory=list)
    status_expected: bool = False

    def hear(self, message: ConsoleMessage) -> None:
        if message.type == "error" and not (self.status_expected and "Failed to load resource" in message.text):
            self.heard.append(message.text)


Visiting = Callable[..., Visitor]


def enter(site: Site, window: Visitor, name: str = "camille") -> Page:
    """Sign a window in with a key of this name."""
    window.page.goto(site.url + "/entrer")
    window.page.fill("input[name=cle]", site.secrets[name])
    window.page.click("button.main")
    window.page.wait_for_url(site.url + "/")
    return window.page
