"""Legal forms of firms and how files spell them, read once. What is in them: legal_forms.md."""

from __future__ import annotations

import csv
from importlib import resources

_ROWS = list(
    csv.DictReader(
        resources.files("service.reference").joinpath("legal_forms.csv").read_text(encoding="utf-8").splitlines()
    )
)

LEGAL_FORMS: dict[str, str] = {spelling: row["code"] for row in _ROWS for spelling in row["spellings"].split("|")}
"""Folded form as written to the code kept in `legal_form`."""


SURE_FORMS: tuple[str, ...] = (
    *(s for row in _ROWS if row["sure"] == "1" for s in row["spellings"].split("|")),
    "LTD",
    "SAEML",
    "ASSOCIATION",
    "SYNDICAT",
    "COOPERATIVE",
)
"""Spellings that name nothing but a legal form, wherever they stand; the others (SA, EI, AE, AG…) are also words."""

INSEE_CATEGORIES: dict[str, str] = {
    row["insee"]: row["code"] for row in reversed(_ROWS) if row["insee"] not in {"3120", "1000"}
} | {"1000": "EI"}
"""Category of Insee (level III) to the form's code; of several forms in one category the first of the file."""
