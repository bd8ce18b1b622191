"""The pictures of docs/screens: what `make run` starts, visited from the printed link to a delivered segment.

    python scripts/make_screens.py [--out docs/screens] [--rows 1000]

Needs Chromium (`apt-get install chromium`). The people in the pictures are invented. `Here` and `drop_file` are also
what tests/web/test_make_run.py plays with.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page, Playwright, sync_playwright

ROOT = Path(__file__).parent.parent
CHROMIUM = shutil.which("chromium")
FLAGS = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
)  # fmt: skip
_PATIENCE = 120


def free_port() -> int:
    """A port that nobody listens on at present."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


class Here:
    """What `make run` starts, in a process of its own over a folder of its own; on SQLite.

    Raises  RuntimeError when it ends before it serves.
    """

    def __init__(self, folder: Path, *, rows: int) -> None:
        self._said = tempfile.TemporaryFile()  # noqa: SIM115 - closed by `close`
        port = free_port()
        settings = {
            "LIMPIDE_DATA_DIR": str(folder), "LIMPIDE_DATABASE_URL": "", "LIMPIDE_PORT": str(port),
            "PYTHONPATH": str(ROOT),
        }  # fmt: skip
        self.process = subprocess.Popen(
            [sys.executable, str(ROOT / "scripts" / "run_here.py"), "--rows", str(rows)],
            cwd=ROOT, env=os.environ | settings, stdout=self._said, stderr=subprocess.STDOUT,
        )  # fmt: skip
        self.url = f"http://127.0.0.1:{port}"
        while not self.events("serving"):
            if self.process.poll() is not None:
                raise RuntimeError(self.said())
            time.sleep(0.05)

    @property
    def link(self) -> str:
        """The one-time link that it printed."""
        links: list[str] = re.findall(rf"^Sign in, .*: ({re.escape(self.url)}\S+)$", self.said(), re.MULTILINE)
        return links[0]

    def said(self) -> str:
        """What it printed and logged."""
        return os.pread(self._said.fileno(), 1 << 26, 0).decode()

    def events(self, name: str) -> list[dict[str, Any]]:
        """Lines of its log about one event."""
        lines = (line for line in self.said().splitlines(keepends=True) if line.startswith("{") and line.endswith("\n"))
        return [line for line in map(json.loads, lines) if line["event"] == name]

    def end(self) -> int:
        """SIGTERM; its exit code."""
        self.process.terminate()
        return self.process.wait(_PATIENCE)

    def close(self) -> None:
        """Make sure that it is gone."""
        self.process.kill()
        self.process.wait()
        self._said.close()


@contextmanager
def started(folder: Path, *, rows: int) -> Iterator[Here]:
    """A `Here` that is gone afterwards, whatever happens."""
    here = Here(folder, rows=rows)
    try:
        yield here
    finally:
        here.close()


def launch(playwright: Playwright) -> Browser:
    """The machine's Chromium."""
    return playwright.chromium.launch(executable_path=CHROMIUM, args=list(FLAGS))


def drop_file(page: Page, file: Path) -> None:
    """Drag a file from outside the browser over the drop zone and let it go, as a person does."""
    zone = page.locator(".drop-zone")
    zone.scroll_into_view_if_needed()
    box = zone.bounding_box()
    if box is None:
        raise RuntimeError("nowhere to drop")
    at = {"x": box["x"] + box["width"] / 2, "y": box["y"] + box["height"] / 2}
    dragged = {"items": [], "files": [str(file)], "dragOperationsMask": 1}
    devtools = page.context.new_cdp_session(page)
    for kind in ("dragEnter", "dragOver", "drop"):
        devtools.send("Input.dispatchDragEvent", {"type": kind, "data": dragged, **at})
    devtools.detach()


def take(page: Page, out: Path, name: str) -> None:
    """The whole page, with a window as high as the page, so that what sticks to the window stands where it should."""
    width = page.viewport_size["width"] if page.viewport_size else 1200
    page.evaluate("document.activeElement?.blur()")
    page.set_viewport_size({"width": width, "height": max(800, page.evaluate("document.body.scrollHeight"))})
    page.screenshot(path=out / f"{name}.png")
    page.set_viewport_size({"width": width, "height": 800})


def visit(page: Page, here: Here, offered: Path, out: Path) -> None:
    """From the link to a segment, a picture at each stop."""
    page.goto(here.link)
    take(page, out, "lien")
    page.click("button.main")
    page.wait_for_url(here.url + "/")
    page.goto(here.url + "/imports")
    drop_file(page, offered)
    take(page, out, "depot")
    page.get_by_role("button", name="Vérifier d'abord les colonnes").click()
    page.wait_for_url(here.url + "/imports/1/correspondance")
    take(page, out, "correspondance")
    page.get_by_role("button", name="Importer ainsi").click()
    page.wait_for_url(here.url + "/imports/1")
    take(page, out, "en-cours")
    page.get_by_text("Voir le tableau").first.wait_for(timeout=_PATIENCE * 1000)  # counted, right after the import
    take(page, out, "rapport")
    for name, path in (
        ("qualite", "/imports/1/qualite"),
        ("imports", "/imports"),
        ("accueil", "/"),
        ("doublons", "/doublons"),
    ):
        page.goto(here.url + path)
        take(page, out, name)
    page.goto(here.url + "/imports/1/reunis")
    page.locator("tbody th a").first.click()
    take(page, out, "client")
    page.get_by_role("link", name="Corriger : Adresse e-mail").click()
    take(page, out, "corriger")
    page.goto(here.url + "/segments/nouveau")
    page.fill("#f-nom", "Bons clients")
    page.select_option("#f-canal", "post")
    page.fill("#f-question", "total_spent >= 100")
    page.get_by_role("button", name="Compter sans enregistrer").click()
    take(page, out, "segment")


def main() -> None:
    """Start, visit, stop."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--out", type=Path, default=ROOT / "docs" / "screens")
    parser.add_argument("--rows", type=int, default=1000, help="rows of the demonstration file")
    asked = parser.parse_args()
    asked.out.mkdir(parents=True, exist_ok=True)
    with (
        tempfile.TemporaryDirectory() as folder,
        started(Path(folder), rows=asked.rows) as here,
        sync_playwright() as playwright,
    ):
        browser = launch(playwright)
        page = browser.new_page(locale="fr-FR", viewport={"width": 1200, "height": 800})
        visit(page, here, Path(folder) / "demo" / "export-clients.csv", asked.out)
        browser.close()
        here.end()


if __name__ == "__main__":
    main()
