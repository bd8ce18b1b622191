"""Which heading which software writes for which field, read once. Built by scripts/build_headings.py, which says from
what; each line of headings.csv carries its public source.
"""

from __future__ import annotations

import csv
from functools import cache
from importlib import resources
from typing import NamedTuple


class Known(NamedTuple):
    """One heading of one program."""

    software: str
    heading: str
    field: str


@cache
def known_headings() -> tuple[Known, ...]:
    """All of them, each program's in the order of its columns."""
    text = resources.files("service.reference").joinpath("headings.csv").read_text(encoding="utf-8")
    return tuple(Known(r["software"], r["heading"], r["canonical_field"]) for r in csv.DictReader(text.splitlines()))
