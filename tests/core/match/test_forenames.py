"""Lists of first names: the same, nearly, or not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.core.match.forenames import relation


@pytest.mark.parametrize(
    ("left", "right", "expected"),
    [
        ("Zoé", "ZOE", "exact"),
        ("Anne Zoé", "Zoé, Anne", "approximate"),
        ("Anne", "Anne Zoé Lou", "approximate"),
        ("Annne", "Anne Zoé", "approximate"),
        ("Annne Zo", "Anne Zoé", "different"),
        ("Anne-Zoé", "Anne", "different"),
        ("Anne-Zoé", "Anne Zoé", "different"),
        ("", "Anne", "different"),
    ],
)
def test_lists_of_first_names(left: str, right: str, expected: str) -> None:
    assert relation(left, right) == expected


@given(
    st.lists(st.sampled_from(["Anne", "Annne", "Zoé", "Lou", "Anne-Lou"])), st.lists(st.sampled_from(["Anne", "Zoé"]))
)
def test_the_order_of_the_two_does_not_matter(left: list[str], right: list[str]) -> None:
    assert relation(" ".join(left), " ".join(right)) == relation(" ".join(right), " ".join(left))
