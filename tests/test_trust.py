"""docs/trust.md names tests that exist, and every attack of the corpus."""

from __future__ import annotations

import csv
import re
from pathlib import Path

import pytest

TESTS = Path(__file__).parent
PAGE = (TESTS.parent / "docs" / "trust.md").read_text(encoding="utf-8")
ROWS = dict(re.findall(r"^\| ([A-Z]{2}\d\d) \| [^|]+ \| (.+) \|$", PAGE, re.MULTILINE))
NAMED = re.compile(r"`([\w/]+\.py)::(test_\w+)`")


@pytest.mark.parametrize("attack", ROWS)
def test_an_attack_names_its_test_or_says_why_there_is_none(attack: str) -> None:
    told = ROWS[attack]
    named = NAMED.findall(told)
    assert named or told.startswith(("waits for ", "does not apply: "))
    for path, name in named:
        assert f"def {name}(" in (TESTS / path).read_text(encoding="utf-8"), f"{path}::{name}"


def test_a_test_that_carries_an_id_is_in_the_table() -> None:
    for path in TESTS.glob("api/test_attacks_*.py"):
        for name in re.findall(r"^def (test_\w+)\(", path.read_text(encoding="utf-8"), re.MULTILINE):
            ids = re.findall(r"(?<=_)[a-z]{2}\d\d(?=_)", name)
            assert ids, name
            for attack in ids:
                assert f"`api/{path.name}::{name}`" in ROWS[attack.upper()]


@pytest.mark.shared_data
def test_every_attack_of_the_corpus_is_in_the_table(shared: Path) -> None:
    with (shared / "trust" / "attacks.csv").open(encoding="utf-8", newline="") as source:
        assert [row["id"] for row in csv.DictReader(source)] == list(ROWS)
