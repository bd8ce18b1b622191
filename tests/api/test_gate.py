"""A question goes to a thread once, for the key and the answer together; what is told of it keeps its order: the key
(401), the role (403), how often (429), the form (406), then the question (422, 400).
"""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from apis import Api, serving
from sqlalchemy import text

from service.store.session import unit_of_work

WRONG = [  # and what is told to who may ask: in a form that is not ours, in ours
    ("/v1/keys/x", 406, 422),
    ("/v1/keys?limit=0", 406, 422),
    ("/v1/keys?cursor=forged", 406, 400),
    ("/v1/keys?colour=red", 422, 422),
    ("/v1/keys?limit=1&limit=2", 422, 422),
]
STRANGER = {"Authorization": "Bearer lmp_" + "0" * 40}


@pytest.mark.parametrize(("path", "other_form", "told"), WRONG)
def test_a_stranger_hears_of_the_key_and_not_of_the_question(api: Api, path: str, other_form: int, told: int) -> None:
    assert api.get(path, None).status_code == 401
    assert api.get(path, None, headers=STRANGER).status_code == 401
    assert api.get(path, "crm").status_code == 403
    assert api.get(path, headers={"Accept": "text/csv"}).status_code == other_form
    assert api.get(path).status_code == told


def test_who_is_not_let_in_is_not_answered(api: Api) -> None:
    """The endpoint itself does not run: it would find what is there."""
    first = api.get("/v1/keys").json()["items"][0]["id"]
    assert api.get(f"/v1/keys/{first}").status_code == 200
    assert api.get(f"/v1/keys/{first}", "marketing").status_code == 403
    with unit_of_work(api.database) as work:
        work.connection.execute(text("UPDATE principals SET revoked_us = 1"))
    assert api.get(f"/v1/keys/{first}").status_code == 401
    assert api.ask("HEAD", f"/v1/keys/{first}").status_code == 401


def test_what_is_asked_by_id_waits_for_a_thread_of_its_own_kind(api: Api) -> None:
    """The two threads (eight where the base is across a network) are taken: a list is answered, a single thing waits."""
    quick = api.house.quick
    assert quick.total_tokens == (2 if api.database.dialect == "sqlite" else 8)
    first = api.get("/v1/keys").json()["items"][0]["id"]
    portal = api.client.portal
    assert portal is not None
    holders = [object() for _ in range(int(quick.total_tokens))]
    for holder in holders:
        portal.call(quick.acquire_on_behalf_of, holder)
    with ThreadPoolExecutor(1) as pool:
        waiting = pool.submit(api.get, f"/v1/keys/{first}")
        while not quick.statistics().tasks_waiting:
            assert not waiting.done(), "it was answered by another thread"
            time.sleep(0.01)
        assert api.get("/v1/keys").status_code == 200
        assert not waiting.done()
        for holder in holders:
            portal.call(quick.release_on_behalf_of, holder)
        assert waiting.result(30).status_code == 200


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
