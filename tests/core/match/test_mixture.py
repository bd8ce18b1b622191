"""A file weighed by itself: families do not pull their members together, and the answer does not hang on order."""

import numpy as np
import numpy.typing as npt
import polars as pl
import pytest
from invented_parties import frame

from service.core.match.mixture import MOST_BITS, blended, comparisons_made, equal_values, own_weight
from service.core.match.prepare import prepare
from service.core.match.weights import FEW, load_open
from service.engines.compare import compare
from service.reference.matching import match_model_text

OPEN = load_open(match_model_text())
FIRST = ("Anne", "Zoé", "Marc", "Paul", "Luc", "Rose", "Jean", "Inès", "Hugo", "Lina")


def town(people: int) -> pl.DataFrame:
    """So many people of two a home, every fifth twice with a slip in the surname."""
    rows = []
    for n in range(people):
        home = n // 2
        one = {
            "first_name": FIRST[(n * 7) % 10], "last_name": f"Kerma{chr(97 + home % 26)}dec{chr(97 + home // 26)}",
            "birth_date": f"19{30 + n % 60}-{1 + n % 12:02}-{1 + n % 28:02}", "address_line1": f"{home + 1} rue Haute",
            "city": "Brest",
        }  # fmt: skip
        rows.append(one)
        if n % 5 == 0:
            rows.append(one | {"last_name": one["last_name"].replace("erm", "emr")})
    return frame(*rows)


Numbers = npt.NDArray[np.int64]
Weighed = tuple[pl.DataFrame, Numbers, Numbers, Numbers]


@pytest.fixture(scope="module")
def weighed() -> Weighed:
    prepared = prepare(town(300))
    left, right = np.triu_indices(prepared.height, 1)
    levels = compare(prepared, left, right)
    return prepared, left, right, own_weight(levels, levels, equal_values(prepared), OPEN, 0)


def test_the_same_person_is_believed_and_the_family_is_not(weighed: Weighed) -> None:
    prepared, left, right, weight = weighed
    birth, street = prepared["birth"].to_numpy(), prepared["street"].to_numpy()
    number = prepared["number"].to_numpy()
    home = (number[left] == number[right]) & (street[left] == street[right])
    same = home & (birth[left] == birth[right])
    assert (weight[same] > 1000).all()
    assert (weight[home & ~same] < 0).all()


def test_the_order_of_pairs_does_not_matter(weighed: Weighed) -> None:
    prepared, left, right, weight = weighed
    levels = compare(prepared, left, right)[::-1]
    assert own_weight(levels, levels, equal_values(prepared), OPEN, 0).tolist() == weight[::-1].tolist()


def test_two_weights_become_one() -> None:
    levels = np.zeros(2, dtype=np.int64)
    assert comparisons_made(levels) <= FEW
    most = round(1000 * MOST_BITS)
    blend = np.array([[0.5, 0.5, 1.0], [1.0, 0.0, 0.0]])
    made = blended(levels, np.array([3000, 10 * most]), np.array([1000, 0]), blend)
    assert made.tolist() == [3000, most // 2 + 1000]
