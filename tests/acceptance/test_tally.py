"""The numbers that pages show were counted by a job, and are what a count of that moment gives."""

from __future__ import annotations

import time
from dataclasses import replace
from typing import Any

from sqlalchemy import select
from sqlmodel import SQLModel

from service.flows.contactable import Asked, answer
from service.flows.import_report import CHANNELS, reachability
from service.flows.purge import shipped_rules
from service.store.import_rows import members_of, together
from service.store.secrets import installation_secret
from service.store.session import reading
from service.store.tallies import BASE, Tally, tallies_of, uncounted

HEADER = "Code;Nom;Prénom;Email;Téléphone;Adresse;CP;Ville;Opt-in email;Dernier achat"
FIRST = """C1;Martin;Jeanne;jeanne.martin@canary.example;01 99 00 12 34;4 rue des Lilas;69003;Lyon;oui;2026-03-14
C2;MARTIN;Jeanne;jeanne.martin@canary.example;0199001234;4, rue des lilas;69003;LYON;;2026-04-02
C3;Bernard;Luc;luc.bernard@canary.example;01 99 00 56 78;12 quai du Port;13002;Marseille;non;2025-11-30"""
SECOND = """D1;Martin;Jeanne;jeanne.martin@canary.example;01 99 00 12 34;4 rue des Lilas;69003;Lyon;;2026-05-01
D2;Petit;Anna;anna.petit@canary.example;01 99 00 77 77;2 place Verte;59000;Lille;oui;2026-05-02"""

ROWS, LATER = FIRST.splitlines(), SECOND.splitlines()[1]


def counts(each: dict[str, Any]) -> dict[str, int]:
    return {name: each[name] for name in ("candidates", "allowed", "refused", "unknown", "unreachable")}


def of(house: Any, import_id: int) -> list[Tally]:
    with reading(house.database) as work:
        return tallies_of(work, import_id)


def now_counted(house: Any, import_id: int, at_us: int) -> list[dict[str, Any]]:
    """The same numbers, counted as the API does."""
    options: dict[str, Any] = {"rules": shipped_rules(), "secret": installation_secret(house.data.keys)}
    if import_id == BASE:
        asked = Asked(None, "email", "marketing.own", at_us, ())
        found = [answer(house.database, replace(asked, channel=c), **options).chosen.counts for c in CHANNELS]
    else:
        found = reachability(house.database, import_id, **options, at_us=at_us)
    return [{"channel": c, **counts(each)} for c, each in zip(CHANNELS, found, strict=True)]


def check(house: Any, import_id: int) -> None:
    (tally,) = of(house, import_id)
    assert abs(tally.at_us - time.time() * 1e6) < 3600e6
    assert tally.reach == now_counted(house, import_id, tally.at_us)
    with reading(house.database) as work:
        expected = together(members_of(work, import_id)) if import_id else None
    assert tally.together == expected


def test_the_base_and_each_import_are_counted_after_it(house: Any) -> None:
    first = house.import_(f"{HEADER}\n{FIRST}\n")
    check(house, first)
    check(house, BASE)
    before = of(house, first)
    second = house.import_(f"{HEADER}\n{SECOND}\n", list_name="others")
    check(house, second)
    check(house, BASE)
    assert of(house, first) == before, "what an import was found to be when it came"
    assert [each["candidates"] for each in of(house, BASE)[0].reach] == [3] * 4
    assert [each["candidates"] for each in of(house, second)[0].reach] == [2] * 4
    house.revert(second)
    assert of(house, second) == []
    check(house, BASE)
    assert [each["candidates"] for each in of(house, BASE)[0].reach] == [2] * 4


def test_each_controller_has_numbers_of_its_own(house: Any) -> None:
    house.import_(f"{HEADER}\n{FIRST}\n", controller="Nord")
    house.import_(f"{HEADER}\n{SECOND}\n", list_name="others", controller="Sud")
    north, south = of(house, BASE)
    assert north.controller_id < south.controller_id
    assert north.reach != south.reach, "who agreed in one name did not in the other"
    with reading(house.database) as work:
        assert uncounted(work) == []


def test_one_count_answers_all_that_was_asked_before_it(house: Any) -> None:
    made = [house.import_(f"{HEADER}\n{row}\n", list_name=f"list {n}", follow=False) for n, row in enumerate(ROWS)]
    jobs = SQLModel.metadata.tables["jobs"].c
    asked = select(jobs.state, jobs.attempt).where(jobs.kind == "tally")
    assert house.rows(asked) == [("queued", 0)] * 3
    house.follow_up()
    assert sorted(house.rows(asked)) == [("done", 0), ("done", 0), ("done", 1)]
    for each in (*made, BASE):
        check(house, each)
    house.import_(f"{HEADER}\n{LATER}\n", list_name="later", follow=False)
    assert house.rows(asked.where(jobs.state == "queued")) == [("queued", 0)], "what comes after is counted anew"
    house.follow_up()
    assert [each["candidates"] for each in of(house, BASE)[0].reach] == [3] * 4
