"""A clerk parts two people that a file had joined, months later, and takes it back: with and without script."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect
from web_site import Site, Visiting, enter

FILE = """Nom;Prénom;E-mail;Portable;Code postal;Ville
Durand;Camille;camille.durand@exemple.example;01 99 00 12 34;69001;Lyon
"""


def _joined(page: Page, site: Site) -> str:
    page.goto(site.url + "/clients")
    page.locator("tbody th a").first.click()
    return page.url


@pytest.mark.parametrize("script", [True, False])
def test_rows_are_parted_with_what_was_done_since_and_joined_again(
    site: Site, visiting: Visiting, script: bool
) -> None:
    site.key()
    site.bring(FILE)
    site.bring(FILE, "salon.csv", "salon")
    page = enter(site, visiting(script=script, status_expected=True))
    here = _joined(page, site)
    page.get_by_role("link", name="Corriger : Ville").click()
    page.fill("#f-valeur", "Villeurbanne")
    page.get_by_role("button", name="Enregistrer la correction").click()
    page.get_by_role("link", name="Séparer des lignes").click()
    expect(page.locator("tbody tr")).to_have_count(2)
    page.get_by_role("button", name="Séparer les lignes cochées").click()
    expect(page.locator(".note.bad")).to_contain_text("Cochez les lignes")
    page.get_by_role("checkbox").nth(1).check()
    page.get_by_role("button", name="Séparer les lignes cochées").click()
    expect(page.locator("h1")).to_have_text("Les fiches sont séparées.")
    expect(page.locator("section[aria-labelledby=fiches] li")).to_have_count(2)
    expect(page.locator("section[aria-labelledby=depuis]")).to_contain_text("Correction · Ville")
    page.goto(here)
    page.get_by_role("button", name="Revenir sur cette réponse").click()
    expect(page.locator("h1")).to_have_text("Les fiches sont réunies de nouveau.")
    page.goto(here)
    expect(page.locator("p.inline")).to_contain_text("réunit 2 lignes sources")


def test_a_customer_that_changed_meanwhile_is_not_parted(site: Site, visiting: Visiting) -> None:
    site.key()
    site.bring(FILE)
    site.bring(FILE, "salon.csv", "salon")
    page = enter(site, visiting(status_expected=True))
    _joined(page, site)
    page.get_by_role("link", name="Séparer des lignes").click()
    site.bring(FILE.replace("12 34", "12 35"), "salon-2.csv", "tombola")
    page.get_by_role("checkbox").nth(1).check()
    page.get_by_role("button", name="Séparer les lignes cochées").click()
    expect(page.locator(".note.bad")).to_contain_text("La fiche a changé")
    expect(page.get_by_role("checkbox")).to_have_count(3)


def test_matching_again_is_asked_for_and_called_off_in_the_settings(site: Site, visiting: Visiting) -> None:
    site.key()
    site.bring(FILE)
    page = enter(site, visiting())
    page.goto(site.url + "/reglages")
    page.get_by_role("button", name="Rapprocher toute la base").click()
    expect(page.get_by_role("status")).to_contain_text("en train d'être rapprochée")
    page.get_by_role("button", name="Abandonner").click()
    page.get_by_role("button", name="Rapprocher toute la base").click()
    site.work()
    page.reload()
    expect(page.get_by_role("button", name="Rapprocher toute la base")).to_be_visible()
