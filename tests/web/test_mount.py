"""Pages and API in one service: each answers in its own way, also for what is not there."""

from __future__ import annotations

from pathlib import Path

from starlette.testclient import TestClient

from service.app import build_app
from service.settings import Settings


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
