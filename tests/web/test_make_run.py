"""`make run` as its first reader lives it: the printed link, the offered file dropped, its report, and the end."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from make_screens import Here, drop_file, started
from playwright.sync_api import Page, expect
from web_site import Visiting

ROOT = Path(__file__).parents[2]
CHANNELS = 4


def test_the_printed_link_leads_to_the_report_of_the_offered_file(
    tmp_path: Path, visiting: Visiting, record_testsuite_property: Callable[[str, object], None]
) -> None:
    begun = time.monotonic()
    with started(tmp_path / "data", rows=1000) as here:
        page = visiting(status_expected=True).page
        page.goto(here.link)
        page.get_by_role("button", name="Entrer").click()
        page.get_by_role("link", name="Importer un premier fichier").click()
        with page.expect_download() as arriving:
            page.get_by_role("link", name="Le télécharger d'abord").click()
        file = tmp_path / arriving.value.suggested_filename
        arriving.value.save_as(file)
        drop_file(page, file)
        expect(page.locator(".chosen")).to_have_text(file.name)
        page.keyboard.press("Enter")  # the drop put the focus on the button
        page.wait_for_url(here.url + "/imports/1")
        expect(page.locator("h1")).to_have_text("Rapport d'import", timeout=120_000)
        record_testsuite_property("seconds_to_report", round(time.monotonic() - begun, 1))  # in the JUnit report
        see_the_report(page, rows=file.read_bytes().count(b"\n") - 1)
        page.goto(here.link)
        page.get_by_role("button", name="Entrer").click()
        expect(page.locator(".note")).to_contain_text("Un lien sert une seule fois")
        ended_properly(here, tmp_path / "data")


def number(text: str) -> int:
    return int("".join(c for c in text if c.isdigit()))


def see_the_report(page: Page, *, rows: int) -> None:
    """Counters that sum, findings by field that lead to their rows, who may be contacted, and the charts."""
    expect(page.locator("svg.bars")).to_have_count(3, timeout=60_000)  # two of them are counted after the import
    accepted, rejected, quarantined, merged = (
        number(n) for n in page.locator("section.tiles .number").all_inner_texts()
    )
    assert accepted + rejected + quarantined == rows
    assert accepted > 0
    assert merged > 0, "the demonstration file has duplicates"
    _, by_field, reach = page.locator("svg.bars").all()
    expect(by_field).to_be_visible()
    bars = dict(zip(*[iter(by_field.locator("text").all_text_contents())] * 2, strict=True))
    details = [
        row.locator("th, td").all_inner_texts()
        for row in page.locator("section[aria-labelledby=detail] tbody tr").all()
    ]
    assert {"Mobile", "Code postal"} <= set(bars)
    for field, shown in bars.items():
        assert number(shown) == sum(number(cells[-1]) for cells in details if cells[0] == field)
    expect(reach.locator("text")).to_have_count(2 * CHANNELS)
    customers = number(page.locator(".tile .hint").nth(3).inner_text())
    page.locator("section[aria-labelledby=joignables]").get_by_text("Voir le tableau").click()
    channels = page.locator("section[aria-labelledby=joignables] tbody tr").all()
    assert len(channels) == CHANNELS
    for channel in channels:
        assert sum(number(cell) for cell in channel.locator("td").all_inner_texts()) == customers
    page.locator("section[aria-labelledby=detail] tbody td a").first.click()
    expect(page.locator("tbody tr")).to_have_count(min(50, number(details[0][-1])))


def ended_properly(here: Here, folder: Path) -> None:
    """SIGTERM: exit code 0, nothing amiss in the log, no process left, and a base that the doctor finds sound."""
    assert here.end() == 0
    assert [here.events(name)[0]["event"] for name in ("stopping", "stopped")] == ["stopping", "stopped"]
    assert "Traceback" not in here.said()
    assert not here.events("bug")
    for worker in here.events("worker-started"):
        with pytest.raises(ProcessLookupError):
            os.kill(worker["pid"], 0)
    assert not [path for path in (folder / "tmp").rglob("[!.]*") if path.is_file()]
    assert not list((folder / "uploads").iterdir())
    environment = os.environ | {"LIMPIDE_DATA_DIR": str(folder), "LIMPIDE_DATABASE_URL": "", "PYTHONPATH": str(ROOT)}
    doctor = [sys.executable, "-c", "from service.cli import main; main()", "doctor"]
    found = subprocess.run(doctor, cwd=ROOT, env=environment, check=False, capture_output=True, text=True)
    assert (found.returncode, found.stdout) == (0, ""), found.stderr
