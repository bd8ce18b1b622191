"""Every issue code that Limpide may put on a cell, a row or a file: one register, as data.

Adding a code means adding a line here; docs/issue-codes.md is generated from it and a test checks both directions.
`typology` is the trade's: stale, human, duplicate or non-standard. `repair` says what happened to the value:
applied (safe, changed), suggested (kept apart), left (untouched).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True)
class Reason:
    """One issue code. Texts speak to a CRM clerk; they never contain a value."""

    code: str
    severity: Literal["info", "warning", "error"]
    typology: Literal["stale", "human", "duplicate", "non-standard"]
    repair: Literal["applied", "suggested", "left"]
    fr: str
    en: str


_ALL: tuple[Reason, ...] = (
    # row (survey, read, pipeline)
    Reason("row.unreadable", "error", "non-standard", "left", "Ligne illisible", "The line cannot be read"),
    Reason(
        "row.too-few-cells",
        "warning",
        "non-standard",
        "left",
        "Ligne plus courte que l'en-tête",
        "Fewer cells than headings",
    ),
    Reason(
        "row.too-many-cells",
        "warning",
        "non-standard",
        "left",
        "Ligne plus longue que l'en-tête",
        "More cells than headings",
    ),
    Reason(
        "row.no-party",
        "error",
        "non-standard",
        "left",
        "Ni nom, ni société, ni coordonnée utilisable",
        "No usable name, company or contact point",
    ),
    Reason(
        "row.repeated-header",
        "info",
        "duplicate",
        "left",
        "En-tête répété dans les données",
        "A header repeated among the rows",
    ),
    Reason(
        "row.erased-before",
        "warning",
        "stale",
        "left",
        "Personne effacée par le passé : à décider",
        "Erased in the past: a person must decide",
    ),
)

REASONS: dict[str, Reason] = {r.code: r for r in _ALL}
