"""Corpora of exports: pass rates that may only rise, and every sample imported or refused with a reason.

Each miss is explained in docs/conformance.md.
"""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from exports import CORPORA
from make_samples_table import GOLDEN, golden, golden_name, page, sample_files, surveyed

from service.core.survey import Survey, require_customers
from service.errors import FileUnusable
from service.flows.inspect import inspect_file

RATES = json.loads((Path(__file__).parent / "export_rates.json").read_text())

pytestmark = pytest.mark.shared_data


@cache
def survey_of(path: Path) -> Survey:
    """Each sample is looked at once for all tests."""
    return surveyed(path)


@cache
def inspected(path: Path) -> dict[str, Any]:
    return inspect_file(path)


@pytest.mark.parametrize("corpus", list(CORPORA))
def test_pass_rates_do_not_fall(corpus: str, shared: Path) -> None:
    folder, judge = CORPORA[corpus]
    judged = judge(shared / "exports" / "conformance" / folder)
    passed = sum(judged.values())
    print(f"{corpus}: {passed} of {len(judged)}")  # noqa: T201 - `make conformance` shows the rates
    recorded, of = RATES[corpus]
    assert len(judged) == of
    assert passed >= recorded, sorted(name for name, good in judged.items() if not good)


def test_every_sample_is_shown_and_both_sums_hold(shared: Path) -> None:
    for path in sample_files(shared / "exports" / "samples"):
        counters = inspected(path)["counters"]
        found = survey_of(path)
        others = sum(counters[k] for k in ("header", "preamble", "footer", "blank"))
        assert counters["lines"] == others + found.counters.row_lines, path.name
        assert counters["rows"] == counters["accepted"] + counters["rejected"] + counters["quarantined"], path.name


def test_every_sample_has_customers_or_is_refused_with_a_reason(shared: Path) -> None:
    reasons = {"no-rows", "no-party-column", "no-party-row"}
    for path in sample_files(shared / "exports" / "samples"):
        found = survey_of(path)
        refused = _refusal(found)
        assert refused is None or refused.facts["reason"] in reasons, path.name
        assert refused is None or len(refused.detail.split()) > 10, path.name


def _refusal(found: Survey) -> FileUnusable | None:
    try:
        require_customers(found)
    except FileUnusable as refused:
        return refused
    return None


def test_the_page_on_samples_is_current(shared: Path) -> None:
    written = (Path(__file__).parents[2] / "docs" / "samples.md").read_text(encoding="utf-8")
    assert written == page(shared / "exports" / "samples", survey_of, inspected), "run scripts/make_samples_table.py"


def test_each_sample_is_read_as_its_golden_file_says(shared: Path) -> None:
    files = sample_files(shared / "exports" / "samples")
    differ = [
        path.name
        for path in files
        if golden(inspected(path)) != (GOLDEN / golden_name(path)).read_text(encoding="utf-8")
    ]
    assert not differ, "run scripts/make_samples_table.py, and read what changed"
    assert {p.name for p in GOLDEN.iterdir()} == {golden_name(p) for p in files}
