"""From a file to a delivered segment, over HTTP: pages, files and ranges of one frozen answer."""

from __future__ import annotations

import base64
import csv
import hashlib
import io
import json
from typing import Any

import pytest
from filled import filled_api
from invented_prospects import AT, HEADER, ROWS
from sqlalchemy import func, insert, select
from sqlmodel import SQLModel

from service.flows.keys import create_key
from service.store.session import reading, unit_of_work

T = SQLModel.metadata.tables
BASIS = "Formulaire du site, case non cochée, preuve gardée"
FILE = ("\n".join([HEADER, *ROWS]) + "\n").encode()
QUESTION: dict[str, Any] = {"name": "Tous", "channel": "email", "columns": ["last_name", "company_name", "city"]}


def _fill(api: Any) -> None:
    api.house.now_us = lambda: AT
    taken = api.post("/v1/imports", "crm", content=FILE, params={"basis": BASIS}, headers={"Content-Type": "text/csv"})
    assert taken.status_code == 202, taken.text
    api.work()


filled = filled_api(_fill)


@pytest.fixture
def full(filled: Any) -> Any:
    filled.house.now_us = lambda: AT
    return filled


def made(api: Any, **change: Any) -> dict[str, Any]:
    answer = api.post("/v1/segments", "marketing", json=QUESTION | change)
    assert answer.status_code == 201, answer.text
    found: dict[str, Any] = answer.json()
    return found


def deliver(api: Any, segment_id: int, key: str = "k1", **body: Any) -> Any:
    headers = {"Idempotency-Key": key}
    return api.post(f"/v1/segments/{segment_id}/deliveries", "marketing", json=body, headers=headers)


def count(api: Any, table: str) -> int:
    with reading(api.database) as work:
        return int(work.connection.execute(select(func.count()).select_from(T[table])).scalar_one())


def test_define_read_change_delete(full: Any) -> None:
    first = made(full, where="city = 'Lyon'")
    place = f"/v1/segments/{first['id']}"
    assert full.get("/v1/segments", "marketing").json()["items"] == [first]
    got = full.get(place, "marketing")
    assert got.json() == first
    headers = {"If-Match": got.headers["etag"]}
    changed = full.patch(place, "marketing", json={"where": None, "name": "Tout le monde"}, headers=headers)
    assert (changed.status_code, changed.json()["where"], changed.json()["name"]) == (200, None, "Tout le monde")
    with full.unchanged():
        assert full.patch(place, "marketing", json={"name": "x"}, headers=headers).status_code == 412
        assert full.ask("DELETE", place, "marketing").status_code == 428
    headers = {"If-Match": changed.headers["etag"]}
    assert full.ask("DELETE", place, "marketing", headers=headers).status_code == 204
    assert full.get(place, "marketing").status_code == 404


@pytest.mark.parametrize(
    ("change", "pointer"),
    [
        ({"where": "nosuch = 1"}, "#/where"), ({"where": "city ="}, "#/where"), ({"columns": ["email"]}, "#/columns"),
        ({"controller": "x"}, "#/controller"), ({"readers": ["nobody"]}, "#/readers"),
        ({"channel": "pigeon"}, "#/channel"), ({"owner": 3}, "#/owner"),
    ],
)  # fmt: skip
def test_what_cannot_be_asked_is_pointed_to(full: Any, change: dict[str, Any], pointer: str) -> None:
    with full.unchanged():
        refused = full.post("/v1/segments", "marketing", json=QUESTION | change)
        assert refused.status_code == 422, refused.text
        assert refused.json()["errors"][0]["pointer"] == pointer
        assert "nosuch" not in refused.text


def test_a_preview_of_what_cannot_be_asked_is_pointed_to_alike(full: Any) -> None:
    with full.unchanged():
        for change, pointer in (({"where": "city ="}, "#/where"), ({"controller": "x"}, "#/controller")):
            refused = full.post("/v1/segments/preview", "marketing", json={"channel": "email"} | change)
            assert (refused.status_code, refused.json()["errors"][0]["pointer"]) == (422, pointer)


def test_a_preview_counts_and_delivers_nothing(full: Any) -> None:
    segment = made(full)
    before = {t: count(full, t) for t in ("deliveries", "delivery_members", "audit")}
    saved = full.get(f"/v1/segments/{segment['id']}/preview", "marketing").json()
    tried = full.post("/v1/segments/preview", "marketing", json={"channel": "email"}).json()
    assert saved == tried
    assert saved["allowed"] + saved["refused"] + saved["unknown"] + saved["unreachable"] == saved["candidates"] == 8
    assert saved["allowed"] == 3
    assert all(e["customers"] > 0 and e["fr"] and e["en"] for e in saved["exclusions"])
    later = full.get(f"/v1/segments/{segment['id']}/preview", "marketing", params={"at": "2031-01-01"}).json()
    assert later["allowed"] < 3
    assert {t: count(full, t) for t in before} == before


