"""The register of nouns: what the document has, sorted, one line an entry."""

from __future__ import annotations

from service.api.operations import Noun
from service.api.v1 import (
    audit,
    consents,
    customers,
    decisions,
    duplicates,
    history,
    import_reading,
    indicators,
    jobs,
    keys,
    lists,
    matching,
    operation,
    recipes,
    registers,
    retention,
    segments,
    suggestions,
    suppressions,
)

NOUNS: tuple[Noun, ...] = (
    audit.noun,
    registers.check_noun,
    consents.noun,
    customers.noun,
    decisions.noun,
    duplicates.noun,
    registers.fields_noun,
    history.noun,
    import_reading.noun,  # that of imports.py: everything on an import
    indicators.noun,
    jobs.noun,
    keys.noun,
    lists.noun,
    matching.noun,
    operation.noun,
    recipes.noun,
    retention.noun,
    registers.rules_noun,
    segments.noun,
    suggestions.noun,
    suppressions.noun,
)
