"""A clerk sees how a file was understood before anything is imported, puts it right, and is not asked again."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from web_site import Site, Visiting, enter

HEADINGS = "Réf;Intitulé;Contact;Courriel;Portable;Rue;CP;Localité;Dernière cde;CA cumulé;Divers"
ROWS = [
    "K1;Brasserie du Port;Durand Camille;camille@exemple.example;01 99 00 12 34;1 place du Port;35400;Saint-Malo;14/03/2026;1 234,50;",
    "K2;Garage Petit;Petit Zoé;zoe@garage.example;0199001235;12 rue des Lilas;69003;LYON;02/04/2026;99,00;",
    "K3;Atelier Morel;Morel Luc;pas une adresse;01.99.00.12.36;4 quai du Port;13002;marseille;30/11/2025;10,00;x",
]  # fmt: skip


def export(folder: Path, *more: str, headings: str = HEADINGS) -> Path:
    path = folder / "clients-siege.csv"
    path.write_bytes(("\r\n".join([headings, *ROWS, *more]) + "\r\n").encode("cp1252"))
    return path


def look_first(page: Page, site: Site, file: Path) -> None:
    page.goto(site.url + "/imports")
    page.set_input_files("input[type=file]", file)
    page.get_by_role("button", name="Vérifier d'abord les colonnes").click()
    page.wait_for_url("**/correspondance")
    expect(page.locator("h1")).to_have_text("Chaque colonne est-elle ce que vous pensez ?")


@pytest.mark.parametrize("script", [True, False])
@pytest.mark.both
def test_a_corrected_mapping_is_kept_and_the_next_file_takes_it(
    site: Site, visiting: Visiting, tmp_path: Path, script: bool
) -> None:
    site.key()
    page = enter(site, visiting(script=script, status_expected=True))
    look_first(page, site, export(tmp_path))
    expect(page.locator("dl.settings")).to_contain_text("cp1252")
    expect(page.locator("dl.settings")).to_contain_text("point-virgule")
    email = page.locator("tr", has_text="Courriel")
    expect(email).to_contain_text("pas une adresse")
    expect(email).to_contain_text("inutilisable")
    page.get_by_label("Intitulé").select_option("company_name")
    page.get_by_label("Contact").select_option("company_name")
    page.get_by_role("button", name="Revoir les valeurs avec ces choix").click()
    expect(page.locator(".note.bad")).to_contain_text("Un champ ne peut venir que d'une colonne")
    expect(page.get_by_label("Contact")).to_have_value("company_name")  # what was chosen is kept
    page.get_by_label("Contact").select_option("full_name")
    page.get_by_label("Divers").select_option("tags")
    page.get_by_role("button", name="Revoir les valeurs avec ces choix").click()
    expect(page.locator("tr", has_text="Divers")).to_contain_text("choisi par vous")
    expect(page.locator("tr", has_text="Courriel")).not_to_contain_text("choisi par vous")
    page.get_by_label("Retenir ces choix").check()
    page.get_by_label("Nom de la recette").fill("Logiciel du siège")
    page.get_by_role("button", name="Importer ainsi").click()
    page.wait_for_url(site.url + "/imports/1")
    site.work()
    page.reload()
    expect(page.locator("h1")).to_have_text("Rapport d'import", timeout=120_000)
    assert page.locator(".tile .number").nth(0).inner_text() == "3"

    moved = ";".join([*HEADINGS.split(";")[1:], "réf"])
    path = tmp_path / "avril.csv"
    rows = [";".join([*row.split(";")[1:], row.split(";")[0]]) for row in ROWS]
    path.write_text("\n".join([moved, *rows, "Cave Roux;Roux Ana;ana@cave.example;;;;;;;;K9"]) + "\n", "utf-8")
    look_first(page, site, path)
    expect(page.locator(".note.good")).to_contain_text("Logiciel du siège")
    expect(page.get_by_label("Intitulé")).to_have_value("company_name")
    expect(page.get_by_label("Divers")).to_have_value("tags")
    page.get_by_role("button", name="Importer ainsi").click()
    page.wait_for_url(site.url + "/imports/2")
    site.work()
    page.reload()
    expect(page.locator("#correspondance").locator("..")).to_contain_text("prise d'elle-même")
    expect(page.locator("main")).to_contain_text("1 lignes nouvelles")


def test_a_file_on_hold_is_given_up(site: Site, visiting: Visiting, tmp_path: Path) -> None:
    site.key()
    page = enter(site, visiting())
    look_first(page, site, export(tmp_path))
    site.work()  # nothing waits for a worker
    page.goto(site.url + "/imports/1")
    page.wait_for_url("**/imports/1/correspondance")
    page.get_by_role("button", name="Ne pas importer").click()
    page.wait_for_url(site.url + "/imports")
    site.work()
    assert list(site.house.data.uploads.iterdir()) == []
    page.goto(site.url + "/imports/1")
    expect(page.locator(".note.bad")).to_contain_text("n'a pas été commencé")


def test_a_file_that_failed_for_its_mapping_is_put_right(site: Site, visiting: Visiting) -> None:
    site.key()
    site.bring("a;b\nDurand;x\nPetit;y\n")
    page = enter(site, visiting(status_expected=True))
    page.goto(site.url + "/imports/1")
    page.get_by_role("link", name="Dire quelle colonne est laquelle").click()
    page.get_by_label("Champ de la colonne 1").select_option("last_name")
    page.get_by_role("button", name="Importer ainsi").click()
    page.wait_for_url(site.url + "/imports/1")
    site.work()
    page.reload()
    assert page.locator(".tile .number").nth(0).inner_text() == "2"


def test_what_is_put_right_after_the_import_counts_for_the_next_file(
    site: Site, visiting: Visiting, tmp_path: Path
) -> None:
    site.key()
    site.bring(export(tmp_path).read_text("cp1252"))
    page = enter(site, visiting(status_expected=True))
    page.goto(site.url + "/imports/1")
    page.get_by_role("link", name="Corriger les colonnes pour les prochains fichiers").click()
    page.get_by_label("Intitulé").select_option("trade_name")
    page.get_by_label("Nom de la recette").fill(" ")
    page.get_by_role("button", name="Enregistrer la recette").click()
    expect(page.locator("#f-nom-error")).to_be_visible()
    expect(page.get_by_label("Intitulé")).to_have_value("trade_name")
    page.get_by_label("Nom de la recette").fill("Siège")
    page.get_by_role("button", name="Enregistrer la recette").click()
    page.wait_for_url(site.url + "/recettes/1")
    expect(page.locator("tr", has_text="Intitulé")).to_contain_text("Nom commercial")
    page.goto(site.url + "/imports/1/correspondance")
    expect(page.get_by_label("Intitulé")).to_have_value("trade_name")  # as the recipe says, not as the import was read
    page.get_by_label("Divers").select_option("tags")
    page.get_by_role("button", name="Enregistrer la recette").click()
    changed = page.locator("section[aria-labelledby=versions] tbody tr").first
    expect(changed).to_contain_text("Divers")
    expect(changed).not_to_contain_text("Intitulé")
    page.fill("#f-mot", "retiré")
    page.get_by_role("button", name="Retirer la recette").click()
    expect(page.locator("#f-mot-error")).to_be_visible()
    page.fill("#f-mot", "retirer")
    page.get_by_role("button", name="Retirer la recette").click()
    expect(page.locator(".badge").first).to_contain_text("Retirée")
    page.goto(site.url + "/recettes")
    expect(page.locator("tbody tr")).to_have_count(1)
