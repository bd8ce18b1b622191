"""A question goes to a thread once, for the key and the answer together; what is told of it keeps its order: the key
(401), the role (403), how often (429), the form (406), then the question (422, 400).
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from apis import Api, serving
from sqlalchemy import text

from service.store.session import unit_of_work

WRONG = ["/v1/keys/x", "/v1/keys?limit=0", "/v1/keys?cursor=forged", "/v1/keys?colour=red", "/v1/keys?limit=1&limit=2"]
STRANGER = {"Authorization": "Bearer lmp_" + "0" * 40}


@pytest.mark.parametrize("path", WRONG)
def test_a_stranger_hears_of_the_key_and_not_of_the_question(api: Api, path: str) -> None:
    assert api.get(path, None).status_code == 401
    assert api.get(path, None, headers=STRANGER).status_code == 401
    assert api.get(path, "crm").status_code == 403
    assert api.get(path, headers={"Accept": "text/csv"}).status_code in (400, 406, 422)
    assert api.get(path).status_code in (400, 422)


def test_who_is_not_let_in_is_not_answered(api: Api) -> None:
    """The endpoint itself does not run: it would find what is there."""
    first = api.get("/v1/keys").json()["items"][0]["id"]
    assert api.get(f"/v1/keys/{first}").status_code == 200
    assert api.get(f"/v1/keys/{first}", "marketing").status_code == 403
    with unit_of_work(api.database) as work:
        work.connection.execute(text("UPDATE principals SET revoked_us = 1"))
    assert api.get(f"/v1/keys/{first}").status_code == 401
    assert api.ask("HEAD", f"/v1/keys/{first}").status_code == 401


def test_a_wrong_question_counts_once(tmp_path: Path) -> None:
    with serving(f"sqlite:///{tmp_path / 'base.db'}", tmp_path / "data", rate_per_minute=4) as api:

        def left(answer: Any) -> str:
            told: str = answer.headers["ratelimit"].split(";")[1]
            return told

        assert left(api.get("/v1/keys")) == "r=3"
        assert left(api.get("/v1/keys/x")) == "r=2"
        assert left(api.get("/v1/keys/999")) == "r=1"
        assert left(api.get("/v1/keys?colour=red")) == "r=0"
        refused = api.get("/v1/keys/x")
        assert refused.status_code == 429
        assert left(refused) == "r=0"
        assert left(api.get("/v1/keys/999")) == "r=0"


def test_an_id_beyond_32_bits_is_nobody_s(api: Api) -> None:
    for path in ("", "/records", "/timeline", "/consents"):
        assert api.get(f"/v1/customers/CuS-CYggzM0VWASz{path}", "crm").status_code == 404, path
