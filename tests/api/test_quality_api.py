"""Quality over the API: in the report of an import, of the base, and as workbooks whose cells are typed."""

from __future__ import annotations

import io
from typing import Any

import openpyxl
import pytest
from apis import Api

HEADER = "Code;Nom de famille;Prénom;Email;CP;Ville"
ROWS = """C1;Martin;Jeanne;jeanne.martin@canary.example;69003;Lyon
C2;Bernard;Luc;luc.bernard@gmial.com;13002;Marseille
C3;=HYPERLINK("http://evil.example");Anna;"=cmd|'/c calc'!A1@gmial.com";59000;Lille"""
CSV = {"Content-Type": "text/csv"}


@pytest.fixture
def imported(api: Api) -> Api:
    answer = api.post("/v1/imports?list=clients", "crm", content=f"{HEADER}\n{ROWS}\n".encode(), headers=CSV)
    assert answer.status_code == 202, answer.text
    assert api.get("/v1/imports/1/report.xlsx", "crm").status_code == 409
    api.work()
    return api


def sheets(answer: Any) -> dict[str, list[tuple[Any, ...]]]:
    assert answer.status_code == 200, answer.text
    assert "spreadsheetml" in answer.headers["content-type"]
    book = openpyxl.load_workbook(io.BytesIO(answer.content))
    for sheet in book:
        for row in sheet.iter_rows():
            assert not any(cell.data_type == "f" or cell.hyperlink for cell in row), "no value runs"
    return {sheet.title: list(sheet.iter_rows(values_only=True)) for sheet in book}


def test_a_report_has_the_quality_of_its_import(imported: Api) -> None:
    told = imported.get("/v1/imports/1/report?reach=false&price_email=2", "crm").json()["quality"]
    assert told["records"] == 3
    assert {each["channel"] for each in told["reach"]} == {"email", "mobile", "phone", "post", "any"}
    emails = next(each for each in told["costs"]["lines"] if each["what"] == "undelivered_emails")
    assert emails["amount"] == 2 * emails["count"] > 0
    assert told["trend"][0]["import_id"] == 1
    assert imported.get("/v1/imports/1/report?price_email=-1", "crm").status_code == 422


def test_the_base_has_its_quality(api: Api) -> None:
    assert api.get("/v1/indicators/quality", "marketing").json() == {"quality": None}
    assert api.get("/v1/indicators/quality.xlsx", "marketing").status_code == 409
    api.post("/v1/imports?list=clients", "crm", content=f"{HEADER}\n{ROWS}\n".encode(), headers=CSV)
    api.work()
    told = api.get("/v1/indicators/quality", "marketing").json()["quality"]
    assert (told["records"], told["duplicates"]["customers"]) == (3, 3)
    found = sheets(api.get("/v1/indicators/quality.xlsx?language=en", "marketing"))
    assert list(found) == ["Summary", "Fields", "Costs", "Trend"]
    assert api.get("/v1/indicators/quality", "router").status_code == 403


def test_the_workbook_holds_values_for_those_who_see_them_and_nothing_runs(imported: Api) -> None:
    found = sheets(imported.get("/v1/imports/1/report.xlsx", "crm"))
    assert list(found) == ["Synthèse", "Champs", "Coûts", "Évolution", "Anomalies", "À décider"]
    befores = [row[4] for row in found["À décider"][1:]]
    assert "luc.bernard@gmial.com" in befores
    assert all(isinstance(row[1], int) for row in found["Champs"][1:]), "numbers are numbers"
    assert "À décider" not in sheets(imported.get("/v1/imports/1/report.xlsx", "admin"))
    noted = [e for e in imported.get("/v1/audit", "dpo").json()["items"] if e["action"] == "import.report.workbook"]
    assert [(e["noun"], e["noun_id"]) for e in noted] == [("import", 1)], "who had the rows is noted, once"


def test_proposals_are_answered_over_the_api_once_each(imported: Api) -> None:
    told = imported.get("/v1/lists/1/suggestions", "crm").json()["items"]
    kind = next(each for each in told if each["code"] == "email.domain-typo")
    assert kind["open"] >= 1
    assert kind["typology"] == "human"
    place = "/v1/lists/1/suggestions/email.domain-typo"
    items = imported.get(f"{place}?limit=1", "crm").json()["items"]
    one = next(each for each in imported.get(place, "crm").json()["items"] if each["before"] == "luc.bernard@gmial.com")
    assert (len(items), one["after"], one["rows"], one["state"]) == (1, "luc.bernard@gmail.com", 1, "open")
    asked: dict[str, Any] = {"json": {"answer": "accepted", "ids": [one["id"]]}, "headers": {"Idempotency-Key": "a-1"}}
    first = imported.post(f"{place}/answers", "crm", **asked)
    assert (first.status_code, first.json()["values"]) == (202, 1)
    again = imported.post(f"{place}/answers", "crm", **asked)
    assert again.json() == first.json()
    imported.work()
    assert imported.get(f"{place}?state=accepted", "crm").json()["items"][0]["id"] == one["id"]
    with imported.unchanged():
        wrong = imported.post(f"{place}/answers", "crm", json={"answer": "accepted", "ids": ["0" * 32]})
        assert wrong.status_code == 422
        assert imported.post(f"{place}/answers", "crm", json={"answer": "refused", "seen": 999}).status_code in {
            409,
            422,
        }
        assert imported.get("/v1/lists/9/suggestions", "crm").status_code == 404
        assert imported.get("/v1/lists/1/suggestions", "marketing").status_code == 403


def test_a_class_that_a_person_confirmed_is_remembered_by_the_recipe(imported: Api) -> None:
    asked = {"name": "Siège", "import_id": 1, "classes": {"Ville": "reaction"}}
    saved = imported.post("/v1/recipes", "crm", json=asked)
    assert saved.status_code == 201, saved.text
    assert {c["heading"]: c["class"] for c in saved.json()["columns"]}["Ville"] == "reaction"
    body = f"{HEADER}\n{ROWS}\nC4;Morel;Paul;paul@canary.example;75001;Paris\n".encode()
    imported.post("/v1/imports?list=clients", "crm", content=body, headers=CSV)
    imported.work()
    columns = {c["heading"]: c for c in imported.get("/v1/imports/2", "crm").json()["columns"]}
    assert (columns["Ville"]["class"], columns["Ville"]["strength"]) == ("reaction", "proved")
    assert "class:confirmed" in columns["Ville"]["evidence"]
    assert columns["Email"]["class"] == "personal"
    wrong = {"name": "Autre", "import_id": 1, "classes": {"Nosuch": "reaction"}}
    assert imported.post("/v1/recipes", "crm", json=wrong).status_code == 422
