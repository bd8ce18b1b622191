"""The driver: who is paired with whom, in full and incremental mode, whatever the order of rows."""

from typing import Any

import polars as pl
import pytest
from invented_parties import frame

from service.core.match.keys import CAPS, KEY_SCHEMA
from service.core.match.prepare import prepare
from service.core.match.rarity import frequencies
from service.core.match.weights import load
from service.engines.match import key_parties, match_parties
from service.reference.matching import match_model_text

MODEL = load(match_model_text())
ANNE = {"first_name": "Anne", "last_name": "Roussel", "email": "anne.roussel@poste.example", "postal_code": "69003"}
PEOPLE = frame(
    ANNE | {"phone": "+33199000001"},
    {"first_name": "Anne", "last_name": "ROUSEL", "phone": "+33199000001", "email": "anne.roussel@poste.example"},
    ANNE | {"postal_code": "13001"},
    {"first_name": "Marc", "last_name": "Roussel", "phone": "+33199000001", "postal_code": "69003"},
    {"first_name": "Zoé", "last_name": "Kermadec", "postal_code": "29200"},
)


def _pairs(result: Any) -> Any:
    return set(result.pairs.select("left_id", "right_id").iter_rows())


def test_the_same_person_is_paired_and_the_stranger_is_not() -> None:
    sure = match_parties(PEOPLE, MODEL).pairs.filter(pl.col("probability") >= 950_000)
    assert set(sure.select("left_id", "right_id").iter_rows()) >= {(1, 2), (1, 3)}
    assert 5 not in sure["left_id"].to_list() + sure["right_id"].to_list()
    assert (1, 4) not in set(sure.select("left_id", "right_id").iter_rows())


def test_the_order_of_rows_does_not_matter() -> None:
    expected = match_parties(PEOPLE, MODEL)
    for seed in range(5):
        again = match_parties(PEOPLE.sample(fraction=1, shuffle=True, seed=seed), MODEL)
        assert again.pairs.equals(expected.pairs)


def test_incremental_pairs_are_those_of_the_whole_that_touch_a_new_party() -> None:
    known = frequencies(prepare(PEOPLE))
    whole = match_parties(PEOPLE, MODEL, known=known)
    old, new = PEOPLE.filter(pl.col("party_id") <= 3), PEOPLE.filter(pl.col("party_id") > 3)
    part = match_parties(new, MODEL, against=old, known=known)
    touching = whole.pairs.filter((pl.col("left_id") > 3) | (pl.col("right_id") > 3))
    assert part.pairs.equals(touching)
    assert set(key_parties(new, against=old, known=known).keys()["party_id"]) == {4, 5}


def test_a_company_is_never_paired_with_a_person_of_the_same_number() -> None:
    firm = frame({"company_name": "Roussel", "phone": "+33199000001", "party_id": 9}, kind="company")
    assert 9 not in {i for pair in _pairs(match_parties(pl.concat([PEOPLE, firm]), MODEL, floor=0)) for i in pair}


def test_a_value_that_everybody_has_makes_no_pair_and_is_reported() -> None:
    count = CAPS[7] + 1
    crowd = frame(
        *({"first_name": "Jean", "last_name": "Martin", "postal_code": f"{i + 1000:05d}"} for i in range(count))
    )
    result = match_parties(crowd, MODEL, floor=0)
    assert result.compared == 0
    assert [(left.rule, left.blocks, left.pairs) for left in result.left_out] == [
        ("names in any order", 1, count * (count - 1) // 2)
    ]


def test_a_filler_mailbox_identifies_nobody() -> None:
    crowd = frame(*({"last_name": f"Nom{chr(65 + i)}", "email": "nomail@nomail.example"} for i in range(25)))
    assert match_parties(crowd, MODEL, floor=0).compared == 0


def test_the_budget_drops_the_largest_blocks_first() -> None:
    crowd = frame(
        *({"first_name": f"{chr(65 + i)}ude", "phone": "+33199000001"} for i in range(10)),
        *({"first_name": f"{chr(65 + i)}ude", "phone": "+33199000002"} for i in range(2)),
    )
    result = match_parties(crowd, MODEL, floor=0, budget=5)
    assert result.compared == 1
    assert [left.pairs for left in result.left_out] == [45]


def test_keys_are_stored_integers_and_do_not_depend_on_other_rows() -> None:
    together = key_parties(PEOPLE).keys()
    assert dict(together.schema) == KEY_SCHEMA
    for party in range(1, 6):
        alone = key_parties(PEOPLE.filter(pl.col("party_id") == party)).keys()
        assert alone.sort("key").equals(together.filter(pl.col("party_id") == party).sort("key"))


@pytest.mark.parametrize("count", [0, 1])
def test_nothing_to_compare(count: Any) -> None:
    result = match_parties(PEOPLE.head(count), MODEL)
    assert (result.pairs.height, result.compared) == (0, 0)
