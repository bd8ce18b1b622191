"""Corpora of addresses, postcodes, dates and amounts: pass rates that may only rise, beside a library's."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from field_corpora import measure
from place_corpora import CORPORA, LIBRARIES

RATES = json.loads((Path(__file__).parent / "field_rates.json").read_text())

pytestmark = pytest.mark.shared_data


@pytest.mark.parametrize("corpus", list(CORPORA))
def test_pass_rates_do_not_fall(corpus: str, shared: Path) -> None:
    passed, of = measure(CORPORA[corpus](shared / "fields"))
    peer, theirs = "", None
    if corpus in LIBRARIES:
        name, judged = LIBRARIES[corpus]
        theirs = measure(judged(shared / "fields"))[0]
        peer = f"; {name}: {theirs}"
    print(f"{corpus}: {passed} of {of}{peer}")  # noqa: T201 - `make conformance` shows the rates
    recorded, total = RATES[corpus]
    assert of == total
    assert passed >= recorded
    assert theirs is None or passed >= theirs
