"""The same POST twice happens once, also when both come at the same time or the first did not get through."""

from __future__ import annotations

import threading
from collections.abc import AsyncIterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx2
import pytest
from apis import Api, dump_hash
from sqlalchemy import update
from starlette.concurrency import run_in_threadpool

from service.api.paging import Seal
from service.errors import InFlight
from service.store import idempotency
from service.store.session import reading, unit_of_work
from service.store.tables.operation import Idempotency


def post(api: Api, key: str, role: str = "admin", path: str = "/v1/lists", **options: Any) -> Any:
    return api.post(path, role, headers={"Idempotency-Key": key}, **options)


def test_the_same_answer_is_given_again(api: Api) -> None:
    first = post(api, "k", json={"name": "a"})
    with api.unchanged():
        again = post(api, "k", json={"name": "a"})
    assert "idempotency-replayed" not in first.headers
    assert again.headers["idempotency-replayed"] == "true"
    for name in ("location", "etag", "content-type"):
        assert again.headers[name] == first.headers[name]
    assert (again.status_code, again.content) == (first.status_code, first.content) == (201, first.content)


def test_another_payload_under_the_key_is_refused(api: Api) -> None:
    post(api, "k", json={"name": "a"})
    with api.unchanged():
        refused = post(api, "k", json={"name": "b"})
    assert (refused.status_code, refused.json()["type"]) == (422, "/problems/idempotency-key-reused")


def test_a_key_holds_for_one_principal_method_and_address(api: Api) -> None:
    assert post(api, "k", json={"name": "a"}).status_code == 201
    assert post(api, "k", "crm", json={"name": "b"}).status_code == 201
    assert post(api, "k", path="/v1/keys", json={"name": "c", "roles": ["crm"]}).status_code == 201


def test_what_did_not_begin_is_not_kept(api: Api) -> None:
    with api.unchanged():
        assert post(api, "k", json={"name": 7}).status_code == 422
        assert post(api, "k", "dpo", json={"name": "a"}).status_code == 403
    post(api, "other", json={"name": "taken"})
    with api.unchanged():
        assert post(api, "k", json={"name": "taken"}).status_code == 409
    assert post(api, "k", json={"name": "free"}).status_code == 201


@pytest.mark.parametrize("key", ["", "a" * 256, "clé", "two words"])
def test_keys_that_are_refused(api: Api, key: str) -> None:
    with api.unchanged():
        refused = api.post("/v1/lists", json={"name": "a"}, headers={"Idempotency-Key": key.encode("latin-1")})
    assert (refused.status_code, refused.json()["type"]) == (400, "/problems/bad-request")


def test_an_answer_is_kept_for_a_day(api: Api) -> None:
    first = post(api, "k", json={"name": "a"})
    day_us = 24 * 3600 * 1_000_000
    with unit_of_work(api.database) as work:
        work.connection.execute(update(Idempotency).values(created_us=Idempotency.created_us - day_us))
    assert post(api, "k", json={"name": "a"}).json()["type"] == "/problems/name-taken"
    with reading(api.database) as work:
        assert idempotency.kept_answer(work, 5, "k", now_us=api.house.now_us()) is None
    api.house.answers_cleared_us = 0
    assert post(api, "k", json={"name": "b"}).json()["id"] != first.json()["id"]
    with unit_of_work(api.database) as work:
        assert idempotency.forget_old_answers(work, now_us=api.house.now_us()) == 0, "a write clears what is old"


def test_what_is_kept_can_be_read_by_nobody_else(api: Api) -> None:
    made = post(api, "k", path="/v1/keys", json={"name": "canary", "roles": ["crm"]})
    with reading(api.database) as work:
        (body,) = work.connection.execute(Idempotency.__table__.select()).one()[5:6]  # type: ignore[attr-defined]  # SQLModel sets it
    assert made.json()["secret"] not in body
    assert "canary" not in body
    with pytest.raises(ValueError, match="not sealed"):
        Seal(api.house.secret, "idempotency").open(body, salt=b"another key")


def test_while_the_first_is_under_way_the_second_is_told_so(api: Api) -> None:
    started, go = threading.Event(), threading.Event()
    assert api.client.portal is not None
    first = api.client.portal.start_task_soon(_slow_upload, api, started, go)
    assert started.wait(30)
    second = post(api, "k", "crm", path="/v1/imports", content=b"Nom;Email\n")
    assert not first.done()
    go.set()
    assert first.result().status_code == 202
    assert (second.status_code, second.json()["type"]) == (409, "/problems/in-flight")
    assert int(second.headers["retry-after"]) >= 1


async def _slow_upload(api: Api, started: threading.Event, go: threading.Event) -> Any:
    """The same app on its own loop, by a client that sends as it goes: the usual one reads the whole body first."""

    async def pieces() -> AsyncIterator[bytes]:
        yield b"Nom;Email\n"
        started.set()
        await run_in_threadpool(go.wait, 30)
        yield b"Martin;m@canary.example\n"

    headers = {"Idempotency-Key": "k", "Authorization": f"Bearer {api.keys['crm']}"}
    there = httpx2.ASGITransport(api.client.app)
    async with httpx2.AsyncClient(transport=there, base_url=api.client.base_url) as client:
        return await client.post("/v1/imports", content=pieces(), headers=headers)


def test_another_process_under_the_same_key_is_told_so(api: Api) -> None:
    if api.database.dialect == "sqlite":
        return  # there whoever writes is alone
    with unit_of_work(api.database) as mine:
        idempotency.hold(mine, 1, "k")
        with pytest.raises(InFlight), unit_of_work(api.database) as other:
            idempotency.hold(other, 1, "k")
        with unit_of_work(api.database) as other:
            idempotency.hold(other, 2, "k")


def test_twenty_at_once_make_one(api: Api) -> None:
    with ThreadPoolExecutor(10) as pool:
        answers = list(pool.map(lambda _: post(api, "k", json={"name": "a"}), range(20)))
    done = [a for a in answers if a.status_code == 201]
    assert done
    assert {a.status_code for a in answers} <= {201, 409}
    assert {a.content for a in done} == {done[0].content}
    assert len(api.get("/v1/lists").json()["items"]) == 1
    before = dump_hash(api.database)
    assert post(api, "k", json={"name": "a"}).content == done[0].content
    assert dump_hash(api.database) == before
