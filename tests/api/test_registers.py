"""The register of fields, checks and rules, over HTTP; and `limpide check`, which gives the same answers."""

from __future__ import annotations

import json
from typing import Any

import pytest
from invented_prospects import AT, HEADER, ROWS
from typer.testing import CliRunner

from service.cli import app as command
from service.core.kinds.checking import KINDS

CSV = {"Content-Type": "text/csv"}
VALUES = {
    "email": ["Jean@Courrier.example", "jean", ""],
    "phone": ["01 99 00 12 34", "12"],
    "siren": ["732829320", "732829321"],
    "siret": ["73282932000074"],
    "vat": ["FR40303265045"],
    "naf": ["62.01Z", "x"],
    "name": ["M. DURAND Jean", "xxx"],
    "address": ["3 bis rue de la Paix 75002 PARIS CEDEX 02"],
    "postcode": ["75002|Paris", "75002|Lyon", "2000"],
    "amount": ["1 234,5", "douze"],
    "date": ["28/02/2024", "31/02/2024"],
    "iban": ["FR76 3000 6000 0112 3456 7890 189", "FR76"],
    "bic": ["AGRIFRPP", "x"],
    "rna": ["W751234567", "W"],
    "text": ["Client malade", "Rappeler lundi"],
}


def test_the_register_says_what_is_kept_and_when_it_served(api: Any) -> None:
    api.house.now_us = lambda: AT
    content = ("\n".join([HEADER, *ROWS]) + "\n").encode()
    api.post("/v1/imports", "crm", content=content, params={"basis": "Formulaire, preuve gardée"}, headers=CSV)
    api.work()
    before = {f["field"]: f for f in api.get("/v1/fields", "dpo").json()["items"]}
    assert before["email"] | {"says": ""} == {
        "field": "email", "class": "personal", "sensitivity": "direct", "kind": "email", "says": "",
        "lists": ["clients"], "rows_examined": 8, "fill_rate": 0.875, "last_used_at": None, "category": "contact",
        "trait": None, "origin": "declared", "purpose": "reach", "used_by": ["matching"],
        "carried_since": before["email"]["carried_since"], "proposal": None,
    }  # fmt: skip
    assert not any(f["proposal"] for f in before.values()), "nothing was there for twelve months yet"
    assert before["last_order_date"]["class"] == "reaction"
    body = {"name": "S", "channel": "email", "where": "total_spent >= 10 or kind = 'person'", "columns": ["city"]}
    segment = api.post("/v1/segments", "marketing", json=body).json()
    api.get(f"/v1/segments/{segment['id']}/members", "marketing")
    after = {f["field"]: f["last_used_at"] for f in api.get("/v1/fields", "dpo").json()["items"]}
    used = {name for name, at in after.items() if at is not None}
    assert {"email", "city", "total_spent"} <= used
    assert "salutation" not in used
    assert "Durand" not in api.get("/v1/fields", "admin").text
    later = {f["field"]: f for f in api.get("/v1/fields", "dpo", params={"at": "2036-01-01"}).json()["items"]}
    dropped = {name for name, f in later.items() if f["proposal"] == "drop"}
    assert "last_order_date" in dropped or "total_spent" in dropped
    assert not dropped & {"email", "last_name", "postal_code", "optin_email"}, "these serve by themselves"
    assert api.get("/v1/fields", "dpo", params={"at": "soon"}).status_code == 422


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_the_command_line_and_the_api_check_alike(api: Any, kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    with api.unchanged():
        told = api.post("/v1/check", "crm", json={"kind": kind, "values": VALUES[kind]})
    assert told.status_code == 200, told.text
    items = told.json()["items"]
    assert [i["input"] for i in items] == VALUES[kind]
    assert items[0]["valid"] is True
    assert all(set(i) == {"input", "normalised", "valid", "code", "suggestion", "parts"} for i in items)
    stdin = "".join(f"{v}\n" for v in VALUES[kind])
    printed = CliRunner().invoke(command, ["check", kind], input=stdin)
    assert printed.exit_code == 0
    assert [json.loads(line) for line in printed.stdout.splitlines()] == items


def test_a_pair_that_does_not_fit_and_a_name_in_parts(api: Any) -> None:
    pairs = api.post("/v1/check", "crm", json={"kind": "postcode", "values": VALUES["postcode"]}).json()["items"]
    assert [p["valid"] for p in pairs[:2]] == [True, False]
    name = api.post("/v1/check", "crm", json={"kind": "name", "values": VALUES["name"]}).json()["items"][0]
    parts = {"salutation": "M", "first_name": "Jean", "last_name": "Durand", "kind": "person"}
    assert name["parts"] | parts == name["parts"]


@pytest.mark.parametrize(
    "body",
    [
        {"kind": "shoe", "values": ["x"]}, {"kind": "email", "values": []}, {"kind": "email", "values": ["x"] * 1001},
        {"kind": "email", "values": ["a\0b"]}, {"kind": "email", "values": ["x"], "country": "fr"},
    ],
)  # fmt: skip
def test_what_cannot_be_checked_is_refused(api: Any, body: dict[str, Any]) -> None:
    refused = api.post("/v1/check", "crm", json=body)
    assert refused.status_code == 422
    assert refused.json()["errors"][0]["pointer"].startswith("#/")


def test_an_unknown_kind_is_wrong_usage_of_the_command() -> None:
    assert CliRunner().invoke(command, ["check", "shoe"], input="x\n").exit_code == 2


def test_rules_are_told_with_their_dates(api: Any) -> None:
    (rules,) = api.get("/v1/rules", "marketing").json()["items"]
    assert rules["label"] == f"{rules['name']}@{rules['version']}"
    keep = {r["id"]: r for r in rules["rules"]}["FR-KEEP-PROSPECT"]
    assert keep["effective_from"] < "2026-11-20"
    assert keep["kind"] == "stop"
