"""Recipes over HTTP: saved, changed in versions, retired; taken by name or by headings, and said so everywhere."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from apis import Api

CSV = {"Content-Type": "text/csv"}
FILE = "Réf;Intitulé;Courriel;Créé le;Divers\nK1;Durand;a@exemple.example;03/04/2026;x\nK2;Petit;b@exemple.example;;y\n"
NEXT = "Courriel;Divers;Créé le;Réf;Intitulé\nc@exemple.example;x;05/06/2026;K3;Morel\n"
COLUMNS = [
    {"heading": "Réf", "field": "customer_id"}, {"heading": "Intitulé", "field": "last_name"},
    {"heading": "Courriel", "field": "email"}, {"heading": "Créé le", "field": "record_created_at"},
    {"heading": "Divers"},
]  # fmt: skip
WRITING = [{"field": "record_created_at", "date_order": "MDY"}]


def save(api: Api, **more: Any) -> Any:
    body = {"name": "Siège", "columns": COLUMNS, "writing": WRITING} | more
    return api.post("/v1/recipes", "crm", json=body)


def bring(api: Api, content: str = FILE, **params: Any) -> int:
    taken = api.post("/v1/imports", "crm", content=content.encode(), params=params, headers=CSV)
    assert taken.status_code == 202, taken.text
    api.work()
    return int(taken.json()["id"])


def fields(told: dict[str, Any]) -> dict[str, str | None]:
    return {c["heading"]: c["field"] for c in told["columns"]}


def test_a_recipe_is_saved_changed_compared_and_retired(api: Api) -> None:
    saved = save(api)
    assert (saved.status_code, saved.headers["location"]) == (201, "/v1/recipes/1")
    told = api.get("/v1/recipes/1", "crm")
    assert told.json() == saved.json()
    assert (told.json()["version"], told.json()["by_headings"], told.json()["columns"][4]) == (
        1, True, {"key": "Divers", "heading": "Divers", "field": None, "class": None},
    )  # fmt: skip
    other = [*COLUMNS[:4], {"heading": "Divers", "field": "notes"}]
    with api.unchanged():
        for headers, status in (({}, 428), ({"If-Match": '"old"'}, 412)):
            assert (
                api.ask("PUT", "/v1/recipes/1", "crm", json={"columns": other}, headers=headers).status_code == status
            )
            assert api.ask("DELETE", "/v1/recipes/1", "crm", headers=headers).status_code == status
    mine = {"If-Match": told.headers["etag"]}
    same = api.ask("PUT", "/v1/recipes/1", "crm", json={"columns": COLUMNS, "writing": WRITING}, headers=mine)
    assert (same.status_code, same.json()["version"]) == (200, 1), "the same again makes no version"
    changed = api.ask("PUT", "/v1/recipes/1", "crm", json={"columns": other}, headers=mine)
    assert (changed.status_code, changed.json()["version"]) == (200, 2)
    diff = api.get("/v1/recipes/1/diff?from=1&to=2", "crm").json()["changes"]
    assert [(c["what"], c["subject"], c["before"], c["after"]) for c in diff] == [
        ("field", "Divers", None, "notes"),
        ("writing", "record_created_at", "MDY", None),
    ]
    assert [v["version"] for v in api.get("/v1/recipes/1/versions", "crm").json()["items"]] == [2, 1]
    assert api.get("/v1/recipes/1/versions/1", "crm").json() == saved.json()
    gone = api.ask("DELETE", "/v1/recipes/1", "crm", headers={"If-Match": changed.headers["etag"]})
    assert gone.status_code == 204
    assert api.get("/v1/recipes", "crm").json()["items"][0]["retired_at"] is not None
    with api.unchanged():
        again = api.ask("DELETE", "/v1/recipes/1", "crm", headers={"If-Match": "*"})
        assert (again.status_code, again.json()["type"]) == (409, "/problems/wrong-state")
        assert api.get("/v1/recipes/1/diff?from=1&to=9", "crm").status_code == 404
    back = api.ask("PUT", "/v1/recipes/1", "crm", json={"columns": other}, headers={"If-Match": "*"})
    assert (back.json()["version"], back.json()["retired_at"]) == (3, None)


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"name": "x"}, 422),
        ({"name": "x", "columns": []}, 422),
        ({"name": "x", "columns": COLUMNS, "import_id": 1}, 422),
        ({"name": "x", "import_id": 1, "writing": WRITING}, 422),
        ({"name": "x", "columns": COLUMNS, "mapping": {"Réf": None}}, 422),
        ({"name": "x", "columns": [{"heading": "a", "field": "nosuch"}]}, 422),
        ({"name": "x", "columns": [{"heading": "a"}]}, 422),
        ({"name": "x", "columns": [{"heading": "a", "field": "email"}, {"heading": "b", "field": "email"}]}, 422),
        ({"name": "x", "columns": [{"heading": "a\x00", "field": "email"}]}, 422),
        ({"name": "x", "columns": [{"heading": "a", "field": "email"}], "writing": WRITING}, 422),
        ({"name": "x", "import_id": 9}, 404),
        ({"name": "x", "import_id": 1}, 409),  # it was not read yet
        ({"name": "Siège", "columns": [{"heading": "a", "field": "email"}]}, 409),
        ({"name": "x", "columns": [*COLUMNS[1:], COLUMNS[0]]}, 409),  # these headings are taken
    ],
    ids=range(14),
)
def test_what_is_refused_writes_nothing(api: Api, body: dict[str, Any], status: int) -> None:
    assert save(api).status_code == 201
    api.post("/v1/imports", "crm", content=b"a;b\n1;2\n", headers=CSV)
    with api.unchanged():
        refused = api.post("/v1/recipes", "crm", json=body)
    assert refused.status_code == status, refused.text
    assert refused.headers["content-type"] == "application/problem+json"


def test_the_same_request_twice_saves_one(api: Api) -> None:
    key = {"Idempotency-Key": "once"}
    body = {"name": "Siège", "columns": COLUMNS}
    first, second = (api.post("/v1/recipes", "crm", json=body, headers=key) for _ in range(2))
    assert (first.status_code, second.status_code, second.json()) == (201, 201, first.json())
    assert len(api.get("/v1/recipes", "crm").json()["items"]) == 1


def test_of_many_who_save_a_recipe_for_the_same_headings_one_does(api: Api) -> None:
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda n: save(api, name=f"Siège {n}").status_code, range(8)))
    assert sorted(answers) == [201] + [409] * 7
    assert len(api.get("/v1/recipes", "crm").json()["items"]) == 1


def test_a_recipe_of_an_import_is_taken_by_the_next_file_which_says_so(api: Api) -> None:
    first = bring(api)
    assert api.get(f"/v1/imports/{first}", "crm").json()["recipe"] is None
    saved = api.post(
        "/v1/recipes",
        "crm",
        json={"name": "Siège", "import_id": first, "mapping": {"Intitulé": "last_name", "@4": None}},
    )
    assert saved.status_code == 201, saved.text
    asked = {"content": NEXT.encode(), "headers": CSV}
    with api.unchanged():
        seen = api.post("/v1/imports?dry_run=true", "crm", **asked).json()
        without = api.post("/v1/imports?dry_run=true&recipe_by_headings=false", "crm", **asked).json()
        missing = api.post("/v1/imports?dry_run=true&recipe=nosuch", "crm", **asked)
    assert fields(seen) == {
        "Courriel": "email", "Divers": None, "Créé le": "record_created_at", "Réf": "customer_id",
        "Intitulé": "last_name",
    }  # fmt: skip
    assert (without["recipe"], missing.status_code, missing.json()["type"]) == (None, 422, "/problems/bad-query")
    second = bring(api, NEXT)
    told = api.get(f"/v1/imports/{second}", "crm").json()
    report = api.get(f"/v1/imports/{second}/report?reach=false", "crm").json()
    assert told["recipe"] == report["recipe"] == seen["recipe"]
    assert (told["recipe"]["name"], told["recipe"]["version"], told["recipe"]["by"]) == ("Siège", 1, "headings")
    assert fields(told) == fields(seen)
    assert report["revised"] is None, "a dry run of a small file reads all of it"


def test_a_person_beats_the_recipe_and_content_stays_unique(api: Api) -> None:
    save(api)
    first = bring(api, mapping='{"Intitulé": "company_name"}')
    told = api.get(f"/v1/imports/{first}", "crm").json()
    assert fields(told)["Intitulé"] == "company_name"
    assert told["recipe"]["changed"] == ["Intitulé"]
    with api.unchanged():
        again = api.post("/v1/imports?recipe=Siège", "crm", content=FILE.encode(), headers=CSV)
        assert (again.status_code, again.json()["type"]) == (409, "/problems/mapping-conflict")
        plain = api.post("/v1/imports", "crm", content=FILE.encode(), headers=CSV)
        assert (plain.status_code, plain.json()["id"]) == (200, first)
        put = api.ask("PUT", f"/v1/imports/{first}/mapping", "crm", json={"mapping": {}, "recipe": "Siège"})
        assert (put.status_code, put.json()["type"]) == (409, "/problems/mapping-conflict")


def test_a_named_recipe_that_does_not_fit_fails_the_import_until_a_person_says_how(api: Api) -> None:
    save(api)
    other = "Nom;Mail\nDurand;d@exemple.example\n"
    with api.unchanged():
        seen = api.post("/v1/imports?dry_run=true&recipe=Siège", "crm", content=other.encode(), headers=CSV)
    assert (seen.status_code, seen.json()["type"]) == (422, "/problems/recipe-mismatch")
    assert seen.json()["missing"] == ["Réf", "Intitulé", "Courriel", "Créé le"]
    failed = bring(api, other, recipe="Siège")
    told = api.get(f"/v1/imports/{failed}", "crm").json()
    assert (told["state"], told["error"]) == ("failed", "/problems/recipe-mismatch")
    assert told["job"]["problem"]["missing"] == ["Réf", "Intitulé", "Courriel", "Créé le"]
    assert api.ask("PUT", f"/v1/imports/{failed}/mapping", "crm", json={"mapping": {}}).status_code == 202
    api.work()
    assert api.get(f"/v1/imports/{failed}", "crm").json()["counters"]["accepted"] == 1


def test_the_version_of_the_moment_it_was_asked_for_counts(api: Api) -> None:
    save(api)
    waiting = api.post("/v1/imports?recipe=Siège", "crm", content=FILE.encode(), headers=CSV).json()["id"]
    other = [COLUMNS[0], {"heading": "Intitulé", "field": "company_name"}, *COLUMNS[2:]]
    assert api.ask("PUT", "/v1/recipes/1", "crm", json={"columns": other}, headers={"If-Match": "*"}).status_code == 200
    assert api.ask("DELETE", "/v1/recipes/1", "crm", headers={"If-Match": "*"}).status_code == 204
    api.work()
    told = api.get(f"/v1/imports/{waiting}", "crm").json()
    assert (told["recipe"]["version"], told["recipe"]["by"], fields(told)["Intitulé"]) == (1, "name", "last_name")
    with api.unchanged():
        retired = api.post("/v1/imports?recipe=Siège", "crm", content=NEXT.encode(), headers=CSV)
        assert (retired.status_code, retired.json()["type"]) == (409, "/problems/wrong-state")
    assert api.get(f"/v1/imports/{bring(api, NEXT)}", "crm").json()["recipe"] is None, "a retired one takes no file"


def test_a_file_on_hold_waits_for_its_mapping(api: Api) -> None:
    with api.unchanged():
        both = api.post("/v1/imports?hold=true&recipe=Siège", "crm", content=FILE.encode(), headers=CSV)
        assert both.status_code == 422
    held = api.post("/v1/imports?hold=true", "crm", content=FILE.encode(), headers=CSV)
    assert (held.status_code, held.json()["state"], held.json()["job"]) == (202, "received", None)
    api.work()
    told = api.get("/v1/imports/1", "crm").json()
    assert (told["state"], told["on_hold"]) == ("received", True)
    again = api.post("/v1/imports", "crm", content=FILE.encode(), headers=CSV)
    assert (again.status_code, again.json()["id"]) == (200, 1)
    begun = api.ask("PUT", "/v1/imports/1/mapping", "crm", json={"mapping": {"Intitulé": "last_name"}})
    assert begun.status_code == 202, begun.text
    api.work()
    told = api.get("/v1/imports/1", "crm").json()
    assert (told["state"], told["on_hold"], told["counters"]["accepted"]) == ("published", False, 2)
    same = api.ask("PUT", "/v1/imports/1/mapping", "crm", json={"mapping": {}})
    assert (same.status_code, same.json()["repeated"]) == (200, True)


def test_a_dry_run_shows_ten_values_of_each_column_before_and_after(api: Api) -> None:
    rows = "".join(f"K{n};DURAND;0199001{n:03};0{n % 9 + 1}/04/2026\n" for n in range(15))
    content = ("Code;Nom;Téléphone;Créé le\n" + rows + "K99;;pas un numéro;\n").encode()
    told = api.post("/v1/imports?dry_run=true", "crm", content=content, headers=CSV).json()
    assert (told["provisional"], told["rows_estimated"], told["bytes_read"]) == (False, 16, len(content))
    columns = {c["heading"]: c for c in told["columns"]}
    assert [len(c["values"]) for c in columns.values()] == [10, 1, 10, 9]
    assert columns["Téléphone"]["values"][0] == {"before": "0199001000", "after": "+33199001000"}
    assert columns["Créé le"]["values"][0] == {"before": "01/04/2026", "after": "2026-04-01"}
    assert columns["Nom"]["key"] == "Nom"
    assert columns["Téléphone"]["evidence"][0] == "heading:phone"
