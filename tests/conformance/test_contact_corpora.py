"""Corpora of addresses, numbers and free text: pass rates that may only rise, beside the library's in the same run.

Every miss is explained in docs/conformance.md.
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from contact_corpora import CORPORA, measure

RATES = json.loads((Path(__file__).parent / "contact_rates.json").read_text())

pytestmark = pytest.mark.shared_data


@pytest.mark.parametrize("corpus", list(CORPORA))
def test_pass_rates_do_not_fall(corpus: str, shared: Path) -> None:
    judge, library = CORPORA[corpus]
    passed, of, theirs = measure(judge(shared / "fields"))
    beside = f"; {library}: {theirs}" if theirs is not None else ""
    print(f"{corpus}: {passed} of {of}{beside}")  # noqa: T201 - `make conformance` shows the rates
    recorded, total = RATES[corpus]
    assert of == total
    assert passed >= recorded
