"""Every page can be used by everyone: rules of WCAG 2.2 AA that a machine can check, wide and narrow, in both languages.

1.3.1 and 4.1.2 names and labels, 2.4.1 skip link and landmarks, 2.4.2 titles, 2.4.6 headings in order, 1.4.10 reflow at
320 px, 2.5.8 targets of 24 px, 3.1.1 language.
"""

from __future__ import annotations

import pytest
from playwright.sync_api import Page
from web_site import Site, Visiting, enter

from service.flows.recipes import recipe_of_import, save_recipe
from service.store.session import unit_of_work

PEOPLE = """Nom;Prénom;E-mail;Portable;Code postal;Ville;CA total
Durand;Camille;camille.durand@exemple.example;01 99 00 12 34;69001;Lyon;120,50
DURAND;Camile;camille.durand@exemple.example;0199001234;69001;LYON;
Durant;Camille;;0199001234;69001;Lyon;30
Martin;Sacha;sacha@exemple;199000000;6900;Lyon;
;;;;;;12
"""

RULES = """() => {
  const wrong = [], seen = e => e.getClientRects().length && getComputedStyle(e).visibility !== 'hidden';
  const name = e => (e.getAttribute('aria-label') || e.innerText || e.value || [...(e.labels || [])].map(l => l.innerText).join('')).trim();
  const all = s => [...document.querySelectorAll(s)].filter(seen);
  if (all('h1').length !== 1) wrong.push('one h1');
  if (!document.title || !document.documentElement.lang) wrong.push('title and language');
  if (all('main').length !== 1) wrong.push('one main');
  if (!document.querySelector('a.skip[href="#contenu"]')) wrong.push('skip link');
  const ids = [...document.querySelectorAll('[id]')].map(e => e.id);
  if (new Set(ids).size !== ids.length) wrong.push('ids twice: ' + ids.filter((x, i) => ids.indexOf(x) !== i));
  let last = 0;
  for (const h of all('h1, h2, h3')) {
    const level = +h.tagName[1];
    if (level > last + 1) wrong.push('heading skips: ' + h.innerText);
    last = level;
  }
  for (const e of all('a, button, summary, input:not([type=hidden]), select, textarea'))
    if (!name(e)) wrong.push('no name: ' + e.outerHTML.slice(0, 90));
  for (const e of all('input:not([type=hidden]), select, textarea'))
    if (!e.labels || !e.labels.length) wrong.push('no label: ' + e.outerHTML.slice(0, 90));
  for (const e of all('[aria-labelledby], [aria-describedby]'))
    for (const id of ((e.getAttribute('aria-labelledby') || '') + ' ' + (e.getAttribute('aria-describedby') || '')).split(' ').filter(Boolean))
      if (!document.getElementById(id)) wrong.push('points nowhere: ' + id);
  for (const e of all('svg')) if (!e.getAttribute('aria-hidden') && !e.getAttribute('aria-label')) wrong.push('picture without words');
  for (const e of all('th')) if (!e.getAttribute('scope')) wrong.push('heading cell without scope');
  for (const e of all('a:not(.skip), button, summary, select, input:not([type=hidden]):not([type=checkbox])')) {
    const box = e.getBoundingClientRect();
    const inText = e.tagName === 'A' && getComputedStyle(e).display === 'inline';
    if (!inText && (box.height < 24 || box.width < 24)) wrong.push(`small target ${box.width}x${box.height}: ` + e.outerHTML.slice(0, 90));
  }
  if (document.documentElement.scrollWidth > innerWidth) wrong.push('does not fit: ' + document.documentElement.scrollWidth);
  return wrong;
}"""


def pages(site: Site) -> list[str]:
    site.key()
    site.bring(PEOPLE)
    with unit_of_work(site.database) as work:
        save_recipe(work, "Siège", recipe_of_import(work, 1, {}), now_us=site.house.now_us())
    listed = [
        "/",
        "/imports",
        "/imports/1",
        "/imports/1/correspondance",
        "/imports/1/reunis",
        "/imports/1/lignes/accepted",
        "/imports/1/lignes/rejected",
    ]
    return [
        *listed,
        "/imports/1/anomalies/phone.repaired",
        "/clients",
        "/doublons",
        "/segments",
        "/segments/nouveau",
        "/recettes",
        "/recettes/1",
        "/reglages",
        "/reglages/cles/1",
    ]


def first_customer(page: Page, site: Site) -> str:
    page.goto(site.url + "/clients")
    return str(page.locator("tbody th a").first.get_attribute("href"))


@pytest.mark.parametrize(("width", "lang"), [(1200, "fr-FR"), (320, "en-GB")])
def test_every_page_keeps_the_rules(site: Site, visiting: Visiting, width: int, lang: str) -> None:
    window = visiting(width=width, lang=lang, status_expected=True)
    window.page.goto(site.url + "/entrer")
    assert window.page.evaluate(RULES) == []
    paths = pages(site)
    page = enter(site, window)
    found = {}
    customer = first_customer(page, site)
    for path in [*paths, customer, f"{customer}/corriger?champ=email", "/nulle-part"]:
        page.goto(site.url + path)
        assert page.get_attribute("html", "lang") == lang[:2]
        if wrong := page.evaluate(RULES):
            found[path] = wrong
    assert found == {}


def test_a_report_prints_without_menu_and_with_the_source_of_values(site: Site, visiting: Visiting) -> None:
    pages(site)
    page = enter(site, visiting())
    path = first_customer(page, site)
    page.goto(site.url + path)
    page.emulate_media(media="print")
    assert not page.locator(".menu").is_visible()
    assert page.locator(".origin .tip").first.is_visible()
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
