"""Cells that attack: 500 of them imported, every page visited, nothing runs and the policy is never even tried.

The classes are those of ../shared/data/trust/attacks.csv (IN05 to IN10, IN14, IN18, IN19, UP07): markup, handlers, SVG, script
addresses, templates, formulas, direction and control characters, prototypes; written here, multiplied by a generator.
"""

from __future__ import annotations

import csv
import io
import random
import re

import httpx2
import pytest
from playwright.sync_api import Page
from web_site import Site, Visiting, enter

from service.flows.recipes import recipe_of_import, save_recipe
from service.store.session import unit_of_work

COUNT = 500
_CALL = ("alert(1)", "alert`1`", "top['al'+'ert'](1)", "confirm(1)", "prompt(1)")
_SHAPES = (
    "<script>{}</script>", "</title><script>{}</script>", "</textarea><script>{}</script>", "<ScRiPt src=data:,{}></sCrIpT>",
    "<img src=x onerror={}>", '"><img src=x onerror="{}">', "'><svg onload='{}'>", "<svg><animate onbegin={} attributeName=x>",
    "<svg><script>{}</script></svg>", "<math><mtext><img src onerror={}>", "<details open ontoggle={}>", "<body onload={}>",
    '<iframe srcdoc="<script>parent.{}</script>">', '<a href="javascript:{}">x</a>', "javascript:{}", "<style>*{{x:expression({})}}</style>",
    "<link rel=stylesheet href=//evil.example/x.css>{}", '<meta http-equiv=refresh content="0;url=javascript:{}">', "<form action=javascript:{}><button>",
    "<input autofocus onfocus={}>", '" autofocus onfocus="{}', "' style='x:y' onmouseover='{}", "--><!--<script>{}</script>", "]]><script>{}</script>",
    "{{{{{}}}}}", "${{{}}}", "{{% print({}) %}}", "<%= {} %>", "#{{{}}}", '=HYPERLINK("javascript:{}")', "+cmd|' /C {}'!A0", "@SUM({})", "-2+3+{}",
    "\u202e<script>{}</script>", "\u2066{}\u2069\u200b", "a\u0007\u001b[31m{}", "&lt;script&gt;{}", "&#x3C;script&#x3E;{}", "%3Cscript%3E{}", "\\u003cscript\\u003e{}",
    "__proto__[x]={}", "constructor.prototype.{}", "<object data=javascript:{}>", "<base href=//evil.example/>{}", "<template><script>{}</script></template>",
    "<video><source onerror={}>", "<marquee onstart={}>", "<isindex action=javascript:{}>", "\u0000<img src=x onerror={}>", "<x id=contenu tabindex=1 onfocus={}>",
)  # fmt: skip


def payloads() -> list[str]:
    """Every shape with every call, then shapes put one in another, by a seeded chance."""
    made = [shape.format(call) for call in _CALL for shape in _SHAPES]
    chance = random.Random(7)  # noqa: S311 - for tests
    while len(made) < COUNT:
        made.append(chance.choice(_SHAPES).format(chance.choice(made[: len(_CALL) * len(_SHAPES)])))
    return made[:COUNT]


def hostile_file() -> str:
    """Hostile headings, and in every row two hostile cells where a name, a street, a firm, a note or an email would be."""
    attacks = [p.replace("\x00", "") for p in payloads()]
    target = io.StringIO()
    out = csv.writer(target, delimiter=";", lineterminator="\n")
    out.writerow(
        [
            "Nom",
            "Prénom",
            "Société",
            "Adresse",
            "Code postal",
            "Ville",
            "E-mail",
            "Téléphone",
            "<img src=x onerror=alert(1)>",
            "Remarques",
        ]
    )
    for n, attack in enumerate(attacks):
        other = attacks[(n * 7 + 3) % len(attacks)]
        row = [
            "Durand",
            "Camille",
            "",
            "1 rue des Lilas",
            "69001",
            "Lyon",
            f"camille{n}@exemple.example",
            f"01990012{n % 100:02}",
            "",
            "",
        ]
        row[n % 6] = attack
        row[(n % 4) + 6] = other
        out.writerow(row)
    return target.getvalue()


HOOK = """
window.__hits = 0;
for (const name of ['alert', 'confirm', 'prompt']) window[name] = () => { window.__hits += 1; };
document.addEventListener('securitypolicyviolation', () => { window.__hits += 1; });
"""


