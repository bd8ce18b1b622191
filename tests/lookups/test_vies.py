"""Whether VIES has a number, asked of a real HTTP server that answers as VIES does."""

from __future__ import annotations

import pytest
from lookups_local import GONE, REGISTERED, local_vies

from service.lookups.vies import vies_ask


def test_the_register_says_yes_or_no() -> None:
    with local_vies() as vies:
        ask = vies_ask(vies.url)
        assert (ask(REGISTERED), ask(GONE)) == ("found", "none")
        assert vies.asked[0] == ("/check-vat-number", {"countryCode": "FR", "vatNumber": REGISTERED[2:]})


@pytest.mark.parametrize("number", ["away", "half", "other", "odd", "list", "page", "busy"])
def test_an_answer_that_is_no_answer_says_nothing_against_a_number(number: str) -> None:
    with local_vies() as vies:
        assert vies_ask(vies.url)("FR" + number) == "unknown"
        assert len(vies.asked) == 1


def test_a_redirect_is_not_followed() -> None:
    with local_vies() as vies:
        assert vies_ask(vies.url)("FRmoved") == "unknown"
        assert [path for path, _ in vies.asked] == ["/check-vat-number"]


def test_silence_and_absence_say_nothing_against_a_number() -> None:
    with local_vies() as vies:
        assert vies_ask(vies.url, seconds=0.2)("FRslow") == "unknown"
    assert vies_ask(vies.url, seconds=0.2)(REGISTERED) == "unknown"


def test_a_state_outside_vies_is_not_asked_about() -> None:
    with local_vies() as vies:
        assert vies_ask(vies.url)("GB40303265045") == "unknown"
        assert vies.asked == []
