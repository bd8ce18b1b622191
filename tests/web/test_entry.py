"""Coming in: by the link, by the key, not by another site's form; what every answer carries."""

from __future__ import annotations

import re

import pytest
from starlette.testclient import TestClient
from web_site import Site, Visiting, enter

from service.web.guard import POLICY

OURS = {"sec-fetch-site": "same-origin"}


def signed_in(
    quiet_site: Site, client: TestClient, name: str = "camille", roles: tuple[str, ...] | None = None
) -> None:
    quiet_site.key(name, *([roles] if roles else []))
    answer = client.post("/entrer", data={"cle": quiet_site.secrets[name]}, headers=OURS)
    assert answer.status_code == 303


def token_on(client: TestClient, path: str) -> str:
    found = re.search(r'name="csrf" value="([0-9a-f]{64})"', client.get(path).text)
    assert found is not None
    return found.group(1)


def test_a_link_is_not_used_up_by_looking_at_it(quiet_site: Site, client: TestClient) -> None:
    link = quiet_site.link(quiet_site.key()).removeprefix(quiet_site.url)
    for _ in range(3):  # a mail program's preview
        assert client.get(link).status_code == 200
        assert client.head(link).status_code in (200, 405)
    token = link.partition("=")[2]
    assert client.post("/entrer", data={"jeton": token}, headers=OURS).status_code == 303
    assert client.get("/").status_code == 200
    again = client.post("/entrer", data={"jeton": token}, headers=OURS)
    assert again.status_code == 403
    assert token not in again.text


def test_the_cookie_is_out_of_reach_of_scripts_and_of_other_sites(quiet_site: Site, client: TestClient) -> None:
    quiet_site.key()
    cookie = client.post("/entrer", data={"cle": quiet_site.secrets["camille"]}, headers=OURS).headers["set-cookie"]
    assert re.fullmatch(r"limpide=[\w-]{43}; HttpOnly; Path=/; SameSite=lax", cookie)


@pytest.mark.parametrize("path", ["/", "/imports", "/imports/1", "/reglages", "/imports/1/suivi"])
def test_without_a_session_every_page_leads_to_the_door(client: TestClient, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code == 303
    assert answer.headers["location"].startswith("/entrer")


@pytest.mark.parametrize(
    "headers",
    [{}, {"sec-fetch-site": "cross-site"}, {"sec-fetch-site": "same-site"}, {"sec-fetch-site": "none"},
     {"origin": "https://evil.example"}, {"origin": "null"}],
)  # fmt: skip
@pytest.mark.parametrize("path", ["/entrer", "/sortir", "/langue", "/imports", "/imports/demonstration"])
def test_a_form_of_another_site_is_refused(
    quiet_site: Site, client: TestClient, path: str, headers: dict[str, str]
) -> None:
    signed_in(quiet_site, client)
    token = token_on(client, "/imports")
    answer = client.post(
        path, data={"csrf": token, "cle": quiet_site.secrets["camille"], "langue": "en"}, headers=headers
    )
    assert answer.status_code == 403
    assert "set-cookie" not in answer.headers
    assert client.get("/").status_code == 200  # and nobody is signed out


def test_a_form_without_its_token_is_refused(quiet_site: Site, client: TestClient) -> None:
    signed_in(quiet_site, client)
    for data in ({"langue": "en"}, {"csrf": ""}, {"csrf": "0" * 64}, {"csrf": "é"}):
        assert client.post("/sortir", data=data, headers=OURS).status_code == 403
    files = {"fichier": ("a.csv", b"Nom\nX\n")}
    assert client.post("/imports", data={"liste": "clients"}, files=files, headers=OURS).status_code == 403
    assert client.get("/").status_code == 200


def test_one_signs_out(quiet_site: Site, client: TestClient) -> None:
    signed_in(quiet_site, client)
    held = dict(client.cookies)
    assert client.post("/sortir", data={"csrf": token_on(client, "/")}, headers=OURS).status_code == 303
    client.cookies.update(held)
    assert client.get("/").status_code == 303


@pytest.mark.parametrize(
    "back", ["//evil.example", "https://evil.example", "/\\evil.example", "javascript:alert(1)", "/a\r\nx: y"]
)
def test_the_door_leads_nowhere_else(quiet_site: Site, client: TestClient, back: str) -> None:
    quiet_site.key()
    answer = client.post("/entrer", data={"cle": quiet_site.secrets["camille"], "suite": back}, headers=OURS)
    assert answer.headers["location"] == "/"


def test_a_key_sees_the_pages_of_its_roles_and_no_others(quiet_site: Site, client: TestClient) -> None:
    signed_in(quiet_site, client, "sacha", ("marketing",))
    assert client.get("/").status_code == 200
    for path in ("/imports", "/reglages", "/imports/1"):
        assert client.get(path).status_code == 403
    assert 'href="/imports"' not in client.get("/").text


@pytest.mark.parametrize(
    "path", ["/", "/entrer", "/imports", "/nulle-part", "/static/limpide.css", "/imports/999", "/static/nothing"]
)
def test_every_answer_carries_the_guard_s_headers(quiet_site: Site, client: TestClient, path: str) -> None:
    signed_in(quiet_site, client)
    headers = client.get(path).headers
    assert headers["content-security-policy"] == POLICY
    assert "unsafe" not in POLICY
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "same-origin"
    assert headers["cache-control"] == ("no-cache" if path.endswith(".css") else "no-store")


def test_a_problem_page_has_a_code_and_repeats_nothing(quiet_site: Site, client: TestClient) -> None:
    signed_in(quiet_site, client)
    answer = client.get("/imports/999")
    assert answer.status_code == 404
    assert re.search(r"404-[0-9a-f]{8}", answer.text)
    strange = client.get("/<script>alert(1)</script>")
    assert strange.status_code == 404
    assert "<script>alert" not in strange.text


@pytest.mark.parametrize("body", [b"csrf=%ff", b"csrf=%00", b"a=1&" * 300, b"a=" + b"x" * 70_000])
def test_a_form_that_cannot_be_read_is_refused_in_the_same_way_everywhere(
    quiet_site: Site, client: TestClient, body: bytes
) -> None:
    signed_in(quiet_site, client)
    headers = OURS | {"content-type": "application/x-www-form-urlencoded"}
    assert client.post("/sortir", content=body, headers=headers).status_code in (403, 413, 422)
    assert client.get("/").status_code == 200


def test_the_language_is_switched_and_remembered(site: Site, visiting: Visiting) -> None:
    site.key()
    page = enter(site, visiting())
    assert page.get_attribute("html", "lang") == "fr"
    page.click("button[lang=en]")
    page.wait_for_url(site.url + "/")
    assert page.get_attribute("html", "lang") == "en"
    page.goto(site.url + "/imports")
    assert page.get_attribute("html", "lang") == "en"
