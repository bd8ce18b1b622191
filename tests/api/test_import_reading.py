"""What is read of an import, over HTTP: dry run, rows, issues, report, another mapping."""

from __future__ import annotations

import csv
import io
import json
from typing import Any

import pytest
from invented_prospects import AT, HEADER, ROWS

BROKEN = ["C9;;;;;pas une adresse;;;;;;;;;;;", 'C11;M.;"Loin;de tout";Ada;;ada(at)courrier;;;;;;;;;;;']
FILE = "\n".join([HEADER, *ROWS, *BROKEN]) + "\n"
CSV = {"Content-Type": "text/csv"}


@pytest.fixture
def here(api: Any) -> Any:
    api.house.now_us = lambda: AT
    return api


def bring(api: Any, content: str = FILE, **params: Any) -> int:
    taken = api.post("/v1/imports", "crm", content=content.encode(), params=params, headers=CSV)
    assert taken.status_code == 202, taken.text
    api.work()
    return int(taken.json()["id"])


def all_items(api: Any, path: str, role: str = "crm", **params: Any) -> list[dict[str, Any]]:
    items: list[dict[str, Any]] = []
    while True:
        body = api.get(path, role, params={"limit": 3} | params).json()
        items += body["items"]
        if body["next_cursor"] is None:
            return items
        params["cursor"] = body["next_cursor"]


def test_a_dry_run_stores_nothing_raw_or_as_a_form(here: Any) -> None:
    with here.unchanged():
        raw = here.post("/v1/imports", "crm", content=FILE.encode(), params={"dry_run": "true"}, headers=CSV)
        form = here.post("/v1/imports", "crm", files={"file": ("f.csv", FILE)}, data={"dry_run": "true"})
        assert raw.status_code == form.status_code == 200, (raw.text, form.text)
        assert raw.json() == form.json()
    told = raw.json()
    assert told["counters"]["rows"] == 10
    assert {c["heading"]: c["field"] for c in told["columns"]}["Email"] == "email"
    assert told["samples"][0]["before"]["Nom"] == told["samples"][0]["after"]["last_name"] == "Durand"
    assert ("email", "email.syntax") in {(i["field"], i["code"]) for i in told["expected_issues"]}
    assert list(here.house.data.uploads.iterdir()) == []
    forced = {"dry_run": "true", "mapping": json.dumps({"Nom": "nosuch"})}
    with here.unchanged():
        assert here.post("/v1/imports", "crm", content=FILE.encode(), params=forced, headers=CSV).status_code == 422
    assert list(here.house.data.uploads.iterdir()) == []


def test_rows_in_three_files_and_a_report_that_counts_them(here: Any) -> None:
    import_id = bring(here, basis="Formulaire du site, case non cochée, preuve gardée")
    place = f"/v1/imports/{import_id}"
    report = here.get(f"{place}/report", "crm").json()
    assert report["sums_hold"] is True
    seen = []
    for outcome, href in report["rows"].items():
        items = all_items(here, f"{place}/rows", outcome=outcome)
        assert len(items) == report["counters"][outcome] == len(here.get(href, "crm").json()["items"])
        lines = here.get(href, "crm", headers={"Accept": "application/x-ndjson"}).content.splitlines()
        assert [json.loads(line) for line in lines] == items
        text = here.get(f"{href}&format=csv", "dpo").content.decode()
        rows = list(csv.reader(io.StringIO(text, newline="")))
        assert [r[0] for r in rows[1:]] == [str(i["row_id"]) for i in items]
        seen += [i["row_id"] for i in items]
    assert sorted(seen) == list(range(1, 11))
    for counted in report["issues"]:
        assert len(here.get(counted["href"], "crm").json()["items"]) == counted["issues"]
    reach = {r["channel"]: r for r in report["reachability"]}
    assert reach["email"]["allowed"] == 3
    assert here.get(f"{place}/report", "admin", params={"reach": "false"}).json()["reachability"] is None


def test_values_are_for_keys_that_see_customers(here: Any) -> None:
    import_id = bring(here)
    place = f"/v1/imports/{import_id}"
    seen, hidden = all_items(here, f"{place}/issues"), all_items(here, f"{place}/issues", "admin")
    assert "pas une adresse" in {i["before"] for i in seen}
    assert {(i["before"], i["after"]) for i in hidden} == {(None, None)}
    assert [(i["row_id"], i["code"]) for i in hidden] == [(i["row_id"], i["code"]) for i in seen]
    only = all_items(here, f"{place}/issues", field="email", code="email.syntax")
    assert {i["code"] for i in only} == {"email.syntax"}
    with here.unchanged():
        assert here.get(f"{place}/rows", "admin", params={"outcome": "accepted"}).status_code == 403
        assert here.get(f"{place}/issues", "marketing").status_code == 403


def test_another_mapping(here: Any) -> None:
    taken = here.post("/v1/imports", "crm", content=b"a;b\nDurand;x\nPetit;y\n", headers=CSV).json()
    here.work()
    place = f"/v1/imports/{taken['id']}"
    assert here.get(place, "crm").json()["state"] == "failed"
    assert here.get(f"{place}/rows", "crm", params={"outcome": "accepted"}).status_code == 409
    again = here.ask("PUT", f"{place}/mapping", "crm", json={"mapping": {"a": "last_name"}})
    assert again.status_code == 202, again.text
    here.work()
    assert here.get(place, "crm").json()["counters"]["accepted"] == 2
    same = here.ask("PUT", f"{place}/mapping", "crm", json={"mapping": {"a": "last_name"}})
    assert (same.status_code, same.json()["repeated"]) == (200, True)
    with here.unchanged():
        other = here.ask("PUT", f"{place}/mapping", "crm", json={"mapping": {"b": "last_name"}})
        assert (other.status_code, other.json()["type"]) == (409, "/problems/mapping-conflict")
        assert other.json()["steps"] == ["revert", "import"]
