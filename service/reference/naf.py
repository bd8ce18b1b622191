"""The sub-classes of the French nomenclature of activities, read once. What is in them: activities.md."""

from __future__ import annotations

import csv
from functools import cache
from importlib import resources
from typing import NamedTuple


class Activity(NamedTuple):
    """One sub-class; `version` is the nomenclature that it belongs to (rev2)."""

    version: str
    code: str
    section: str
    label: str


@cache
def activities() -> dict[str, Activity]:
    """Code (four digits and a letter) to its sub-class."""
    text = resources.files("service.reference").joinpath("activities.csv").read_text(encoding="utf-8")
    return {row["code"]: Activity(**row) for row in csv.DictReader(text.splitlines())}


@cache
def letters_of_classes() -> dict[str, str]:
    """Four digits to the letters that may stand behind them."""
    found: dict[str, str] = {}
    for code in activities():
        found[code[:4]] = found.get(code[:4], "") + code[4]
    return found
