"""Attacks by what values say: queries, formulas, markup, addresses; ids are those of docs/trust.md."""

from __future__ import annotations

import csv
import io
import json
import re
from typing import Any

import pytest
from apis import Api
from document import operations

FORMULAS = ("=cmd|' /C calc'!A0", "@SUM(1)", '=HYPERLINK("http://evil.example")', "+1+cmd", "-2+3+cmd", "\t=1", "=1;=2")


def imported(api: Api, text: str, list_name: str = "hostile") -> int:
    sent = api.post(f"/v1/imports?list={list_name}", "crm", content=text.encode())
    assert sent.status_code == 202, sent.text
    api.work()
    assert api.get(sent.headers["location"], "crm").json()["state"] == "published"
    return int(sent.json()["id"])


def written(rows: list[list[str]]) -> str:
    target = io.StringIO()
    csv.writer(target, delimiter=";", lineterminator="\n").writerows(rows)
    return target.getvalue()


def rows_csv(api: Api, import_id: int, outcome: str, profile: str) -> Any:
    query = f"outcome={outcome}&format=csv&profile={profile}"
    answer = api.get(f"/v1/imports/{import_id}/rows?{query}", "crm")
    assert answer.status_code == 200, answer.text
    return answer


@pytest.mark.parametrize(
    "where",
    [
        "1=1 UNION SELECT token_sha256 FROM sessions",
        "city = 'Lyon'; DROP TABLE parties",
        "city = (select key_sha256 from principals)",
        "key_sha256 is not null",
        "sqlite_version() = '3'",
        "pg_sleep(9) is null",
        "city = 'Lyon' --",
        "city = 'Lyon' or exists (select 1)",
    ],
    ids=range(8),
)
def test_in02_a_condition_is_no_sql(furnished: Api, where: str) -> None:
    with furnished.unchanged():
        asked = {"channel": "email", "where": where}
        refused = furnished.post("/v1/segments/preview", "marketing", json=asked)
        assert refused.status_code == 422, refused.text


def test_in03_wildcards_in_a_search_are_letters(furnished: Api) -> None:
    for pattern in ("M%", "Mart_n", "%artin", "M*", "_artin"):
        found = furnished.get("/v1/customers", "crm", params={"name": pattern})
        assert found.status_code in (200, 422), pattern
        assert found.json().get("items", []) == [], pattern
    assert furnished.get("/v1/customers", "crm", params={"name": "x" * 5000}).status_code == 422
    assert furnished.get("/v1/customers", "crm", params={"name": "x" * 10_000}).status_code == 414


def test_in08_the_form_of_an_answer_is_never_a_page(furnished: Api) -> None:
    for path, role in (("/v1/segments/1/members", "marketing"), ("/v1/imports/1/rows?outcome=accepted", "crm")):
        assert furnished.get(path, role, headers={"Accept": "text/html"}).status_code == 406
        sign = "&" if "?" in path else "?"
        for query in ("format=html", "contentType=text/html", "format=text/html"):
            assert furnished.get(f"{path}{sign}{query}", role).status_code == 422, query
        headers = furnished.get(f"{path}{sign}format=csv", role).headers
        assert headers["content-type"].startswith("text/csv")
        assert headers["content-disposition"].startswith("attachment")
        assert headers["x-content-type-options"] == "nosniff"


def test_in10_no_door_lets_a_formula_out(api: Api) -> None:
    doors = {o.id for o in operations() for r in o.told["responses"].values() if "text/csv" in r.get("content", {})}
    assert doors == {"importsRows", "segmentsMembers"}, "a new door of CSV: try it here"
    people = [[f"C{n}", attack, "Ann", f"p{n}@canary.example", attack] for n, attack in enumerate(FORMULAS)]
    nobody = [["=1+1", "", "", "", "@x"]]
    text = written([["Code", "Nom", "Prénom", "Email", "=cmd|' /C calc'!A0"], *people, *nobody])
    import_id = imported(api, text)
    asked = {"name": "all", "channel": "email", "purpose": "service", "columns": ["last_name", "city"]}
    assert api.post("/v1/segments", "marketing", json=asked).status_code == 201
    answers = [rows_csv(api, import_id, outcome, "spreadsheet") for outcome in ("accepted", "rejected", "quarantined")]
    answers.append(api.get("/v1/segments/1/members?format=csv&profile=spreadsheet", "marketing"))
    seen = 0
    for answer in answers:
        assert answer.status_code == 200
        for row in csv.reader(io.StringIO(answer.text.removeprefix("\ufeff")), delimiter=";"):
            seen += len(row)
            assert [cell for cell in row if re.match(r"[=@\t\r]|[+-].*[a-z(|]", cell)] == []
    assert seen > 5 * len(FORMULAS)


def test_in12_a_cell_cannot_break_out_of_its_row(api: Api) -> None:
    attack = 'Durand";\r\nADMIN;x\r\n"'
    text = written(
        [["Nom", "Prénom", "Email"], [attack, "Ann", "a@canary.example"], ["Roy", "Max", "m@canary.example"]]
    )
    import_id = imported(api, text)
    for profile, delimiter in (("machine", ","), ("spreadsheet", ";")):
        answer = rows_csv(api, import_id, "accepted", profile)
        read = list(csv.reader(io.StringIO(answer.text.removeprefix("\ufeff"), newline=""), delimiter=delimiter))
        assert len(read) == 3, profile
        assert {len(row) for row in read} == {len(read[0])}
        assert sum("ADMIN" in cell for row in read for cell in row) == 1


def test_in16_what_a_request_calls_itself_reaches_the_logs_only_as_an_id(api: Api) -> None:
    for given in (
        "4970100000000154",
        "0601020304050607",
        "a" * 40,
        "a\x1b[31m",
        "1-2-3-4-5-6-7-8-9-0",
        "FR7630006000011234",
    ):
        answered = api.get("/v1/lists", headers={"X-Request-Id": given.encode()}).headers["x-request-id"]
        assert answered != given
        assert re.fullmatch("[0-9a-f]{32}", answered)
    for given in ("0123456789abcdef0123456789abcdef", "00c0ffee-0000-4000-8000-000000000001"):
        assert api.get("/v1/lists", headers={"X-Request-Id": given}).headers["x-request-id"] == given


def test_in18_headings_that_are_names_of_a_program_are_headings(api: Api) -> None:
    headings = ["Nom", "Email", "__proto__", "constructor", "hasOwnProperty", "toString"]
    import_id = imported(api, written([headings, ["Roy", "roy@canary.example", "a", "b", "c", "d"]]))
    told = api.get(f"/v1/imports/{import_id}", "crm").json()
    assert [column["heading"] for column in told["columns"]] == headings
    (row,) = api.get(f"/v1/imports/{import_id}/rows?outcome=accepted", "crm").json()["items"]
    assert json.dumps(row).count('"a", "b", "c", "d"') == 1
    assert api.get("/v1/fields", "crm").status_code == 200


def test_dp02_only_what_is_offered_is_served(furnished: Api) -> None:
    for path in ("/static/../limpide.db", "/static/..%2f..%2fapp.py", "/static/%2e%2e/site.py", "/static/....//site.py",
                 "/.git/config", "/.env", "/staticX", "/static/", "/limpide.db", "/static/..%5csite.py",
                 "//etc/passwd", "/static//etc/passwd", "/docs", "/redoc", "/static/%00"):  # fmt: skip
        answer = furnished.get(f"http://limpide.example{path}", None)
        assert answer.status_code in (400, 404), path
        assert "import" not in answer.text
