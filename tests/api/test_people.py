"""Customers, duplicates, consents, objections and decisions over HTTP: the stories of a firm, from the outside."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from filled import filled_api
from make_demo import demonstration, write_export

from service.flows.build_segment import build_segment
from service.flows.contactable import Asked
from service.flows.purge import shipped_rules

HEADER = "Code client;Civilité;Nom;Prénom;Adresse;Code postal;Ville;Téléphone;E-mail;Opt-in e-mail;Date optin"
JEAN = "C1;M.;DURAND;Jean;3 rue de la Paix;75002;Paris;01 99 00 12 34;jean.durnad@courrier.example;oui;05/01/2026"
PAUL = "C2;M.;PÉTIT;Paul;8 quai Sud;33000;Bordeaux;01 99 00 77 88;paul.petit@courrier.example;non;05/01/2026"
FIRM = "C3;;;;8 quai Sud;33000;Bordeaux;01 99 00 55 55;contact@atelier.example;;"
FILE = "\n".join([HEADER, JEAN, PAUL, FIRM]) + "\n"
BASIS = {"statement": "Order form of the shop, opt-in box, kept with its date."}


def _import(api: Any, content: str | bytes, name: str = "clients") -> int:
    raw = content.encode() if isinstance(content, str) else content
    answer = api.post(
        f"/v1/imports?list={name}&filename=f.csv", "crm", content=raw, headers={"Content-Type": "text/csv"}
    )
    assert answer.status_code == 202, answer.text
    api.work()
    found = api.get(f"/v1/imports/{answer.json()['id']}", "crm").json()
    assert found["state"] == "published", found
    return int(answer.json()["id"])


def _three_customers(api: Any) -> None:
    made = api.post("/v1/lists", "admin", json={"name": "clients", "kind": "owned", "audience": "b2c", "basis": BASIS})
    assert made.status_code == 201, made.text
    _import(api, FILE)


base = filled_api(_three_customers)


def _one(api: Any, **asked: str) -> Any:
    answer = api.get("/v1/customers", "crm", params=asked)
    assert answer.status_code == 200, answer.text
    (found,) = answer.json()["items"]
    return found


def _full(api: Any, customer_id: str) -> Any:
    answer = api.get(f"/v1/customers/{customer_id}", "crm")
    assert answer.status_code == 200, answer.text
    return answer.json() | {"etag": answer.headers["ETag"]}


def _correct(api: Any, customer_id: str, **given: str | None) -> Any:
    etag = _full(api, customer_id)["etag"]
    return api.patch(f"/v1/customers/{customer_id}", "crm", json=given, headers={"If-Match": etag})


def _verdict(api: Any, customer_id: str, channel: str = "email") -> Any:
    answer = api.post("/v1/decisions", "dpo", json={"customers": [customer_id], "channel": channel})
    assert answer.status_code == 200, answer.text
    return answer.json()["items"][0]


@pytest.mark.parametrize(
    "asked",
    [
        {"name": "durand"}, {"name": "Jean DURAND"}, {"email": "JEAN.DURNAD@courrier.example"}, {"phone": "0199001234"},
        {"postcode": "75002"}, {"name": "durand", "postcode": "75002", "kind": "person"},
    ],
)  # fmt: skip
def test_a_person_is_found_by_what_one_knows(base: Any, asked: dict[str, str]) -> None:
    assert _one(base, **asked)["last_name"] == "Durand"


def test_accents_do_not_count_and_half_words_find_nobody(base: Any) -> None:
    assert _one(base, name="petit")["first_name"] == "Paul"
    for asked in (
        {"name": "dura"},
        {"name": "Luc Durand"},
        {"email": "not an address"},
        {"name": "durand", "postcode": "33000"},
    ):
        assert base.get("/v1/customers", "crm", params=asked).json()["items"] == []


def test_pages_of_customers_are_all_customers(base: Any) -> None:
    whole = base.get("/v1/customers", "dpo").json()["items"]
    paged: list[Any] = []
    path: str | None = "/v1/customers?limit=1"
    while path:
        page = base.get(path, "dpo").json()
        paged += page["items"]
        path = f"/v1/customers?limit=1&cursor={page['next_cursor']}" if page["next_cursor"] else None
    assert paged == whole
    assert len(whole) == 3


def test_each_value_tells_where_it_comes_from(base: Any) -> None:
    jean = _full(base, _one(base, name="durand")["customer_id"])
    where = jean["lineage"]["email"]
    assert (where["list_name"], where["filename"], where["line"], where["rule"]) == ("clients", "f.csv", 2, "only")
    (row,) = base.get(f"/v1/customers/{jean['customer_id']}/records", "crm").json()["items"]
    assert row["record_id"] == where["record_id"]
    assert {"heading": "Nom", "cell": "DURAND"} in row["cells"]
    assert {p["value"] for p in jean["contact_points"]} >= {"+33199001234", "jean.durnad@courrier.example"}


def test_a_correction_wins_over_next_months_file_and_stands_after_its_revert(base: Any) -> None:
    jean = _one(base, name="durand")["customer_id"]
    done = _correct(base, jean, email="jean.durand@courrier.example")
    assert done.status_code == 200, done.text
    assert done.json()["values"]["email"] == "jean.durand@courrier.example"
    correction = done.json()["lineage"]["email"]["correction"]
    assert (correction["principal"], correction["replaced"]) == ("the crm", "jean.durnad@courrier.example")
    second = _import(base, FILE.replace("12 34", "12 35"))
    assert _full(base, jean)["values"]["phone"] == "+33199001235"
    assert _full(base, jean)["values"]["email"] == "jean.durand@courrier.example"
    assert _one(base, email="jean.durand@courrier.example")["customer_id"] == jean
    reverted = base.post(f"/v1/imports/{second}/revert", "crm")
    assert reverted.status_code == 202, reverted.text
    base.work()
    assert _full(base, jean)["values"]["email"] == "jean.durand@courrier.example"
    assert [h["what"] for h in base.get(f"/v1/customers/{jean}/timeline", "dpo").json()["items"]].count(
        "correction"
    ) == 1


def test_a_correction_needs_the_version_that_was_read_and_usable_values(base: Any) -> None:
    jean = _one(base, name="durand")["customer_id"]
    with base.unchanged():
        assert base.patch(f"/v1/customers/{jean}", "crm", json={"city": "Lyon"}).status_code == 428
        stale = base.patch(f"/v1/customers/{jean}", "crm", json={"city": "Lyon"}, headers={"If-Match": '"no"'})
        assert stale.status_code == 412
        wrong = _correct(base, jean, email="pas une adresse secrète")
    assert wrong.status_code == 422
    assert wrong.json()["errors"][0]["pointer"] == "#/email"
    assert "secrète" not in wrong.text


def test_a_correction_moves_no_consent(base: Any) -> None:
    jean = _one(base, name="durand")["customer_id"]
    assert _verdict(base, jean)["verdict"] == "allowed"
    _correct(base, jean, email="jean.durand@courrier.example")
    after = _verdict(base, jean)
    assert after["verdict"] != "allowed"
    assert len(after["points"]) == 1, "the address put right is used no more"


def _append(api: Any, key: str = "k1", **act: Any) -> Any:
    headers = {"Idempotency-Key": key}
    return api.post("/v1/consents", "dpo", json={"items": [act]}, headers=headers)


def test_a_withdrawal_turns_the_decision_and_a_proven_yes_turns_it_back(base: Any) -> None:
    jean = _one(base, name="durand")["customer_id"]
    assert _verdict(base, jean)["verdict"] == "allowed"
    act = {"value": "jean.durnad@courrier.example", "channel": "email", "occurred_at": "2026-02-01T10:00:00Z"}
    first = _append(base, status="withdrawn", **act)
    assert first.status_code == 201, first.text
    assert _append(base, status="withdrawn", **act).json() == first.json(), "the same key, the same answer"
    refused = _verdict(base, jean)
    assert (refused["verdict"], refused["reasons"][0]["articles"] != []) == ("refused", True)
    told = base.get(f"/v1/customers/{jean}/consents", "dpo").json()
    assert [s["state"] for s in told["state"] if s["channel"] == "email"] == ["withdrawn"]
    then = base.get(f"/v1/customers/{jean}/consents?at=2026-01-20T00:00:00Z", "dpo").json()
    assert [s["state"] for s in then["state"] if s["channel"] == "email"] == ["granted"]
    again = act | {"occurred_at": "2026-03-01T10:00:00Z", "proof": {"how": "shop form"}}
    assert _append(base, "k2", status="granted", **again).status_code == 201
    assert _verdict(base, jean)["verdict"] == "allowed"


@pytest.mark.parametrize(
    ("act", "status"),
    [
        ({"value": "jean.durnad@courrier.example", "status": "granted"}, 422),
        ({"value": "nobody@courrier.example", "status": "refused"}, 404),
        ({"status": "refused"}, 422),
        ({"contact_point_id": 999, "status": "refused"}, 404),
        ({"value": "jean.durnad@courrier.example", "status": "refused", "occurred_at": "2199-01-01T00:00:00Z"}, 422),
    ],
)
def test_claims_are_refused_and_leave_nothing(base: Any, act: dict[str, str], status: int) -> None:
    with base.unchanged():
        assert _append(base, channel="email", **act).status_code == status
        no_key = base.post("/v1/consents", "dpo", json={"items": [{"channel": "email", **act}]})
    assert no_key.status_code == 400


def test_a_refusal_on_a_shared_address_is_heard_for_everyone(base: Any) -> None:
    shared = "C8;Mme;LOIN;Luce;9 rue Neuve;35000;Rennes;01 99 00 99 99;paul.petit@courrier.example;oui;05/01/2026"
    _import(base, "\n".join([HEADER, shared]) + "\n", "salon")
    luce = _verdict(base, _one(base, name="loin")["customer_id"])
    assert luce["verdict"] == "refused"
    assert any("shared" in r["code"] or "partag" in r["fr"] for r in luce["reasons"])


def test_an_objection_is_kept_in_no_plain_form_and_refuses(base: Any) -> None:
    jean = _one(base, name="durand")["customer_id"]
    item = {"kind": "email", "value": " Jean.Durnad@courrier.example "}
    taken = base.post("/v1/suppressions", "marketing", json={"items": [item]})
    assert taken.status_code == 201, taken.text
    listed = base.get("/v1/suppressions", "dpo")
    assert "courrier" not in listed.text
    found = base.post(
        "/v1/suppressions/check", "marketing", json={"kind": "email", "value": "jean.durnad@COURRIER.example"}
    )
    assert found.json()["suppressed"]
    assert (_verdict(base, jean)["verdict"], _verdict(base, jean)["reasons"][0]["rule_id"]) == (
        "refused",
        "FR-STOP-OBJECTION",
    )
    free = base.post("/v1/suppressions/check", "marketing", json={"kind": "email", "value": "luc@courrier.example"})
    assert free.json() == {"suppressed": False, "items": []}


def test_a_doubtful_pair_is_merged_by_hand_and_parted_again(api: Any, tmp_path: Any) -> None:
    path = tmp_path / "demo.csv"
    write_export(demonstration(300, 5).cells(), path)
    _import(api, path.read_bytes())
    before = [c["customer_id"] for c in api.get("/v1/customers?limit=1000", "crm").json()["items"]]
    pair = api.get("/v1/duplicates?limit=1", "crm").json()["items"][0]
    assert sum(part["weight"] for part in pair["parts"]) == pair["weight"]
    since = api.get("/v1/customers/changes?since=0&limit=1000", "marketing").json()["next_since"]
    done = api.post(f"/v1/duplicates/{pair['pair']}/decision", "crm", json={"decision": "same"}).json()
    assert done["merged"]
    (gone,) = {pair[side]["customer_id"] for side in ("left", "right")} - {done["left_id"]}
    survivor = api.get(f"/v1/customers/{gone}", "crm")
    assert (survivor.json()["customer_id"], survivor.json()["redirected_from"]) == (done["left_id"], gone)
    assert survivor.headers["Content-Location"] == f"/v1/customers/{done['left_id']}"
    fed = api.get(f"/v1/customers/changes?since={since}", "marketing").json()
    assert ("merged", gone, done["left_id"]) in [(c["kind"], c["customer_id"], c["into_id"]) for c in fed["items"]]
    assert api.get(f"/v1/customers/changes?since={fed['next_since']}", "marketing").json()["items"] == []
    undone = api.ask("DELETE", f"/v1/duplicates/{pair['pair']}/decision", "crm")
    assert undone.status_code == 200, undone.text
    after = [c["customer_id"] for c in api.get("/v1/customers?limit=1000", "crm").json()["items"]]
    assert after == before
    why = api.get(f"/v1/customers/{done['left_id']}/why", "crm", params={"with": gone}).json()
    assert (why["verdict"], why["sentence"]) == ("doubtful", pair["sentence"])


def test_who_exists_is_found_before_being_entered_twice(base: Any) -> None:
    record = {"first_name": "Jean", "last_name": "Durand", "phone": "01.99.00.12.34", "postal_code": "75002"}
    found = base.post("/v1/customers/match", "crm", json={"records": [record, {"last_name": "Inconnu"}]}).json()[
        "items"
    ]
    jean = _one(base, name="durand")["customer_id"]
    assert found[0]["candidates"][0]["customer_id"] == jean
    assert found[0]["candidates"][0]["sentence"].startswith("Même")
    assert found[1]["candidates"] == []
    made = base.post("/v1/customers", "crm", json=record)
    assert (made.status_code, made.json()["customer_id"], made.json()["existing"]) == (200, jean, True)
    fresh = base.post("/v1/customers", "crm", json={"last_name": "Neuf", "email": "neuf@courrier.example"})
    assert (fresh.status_code, fresh.json()["existing"]) == (201, False)
    assert _one(base, name="neuf")["email"] == "neuf@courrier.example"
    with base.unchanged():
        assert base.post("/v1/customers", "crm", json={"city": "Paris"}).status_code == 422


def test_what_would_be_is_asked_without_a_base(api: Any) -> None:
    stated = {"audience": "b2c", "relation": "prospect", "list_kind": "owned", "consent": "granted"}
    dated = stated | {"granted_on": "2026-01-05", "collected_on": "2026-01-05"}
    asked = {"channel": "email", "at": "2026-06-01T00:00:00Z", "facts": [dated, stated | {"consent": "withdrawn"}]}
    told = api.post("/v1/decisions/simulate", "dpo", json=asked)
    assert told.status_code == 200, told.text
    assert [t["verdict"] for t in told.json()["items"]] == ["allowed", "refused"]


def test_a_customer_that_is_not_there(base: Any) -> None:
    nobody = "CUS-000ZZZ" + "0"
    for path in (f"/v1/customers/{nobody}", "/v1/duplicates/1-999"):
        assert base.get(path, "crm").status_code == 404
    assert base.get("/v1/customers/CUS-0000013", "crm").status_code == 404, "a mistyped id"


def test_a_refusal_told_by_a_person_outlives_the_revert_of_its_file(base: Any) -> None:
    salon = "C8;Mme;LOIN;Luce;9 rue Neuve;35000;Rennes;01 99 00 99 99;luce.loin@courrier.example;oui;05/01/2026"
    content = "\n".join([HEADER, salon]) + "\n"
    first = _import(base, content, "clients")
    luce = _one(base, name="loin")["customer_id"]
    assert _verdict(base, luce)["verdict"] == "allowed"
    told = _append(base, value="luce.loin@courrier.example", channel="email", status="refused")
    assert told.status_code == 201, told.text
    assert base.post(f"/v1/imports/{first}/revert", "crm").status_code == 202
    base.work()
    assert base.get("/v1/customers?name=loin", "crm").json()["items"] == []
    _import(base, content, "clients")
    assert _verdict(base, _one(base, name="loin")["customer_id"])["verdict"] == "refused"


def test_a_segment_drops_whoever_withdraws(base: Any, tmp_path: Path) -> None:
    def members() -> list[str]:
        out = tmp_path / "segment.csv"
        asked = Asked(None, "email", "marketing.own", base.house.now_us())
        build_segment(
            base.database, asked, out, rules=shipped_rules(), keys=base.house.data.keys, now_us=base.house.now_us()
        )
        return out.read_text("utf-8").splitlines()[1:]

    assert any("jean.durnad@courrier.example" in line for line in members())
    assert _append(base, value="jean.durnad@courrier.example", channel="email", status="withdrawn").status_code == 201
    assert not any("jean.durnad@courrier.example" in line for line in members())
