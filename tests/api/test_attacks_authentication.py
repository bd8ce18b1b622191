"""Attacks on keys, sessions and what browsers do by themselves; ids are those of docs/trust.md."""

from __future__ import annotations

import re
from typing import Any

from apis import START_US, Api
from furniture import CUSTOMERS
from sqlalchemy import select
from sqlmodel import SQLModel

from service.core.keys import key_hash
from service.flows.keys import create_key
from service.store.session import reading, unit_of_work

OURS = {"Sec-Fetch-Site": "same-origin"}
EVIL = "https://evil.example"


def signs_in(api: Api, base: str = "", **headers: str) -> Any:
    return api.post(f"{base}/entrer", None, data={"cle": api.keys["crm"]}, headers=OURS | headers)


def test_au01_unknown_mistyped_and_revoked_keys_are_refused_alike(furnished: Api) -> None:
    with unit_of_work(furnished.database) as work:
        row, revoked = create_key(work, "gone", ["crm"], now_us=START_US)
    assert furnished.post(f"/v1/keys/{row.id}/revoke").status_code == 200
    told = []
    for key in (revoked, revoked[:-1] + ("a" if revoked[-1] != "a" else "b"), "lmp_x", "x" * 200):
        answer = furnished.get("/v1/lists", None, headers={"Authorization": f"Bearer {key}"})
        body = {k: v for k, v in answer.json().items() if k not in ("request_id", "instance")}
        told.append((answer.status_code, body, answer.headers["www-authenticate"]))
    assert told[0][0] == 401
    assert all(one == told[0] for one in told)


def test_au02_a_key_in_the_address_opens_nothing_and_is_not_repeated(furnished: Api) -> None:
    key = furnished.keys["admin"]
    for name in ("api_key", "access_token", "key", "token"):
        refused = furnished.get(f"/v1/lists?{name}={key}", None)
        assert refused.status_code == 401
        assert key not in refused.text + str(refused.headers)


def test_au03_a_stolen_base_has_no_key_and_no_session_in_it(furnished: Api) -> None:
    made = furnished.post("/v1/keys", json={"name": "connector", "roles": ["crm"]}, headers={"Idempotency-Key": "au03"})
    session = re.search(r"limpide=([\w-]{43})", signs_in(furnished).headers["set-cookie"])
    assert session is not None
    stored = []
    with reading(furnished.database) as work:
        for table in SQLModel.metadata.tables.values():
            stored += [repr(tuple(row)) for row in work.connection.execute(select(table))]
    text = "\n".join(stored)
    assert key_hash(made.json()["secret"]) in text, "the search finds what is there"
    for secret in (*furnished.keys.values(), made.json()["secret"], session.group(1)):
        assert secret not in text
        assert secret[4:] not in text


def test_au06_a_session_chosen_before_signing_in_is_not_the_one_after(furnished: Api) -> None:
    chosen = "A" * 43
    answer = signs_in(furnished, Cookie=f"limpide={chosen}")
    assert answer.status_code == 303
    assert chosen not in answer.headers["set-cookie"]
    furnished.client.cookies.clear()
    assert furnished.get("/imports", None, headers={"Cookie": f"limpide={chosen}"}).status_code == 303


def test_au07_a_cookie_is_no_key_of_the_api(furnished: Api) -> None:
    assert signs_in(furnished).status_code == 303
    assert furnished.get("/imports", None).status_code == 200, "the browser holds a good session"
    with furnished.unchanged():
        form = furnished.post("/v1/imports?list=forged", None, files={"file": ("a.csv", CUSTOMERS.encode())})
        plain = furnished.post("/v1/lists", None, content=b'{"name":"forged"}', headers={"Content-Type": "text/plain"})
    assert (form.status_code, plain.status_code) == (401, 401)


def test_au09_over_https_the_cookie_is_tied_to_the_host(furnished: Api) -> None:
    cookie = signs_in(furnished, "https://limpide.example").headers["set-cookie"]
    name, *attributes = cookie.split("; ")
    assert name.startswith("__Host-limpide=")
    assert {a.lower() for a in attributes} == {"secure", "httponly", "path=/", "samesite=lax"}
    assert len(cookie) < 4096


def test_au10_no_address_is_made_of_the_host_a_request_names(furnished: Api) -> None:
    poison = {"Host": "evil.example", "X-Forwarded-Host": "evil.example", "Forwarded": "host=evil.example"}
    answers = [
        furnished.get("/v1/customers?limit=1", "crm", headers=poison),
        furnished.post("/v1/imports?list=other", "crm", content=CUSTOMERS.encode(), headers=poison),
        furnished.post("/v1/lists", "crm", json={"name": "other still"}, headers=poison),
        furnished.get("/imports", None, headers=poison),
        furnished.get("/imports/", None, headers=poison),
        furnished.get("/static/limpide.css/", None, headers=poison),
    ]
    assert [answer.status_code for answer in answers] == [200, 202, 201, 303, 404, 404]
    assert "link" in answers[0].headers
    for answer in answers:
        assert "evil" not in str(answer.headers) + answer.text


def test_au14_no_other_site_is_told_anything(furnished: Api) -> None:
    for origin in (EVIL, "null"):
        preflight = {"Origin": origin, "Access-Control-Request-Method": "POST"}
        for answer in (
            furnished.get("/v1/lists", headers={"Origin": origin}),
            furnished.ask("OPTIONS", "/v1/lists", None, headers=preflight),
            furnished.get("/entrer", None, headers={"Origin": origin}),
        ):
            assert not [name for name in answer.headers if name.startswith("access-control")]


def test_au15_nothing_can_be_framed_or_loaded_by_another_site(furnished: Api) -> None:
    for path, role in (("/entrer", None), ("/v1/segments/1/members?format=csv", "marketing"), ("/v1/customers", "crm")):
        headers = furnished.get(path, role).headers
        assert "frame-ancestors 'none'" in headers["content-security-policy"]
        assert headers["cross-origin-resource-policy"] == "same-origin"
        assert headers["x-content-type-options"] == "nosniff"
