"""What a firm does with customers that are one or two: part them, ask why, say whose values survive, read the feed."""

from __future__ import annotations

from typing import Any

from apis import Api
from filled import filled_api

HEADER = "Code client;Civilité;Nom;Prénom;Société;SIRET;Adresse;Code postal;Ville;Téléphone;E-mail;Opt-in e-mail"
JEAN = "C1;M.;DURAND;Jean;;;3 rue de la Paix;75002;Paris;01 99 00 12 34;jean.durand@courrier.example;"
TWIN = "D9;M.;DURAND;Jean;;;3 rue de la Paix;75002;Paris;01 99 00 12 34;jean.durand@courrier.example;non"
ANNE = "C2;Mme;DURAND;Anne;;;3 rue de la Paix;75002;Paris;;anne.durand@courrier.example;"
FIRM = "C3;;;;Menuiserie Rivière;73282932000074;1 quai Sud;33000;Bordeaux;05 99 00 11 22;contact@riviere.example;"
PAUL = "C4;M.;PETIT;Paul;;;8 quai Sud;33000;Bordeaux;01 99 00 77 88;paul.petit@ailleurs.example;"


def _import(api: Any, name: str, *rows: str) -> None:
    content = "\n".join([HEADER, *rows]) + "\n"
    sent = api.post(
        f"/v1/imports?list={name}&filename=f.csv", "crm", content=content.encode(), headers={"Content-Type": "text/csv"}
    )
    assert sent.status_code in (200, 202), sent.text
    api.work()


def _named(api: Any, name: str) -> list[Any]:
    found: list[Any] = api.get("/v1/customers", "crm", params={"name": name}).json()["items"]
    return found


def _full(api: Any, customer_id: str) -> Any:
    return api.get(f"/v1/customers/{customer_id}", "crm").json()


def _two_lists(api: Api) -> None:
    """A person is in both."""
    _import(api, "caisse", JEAN, ANNE, FIRM, PAUL)
    _import(api, "salon", TWIN)


base = filled_api(_two_lists)


def _jean(api: Any) -> Any:
    (found,) = [c for c in _named(api, "durand") if c["first_name"] == "Jean"]
    return found


def test_records_part_and_come_back(base: Any) -> None:
    jean = _jean(base)
    assert jean["parties"] == 2
    rows = base.get(f"/v1/customers/{jean['customer_id']}/records", "crm").json()["items"]
    party = next(r["party_id"] for r in rows if r["list_name"] == "salon")
    fixed = base.patch(
        f"/v1/customers/{jean['customer_id']}", "crm", json={"job_title": "Directeur"},
        headers={"If-Match": "*", "Content-Type": "application/merge-patch+json"},
    )  # fmt: skip
    assert fixed.status_code == 200, fixed.text
    done = base.post(f"/v1/customers/{jean['customer_id']}/split", "crm", json={"parties": [party]})
    assert done.status_code == 200, done.text
    told = done.json()
    assert told["customer_id"] == jean["customer_id"]
    assert len(told["parted_ids"]) == len(told["answers"]) == 1
    assert [(e["what"], e["detail"], e["customer_id"]) for e in told["edits"]] == [
        ("correction", "job_title", jean["customer_id"])
    ]
    why = base.get(
        f"/v1/customers/{jean['customer_id']}/why", "crm", params={"with": told["parted_ids"][0]},
        headers={"Accept-Language": "fr"},
    ).json()  # fmt: skip
    assert (why["verdict"], why["answer"]) == ("kept_apart", "different")
    assert why["reason"].startswith("Une personne a répondu")
    back = base.ask("DELETE", f"/v1/duplicates/{told['answers'][0]}/decision", "crm").json()
    assert back["merged"]
    assert _jean(base)["parties"] == 2


def test_a_split_names_some_of_the_customers_records(base: Any) -> None:
    jean = _jean(base)
    rows = base.get(f"/v1/customers/{jean['customer_id']}/records", "crm").json()["items"]
    for parties in ([r["party_id"] for r in rows], [999_999]):
        with base.unchanged():
            refused = base.post(f"/v1/customers/{jean['customer_id']}/split", "crm", json={"parties": parties})
        assert refused.status_code in (400, 422), refused.text


def test_why_not_of_customers_that_were_never_compared(base: Any) -> None:
    jean, paul = _jean(base)["customer_id"], _named(base, "petit")[0]["customer_id"]
    why = base.get(f"/v1/customers/{jean}/why", "dpo", params={"with": paul}).json()
    assert (why["shared_key"], why["verdict"]) == (False, "unlike")
    assert {k["rule"]: k["state"] for k in why["keys"]}["email"] == "differs"
    assert {k["rule"]: k["state"] for k in why["keys"]}["siren"] == "missing"
    assert "jamais été comparés" in why["reason"]


