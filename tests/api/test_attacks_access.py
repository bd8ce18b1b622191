"""Attacks on who may see and do what; ids are those of docs/trust.md."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from apis import START_US, Api
from document import Told, example_of, operations
from sqlalchemy import select
from sqlmodel import SQLModel

from service.flows.keys import create_key
from service.store.session import Database, reading, unit_of_work

CLIENT_CHOSEN = {"id": 777, "tenant_id": 2, "principal_id": 1, "is_admin": True, "roles": ["admin"], "legal_hold": False,
                 "created_us": 0, "created_at": "2020-01-01T00:00:00Z"}  # fmt: skip
BODIES = [
    o
    for o in operations()
    if o.told.get("requestBody", {}).get("content", {}).get("application/json")
    and o.id != "importsMap"  # its body is a file's own headings
]


def another(api: Api, name: str = "another mailing tool", roles: tuple[str, ...] = ("marketing",)) -> dict[str, str]:
    """The headers of a key of somebody else."""
    with unit_of_work(api.database) as work:
        return {"Authorization": f"Bearer {create_key(work, name, list(roles), now_us=START_US)[1]}"}


def body_of(answer: Any) -> dict[str, Any]:
    """A problem without what tells one request from another, and without the id that was asked for."""
    told: dict[str, Any] = answer.json()
    return {k: v for k, v in told.items() if k not in ("request_id", "instance", "segment_id")}


def test_az01_what_another_key_has_looks_like_what_was_never_there(furnished: Api) -> None:
    other = another(furnished)
    theirs = furnished.get("/v1/segments/1", None, headers=other)
    nobodys = furnished.get("/v1/segments/987654", None, headers=other)
    assert theirs.status_code == nobodys.status_code == 404
    assert body_of(theirs) == body_of(nobodys)
    assert furnished.get("/v1/segments", None, headers=other).json()["items"] == []


def test_az02_nothing_below_a_segment_of_another_key_is_there(furnished: Api) -> None:
    other = another(furnished)
    delivery = furnished.get("/v1/segments/1/deliveries", "marketing").json()["items"][0]["id"]
    below = ("preview", "deliveries", f"deliveries/{delivery}", "members", f"members?delivery={delivery}&format=csv")
    with furnished.unchanged():
        for path in below:
            for method, more in (("GET", {}), ("HEAD", {}), ("GET", {"Range": "bytes=0-9"})):
                answer = furnished.ask(method, f"/v1/segments/1/{path}", None, headers=other | more)
                assert answer.status_code == 404, (method, path)
        made = furnished.post("/v1/segments/1/deliveries", None, json={}, headers=other | {"Idempotency-Key": "x"})
        assert made.status_code == 404


def test_az03_an_address_of_a_file_opens_nothing_without_its_key(furnished: Api) -> None:
    delivery = furnished.get("/v1/segments/1/deliveries", "marketing").json()["items"][0]["id"]
    path = f"/v1/segments/1/members?delivery={delivery}&format=csv"
    assert furnished.get(path, "marketing").status_code == 200
    for refused, status in ((furnished.get(path, None), 401), (furnished.get(path, "admin"), 403)):
        assert refused.status_code == status
        assert "canary" not in refused.text
    mine = another(furnished)
    sent = furnished.post("/v1/segments", None, json={"name": "mine", "channel": "email"}, headers=mine)
    mixed = f"/v1/segments/{sent.json()['id']}/members?delivery={delivery}&format=csv"
    assert furnished.get(mixed, None, headers=mine).status_code == 404, "a delivery of another segment"


def address(operation: Told) -> str:
    """The address of an operation, with the examples of its parameters."""
    path = operation.path
    for parameter in operation.told.get("parameters", []):
        path = path.replace("{" + parameter["name"] + "}", str(example_of(parameter)))
    return path


def test_az07_what_only_the_service_decides_is_refused_in_a_body(furnished: Api) -> None:
    headers = {"Idempotency-Key": "az07", "If-Match": '"x"', "Content-Type": "application/json"}
    with furnished.unchanged():
        for operation in BODIES:
            example = example_of(operation.told["requestBody"]["content"]["application/json"])
            chosen = {name: value for name, value in CLIENT_CHOSEN.items() if name not in example}
            answer = furnished.ask(
                operation.method, address(operation), operation.roles[0], json=example | chosen, headers=headers
            )
            assert answer.status_code == 422, (operation.id, answer.text)
            assert [error["code"] for error in answer.json()["errors"]] == ["extra-forbidden"] * len(chosen)


def test_az09_members_have_the_columns_that_were_granted(furnished: Api) -> None:
    for query in ("fields=*", "fields=birth_date", "columns=birth_date", "select=*"):
        assert furnished.get(f"/v1/segments/1/members?{query}", "marketing").status_code == 422
    for column in ("*", "notes", "raw", "party_id", "key_sha256"):
        with furnished.unchanged():
            asked = {"name": "more", "channel": "email", "columns": [column]}
            assert furnished.post("/v1/segments", "marketing", json=asked).status_code == 422, column


def test_az10_a_key_is_never_told_again(furnished: Api) -> None:
    made = furnished.post("/v1/keys", json={"name": "connector", "roles": ["crm"]}, headers={"Idempotency-Key": "az10"})
    secrets = [*furnished.keys.values(), made.json()["secret"]]
    for path in ("/v1/keys", f"/v1/keys/{made.json()['id']}", "/v1/audit", "/v1/jobs", "/metrics", "/openapi.json"):
        told = furnished.get(path).text
        assert not [secret for secret in secrets if secret in told or secret[4:] in told], path


def test_az15_requests_of_two_keys_at_once_see_each_their_own(furnished: Api) -> None:
    keys = {name: another(furnished, name) for name in ("tool A", "tool B")}
    for name, headers in keys.items():
        sent = furnished.post("/v1/segments", None, json={"name": f"of {name}", "channel": "email"}, headers=headers)
        assert sent.status_code == 201, sent.text

    def seen(n: int) -> bool:
        name = list(keys)[n % 2]
        items = furnished.get("/v1/segments", None, headers=keys[name]).json()["items"]
        return [item["name"] for item in items] == [f"of {name}"]

    with ThreadPoolExecutor(16) as pool:
        assert all(pool.map(seen, range(100)))


def test_az18_a_stream_ends_when_its_key_is_revoked(furnished: Api) -> None:
    sent = furnished.post("/v1/imports?list=later", "crm", content=b"Nom;Email\nRoy;roy@canary.example\n")
    made = furnished.post("/v1/keys", json={"name": "follower", "roles": ["crm"]}).json()
    headers = {"Authorization": f"Bearer {made['secret']}"}
    path = f"{sent.headers['location']}/events"
    with ThreadPoolExecutor(1) as pool:
        stream = pool.submit(furnished.get, path, None, headers=headers)
        while not furnished.house.streams[made["id"]]:
            assert not stream.done()
        assert furnished.post(f"/v1/keys/{made['id']}/revoke").status_code == 200
        told = stream.result(timeout=60).text  # the import waits: nothing else could have ended it
    assert "event: progress" in told
    assert "event: end" not in told
    assert furnished.get(path, None, headers=headers).status_code == 401
    assert furnished.house.streams[made["id"]] == 0


def test_az21_a_fresh_base_knows_nobody(database: Database) -> None:
    with reading(database) as work:
        for name, table in SQLModel.metadata.tables.items():
            if re.search("principal|session|link|part(y|ies)|customer", name):
                assert work.connection.execute(select(table)).all() == [], name


def test_az22_there_is_no_installer(furnished: Api) -> None:
    with furnished.unchanged():
        for path in ("/setup", "/install", "/v1/setup", "/v1/install", "/admin/setup"):
            for role in (None, "admin"):
                assert furnished.post(path, role, json={}).status_code == 404, path


def test_az23_a_cursor_moved_or_bent_is_refused(furnished: Api) -> None:
    cursor = furnished.get("/v1/customers?limit=1&kind=person", "crm").json()["next_cursor"]
    assert furnished.get(f"/v1/customers?limit=1&kind=person&cursor={cursor}", "crm").status_code == 200
    bent = cursor[:20] + ("A" if cursor[20] != "A" else "B") + cursor[21:]
    for query in (f"kind=company&cursor={cursor}", f"cursor={cursor}", f"kind=person&cursor={bent}"):
        refused = furnished.get(f"/v1/customers?limit=1&{query}", "crm")
        assert (refused.status_code, refused.json()["type"]) == (400, "/problems/bad-cursor"), query
    mine = furnished.get("/v1/segments?limit=1", "marketing").json()
    assert mine["items"]
