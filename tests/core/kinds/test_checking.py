"""One registry of kinds, asked alike by the command, the API and forms."""

from __future__ import annotations

import pytest

from service.core.kinds.checking import KINDS, checked_values, warm
from service.errors import BadQuery

DESIGN = "email phone siren siret vat iban bic rna naf name address postcode amount date".split()  # noqa: SIM905 - as the design writes it


def test_every_kind_of_the_design_is_known() -> None:
    assert set(DESIGN) | {"text"} == set(KINDS)
    warm()


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_answers_keep_values_order_and_shape(kind: str) -> None:
    values = ["1", "", "é\u00a0?", "1", "a" * 300]
    told = list(checked_values(kind, values))
    assert [t["input"] for t in told] == values
    assert told[0] == told[3]
    assert all(set(t) == {"input", "normalised", "valid", "code", "suggestion", "parts"} for t in told)
    assert told[1]["valid"] is False
    assert told[1]["code"] is None


def test_a_kind_that_is_none() -> None:
    with pytest.raises(BadQuery):
        checked_values("shoe", ["42"])


def test_the_country_says_how_a_number_is_read() -> None:
    belgian = next(checked_values("phone", ["0475 12 34 56"], country="BE"))
    assert (belgian["normalised"], belgian["parts"]["type"]) == ("+32475123456", "mobile")


def test_free_text_is_valid_and_tells_what_it_holds() -> None:
    told = next(checked_values("text", ["Est malade, CB 4929 7226 5379 7141"]))
    assert (told["valid"], told["code"], told["parts"]) == (True, "text.card", {"card": "1", "health": "1"})
