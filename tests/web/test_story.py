"""One clerk's day, in a real Chromium: in by the link, a file dropped, its report, a customer, a pair, a segment out."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from web_site import Site, Visiting, enter

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="session")
def export(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demonstration file, small: cp1252, semicolons, French headings, invented people."""
    path = tmp_path_factory.mktemp("export") / "export-clients.csv"
    generator = [sys.executable, str(ROOT / "scripts" / "make_demo.py"), "--rows", "400", "--seed", "1"]
    subprocess.run([*generator, "--out", str(path)], check=True, cwd=ROOT, stdout=subprocess.DEVNULL)
    return path


def drop(page: Page, site: Site, file: Path) -> None:
    page.goto(site.url + "/imports")
    page.set_input_files("input[type=file]", file)
    page.click("form[enctype] button[type=submit]")
    page.wait_for_url(site.url + "/imports/1")


def see_report(page: Page) -> None:
    expect(page.locator("h1")).to_have_text("Rapport d'import", timeout=120_000)
    tiles = page.locator(".tile .number")
    assert tiles.nth(0).inner_text() == "400"
    expect(page.locator("svg.bars").first).to_be_visible()
    expect(page.get_by_role("heading", name="Qui peut être contacté")).to_be_visible()


def find_a_customer(page: Page, site: Site) -> None:
    """From the customers an import joined to one of them, then found again by name, whose values tell their source."""
    page.goto(site.url + "/imports/1/reunis")
    page.locator("tbody th a").first.click()
    name = page.locator("h1").inner_text()
    page.goto(site.url + "/clients")
    page.fill("#f-q", name)
    page.get_by_role("button", name="Chercher").click()
    assert page.url == site.url + "/clients"  # what was sought is in no address
    page.locator("tbody th a", has_text=name).first.click()
    expect(page.locator("h1")).to_have_text(name)
    tip = page.locator(".origin .tip").first
    expect(tip).to_be_hidden()
    page.locator(".origin button").first.focus()
    expect(tip).to_be_visible()
    expect(tip).to_contain_text("export-clients.csv")
    expect(page.get_by_role("heading", name="Pourquoi ces lignes sont réunies")).to_be_visible()


def decide(page: Page, site: Site) -> None:
    """By a key, and take it back."""
    page.goto(site.url + "/doublons")
    waiting = page.locator("main > p[role=status]").inner_text()
    sentence = page.locator("#paire").inner_text()
    page.keyboard.press("d")
    expect(page.locator(".note")).to_contain_text("clients différents")
    assert page.locator("main > p[role=status]").inner_text() != waiting
    page.get_by_role("button", name="Revenir sur cette réponse").click()
    expect(page.locator("main > p[role=status]")).to_have_text(waiting)
    expect(page.locator("#paire")).to_have_text(sentence)


def pull_a_segment(page: Page, site: Site) -> str:
    page.goto(site.url + "/segments/nouveau")
    page.fill("#f-nom", "Bons clients")
    page.select_option("#f-canal", "post")
    page.fill("#f-question", "total_spent > 'beaucoup'")
    page.get_by_role("button", name="Enregistrer le segment").click()
    expect(page.locator("#f-question-error")).to_be_visible()
    assert page.input_value("#f-question") == "total_spent > 'beaucoup'"  # what was typed is kept
    page.fill("#f-question", "total_spent >= 100")
    page.get_by_role("button", name="Compter sans enregistrer").click()
    counted = page.locator(".tile .number").nth(1).inner_text()
    page.get_by_role("button", name="Enregistrer le segment").click()
    page.wait_for_url(site.url + "/segments/1")
    with page.expect_download() as arriving:
        page.get_by_role("button", name="Télécharger le fichier (CSV)").click()
    rows = Path(arriving.value.path()).read_text("utf-8-sig").count("CUS-")
    assert counted.replace("\N{NARROW NO-BREAK SPACE}", "") == str(rows)
    return arriving.value.suggested_filename


@pytest.mark.both
def test_a_clerk_s_day(site: Site, visiting: Visiting, export: Path) -> None:
    link = site.link(site.key())
    window = visiting(status_expected=True)
    page = window.page
    page.goto(link)
    page.get_by_role("button", name="Entrer").click()
    expect(page.locator("h1")).to_have_text("Bonjour")
    site.keep_working()
    drop(page, site, export)
    see_report(page)
    find_a_customer(page, site)
    decide(page, site)
    assert pull_a_segment(page, site).startswith("DEL-")
    page.goto(site.url + "/")
    expect(page.locator(".tile .number")).to_have_count(6)  # four channels, doubtful pairs and proposed repairs
    page.get_by_role("button", name="Sortir").click()
    page.goto(site.url + "/clients")
    assert page.url.startswith(site.url + "/entrer")


