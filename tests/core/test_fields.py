"""The register of fields says what the headings reference says."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from service.core.fields import FIELDS, PARTY_FIELDS
from service.reference.headings import known_headings


def test_every_field_of_the_shipped_headings_is_registered() -> None:
    assert {k.field for k in known_headings()} == {f.name for f in FIELDS.values() if not f.ours}


def test_what_makes_a_party_is_registered_and_personal() -> None:
    assert {FIELDS[f].data_class for f in PARTY_FIELDS} == {"personal"}


def test_every_field_says_what_it_is() -> None:
    assert all(f.says and f.kind and f.name.isidentifier() for f in FIELDS.values())
    assert FIELDS["ignore"].data_class is None
    assert FIELDS["iban"].sensitivity == "high"


@pytest.mark.shared_data
def test_classes_are_those_of_the_corpus(shared: Path) -> None:
    with (shared / "exports" / "headings.csv").open(encoding="utf-8", newline="") as file:
        corpus = {row["canonical_field"]: row["category"] for row in csv.DictReader(file)}
    assert len(corpus) == 232
    assert {f: FIELDS[f].data_class for f in corpus if f != "ignore"} == {
        f: c for f, c in corpus.items() if f != "ignore"
    }
