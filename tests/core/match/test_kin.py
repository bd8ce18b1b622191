"""Households and establishments are linked: who, to whom, and who not."""

from typing import Any

import polars as pl
from invented_parties import frame

from service.core.match.kin import kin_keys, kin_links
from service.core.match.prepare import prepare

HOME = {"last_name": "Roussel", "address_line1": "3 rue de la Gare", "postal_code": "69003"}


def _links(new: Any, old: Any = None) -> list[tuple[int, int, str]]:
    made = kin_keys(prepare(new))
    return kin_links(made, made.clear() if old is None else kin_keys(prepare(old))).rows()


def test_a_couple_at_one_door_is_a_household() -> None:
    people = frame(
        HOME | {"first_name": "Anne"}, HOME | {"first_name": "Marc"}, HOME | {"first_name": "Annie"},
        HOME | {"first_name": "Zoé", "postal_code": "13001"}, HOME | {"first_name": "M"},
    )  # fmt: skip
    found = _links(people)
    assert (1, 2, "household") in found
    assert not {4, 5} & {party for link in found for party in link[:2]}, "another town; an initial tells nobody"


def test_the_same_first_name_is_no_household() -> None:
    assert _links(frame(HOME | {"first_name": "Bob"}, HOME | {"first_name": "Robert"})) == []


def test_establishments_are_under_the_oldest_of_their_firm() -> None:
    firm = {"company_name": "Menuiserie Rivière"}
    sirets = ("73282932000074", "73282932000082", "73282932000074")
    firms = frame(*[firm | {"siret": siret} for siret in sirets], kind="company")
    assert _links(firms) == [(2, 1, "establishment_of")]
    new = firms.tail(2).with_columns(pl.col("party_id") + 10)
    assert _links(new, firms.head(1)) == [(12, 1, "establishment_of")]


def test_a_home_of_many_is_no_household() -> None:
    names = ["Anne", "Marc", "Zoé", "Paul", "Luc", "Ève", "Guy", "Noé", "Léa", "Max", "Tom"]
    assert _links(frame(*[HOME | {"first_name": n} for n in names])) == []
