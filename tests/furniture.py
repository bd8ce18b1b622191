"""A furnished house: the service over a base in which every example of the document has what it speaks of.

    def test_something(furnished): …       an `Api` over a fresh copy, on SQLite and on PostgreSQL

It is furnished once a session and a database, through the API: what an example names (list 1, import 1, job 1, key 1…)
is made here, in an order that gives these numbers. Whoever adds an operation adds what its example needs at the end.
"""

from __future__ import annotations

from datetime import date

from apis import START_US, Api
from filled import filled_api

from service.flows.purge import ask_to_purge, rehearse, shipped_rules

CUSTOMERS = """\
Code;Civilité;Nom;Prénom;Email;Téléphone;Adresse;CP;Ville;Opt-in email;Dernier achat
C1;Mme;Martin;Jeanne;jeanne.martin@canary.example;01 99 00 12 34;4 rue des Lilas;69003;Lyon;oui;2026-03-14
C2;Mme;MARTIN;Jeanne;jeanne.martin@canary.example;0199001234;4, rue des lilas;69003;LYON;;2026-04-02
C3;M.;Bernard;Luc;luc.bernard@canary.example;01 99 00 56 78;12 quai du Port;13002;Marseille;non;2025-11-30
C4;Mme;Bernard;Sophie;;01 99 00 56 78;12 quai du Port;13002;Marseille;;2024-01-08
C5;;Brasserie du Port;;contact@port.example;01 99 00 99 99;1 place du Port;35400;Saint-Malo;;2026-05-01
C6;M.;;;;pas un téléphone;;;;;
"""
"""Invented people: one twice, two who share an address and a phone, a company, a line without a usable party."""


TYPOS = "Numéro;Nom;Prénom;Courriel\nT1;Renard;Odile;odile.renard@gmial.com\n"
"""One whose address has a proposal."""


def furnish(api: Api) -> None:
    """List 1 with import 1 (job 1), published; list 2, empty; segment 1 with delivery 1; review 1, and 2 that is done;
    the pair 1-2 (one customer) with an answer; recipe 1 with two versions, of headings that no other example has; list
    3 with an address to decide on.
    """
    sent = api.post("/v1/imports?list=clients&filename=clients.csv", "crm", content=CUSTOMERS.encode())
    assert sent.status_code == 202, sent.text
    assert api.post("/v1/lists", json={"name": "empty"}).status_code == 201
    api.work()
    assert api.get("/v1/imports/1", "crm").json()["state"] == "published"
    question = {"name": "Everyone", "channel": "email", "columns": ["last_name", "city"]}
    assert api.post("/v1/segments", "marketing", json=question).status_code == 201
    keyed = {"Idempotency-Key": "furniture"}
    assert api.post("/v1/segments/1/deliveries", "marketing", json={}, headers=keyed).status_code == 201
    due = rehearse(api.database, shipped_rules(), as_of=date(2026, 5, 28), now_us=START_US)
    assert (due.id, due.customer_ids) == (1, [])
    done = rehearse(api.database, shipped_rules(), as_of=date(2026, 5, 28), now_us=START_US)
    ask_to_purge(api.database, done.id, now_us=START_US)
    api.work()
    answered = api.post("/v1/duplicates/1-2/decision", "crm", json={"decision": "same"})
    assert answered.status_code == 200, answered.text
    columns = [{"heading": "Société", "field": "company_name"}, {"heading": "Mél", "field": "email"}]
    saved = api.post("/v1/recipes", "crm", json={"name": "Furniture", "columns": columns})
    assert saved.status_code == 201, saved.text
    columns[1]["field"] = "email_secondary"
    changed = api.ask("PUT", "/v1/recipes/1", "crm", json={"columns": columns}, headers={"If-Match": "*"})
    assert (changed.status_code, changed.json()["version"]) == (200, 2), changed.text
    sent = api.post("/v1/imports?list=typos", "crm", content=TYPOS.encode())
    assert sent.status_code == 202, sent.text
    api.work()


furnished = filled_api(furnish)
