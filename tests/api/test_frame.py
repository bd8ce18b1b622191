"""What holds for every operation: problems, ids, pages, versions, the same POST twice, limits."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

import pytest
from apis import Api, serving
from databases import DIALECTS
from sqlalchemy import create_engine

from service import errors
from service.api import problems
from service.api.problems import STATUS, ApiProblem, told
from service.api.titles import TITLES
from service.errors import QualityError

JSON = {"Content-Type": "application/json"}


def problem(response: Any, status: int, slug: str) -> dict[str, Any]:
    """The problem of a response, after checking what all problems have."""
    assert response.status_code == status, response.text
    assert response.headers["content-type"] == "application/problem+json"
    body: dict[str, Any] = response.json()
    assert body["status"] == status
    assert body["type"] == f"/problems/{slug}"
    assert body["request_id"] == response.headers["x-request-id"]
    assert body["instance"].endswith(body["request_id"])
    assert body["title"]
    assert body["detail"]
    return body


def _all(kind: type[QualityError]) -> list[type[QualityError]]:
    return [kind, *(found for child in kind.__subclasses__() for found in _all(child))]


def test_every_problem_has_a_status_and_a_french_title() -> None:
    kinds = [k for k in _all(QualityError) if k.__module__ in (errors.__name__, problems.__name__)]
    slugs = {kind.slug for kind in kinds if kind is not ApiProblem}
    assert slugs == set(TITLES)
    assert {told(kind()).status for kind in kinds} <= set(range(400, 600))
    assert set(STATUS) == {kind.slug for kind in kinds if not issubclass(kind, ApiProblem)}


def test_unknown_addresses_and_methods_are_problems(api: Api) -> None:
    problem(api.get("/v1/nothing"), 404, "no-such-route")
    problem(api.get("/v1/nothing", None), 404, "no-such-route")
    refused = api.ask("DELETE", "/v1/keys")
    problem(refused, 405, "method-not-allowed")
    assert refused.headers["allow"] == "GET, HEAD, OPTIONS, POST"
    options = api.ask("OPTIONS", "/v1/keys")
    assert (options.status_code, options.headers["allow"]) == (204, "GET, HEAD, OPTIONS, POST")


def test_head_is_get_without_a_body(api: Api) -> None:
    got, head = api.get("/v1/keys"), api.ask("HEAD", "/v1/keys")
    assert (head.status_code, head.content) == (200, b"")
    assert head.headers["content-length"] == got.headers["content-length"]
    assert api.ask("HEAD", "/v1/nothing").status_code == 404


def test_problems_speak_french_or_english(api: Api) -> None:
    french = api.get("/v1/nothing", headers={"Accept-Language": "fr-FR,en;q=0.5"})
    english = api.get("/v1/nothing", headers={"Accept-Language": "en-GB,fr;q=0.5"})
    assert french.headers["content-language"] == "fr"
    assert french.json()["title"] == "Il n'y a rien à cette adresse."
    assert english.headers["content-language"] == "en"
    assert english.json()["type"] == french.json()["type"]


def test_the_request_id_is_the_callers_if_it_can_be_no_name(api: Api) -> None:
    mine = "00c0ffee-0000-4000-8000-000000000001"
    assert api.get("/v1/keys", headers={"X-Request-Id": mine}).headers["x-request-id"] == mine
    given = api.get("/v1/keys", headers={"X-Request-Id": "Jean Dupont"}).headers["x-request-id"]
    assert re.fullmatch("[0-9a-f]{32}", given)


def test_who_has_no_good_key_gets_401(api: Api) -> None:
    good = api.keys["admin"]
    wrong = good[:-1] + ("a" if good[-1] != "a" else "b")
    for given in (None, "", "Basic abc", "Bearer", f"Bearer {wrong}", f"Bearer {good} x", "Bearer é"):
        headers = {} if given is None else {"Authorization": given.encode("latin-1")}
        refused = api.ask("GET", "/v1/keys", None, headers=headers)
        problem(refused, 401, "unauthenticated")
        assert refused.headers["www-authenticate"].startswith("Bearer ")


@pytest.mark.parametrize(
    ("body", "status", "slug"),
    [
        (b"{", 400, "malformed-json"),
        (b'{"name":"a","name":"b"}', 400, "malformed-json"),
        (b'{"name":NaN}', 400, "malformed-json"),
        (b'{"name":-Infinity}', 400, "malformed-json"),
        (b'{"name":"\\ud800"}', 400, "malformed-json"),
        (b'{"name":"\xff"}', 400, "malformed-json"),
        (b'{"name":' + b"[" * 65 + b"]" * 65 + b"}", 400, "malformed-json"),
        (b'{"name":' + b"[" * 100_000, 400, "malformed-json"),
        (b'{"name":' + b"9" * 5000 + b"}", 400, "malformed-json"),
        (b'{"name":"a\\u0000b"}', 422, "invalid"),
        (b'{"name":1180591620717411303424}', 422, "invalid"),
        (b'{"name":"a","id":7}', 422, "invalid"),
        (b'{"name":7}', 422, "invalid"),
        (b'{"name":"' + b"a" * 101 + b'"}', 422, "invalid"),
        (b'{"name":"\\n"}', 422, "invalid"),
        (b'"text"', 422, "invalid"),
        (b"", 422, "invalid"),
        (b'{"name":"' + b"a" * (1 << 20) + b'"}', 413, "too-large"),
    ],
    ids=range(18),
)
def test_bodies_that_are_refused_write_nothing(api: Api, body: bytes, status: int, slug: str) -> None:
    with api.unchanged():
        told = problem(api.post("/v1/lists", content=body, headers=JSON), status, slug)
    assert ("errors" in told) == (slug == "invalid")


def test_a_refusal_points_and_does_not_repeat(api: Api) -> None:
    canary = "jean.dupont@canary.example"
    body = {"name": "x", "kind": canary, canary: 1, "basis": {"statement": 7}}
    refused = api.post("/v1/lists", json=body, headers={"Accept-Language": "en"})
    told = problem(refused, 422, "invalid")
    assert {(e["in"], e["pointer"]) for e in told["errors"]} == {
        ("body", "#/kind"),
        ("body", "#"),
        ("body", "#/basis/statement"),
    }
    assert "canary" not in refused.text
    for wrong in (
        f"/v1/lists?limit={canary}",
        f"/v1/lists?{canary}=1",
        f"/v1/lists/{canary}",
        f"/v1/lists?cursor={canary}",
    ):
        assert "canary" not in api.get(wrong).text


@pytest.mark.parametrize(
    "query",
    [
        "limit=-1",
        "limit=0",
        "limit=1001",
        "limit=x",
        f"limit={2**70}",
        "limit=1&limit=2",
        "lim=3",
        "limit=NaN",
        "cursor=",
    ],
)
def test_parameters_that_are_refused(api: Api, query: str) -> None:
    told = problem(api.get(f"/v1/lists?{query}"), 422, "invalid")
    assert all(error["in"] == "query" for error in told["errors"])


def test_addresses_that_are_refused(api: Api) -> None:
    problem(api.get("/v1/lists/%00"), 400, "bad-request")
    problem(api.get(f"/v1/lists/{2**70}"), 422, "invalid")
    problem(api.get("/v1/lists/0"), 422, "invalid")
    problem(api.get("/v1/lists/7"), 404, "not-found")
    problem(api.get("/v1/lists?cursor=%00"), 422, "invalid")
    problem(api.get("/v1/" + "a" * 9000), 414, "uri-too-long")
    problem(api.get("/v1/lists", headers={"X-Long": "a" * 40_000}), 431, "headers-too-large")


def test_forms_that_are_refused(api: Api) -> None:
    problem(api.get("/v1/lists", headers={"Accept": "text/csv"}), 406, "not-acceptable")
    problem(api.get("/v1/lists", headers={"Accept": "application/json;q=0"}), 406, "not-acceptable")
    assert api.get("/v1/lists", headers={"Accept": "text/csv, application/*;q=0.1"}).status_code == 200
    refused = api.post("/v1/lists", content=b"name=a", headers={"Content-Type": "application/x-www-form-urlencoded"})
    problem(refused, 415, "unsupported-media-type")
    refused = api.post("/v1/lists", content=b"{}", headers=JSON | {"Content-Encoding": "gzip"})
    problem(refused, 415, "unsupported-media-type")


def test_every_answer_carries_the_safe_headers(api: Api) -> None:
    for answer in (
        api.get("/v1/lists"),
        api.get("/v1/nothing"),
        api.get("/v1/lists", None),
        api.get("/openapi.json", None),
    ):
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["referrer-policy"] == "no-referrer"
        assert "frame-ancestors 'none'" in answer.headers["content-security-policy"]
        assert "no-store" in answer.headers["cache-control"] or "no-cache" in answer.headers["cache-control"]
        assert "strict-transport-security" not in answer.headers


def test_hsts_comes_with_https(api: Api) -> None:
    answer = api.get("https://limpide.example/v1/lists")
    assert answer.headers["strict-transport-security"].startswith("max-age=31536000")


def test_a_base_that_is_away_is_told_as_503(api: Api, request: pytest.FixtureRequest) -> None:
    if api.database.dialect == "sqlite":
        api.house.database = replace(api.database, engine=create_engine("sqlite:////nowhere/base.db"))
    else:
        request.getfixturevalue("postgres_server").drop(str(api.database.engine.url.database))
    refused = api.get("/v1/lists")
    problem(refused, 503, "store-unreachable")
    assert int(refused.headers["retry-after"]) >= 1


# pages


def made(api: Api, n: int) -> None:
    for i in range(n):
        assert api.post("/v1/lists", json={"name": f"list {i}"}).status_code == 201


def test_pages_follow_one_another_until_the_end(api: Api) -> None:
    made(api, 5)
    seen, address = [], "/v1/lists?limit=2"
    while address:
        answer = api.get(address)
        seen.append([item["name"] for item in answer.json()["items"]])
        address = answer.links["next"]["url"] if "next" in answer.links else ""
        assert (answer.json()["next_cursor"] is None) == (address == "")
    assert seen == [["list 0", "list 1"], ["list 2", "list 3"], ["list 4"]]


def test_a_cursor_is_good_for_its_question_only(api: Api) -> None:
    made(api, 3)
    cursor = api.get("/v1/lists?limit=1").json()["next_cursor"]
    assert api.get(f"/v1/lists?limit=2&cursor={cursor}").status_code == 200
    problem(api.get(f"/v1/keys?cursor={cursor}"), 400, "bad-cursor")
    for forged in (cursor[:-2] + "AA", "AAAA", cursor * 2, "A" * 41):
        problem(api.get(f"/v1/lists?cursor={forged}"), 400, "bad-cursor")


# versions


def test_a_version_that_is_known_is_not_sent_again(api: Api) -> None:
    made(api, 1)
    first = api.get("/v1/lists/1")
    tag = first.headers["etag"]
    assert tag.startswith('"')
    again = api.get("/v1/lists/1", headers={"If-None-Match": f'"x", W/{tag}'})
    assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", tag)


def test_a_change_says_what_it_changes(api: Api) -> None:
    made(api, 1)
    tag = api.get("/v1/lists/1").headers["etag"]
    with api.unchanged():
        problem(api.patch("/v1/lists/1", json={"audience": "b2b"}), 428, "if-match-missing")
        problem(api.patch("/v1/lists/1", json={"audience": "b2b"}, headers={"If-Match": '"x"'}), 412, "stale")
        problem(api.patch("/v1/lists/1", json={"audience": "b2b"}, headers={"If-Match": f"W/{tag}"}), 412, "stale")
    changed = api.patch("/v1/lists/1", json={"audience": "b2b"}, headers={"If-Match": tag})
    assert changed.status_code == 200
    assert changed.headers["etag"] == api.get("/v1/lists/1").headers["etag"] != tag
    problem(api.patch("/v1/lists/1", json={"audience": None}, headers={"If-Match": tag}), 412, "stale")


# limits


@pytest.mark.parametrize("dialect", DIALECTS[:1])
def test_a_key_that_asks_too_often_waits(tmp_path: Any, dialect: str) -> None:
    with serving(f"{dialect}:///{tmp_path / 'base.db'}", tmp_path / "data", rate_per_minute=3) as api:
        left = [api.get("/v1/keys").headers["ratelimit"] for _ in range(3)]
        assert [re.match('"default";r=([0-9]+);t=[0-9]+$', header).group(1) for header in left] == ["2", "1", "0"]  # type: ignore[union-attr]  # null fails the test
        forged = {"X-Forwarded-For": "192.0.2.7"}
        refused = api.get("/v1/keys", headers=forged)
        assert refused.status_code == 429
        assert refused.json()["type"].endswith("#quota-exceeded")
        assert refused.headers["ratelimit-policy"] == '"default";q=3;w=60'
        assert int(refused.headers["retry-after"]) >= 1
        assert api.get("/v1/keys", "crm").status_code == 403, "another key has its own count"
