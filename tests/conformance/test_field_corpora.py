"""Corpora of fields: pass rates that may only rise.

What does not pass, so that nobody takes the rates for more than they are. Amounts: words around a price.
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from field_corpora import CORPORA, measure

RATES = json.loads((Path(__file__).parent / "field_rates.json").read_text())

pytestmark = pytest.mark.shared_data


@pytest.mark.parametrize("corpus", list(CORPORA))
def test_pass_rates_do_not_fall(corpus: str, shared: Path) -> None:
    passed, of = measure(CORPORA[corpus](shared / "fields"))
    print(f"{corpus}: {passed} of {of}")  # noqa: T201 - `make conformance` shows the rates
    recorded, total = RATES[corpus]
    assert of == total
    assert passed >= recorded
