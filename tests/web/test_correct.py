"""A clerk puts a customer right on its page: with and without script, wrongly and at the same time as somebody else."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect
from web_site import Site, Visiting, enter

FILE = """Nom;Prénom;E-mail;Portable;Code postal;Ville;Date de naissance
Durand;Camille;camille.durand@exemple.example;01 99 00 12 34;69001;Lyon;17/08/1981
"""


def customer(page: Page, site: Site) -> str:
    page.goto(site.url + "/clients")
    page.locator("tbody th a").first.click()
    return page.url


def value_of(page: Page, label: str) -> str:
    return page.locator("dl.facts dt", has_text=label).locator("xpath=following-sibling::dd[1]").inner_text()


@pytest.mark.parametrize("script", [True, False])
def test_a_value_put_right_wins_over_the_file_and_says_who_set_it(site: Site, visiting: Visiting, script: bool) -> None:
    site.key()
    site.bring(FILE)
    page = enter(site, visiting(script=script, status_expected=True))
    here = customer(page, site)
    page.get_by_role("link", name="Corriger : Adresse e-mail").click()
    expect(page.locator("#f-valeur")).to_have_value("camille.durand@exemple.example")
    page.fill("#f-valeur", "pas une adresse")
    page.get_by_role("button", name="Enregistrer la correction").click()
    expect(page.locator("#f-valeur-error")).to_be_visible()
    expect(page.locator("#f-valeur")).to_have_value("pas une adresse")
    page.fill("#f-valeur", "c.durand@exemple.example")
    page.get_by_role("button", name="Enregistrer la correction").click()
    assert page.url == here
    assert "c.durand@exemple.example" in value_of(page, "Adresse e-mail")
    dd = page.locator("dl.facts dd", has_text="c.durand@exemple.example")
    expect(dd.locator(".tip")).to_contain_text("Corrigé par camille")
    expect(dd.locator(".tip")).to_contain_text("camille.durand@exemple.example")
    site.bring(FILE.replace("Lyon;17", "Lyon ;17").replace("01 99 00 12 34", "01 99 00 12 35"))
    page.goto(here)
    assert "c.durand@exemple.example" in value_of(page, "Adresse e-mail")


def test_what_is_missing_is_added_and_a_wrong_value_is_taken_away(site: Site, visiting: Visiting) -> None:
    site.key()
    site.bring(FILE)
    page = enter(site, visiting())
    customer(page, site)
    page.select_option("#f-champ", "address_line1")
    page.get_by_role("button", name="Ajouter").click()
    page.fill("#f-valeur", "4 rue des Lilas")
    page.keyboard.press("Enter")
    assert "LILAS" in value_of(page, "N° et voie").upper()
    page.get_by_role("link", name="Corriger : Date de naissance").click()
    expect(page.locator("#f-valeur")).to_have_value("17/08/1981")
    page.fill("#f-valeur", "")
    page.get_by_role("button", name="Enregistrer la correction").click()
    expect(page.locator("dl.facts dt", has_text="Date de naissance")).to_have_count(0)


def test_two_clerks_at_once_do_not_overwrite_each_other(site: Site, visiting: Visiting) -> None:
    site.key()
    site.key("sacha")
    site.bring(FILE)
    first, second = (enter(site, visiting(status_expected=True), name) for name in ("camille", "sacha"))
    for page in (first, second):
        customer(page, site)
        page.get_by_role("link", name="Corriger : Prénom").click()
    first.fill("#f-valeur", "Camila")
    first.get_by_role("button", name="Enregistrer la correction").click()
    expect(first.locator("h1")).to_contain_text("Camila")
    second.fill("#f-valeur", "Kamille")
    second.get_by_role("button", name="Enregistrer la correction").click()
    expect(second.locator("#f-valeur-error")).to_contain_text("a changé entre-temps")
    expect(second.locator("#f-valeur")).to_have_value("Kamille")
    second.get_by_role("button", name="Enregistrer la correction").click()
    expect(second.locator("h1")).to_contain_text("Kamille")


def test_who_may_not_correct_sees_no_way_to(site: Site, visiting: Visiting) -> None:
    site.key("dpo", roles=("dpo",))
    site.bring(FILE)
    page = enter(site, visiting(status_expected=True), "dpo")
    here = customer(page, site)
    expect(page.get_by_role("link", name="Corriger")).to_have_count(0)
    answer = page.goto(here + "/corriger?champ=email")
    assert answer is not None
    assert answer.status == 403
