"""Blocking keys: who meets whom, under which rule."""

from typing import Any

import polars as pl
import pytest
from invented_parties import frame

from service.core.match.keys import CAPS, RULE_NAMES, RULES, WIDE, crowded, keys
from service.core.match.prepare import prepare


def meeting(left: dict[str, Any], right: dict[str, Any], *, kind: str = "person") -> set[str]:
    """The names of the rules under which two parties share a key."""
    made = keys(prepare(frame(left, right, kind=kind)))
    ours = {(k, r) for k, p, r in made.iter_rows() if p == 1}
    theirs = {(k, r) for k, p, r in made.iter_rows() if p == 2}
    return {RULE_NAMES[rule] for _, rule in ours & theirs}


@pytest.mark.parametrize(
    ("left", "right", "rule"),
    [
        ({"email": "A.Roux@poste.example"}, {"email": "a.roux@poste.example"}, "email"),
        ({"email": "a.rousseau@gmail.com"}, {"email": "arousseau@orange.fr"}, "email local part"),
        ({"phone": "+33199000001"}, {"phone_secondary": "+33199000001"}, "phone"),
        ({"customer_code": "C1"}, {"customer_code": "C1"}, "customer code"),
        ({"first_name": "Bastien", "last_name": "Morel"}, {"first_name": "MOREL", "last_name": "Bastien"},
         "names in any order"),
        ({"first_name": "Jean", "last_name": "Dupont", "postal_code": "69003"},
         {"first_name": "J.", "last_name": "Dupond", "postal_code": "69003"}, "surname sound, initial, place"),
        ({"last_name": "Roux", "birth_date": "1980-03-05"}, {"last_name": "ROUX", "birth_date": "1980-03-05"},
         "surname and birth"),
        ({"first_name": "Nico", "birth_date": "1980-03-05"}, {"first_name": "Nicolas", "birth_date": "1980-03-05"},
         "forename and birth"),
        ({"first_name": "Anne", "last_name": "Roux", "address_line1": "3 rue des Lilas", "postal_code": "69003"},
         {"first_name": "Anne", "last_name": "Morel", "address_line1": "3, r. des Lilas", "postal_code": "69003"},
         "door and initial"),
        ({"birth_date": "1980-03-05", "address_line1": "3 rue des Lilas"},
         {"birth_date": "1980-03-05", "address_line1": "rue des Lilas"}, "birth and street"),
        ({"company_name": "Perrin SA", "last_name": "Roux"}, {"company_name": "SA Perrin", "last_name": "Roux"},
         "employer and surname"),
    ],
)  # fmt: skip
def test_people_meet_under_the_rule(left: dict[str, Any], right: dict[str, Any], rule: str) -> None:
    assert rule in meeting(left, right)


@pytest.mark.parametrize(
    ("left", "right", "rule"),
    [
        ({"siret": "73282932000074"}, {"siret": "73282932000074"}, "siret"),
        ({"siret": "73282932000074"}, {"siren": "732829320"}, "siren"),
        ({"company_name": "SARL Perrin", "city": "Lyon"}, {"company_name": "PERRIN", "city": "LYON"}, "firm and place"),
        ({"company_name": "Garage Perrin"}, {"company_name": "Perrin Garage SAS"}, "firm"),
        ({"company_name": "Boulangerie Roux", "postal_code": "69003"},
         {"company_name": "Boulangeries Morel", "postal_code": "69009"}, "firm's longest word and department"),
        ({"address_line1": "3 rue des Lilas", "postal_code": "69003", "company_name": "A"},
         {"address_line1": "3 r des Lilas", "postal_code": "69003", "company_name": "B"}, "door"),
    ],
)  # fmt: skip
def test_firms_meet_under_the_rule(left: dict[str, Any], right: dict[str, Any], rule: str) -> None:
    assert rule in meeting(left, right, kind="company")


def test_a_code_means_something_inside_its_list_only() -> None:
    assert meeting({"customer_code": "C1"}, {"customer_code": "C1", "list_id": 2}) == set()


def test_a_number_that_a_party_has_twice_gives_one_key() -> None:
    made = keys(prepare(frame({"phone": "+33199000001", "phone_mobile": "+33199000001"})))
    assert made.height == made.unique().height == 1


def test_nothing_known_gives_no_key() -> None:
    assert keys(prepare(frame({"first_name": "Anne"}))).height == 0


def test_every_rule_has_a_number_a_name_and_one_cap() -> None:
    every = (*RULES, *WIDE)
    assert {rule.number for rule in every} == set(CAPS) == set(RULE_NAMES)
    assert all(CAPS[rule.number] == rule.cap for rule in every)
    assert not {rule.number for rule in RULES} & {rule.number for rule in WIDE}


def test_a_number_in_two_columns_gives_one_key() -> None:
    twice = frame({"phone": "+33199000001", "phone_mobile": "+33199000001", "phone_secondary": "+33199000001"})
    made = keys(prepare(twice))
    assert [RULE_NAMES[rule] for rule in made["rule"]].count("phone") == 1


def test_a_block_beyond_its_cap_with_those_of_the_base_is_crowded() -> None:
    cap = CAPS[1]
    made = pl.DataFrame({"key": [7, 7, 8, 9], "party_id": [1, 2, 1, 2], "rule": [1, 1, 1, 1]})
    held = pl.DataFrame({"key": [7] * (cap - 1) + [8] * (cap - 1), "party_id": range(10, 10 + 2 * (cap - 1))})
    assert crowded(made, held).to_list() == [7]