def test_why_not_of_two_who_contradict_each_other_and_of_two_kinds(base: Any) -> None:
    jean = _jean(base)["customer_id"]
    (anne,) = [c["customer_id"] for c in _named(base, "durand") if c["first_name"] == "Anne"]
    why = base.get(f"/v1/customers/{jean}/why", "crm", params={"with": anne}).json()
    assert (why["verdict"], why["contradiction"]["what"]) == ("contradict", "forename")
    assert sum(p["weight"] for p in why["parts"]) == why["weight"]
    (firm,) = base.get("/v1/customers", "crm", params={"company": "riviere"}).json()["items"]
    kinds = base.get(f"/v1/customers/{jean}/why", "crm", params={"with": firm["customer_id"]}).json()
    assert (kinds["verdict"], kinds["contradiction"]["what"]) == ("contradict", "kind")


def test_a_couple_is_linked_and_so_are_establishments(base: Any) -> None:
    jean = _full(base, _jean(base)["customer_id"])
    assert {(link["kind"], link["first_name"]) for link in jean["links"]} == {("household", "Anne")}
    other = FIRM.replace("73282932000074", "73282932000082").replace(
        "1 quai Sud;33000;Bordeaux", "2 rue Foch;69003;Lyon"
    )
    _import(base, "agences", other.replace("C3", "A1"))
    firms = base.get("/v1/customers", "crm", params={"company": "riviere"}).json()["items"]
    assert len(firms) == 2, "two establishments are two customers"
    links = _full(base, firms[1]["customer_id"])["links"]
    assert [(link["kind"], link["direction"], link["customer_id"]) for link in links] == [
        ("establishment_of", "to", firms[0]["customer_id"])
    ]


def test_a_changed_rule_of_survival_recomputes(base: Any) -> None:
    _import(base, "salon", TWIN.replace("3 rue de la Paix", "9 avenue Foch"))
    customer = _jean(base)["customer_id"]
    assert _full(base, customer)["values"]["address_line1"] == "9 AVENUE FOCH"
    (salon,) = [r for r in base.get("/v1/lists").json()["items"] if r["name"] == "salon"]
    path = f"/v1/lists/{salon['id']}"
    kind = {"Content-Type": "application/merge-patch+json", "If-Match": "*"}
    asked = {"survival": {"fields": {"postal_code": "if_empty"}}}
    changed = base.patch(path, json=asked, headers=kind)
    assert changed.status_code == 200, changed.text
    assert changed.json()["survival"] == {"trust": 5, "fields": {"postal_code": "if_empty"}}
    assert _full(base, customer)["values"]["address_line1"] == "9 AVENUE FOCH", "until the job has run"
    base.work()
    told = _full(base, customer)
    assert told["values"]["address_line1"] == "3 RUE DE LA PAIX"
    assert told["lineage"]["address_line1"]["rule"] == "yielded"
    fed = base.get("/v1/customers/changes?limit=1000", "crm").json()["items"]
    assert (fed[-1]["kind"], fed[-1]["cause"], fed[-1]["cause_id"]) == ("updated", "rules", salon["id"])
    assert base.patch(path, json={"survival": None}, headers=kind).json()["survival"] is None
    base.work()
    assert _full(base, customer)["values"]["address_line1"] == "9 AVENUE FOCH"
    for bad in ({"trust": 10}, {"fields": {"city": "never"}}, {"fields": {"email": "always"}}):
        assert base.patch(path, json={"survival": bad}, headers=kind).status_code == 422


def test_a_refusal_anywhere_in_the_customer_wins_on_its_contact_point(base: Any) -> None:
    jean = _full(base, _jean(base)["customer_id"])
    points = [p for p in jean["contact_points"] if p["kind"] == "email"]
    yes = {
        "contact_point_id": min(p["contact_point_id"] for p in points), "channel": "email", "status": "granted",
        "occurred_at": "2026-05-01T10:00:00Z", "proof": {"how": "form"},
    }  # fmt: skip
    sent = base.post("/v1/consents", "dpo", json={"items": [yes]}, headers={"Idempotency-Key": "yes-1"})
    assert sent.status_code == 201, sent.text
    asked = {"customers": [jean["customer_id"]], "channel": "email"}
    decided = base.post("/v1/decisions", "dpo", json=asked).json()["items"][0]
    assert decided["verdict"] == "refused", "the list salon says no of the same address"
    party = next(p["party_id"] for p in points if p["contact_point_id"] != yes["contact_point_id"])
    done = base.post(f"/v1/customers/{jean['customer_id']}/split", "crm", json={"parties": [party]}).json()
    told = {
        who: base.post("/v1/decisions", "dpo", json=asked | {"customers": [who]}).json()["items"][0]["verdict"]
        for who in (done["customer_id"], done["parted_ids"][0])
    }
    assert told[done["parted_ids"][0]] == "refused"
