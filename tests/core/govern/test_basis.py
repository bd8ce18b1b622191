"""What a list's attested basis says, and what it does not."""

from __future__ import annotations

import datetime as dt

import pytest

from service.core.govern.basis import basis_of, list_facts, parse_basis
from service.errors import RulesInvalid


def test_words_vouch_for_the_collection_and_nothing_else() -> None:
    facts = list_facts([(1, "purchased", "b2c", basis_of("Formulaire du site, case non cochée, 2025"))], "email")
    row = facts.row(0, named=True)
    assert (row["attested"], row["informed"], row["refusal_offered"], row["list_audience"]) == (True, True, None, "b2c")


def test_no_basis_says_nothing() -> None:
    row = list_facts([(1, "owned", None, None)], "email").row(0, named=True)
    assert (row["attested"], row["informed"], row["bloctel_checked_on"]) == (False, None, None)


def test_channels_limit_what_is_attested() -> None:
    basis = basis_of('{"statement": "x", "channels": ["sms"], "informed": false, "bloctel_checked_on": "2026-08-01"}')
    email, sms = (list_facts([(1, "owned", None, basis)], c).row(0, named=True) for c in ("email", "sms"))
    assert (email["attested"], sms["attested"]) == (False, True)
    assert email["informed"] is False
    assert email["bloctel_checked_on"] == dt.date(2026, 8, 1)


@pytest.mark.parametrize(
    "text",
    ["{", '{"channels": ["email"]}', '{"statement": " "}', '{"statement": "x", "colour": 1}',
     '{"statement": "x", "channels": ["pigeon"]}', '{"statement": "x", "informed": "yes"}',
     '{"statement": "x", "bloctel_checked_on": "soon"}', "  "],
)  # fmt: skip
def test_mistakes_are_refused(text: str) -> None:
    with pytest.raises(RulesInvalid):
        basis_of(text)


def test_parsing_no_text_gives_nothing() -> None:
    assert parse_basis(None) == {}
