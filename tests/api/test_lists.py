"""Lists: their terms told and changed, with what cannot change refused."""

from __future__ import annotations

from typing import Any

from apis import Api


def change(api: Api, changes: dict[str, Any]) -> Any:
    tag = api.get("/v1/lists/1").headers["etag"]
    kind = {"If-Match": tag, "Content-Type": "application/merge-patch+json"}
    return api.patch("/v1/lists/1", json=changes, headers=kind)


def test_a_list_keeps_the_terms_it_was_given(api: Api) -> None:
    basis = {
        "statement": "Order form of the shop.",
        "channels": ["email"],
        "attested_on": "2026-01-05",
        "informed": True,
    }
    asked = {"name": "Boutique", "kind": "purchased", "audience": "b2b", "basis": basis, "controller": "Société"}
    made = api.post("/v1/lists", "crm", json=asked)
    assert made.status_code == 201
    assert {name: made.json()[name] for name in asked} == asked
    assert api.get("/v1/lists/1", "dpo").json() == made.json()


def test_absent_stays_and_null_removes(api: Api) -> None:
    api.post("/v1/lists", json={"name": "a", "audience": "b2b", "basis": {"statement": "Box ticked."}})
    assert change(api, {"name": "b"}).json()["audience"] == "b2b"
    changed = change(api, {"audience": None, "basis": None}).json()
    assert (changed["name"], changed["audience"], changed["basis"]) == ("b", None, None)
    assert change(api, {"name": None}).json()["name"] == "b", "a list has a name"
    entry = api.get("/v1/audit?action=list.change&limit=1", "dpo").json()["items"][0]
    assert (entry["noun_id"], entry["facts"]) == (1, {"fields": []})


def test_a_name_is_taken_once(api: Api) -> None:
    api.post("/v1/lists", json={"name": "a"})
    api.post("/v1/lists", json={"name": "b"})
    with api.unchanged():
        refused = change(api, {"name": "b"})
    assert (refused.status_code, refused.json()["type"]) == (409, "/problems/name-taken")


def test_days_are_days_of_the_calendar(api: Api) -> None:
    basis = {"statement": "Box ticked.", "attested_on": "2026-02-30"}
    refused = api.post("/v1/lists", json={"name": "a", "basis": basis})
    assert refused.status_code == 422
    assert refused.json()["errors"][0]["pointer"] == "#/basis/attested_on"
    assert "2026-02-30" not in refused.text


def test_a_list_with_imports_stays_with_its_controller(furnished: Api) -> None:
    with furnished.unchanged():
        for changes in ({"kind": "rented"}, {"controller": "Another firm"}):
            refused = change(furnished, changes)
            assert (refused.status_code, refused.json()["type"]) == (409, "/problems/wrong-state")
    assert change(furnished, {"kind": "purchased", "audience": "b2c"}).status_code == 200
