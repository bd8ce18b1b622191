"""A manager reads how good the file is; a clerk decides on what Limpide proposes, and takes it back."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect
from web_site import Site, Visiting, enter

HEADER = "Code;Nom de famille;Prénom;Email;Téléphone;CP;Ville;Dernier achat"
FILE = f"""{HEADER}
C1;Martin;Jeanne;jeanne.martin@canary.example;01 99 00 12 34;69003;Lyon;2026-03-14
C2;Bernard;Luc;luc.bernard@gmial.com;;13002;Marseille;2024-11-30
C3;Petit;Anna;anna.petit@hotmial.fr;;59000;Lille;
"""


def test_the_quality_of_an_import_opens_with_who_can_be_reached(site: Site, visiting: Visiting) -> None:
    site.key()
    site.bring(FILE)
    page = enter(site, visiting())
    page.goto(site.url + "/imports/1")
    expect(page.get_by_role("heading", name="Qui peut être joint")).to_be_visible()
    expect(page.locator("dl.scores")).to_contain_text("Exactitude")
    expect(page.locator("dl.scores")).to_contain_text("Un fichier ne dit pas s'il est vrai")
    page.get_by_role("link", name="Toute la qualité").click()
    expect(page.locator("h1")).to_have_text("Qualité de l'import")
    emails = page.locator("section[aria-labelledby=champs] tr", has_text="Adresse e-mail")
    expect(emails.locator("td[data-label='À décider']")).to_have_text("2")
    before = page.locator("section[aria-labelledby=couts] p").inner_text()
    page.get_by_text("Changer les prix").click()
    page.fill("#f-email", "5")
    page.get_by_role("button", name="Recalculer").click()
    assert page.locator("section[aria-labelledby=couts] p").inner_text() != before
    with page.expect_download() as download:
        page.get_by_role("link", name="Télécharger (Excel)").click()
    assert download.value.suggested_filename == "import-1-qualite.xlsx"
    page.goto(site.url + "/qualite")
    expect(page.locator("h1")).to_have_text("Qualité du fichier")


@pytest.mark.parametrize("script", [True, False])
def test_proposals_are_accepted_and_taken_back(site: Site, visiting: Visiting, script: bool) -> None:
    site.key()
    site.bring(FILE)
    page = enter(site, visiting(script=script, status_expected=True))
    page.get_by_role("link", name="Réparations à décider").click()
    page.get_by_role("link", name="Domaine e-mail sans doute mal tapé").click()
    rows = page.locator("tbody tr")
    expect(rows).to_have_count(2)
    page.get_by_role("button", name="Accepter les cochées").click()
    expect(page.locator(".note.bad")).to_contain_text("Cochez au moins une proposition")
    page.locator("tr", has_text="luc.bernard@gmial.com").get_by_role("checkbox").check()
    page.get_by_role("button", name="Accepter les cochées").click()
    expect(rows).to_have_count(1)
    site.work()
    assert "gmial" not in page.url
    page.get_by_role("button", name="Tout refuser (1)").click()
    expect(page.locator(".empty")).to_be_visible()
    site.work()
    page.get_by_role("link", name="Acceptées (1)").click()
    expect(rows).to_contain_text("luc.bernard@gmail.com")
    page.get_by_role("button", name="Tout reprendre (1)").click()
    expect(page.locator(".note", has_text="en cours d'application")).to_be_visible()
    site.work()
    page.reload()
    page.get_by_role("link", name="À décider (1)").click()
    expect(rows).to_contain_text("luc.bernard@gmial.com")