def test_the_same_without_script(site: Site, visiting: Visiting, export: Path) -> None:
    site.key()
    page = enter(site, visiting(script=False, status_expected=True))
    drop(page, site, export)
    assert page.locator("noscript meta[http-equiv=refresh]").get_attribute("content") == "3"
    site.work()
    page.reload()
    see_report(page)
    find_without_script(page, site)
    page.goto(site.url + "/doublons")
    page.get_by_role("button", name="Plus tard").click()
    expect(page.locator(".note")).to_contain_text("plus tard")
    page.goto(site.url + "/imports/1")
    page.fill("#f-mot", "annule")
    page.get_by_role("button", name="Annuler l'import").click()
    expect(page.locator("#f-mot-error")).to_be_visible()
    page.fill("#f-mot", "annuler")
    page.get_by_role("button", name="Annuler l'import").click()
    expect(page.locator("h1")).to_have_text("Annulation en cours")
    site.work()
    page.reload()
    expect(page.locator(".note")).to_contain_text("Cet import a été annulé")


def find_without_script(page: Page, site: Site) -> None:
    page.goto(site.url + "/clients")
    page.locator("tbody th a").first.click()
    page.locator(".origin").first.hover()
    expect(page.locator(".origin .tip").first).to_be_visible()


def test_the_same_by_keyboard_alone(site: Site, visiting: Visiting, export: Path) -> None:
    """Tab, Enter and letters from the door to a decision; every stop shows where one is."""
    site.key()
    site.house.demonstration.write_bytes(export.read_bytes())  # type: ignore[union-attr]  # the fixture gives one
    page = visiting().page
    page.goto(site.url + "/entrer")
    walk_to(page, "input[name=cle]")
    page.keyboard.type(site.secrets["camille"])
    page.keyboard.press("Enter")
    page.wait_for_url(site.url + "/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "contenu"
    page.goto(site.url + "/imports")
    walk_to(page, "form[action='/imports/demonstration'] button")
    page.keyboard.press("Enter")
    page.wait_for_url(site.url + "/imports/1")
    site.work()
    see_report(page)
    page.goto(site.url + "/doublons")
    walk_to(page, "button[value=same]")
    page.keyboard.press("Enter")
    expect(page.locator(".note")).to_contain_text("même client")


def walk_to(page: Page, selector: str) -> None:
    """Tab until there; each stop must be seen: an outline, or a frame around it that has one."""
    for _ in range(60):
        page.keyboard.press("Tab")
        seen = page.evaluate(
            """() => { const at = document.activeElement, style = getComputedStyle(at), zone = at.closest('.drop-zone');
              return at === document.body || style.outlineStyle !== 'none' ||
                (zone && getComputedStyle(zone).outlineStyle !== 'none') }"""
        )
        assert seen, page.evaluate("document.activeElement.outerHTML")
        if page.evaluate("selector => document.activeElement.matches(selector)", selector):
            return
    raise AssertionError(f"not reached: {selector}")


def test_a_file_twice_and_a_file_that_is_none(site: Site, visiting: Visiting, export: Path, tmp_path: Path) -> None:
    site.key()
    page = enter(site, visiting(status_expected=True))
    drop(page, site, export)
    site.work()
    page.goto(site.url + "/imports")
    page.set_input_files("input[type=file]", export)
    page.click("form[enctype] button[type=submit]")
    expect(page.locator("h1")).to_have_text("Ce fichier est déjà dans la liste.")
    page.get_by_role("link", name="Ouvrir l'import existant").click()
    assert page.url == site.url + "/imports/1"
    picture = tmp_path / "photo.csv"
    picture.write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 40)
    page.goto(site.url + "/imports")
    page.set_input_files("input[type=file]", picture)
    page.click("form[enctype] button[type=submit]")
    page.wait_for_url(site.url + "/imports/2")
    site.work()
    page.reload()
    expect(page.locator(".note strong")).to_have_text("Ce fichier n'est pas un tableau.")


def test_nothing_of_a_person_is_kept_in_the_browser(site: Site, visiting: Visiting, export: Path) -> None:
    site.key()
    page = enter(site, visiting())
    drop(page, site, export)
    site.work()
    page.goto(site.url + "/clients")
    page.locator("tbody th a").first.click()
    name = page.locator("h1").inner_text()
    kept = page.evaluate(
        "JSON.stringify([{...localStorage}, {...sessionStorage}, document.cookie, document.title, location.href])"
    )
    assert not any(word in kept for word in name.split())
    assert page.evaluate("[localStorage.length, sessionStorage.length, document.cookie]") == [0, 0, ""]
