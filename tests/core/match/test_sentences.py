"""A sentence says what agrees, then what is close, then what differs."""

import pytest

from service.core.match.levels import COMPARISONS, level, pack
from service.core.match.sentences import sentence, spoken


def packed(**levels: str) -> int:
    return pack({name: level(name, value) for name, value in levels.items()})


def test_the_sentence_of_the_design() -> None:
    levels = packed(forename="near", surname="same_rare", phone="same_mobile", birth="differs")
    assert sentence(levels, "fr") == "Même nom et même mobile, prénom proche, mais dates de naissance différentes."
    assert sentence(levels, "en") == "Same family name and same mobile, first name close, but different birth dates."


def test_three_agreements_are_listed() -> None:
    levels = packed(surname="same_common", forename="same_common", email="same")
    assert sentence(levels, "fr") == "Même prénom, même nom et même e-mail."


def test_nothing_in_common() -> None:
    assert sentence(0, "fr") == "Rien de comparable."
    assert sentence(packed(surname="differs"), "en") == "Different family names."


@pytest.mark.parametrize("comparison", [c for c in COMPARISONS if c != "kind"])
def test_every_level_that_says_something_has_words(comparison: str) -> None:
    silent = {"missing", "no"} | ({"differs"} if comparison == "code" else set())
    silent |= {"same"} if comparison == "civility" else set()
    assert spoken()[comparison] == set(COMPARISONS[comparison]) - silent
