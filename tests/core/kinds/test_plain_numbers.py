"""One value in plain Python gets the answer of its column."""

from __future__ import annotations

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.core.kinds.banks import parse_iban, parse_ibans
from service.core.kinds.companies import parse_siren, parse_sirens, parse_siret, parse_sirets, parse_vat, parse_vats
from service.core.kinds.hazards import found_in, hazards_of
from service.core.kinds.texts import parse_text, parse_texts

DOORS = {
    "siren": (parse_siren, parse_sirens),
    "siret": (parse_siret, parse_sirets),
    "vat": (parse_vat, parse_vats),
    "iban": (parse_iban, parse_ibans),
    "text": (parse_text, parse_texts),
}
SOUND = {
    "siren": ["732829320", "57813131", "356000000", "000000000"],
    "siret": ["73282932000074", "35600000000048", "35600000049837", "7282932000074"],
    "vat": ["FR44732829320", "FR40303265045", "BE0403019261", "FR65000012345"],
    "iban": [
        "FR7630006000011234567890189",
        "BE68539007547034",
        "DE89370400440532013000",
        "MC5811222000010123456789030",
    ],
    "text": ["Céline", "CÃ©line", "a\u00a0 b", "\ufffdlan", "nd"],
}
DRESSED = ["{}", " {} ", "{}.0", "n° {}", "FR{}", "{}x", "{}\u00a0", "'{}", "7,3E+{}"]


@st.composite
def values(draw: st.DrawFn) -> tuple[str, str]:
    """A kind, and a sound value of it as people damage it, or nearly a number."""
    kind = draw(st.sampled_from(sorted(DOORS)))
    text = draw(
        st.sampled_from(SOUND[kind]) | st.text("0123456789", max_size=15) | st.text(" .-FR0123456789Ãé©", max_size=16)
    )
    if text and draw(st.booleans()):
        place = draw(st.integers(0, len(text) - 1))
        text = text[:place] + draw(st.sampled_from(["", " ", "1", "0", ".", "é"])) + text[place + 1 :]
    return kind, draw(st.sampled_from(DRESSED)).format(text)


@given(values())
def test_one_value_gets_the_answer_of_its_column(case: tuple[str, str]) -> None:
    kind, text = case
    one, many = DOORS[kind]
    found = one(text)
    assert (found.value, found.code, found.suggestion) == many(pl.Series([text])).select(
        "value", "code", "suggestion"
    ).row(0)


@pytest.mark.parametrize("kind", sorted(DOORS))
def test_blanks_are_no_value(kind: str) -> None:
    one, many = DOORS[kind]
    for text in ("", "  ", "nd", None):
        assert (one(text).value, one(text).code) == (None, None)
        assert many(pl.Series([text], dtype=pl.String)).select("value", "code").row(0) == (None, None)


PHRASES = [
    "est malade",
    "gros con",
    "Assurance maladie",
    "06 12 34 56 78",
    "FR7630006000011234567890189",
    "rien",
    "M. Gay",
    "é",
]


@given(st.lists(st.sampled_from(PHRASES) | st.text(max_size=8), max_size=4).map(", ".join))
def test_one_free_text_gets_the_answer_of_its_column(text: str) -> None:
    row = found_in(pl.Series([text])).row(0, named=True)
    assert hazards_of(text) == {kind: count for kind, count in row.items() if count}
