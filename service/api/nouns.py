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
    imports,
    jobs,
    keys,
    lists,
    suppressions,
)

NOUNS: tuple[Noun, ...] = (
    audit.noun,
    consents.noun,
    customers.noun,
    decisions.noun,
    duplicates.noun,
    history.noun,
    imports.noun,
    jobs.noun,
    keys.noun,
    lists.noun,
    suppressions.noun,
)
