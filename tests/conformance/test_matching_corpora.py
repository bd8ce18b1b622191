"""Corpora on matching written by others: rates that may only rise.

First names: 19 searches of the City of Paris among 12 identities. Sounds: names that FONEM (tests of Talisman) spells
alike, against the code that blocking uses; a code for blocking should join them, and need not keep others apart.
"""

from __future__ import annotations

import csv
import json
from collections import defaultdict
from itertools import combinations
from pathlib import Path

import polars as pl
import pytest

from service.core.match.forenames import relation
from service.core.match.levels import forename_level, level
from service.core.match.names import forenames
from service.core.match.sounds import sounds

pytestmark = pytest.mark.shared_data
WANTED = {"egalite": {"exact"}, "approximation": {"exact", "approximate"}, "difference": {"different"}}


def test_first_names_of_the_city_of_paris(shared: Path) -> None:
    with (shared / "fields" / "names" / "lutece_prenoms_matching.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    right = sum(
        (relation(r["query_prenoms"], r["candidate_prenoms"]) in WANTED[r["test"].split("-")[0]])
        == (r["expected_in_result"] == "1")
        for r in rows
    )
    compared = sum(
        (_compared(r["query_prenoms"], r["candidate_prenoms"]) in WANTED[r["test"].split("-")[0]])
        == (r["expected_in_result"] == "1")
        for r in rows
    )
    print(f"first names of Lutece: {right} of {len(rows)}")  # noqa: T201 - `make conformance` shows the rates
    print(f"first names of Lutece, as pairs are compared: {compared} of {len(rows)}")  # noqa: T201 - as above
    assert len(rows) == 228
    assert right >= 228
    assert compared >= 197, "without hyphens, and with names alike beside those with one slip"


def _compared(left: str, right: str) -> str:
    """What the levels of first names say of two cells, in the words of Lutece."""
    ours, theirs = ({**forenames(pl.Series([cell])).row(0, named=True), "forename_rarity": 0} for cell in (left, right))
    found = forename_level(ours, theirs)
    if found >= level("forename", "same_common"):
        return "exact"
    alike = {level("forename", name) for name in ("near", "part", "nickname")}
    return "approximate" if found in alike else "different"


def test_names_that_sound_alike_meet(shared: Path) -> None:
    groups: dict[str, list[str]] = defaultdict(list)
    with (shared / "fields" / "phonetics" / "talisman_phonetics.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            if row["algorithm"].endswith("fonem"):
                groups[row["expected"]].append(json.loads(row["input"])[0].replace("-", ""))
    names = sorted({name for group in groups.values() for name in group})
    code = dict(zip(names, sounds(pl.Series(names)).to_list(), strict=True))
    pairs = [pair for group in groups.values() for pair in combinations(sorted(set(group)), 2)]
    met = sum(code[a] == code[b] for a, b in pairs)
    print(f"names of one FONEM code: {met} of {len(pairs)} pairs meet")  # noqa: T201 - as above
    assert len(pairs) == 11
    assert met >= 10