def pages(api: Any, segment_id: int, **asked: Any) -> tuple[list[dict[str, Any]], dict[str, Any]]:
    items: list[dict[str, Any]] = []
    params: dict[str, Any] = {"limit": 2} | asked
    while True:
        answer = api.get(f"/v1/segments/{segment_id}/members", "marketing", params=params)
        assert answer.status_code == 200, answer.text
        body = answer.json()
        items += body["items"]
        if body["next_cursor"] is None:
            return items, body["delivery"]
        assert 'rel="next"' in answer.headers["link"]
        params["cursor"] = body["next_cursor"]


def test_all_pages_are_the_csv_and_the_manifest_counts_them(full: Any) -> None:
    segment = made(full)
    items, delivery = pages(full, segment["id"])
    assert count(full, "deliveries") == 1
    place = f"/v1/segments/{segment['id']}"
    asked = {"delivery": delivery["id"], "format": "csv"}
    whole = full.get(f"{place}/members", "marketing", params=asked)
    assert whole.headers["content-type"].startswith("text/csv")
    rows = list(csv.DictReader(io.StringIO(whole.content.decode(), newline="")))
    assert [r["email"] for r in rows] == [i["email"] for i in items]
    manifest = full.get(f"{place}/deliveries/{delivery['id']}", "marketing").json()["manifest"]
    assert len(items) == manifest["counts"]["allowed"] == manifest["file"]["rows"] == delivery["members"] == 3
    digest = base64.b64encode(hashlib.sha256(whole.content).digest()).decode()
    assert whole.headers["repr-digest"] == f"sha-256=:{digest}:"
    assert manifest["file"]["sha256"] == hashlib.sha256(whole.content).hexdigest()
    assert f'filename="{delivery["id"]}.csv"' in whole.headers["content-disposition"]
    headers = {"Accept": "application/x-ndjson"}
    lines = full.get(f"{place}/members", "marketing", params={"delivery": delivery["id"]}, headers=headers)
    assert [json.loads(line) for line in lines.content.splitlines()] == items
    people = full.get(f"{place}/members", "marketing", params=asked | {"profile": "spreadsheet"}).content
    assert people.startswith(b"\xef\xbb\xbf")
    assert count(full, "deliveries") == 1
    assert full.get(f"{place}/deliveries", "dpo").json()["items"][0]["id"] == delivery["id"]


def test_ranges_are_parts_of_the_same_file(full: Any) -> None:
    segment = made(full)
    name = deliver(full, segment["id"]).json()["id"]
    place, asked = f"/v1/segments/{segment['id']}/members", {"delivery": name, "format": "csv"}
    whole = full.get(place, "marketing", params=asked)
    size = len(whole.content)

    def part(value: str, **more: str) -> Any:
        return full.get(place, "marketing", params=asked, headers={"Range": value} | more)

    first, rest = part("bytes=0-9"), part("bytes=10-")
    assert (first.status_code, rest.status_code) == (206, 206)
    assert first.content + rest.content == whole.content
    assert first.headers["content-range"] == f"bytes 0-9/{size}"
    assert part("bytes=-5").content == whole.content[-5:]
    assert part("bytes=0-9", **{"If-Range": whole.headers["etag"]}).status_code == 206
    assert part("bytes=0-9", **{"If-Range": '"other"'}).status_code == 200
    assert part("bytes=0-1,3-4").content == whole.content
    beyond = part(f"bytes={size}-")
    assert (beyond.status_code, beyond.headers["content-range"]) == (416, f"bytes */{size}")
    assert beyond.json()["type"] == "/problems/range-missing"


def test_the_same_delivery_twice_is_one(full: Any) -> None:
    segment = made(full)
    with full.unchanged():
        bare = full.post(f"/v1/segments/{segment['id']}/deliveries", "marketing", json={})
        assert (bare.status_code, bare.json()["type"]) == (400, "/problems/idempotency-key-missing")
    first, again = deliver(full, segment["id"]), deliver(full, segment["id"])
    assert (first.status_code, again.status_code) == (201, 201)
    assert first.json() == again.json()
    assert count(full, "deliveries") == 1
    assert deliver(full, segment["id"], key="k2").json()["id"] != first.json()["id"]
    with reading(full.database) as work:
        audit = T["audit"].c
        noted = work.connection.execute(select(audit.principal, audit.facts).where(audit.action == "segment.deliver"))
        assert [(who, json.loads(facts)["members"]) for who, facts in noted] == [("the marketing", 3)] * 2