def visit(page: Page, path: str) -> None:
    answer = page.goto(path)
    assert answer is not None
    assert answer.status < 400, path
    page.evaluate("document.querySelectorAll('.origin button').forEach(each => each.focus())")
    assert page.evaluate("window.__hits") == 0, path
    assert (
        page.locator("main script, main iframe, main [onerror], main [onload], main object, main style").count() == 0
    ), path


def paths_on(page: Page, pattern: str) -> list[str]:
    found = page.locator("main a").evaluate_all("links => links.map(a => a.getAttribute('href'))")
    return sorted({href for href in found if href and re.search(pattern, href)})


@pytest.mark.timeout(900)  # some ninety pages
def test_500_hostile_cells_do_no_harm_on_any_page(site: Site, visiting: Visiting) -> None:
    assert len(set(payloads())) == COUNT
    site.key()
    name = '"><img src=x onerror=alert(1)>\u202e.csv'
    site.bring(hostile_file(), filename=name, list_name="<script>alert(1)</script>")
    site.bring("Nom;E-mail\n<svg onload=alert(1)>;x@exemple.example\n", filename=name)
    with unit_of_work(site.database) as work:
        save_recipe(work, name, recipe_of_import(work, 1, {}), now_us=site.house.now_us())
    window = visiting()
    window.context.add_init_script(HOOK)
    asked: list[str] = []
    window.page.on("request", lambda request: asked.append(request.url))
    page = enter(site, window)
    visited = [
        "/",
        "/imports",
        "/imports/1",
        "/imports/2",
        "/imports/1/correspondance",
        "/imports/1/reunis",
        "/recettes",
        "/recettes/1",
        "/doublons",
        "/segments",
        "/segments/nouveau",
        "/reglages",
    ]
    visited += [f"/imports/1/lignes/{outcome}" for outcome in ("accepted", "rejected", "quarantined")]
    for path in visited:
        visit(page, site.url + path)
    page.goto(site.url + "/imports/1")
    for href in paths_on(page, r"/anomalies/"):
        visit(page, site.url + href)
    seen: set[str] = set()
    nearly = list(walk_pages(page, site, "/clients")) + list(walk_pages(page, site, "/imports/1/lignes/accepted"))
    for listing in nearly:
        page.goto(site.url + listing)
        seen |= set(paths_on(page, r"^/clients/CUS-"))
    assert len(seen) >= 250  # some are joined
    for href in sorted(seen)[::10]:
        visit(page, site.url + href)
    for attack in payloads()[::25]:
        search(page, site, attack)
    assert [url for url in asked if not url.startswith((site.url, "data:,"))] == []


def walk_pages(page: Page, site: Site, path: str) -> list[str]:
    """Every page of a listing, each visited."""
    walked = []
    at: str | None = path
    while at is not None:
        visit(page, site.url + at)
        walked.append(at)
        onward = page.locator("a[rel=next]")
        at = onward.get_attribute("href") if onward.count() else None
    return walked


def search(page: Page, site: Site, text: str) -> None:
    """What is sought is shown again: harmless there too."""
    page.goto(site.url + "/clients")
    page.fill("#f-q", text.replace("\x00", "")[:200])
    page.locator("form[role=search] button").click()
    page.wait_for_load_state()
    assert page.evaluate("window.__hits") == 0, text
    assert page.locator("main script, main [onerror], main [onload]").count() == 0


@pytest.mark.parametrize("path", ["/imports/1/lignes/accepted.csv", "/imports/1/lignes/rejected.csv"])
def test_downloads_are_attachments_that_no_spreadsheet_runs(site: Site, client: object, path: str) -> None:
    """The row files have formulas made harmless; what comes back is CSV, never a page."""
    site.key()
    site.bring(hostile_file())
    with httpx2.Client(base_url=site.url) as reader:
        reader.post("/entrer", data={"cle": site.secrets["camille"]}, headers={"sec-fetch-site": "same-origin"})
        answer = reader.get(path)
    assert answer.status_code == 200
    assert answer.headers["content-disposition"].startswith("attachment;")
    assert answer.headers["content-type"].startswith("text/csv")
    assert answer.headers["x-content-type-options"] == "nosniff"
    cells = [cell for row in csv.reader(io.StringIO(answer.text.lstrip("\ufeff")), delimiter=";") for cell in row]
    assert not any(re.match(r"[=@]|[+-](?!\d+$)", cell) for cell in cells)
