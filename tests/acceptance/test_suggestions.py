"""Proposed repairs are accepted, refused and taken back; the next file gets the same answers; nothing else moves."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from filled import filled_house
from sqlalchemy import select
from sqlmodel import SQLModel

from service.errors import BadQuery, WrongState
from service.flows import purge
from service.flows.suggestions import answer_items, items_of, kinds_of
from service.store.answers import suggestions_of
from service.store.secrets import installation_secret
from service.store.session import reading, unit_of_work
from service.store.visible import live_records

HEADER = "Code;Nom de famille;Prénom;Email;CP;Ville"
C1 = "C1;Martin;Jeanne;jeanne.martin@canary.example;69003;Lyon"
C2 = "C2;Bernard;Luc;luc.bernard@gmial.com;13002;Marseille"
C3 = "C3;Petit;Anna;anna.petit@hotmial.fr;59000;Lille"
C4 = "C4;Durand;Zoé;zoe.durand@canary.example;33000;Bordeaux"
FIRST = f"{HEADER}\n{C1}\n{C2}\n{C3}\n{C4}\n"
TYPO = "email.domain-typo"
NOW = 1_790_000_000_000_000
_T = SQLModel.metadata.tables


class Desk:
    """A clerk at the work list of the list that a house has."""

    def __init__(self, house: Any) -> None:
        self.house, self.secret = house, installation_secret(house.data.keys)

    def items(self, state: str = "open") -> dict[str, str]:
        with reading(self.house.database) as work:
            rows = items_of(work, 1, self.secret).filter(code=TYPO, state=state)
        return dict(rows.select("before", "digest").iter_rows())

    def say(self, answer: Any, *befores: str, seen: int | None = None) -> None:
        known = self.items("open") | self.items("accepted") | self.items("refused")
        ids = [known[b] for b in befores] or None
        with unit_of_work(self.house.database) as work:
            told = answer_items(
                work, 1, TYPO, answer, secret=self.secret, principal="camille", now_us=NOW, ids=ids, seen=seen
            )
        view = self.house.run(told.job_id)
        assert view.state == "done", view.problem
        self.house.is_well()

    def emails(self) -> dict[str, str]:
        r = _T["records"].c
        asked = select(r.customer_code, r.email).where(live_records())
        return dict(self.house.rows(asked))

    def golden(self) -> set[str]:
        c = _T["customers"].c
        return {email for (email,) in self.house.rows(select(c.email).where(c.email.is_not(None)))}


def _fill(house: Any) -> None:
    house.import_(FIRST)


filled = filled_house(_fill)


@pytest.fixture
def desk(filled: Any) -> Desk:
    return Desk(filled)


def all_rows(house: Any, *names: str) -> dict[str, list[tuple[Any, ...]]]:
    return {name: sorted(house.rows(select(_T[name])), key=repr) for name in names}


def test_kinds_are_counted(desk: Desk) -> None:
    with reading(desk.house.database) as work:
        (kind,) = kinds_of(work, 1, desk.secret)
    assert {n: kind[n] for n in ("code", "open", "rows", "accepted", "refused", "repair")} == {
        "code": TYPO, "open": 2, "rows": 2, "accepted": 0, "refused": 0, "repair": "suggested",
    }  # fmt: skip


def test_one_is_accepted_with_its_lineage_and_the_party_stays(desk: Desk) -> None:
    r = _T["records"].c
    party = select(r.main_party_id).where(r.customer_code == "C2", live_records())
    before = desk.house.rows(party)
    desk.say("accepted", "luc.bernard@gmial.com")
    assert desk.emails()["C2"] == "luc.bernard@gmail.com"
    assert desk.emails()["C3"] == "anna.petit@hotmial.fr"
    assert "luc.bernard@gmail.com" in desk.golden()
    assert desk.house.rows(party) == before
    cells = desk.house.rows(select(r.cells).where(r.customer_code == "C2", live_records()))
    assert "gmial" in cells[0][0], "the cells stay as they came"
    assert list(desk.items()) == ["anna.petit@hotmial.fr"]
    assert list(desk.items("accepted")) == ["luc.bernard@gmial.com"]


def test_no_value_is_kept_with_an_answer(desk: Desk) -> None:
    desk.say("accepted")
    kept = repr(desk.house.rows(select(_T["answers"])))
    assert "bernard" not in kept
    assert "@" not in kept


def test_a_refused_one_stays_and_is_not_asked_again(desk: Desk) -> None:
    desk.say("refused", "anna.petit@hotmial.fr")
    assert desk.emails()["C3"] == "anna.petit@hotmial.fr"
    assert list(desk.items()) == ["luc.bernard@gmial.com"]
    desk.house.import_(FIRST.replace("C3;Petit;Anna", "C3;Petit;Annabelle"))
    assert list(desk.items()) == ["luc.bernard@gmial.com"]
    assert list(desk.items("refused")) == ["anna.petit@hotmial.fr"]


def test_the_next_file_gets_the_same_answer_and_the_file_wins_when_it_says_otherwise(desk: Desk) -> None:
    desk.say("accepted")
    second = desk.house.import_(
        FIRST.replace("C2;Bernard;Luc;", "C2;Bernard;Lucas;").replace("anna.petit@hotmial.fr", "anna@courrier.example")
        + "C5;Morel;Paul;luc.bernard@gmial.com;75001;Paris\n"
    )
    assert desk.emails() == {
        "C1": "jeanne.martin@canary.example", "C2": "luc.bernard@gmail.com", "C3": "anna@courrier.example",
        "C4": "zoe.durand@canary.example", "C5": "luc.bernard@gmail.com",
    }  # fmt: skip
    assert desk.items() == {}
    desk.house.revert(second)
    assert desk.emails()["C3"] == "anna.petit@hotmail.fr"
    desk.house.is_well()


def test_taking_an_answer_back_restores_what_was_also_after_the_next_file(desk: Desk) -> None:
    before = desk.emails(), desk.golden(), desk.items()
    desk.say("accepted")
    desk.house.import_(FIRST + "C5;Morel;Paul;;75001;Paris\n")
    desk.say("open")
    emails = desk.emails()
    assert emails.pop("C5") is None
    assert (emails, desk.golden(), desk.items()) == before
    with reading(desk.house.database) as work:
        assert set(suggestions_of(work, 1)["code"]) == {TYPO}


def test_reverting_the_import_takes_its_repairs_with_it(desk: Desk) -> None:
    desk.say("accepted")
    desk.house.revert(1)
    names = ("records", "parties", "contact_points", "issues", "customers", "memberships", "pairs", "links")
    assert all(rows == [] for rows in all_rows(desk.house, *names).values())
    desk.house.is_well()
    desk.house.import_(FIRST)
    assert desk.emails()["C2"] == "luc.bernard@gmail.com", "the answer outlives the file"


def test_a_person_is_erased_with_what_was_repaired(house: Any) -> None:
    header = "Code client;Nom de famille;Prénom;Email;Code postal;Ville;Statut;Date de création"
    old = "C1;Zyvaloux;Zoltan;zyvaloux@gmial.com;75011;Paris;Prospect;10/01/2020"
    house.import_(f"{header}\n{old}\nC2;Martin;Jeanne;jeanne@canary.example;75011;Paris;Client;10/01/2026\n")
    Desk(house).say("accepted")
    day = date(2026, 11, 22)
    review = purge.rehearse(house.database, purge.shipped_rules(), as_of=day, now_us=NOW)
    assert len(review.customer_ids) == 1
    assert house.run(purge.ask_to_purge(house.database, review.id, now_us=NOW)).state == "done"
    for name, table in _T.items():
        assert "zyvaloux" not in repr(house.rows(select(table))).lower(), name
    house.is_well()


def test_what_was_not_seen_is_not_answered(desk: Desk) -> None:
    with pytest.raises(WrongState):
        desk.say("accepted", seen=1)
    with unit_of_work(desk.house.database) as work, pytest.raises(BadQuery):
        answer_items(work, 1, TYPO, "accepted", secret=desk.secret, principal="c", now_us=NOW, ids=["0" * 32])
    assert len(desk.items()) == 2
    desk.say("accepted", seen=2)
    assert desk.items() == {}
