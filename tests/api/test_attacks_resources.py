"""Attacks on what is shared: pages, versions, streams, caches, and what errors give away; ids are those of docs/trust.md."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

from apis import Api
from document import example_of, operations
from sqlalchemy import text

from service.api.events import MOST_STREAMS
from service.store.session import unit_of_work

QUOTA = "https://iana.org/assignments/http-problem-types#quota-exceeded"
GETS = [o for o in operations() if o.method == "GET" and o.roles]


def test_rc01_a_page_has_bounds_on_every_operation(furnished: Api) -> None:
    asked = 0
    for operation in GETS:
        parameters = operation.told.get("parameters", [])
        if "limit" not in {p["name"] for p in parameters}:
            continue
        path = operation.path
        for parameter in parameters:
            path = path.replace("{" + parameter["name"] + "}", str(example_of(parameter)))
        for limit in ("-1", "0", "1000000000", "abc", "1e3", "", "٣"):
            answer = furnished.get(path, operation.roles[0], params={"limit": limit})
            assert answer.status_code == 422, (operation.id, limit)
            asked += 1
    assert asked >= 7 * 10


def test_rc02_pages_miss_and_double_nothing_while_rows_come(api: Api) -> None:
    for n in range(6):
        assert api.post("/v1/lists", json={"name": f"list {n}"}).status_code == 201
    seen, address, n = [], "/v1/lists?limit=2", 6
    while address:
        answer = api.get(address)
        seen += [item["name"] for item in answer.json()["items"]]
        address = answer.links["next"]["url"] if "next" in answer.links else ""
        if n < 9:
            assert api.post("/v1/lists", json={"name": f"list {n}"}).status_code == 201
            n += 1
    assert seen == [f"list {i}" for i in range(len(seen))]
    assert len(seen) >= 6


def test_rc03_many_ranges_are_no_work(furnished: Api) -> None:
    path = "/v1/segments/1/members?format=csv"
    delivery = furnished.get("/v1/segments/1/deliveries", "marketing").json()["items"][0]["id"]
    whole = furnished.get(f"{path}&delivery={delivery}", "marketing").content
    for ranges in (["0-"] * 3000, [f"{n}-{n}" for n in range(1000)], ["0-0", "1-1"]):
        header = {"Range": "bytes=" + ",".join(ranges)}
        answer = furnished.get(f"{path}&delivery={delivery}", "marketing", headers=header)
        assert answer.status_code in (200, 416)
        assert answer.status_code == 416 or answer.content == whole


def test_rc05_of_many_changes_of_one_version_one_is_made(api: Api) -> None:
    assert api.post("/v1/lists", json={"name": "a"}).status_code == 201
    tag = api.get("/v1/lists/1").headers["etag"]

    def change(n: int) -> int:
        body = {"basis": {"statement": f"words {n}"}}
        return int(api.patch("/v1/lists/1", json=body, headers={"If-Match": tag}).status_code)

    with ThreadPoolExecutor(10) as pool:
        assert sorted(pool.map(change, range(10))) == [200] + [412] * 9
    assert api.patch("/v1/lists/1", json={"audience": "b2b"}).status_code == 428


def test_rc06_a_condition_made_to_be_costly_is_refused(furnished: Api) -> None:
    deep = "(" * 900 + "city = 'Lyon'" + ")" * 900
    for where in (deep, "not " * 900 + "city = 'Lyon'", " or ".join(["city like '%a%b%c%'"] * 5000)):
        with furnished.unchanged():
            asked = {"channel": "email", "where": where}
            assert furnished.post("/v1/segments/preview", "marketing", json=asked).status_code == 422


def test_rc07_a_key_has_ten_streams_at_most(furnished: Api) -> None:
    sent = furnished.post("/v1/imports?list=later", "crm", content=b"Nom;Email\nRoy;roy@canary.example\n")
    path = f"{sent.headers['location']}/events"
    (crm,) = [key["id"] for key in furnished.get("/v1/keys").json()["items"] if key["name"] == "the crm"]
    furnished.house.streams[crm] = MOST_STREAMS  # so many are open
    refused = furnished.get(path, "crm")
    assert (refused.status_code, refused.json()["type"]) == (429, QUOTA)
    assert int(refused.headers["retry-after"]) >= 1
    furnished.house.streams[crm] -= 1
    furnished.work()
    assert "event: end" in furnished.get(path, "crm").text
    assert furnished.house.streams[crm] == MOST_STREAMS - 1, "they count while they are open"


def test_rc10_no_cache_keeps_what_speaks_of_people(furnished: Api) -> None:
    for operation in GETS:
        path = operation.path
        for parameter in operation.told.get("parameters", []):
            path = path.replace("{" + parameter["name"] + "}", str(example_of(parameter)))
        if path.endswith("/events"):
            continue
        for role in (operation.roles[0], None):
            kept = furnished.get(path, role).headers["cache-control"]
            assert "no-store" in kept or {"private", "no-cache"} <= set(kept.split(", ")), operation.id


def test_rc11_a_bug_gives_nothing_away(furnished: Api) -> None:
    with unit_of_work(furnished.database) as work:
        work.connection.execute(text("ALTER TABLE lists RENAME COLUMN audience TO renamed"))
    broken = furnished.get("/v1/lists")
    assert broken.status_code in (500, 503)
    assert broken.headers["content-type"] == "application/problem+json"
    assert broken.json()["request_id"] == broken.headers["x-request-id"]
    for word in ("audience", "SELECT", "Traceback", "sqlite", "psycopg", ".py", "limpide.db"):
        assert word not in broken.text
    furnished.bugs.clear()