def test_who_objects_afterwards_is_in_the_frozen_one_only(full: Any) -> None:
    segment = made(full)
    frozen = deliver(full, segment["id"]).json()
    first, _ = pages(full, segment["id"], delivery=frozen["id"])
    points = T["contact_points"].c
    with unit_of_work(full.database) as work:
        asked = select(points.id, points.party_id).where(points.value == "alice.durand@courrier.example")
        point, party = work.connection.execute(asked).one()
        work.connection.execute(
            insert(T["consent_events"]).values(
                id=9_000, contact_point_id=point, party_id=party, channel="email", purpose_id="marketing.own",
                controller_id=1, status="refused", occurred_us=AT + 1, recorded_us=AT + 1, evidence="api",
            )
        )  # fmt: skip
    full.house.now_us = lambda: AT + 60_000_000
    fresh, told = pages(full, segment["id"])
    assert {i["email"] for i in first} - {i["email"] for i in fresh} == {"alice.durand@courrier.example"}
    again, old = pages(full, segment["id"], delivery=frozen["id"])
    assert again == first
    assert old["decided_at"] == "2026-11-20T09:00:00Z" < told["decided_at"]


def test_a_segment_of_another_key_is_not_there(full: Any) -> None:
    with unit_of_work(full.database) as work:
        _, other = create_key(work, "mailer", ["marketing"], now_us=AT)
    full.keys["mailer"] = other
    mine, shared = made(full), made(full, name="Ouvert", readers=["mailer"])
    frozen = deliver(full, mine["id"]).json()
    assert [s["id"] for s in full.get("/v1/segments", "mailer").json()["items"]] == [shared["id"]]
    place = f"/v1/segments/{mine['id']}"
    with full.unchanged():
        for path in ("", "/preview", "/members", "/deliveries", f"/deliveries/{frozen['id']}"):
            assert full.get(place + path, "mailer").status_code == 404
        other_name = f"/v1/segments/{shared['id']}/members"
        assert full.get(other_name, "mailer", params={"delivery": frozen["id"]}).status_code == 404
        for role in ("crm", "admin", "router", "dpo"):
            assert full.get(f"{place}/members", role).status_code == 403
    assert full.get(f"/v1/segments/{shared['id']}/members", "mailer").status_code == 200
    opened = full.get(f"/v1/segments/{shared['id']}", "mailer")
    with full.unchanged():
        for method, body in (("PATCH", {"json": {"where": None}}), ("DELETE", {})):
            headers = {"If-Match": opened.headers["etag"]}
            answer = full.ask(method, f"/v1/segments/{shared['id']}", "mailer", headers=headers, **body)
            assert (answer.status_code, answer.json()["type"]) == (409, "/problems/wrong-state")


def test_expired_files_are_gone_and_the_manifest_stays(full: Any) -> None:
    segment = made(full)
    name = deliver(full, segment["id"]).json()["id"]
    full.house.now_us = lambda: AT + 8 * 86_400_000_000
    deliver(full, segment["id"], key="k2")
    gone = full.get(f"/v1/segments/{segment['id']}/members", "marketing", params={"delivery": name})
    assert (gone.status_code, gone.json()["type"]) == (410, "/problems/delivery-expired")
    assert full.get(f"/v1/segments/{segment['id']}/deliveries/{name}", "marketing").json()["members"] == 3


def test_both_csv_profiles_can_be_imported_again(full: Any) -> None:
    segment = made(full, columns=["salutation", "first_name", "last_name", "company_name", "postal_code", "city"])
    name = deliver(full, segment["id"]).json()["id"]
    place = f"/v1/segments/{segment['id']}/members"
    mapped = []
    for profile in ("machine", "spreadsheet"):
        asked = {"delivery": name, "format": "csv", "profile": profile}
        content = full.get(place, "marketing", params=asked).content
        headers = {"Content-Type": "text/csv"}
        told = full.post("/v1/imports", "crm", content=content, params={"dry_run": "true"}, headers=headers).json()
        assert told["problem"] is None
        assert {c["heading"]: c["field"] for c in told["columns"]}["email"] == "email"
        mapped.append([s["after"] for s in told["samples"]])
    assert mapped[0] == mapped[1]
    assert len(mapped[0]) == 3


@pytest.mark.parametrize(("form", "kind"), [("json", "application/json"), ("csv", "text/csv; charset=utf-8")])
def test_head_freezes_no_delivery_and_tells_of_one_that_is_frozen(full: Any, form: str, kind: str) -> None:
    place = f"/v1/segments/{made(full)['id']}/members?format={form}"
    with full.unchanged():
        told = full.ask("HEAD", place, "marketing")
        assert full.ask("HEAD", "/v1/segments/99/members", "marketing").status_code == 404
    assert (told.status_code, told.content) == (200, b"")
    assert told.headers["content-type"].startswith(kind)
    assert "content-location" not in told.headers
    assert list(full.house.data.exports.iterdir()) == []
    frozen = full.get(place, "marketing").headers["content-location"]
    with full.unchanged():
        again = full.ask("HEAD", f"{frozen}&format={form}", "marketing")
    assert (again.status_code, again.headers["content-location"]) == (200, frozen)
