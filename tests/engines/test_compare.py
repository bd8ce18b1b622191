"""The bulk engine and the single-pair path give the same levels."""

import random

import numpy as np
import polars as pl

from service.core.match.levels import COMPARISONS, levels_of, unpack_column
from service.core.match.prepare import prepare
from service.core.match.rarity import Frequencies
from service.core.match.view import MATCH_SCHEMA
from service.engines.compare import compare

_POOLS = {
    "customer_code": ["C1", "C2", None],
    "salutation": ["M", "MME", None],
    "first_name": [
        "Jean",
        "Jeanne",
        "J.",
        "JP",
        "Jean-Pierre",
        "Pierre",
        "Jean et Marie",
        "Michel",
        "Michèle",
        None,
        "Pierre Jean",
        "Jean Pierr",
        "Pierre Marie Jean",
        "Marie Piere",
        "Al Jo",
        "Jo Ab",
    ],
    "last_name": [
        "Lefebvre",
        "Lefevre",
        "Martin",
        "Martin-Dupuis",
        "Dupuis",
        "Martel",
        "Marin-Lou",
        "Jean",
        "Pierre",
        "de la Tour",
        None,
    ],
    "ident": ["5304218", "5304281", "6988048", "530421", None],
    "birth_date": [
        "1980-03-05",
        "1980-05-03",
        "1980-03-15",
        "1980-03-28",
        "1980-16-05",
        "1980",
        "1980-03",
        "1975-11-20",
        None,
    ],
    "company_name": [
        "Garage Perrin",
        "SARL Perrin",
        "Garage Perrin et Fils",
        "Perin Garage",
        "Boulangerie",
        "Garage Perrin Nord",
        "Garage Perrin Zenith",
        "Garage Perret",
        "Garages Poret",
        None,
    ],
    "siret": ["73282932000074", "73282932000082", None],
    "siren": ["732829320", "404833048", None],
    "email": [
        "a.roux@a.example",
        "a.roux@b.example",
        "a.rouxx@a.example",
        "contact@a.example",
        "x@gmail.com",
        None,
        "p.martin@grand-garage.example",
        "p.martinn@grand-garaje.example",
    ],
    "phone": ["+33199000012", "+33199000021", "+33199000013", "+33639980001", None],
    "phone_mobile": ["+33639980001", "+33639980010", None],
    "address_line1": [
        "12 rue de la Gare",
        "12 av. de la Gare",
        "14 rue de la Gare",
        "rue de la Guare",
        "12 rue de la Grave",
        "3 place X",
        None,
    ],
    "postal_code": ["69003", "69001", "75011", None],
    "city": ["Lyon", "LYON 3", "Paris", "Villeurbanne", "Vileurbanne", None],
}


def random_parties(count: int, seed: int) -> pl.DataFrame:
    chance = random.Random(seed)  # noqa: S311 - invented parties
    rows = [
        {"party_id": i, "kind": chance.choice(["person", "company"]), "list_id": 1, "record_id": i}
        | {field: chance.choice(pool) for field, pool in _POOLS.items()}
        for i in range(count)
    ]
    return pl.DataFrame(rows, schema={**MATCH_SCHEMA, "ident": pl.String})


KNOWN = Frequencies(
    parties=300,
    forename={"JEAN": 0, "JEANNE": 1, "MICHEL": 3, "PIERRE": 4},
    surname={"MARTIN": 0, "DUPUIS": 1, "LEFEBVRE": 3, "JEAN": 4},
    company={"BOULANGERIE": 0, "GARAGE PERRIN": 1, "PERRIN": 3, "GARAGE PERRET": 4},
    hosts=[],
    overshared=[],
)


def test_both_paths_give_the_same_levels_on_random_pairs() -> None:
    prepared = prepare(random_parties(300, seed=7), KNOWN)
    kind = prepared["kind"].to_numpy()
    draw = np.random.default_rng(7)
    left, right = draw.integers(0, 300, 6000), draw.integers(0, 300, 6000)
    same = kind[left] == kind[right]
    left, right = left[same], right[same]
    rows = prepared.rows(named=True)
    bulk = compare(prepared, left, right).tolist()
    single = [levels_of(rows[a], rows[b]) for a, b in zip(left.tolist(), right.tolist(), strict=True)]
    assert bulk == single


def test_the_random_pairs_reach_every_level() -> None:
    prepared = prepare(random_parties(600, seed=7), KNOWN)
    every = np.arange(600)
    packed = compare(prepared, np.repeat(every, 600), np.tile(every, 600))
    for comparison, levels in COMPARISONS.items():
        seen = {levels[i] for i in np.unique(unpack_column(packed, comparison))}
        assert (comparison, set(levels) - seen) == (comparison, {"mailbox"} if comparison == "kind" else set())


def test_no_pairs_give_no_levels() -> None:
    prepared = prepare(random_parties(3, seed=1))
    assert compare(prepared, np.empty(0, np.int64), np.empty(0, np.int64)).tolist() == []
