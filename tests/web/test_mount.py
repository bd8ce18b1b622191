"""Pages and API in one service: each answers in its own way, also for what is not there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from apis import Api
from fastapi.routing import APIRoute
from starlette.testclient import TestClient

from service.app import build_app
from service.core.roles import ROLES
from service.flows.keys import create_key
from service.settings import Settings
from service.store.session import unit_of_work
from service.web.pages import ROUTERS

NAMED = {
    "import_id": 1,
    "outcome": "accepted",
    "code": "phone.repaired",
    "key_id": 1,
    "segment_id": 1,
    "recipe_id": 1,
    "list_id": 1,
}


def test_pages_and_api_share_the_service(tmp_path: Path) -> None:
    with TestClient(build_app(Settings(data_dir=tmp_path)), follow_redirects=False) as client:
        home = client.get("/")
        assert (home.status_code, home.headers["location"]) == (303, "/entrer")
        door = client.get("/entrer")
        assert door.status_code == 200
        assert "script-src 'self'" in door.headers["content-security-policy"]
        assert door.headers["referrer-policy"] == "same-origin"
        assert client.head("/entrer").status_code == 200
        nowhere = client.get("/nulle-part")
        assert nowhere.status_code == 404
        assert nowhere.headers["content-type"].startswith("text/html")
        assert nowhere.headers["x-request-id"][:8] in nowhere.text
        for path in ("/v1/nothing", "/v1", "/v1/keys"):
            answer = client.get(path)
            assert answer.headers["content-type"] == "application/problem+json", path
        assert client.delete("/v1/keys").status_code == 405
        assert client.get("/openapi.json").status_code == 200


@pytest.mark.both
def test_looking_at_a_page_changes_nothing(furnished: Api) -> None:
    with unit_of_work(furnished.database) as work:
        _, secret = create_key(work, "camille", list(ROLES), now_us=furnished.house.now_us())
    furnished.post("/entrer", None, data={"cle": secret}, headers={"sec-fetch-site": "same-origin"})
    customer = furnished.get("/v1/customers", "crm").json()["items"][0]["customer_id"]
    asked = {"corriger": "?champ=email", "pourquoi": f"?avec={customer}"}
    paths = [
        route.path.format(**NAMED, public=customer) + asked.get(route.path.rpartition("/")[2], "")
        for router in ROUTERS
        for route in router.routes
        if isinstance(route, APIRoute) and "GET" in (route.methods or ())
    ]
    assert len(paths) > 15
    missing = set()
    for path in paths:
        ways = (
            ["HEAD"] if path.endswith((".csv", ".xlsx")) else ["GET", "HEAD"]
        )  # a downloaded file leaves an audit entry
        for method in ways:
            with furnished.unchanged():
                answer = furnished.ask(method, path, None)
            if answer.status_code != 200:
                missing.add(path)
    none = {"/imports/demonstration.csv", "/a-decider/1/phone.repaired"}
    assert missing == none, "there is none in this house"


def test_metrics_tell_the_template_of_a_page_and_never_its_path(furnished: Api) -> None:
    with unit_of_work(furnished.database) as work:
        _, secret = create_key(work, "camille", list(ROLES), now_us=furnished.house.now_us())
    furnished.post("/entrer", None, data={"cle": secret}, headers={"sec-fetch-site": "same-origin"})
    for path in (
        "/clients/CUS-0000001",
        "/imports/1",
        "/imports/1/lignes/accepted",
        "/nulle-part",
        "/static/limpide.css",
    ):
        furnished.get(path, None)
    told = furnished.get("/metrics").text
    routes = set(re.findall(r'limpide_http_requests_total\{method="GET",route="([^"]*)"', told))
    assert routes >= {"/clients/{public}", "/imports/{import_id}", "/imports/{import_id}/lignes/{outcome}"}
    assert routes >= {"unmatched", "/static/{name}"}
    assert not any(part in route for route in routes for part in ("CUS-", "nulle", "/1"))
