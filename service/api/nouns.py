"""The register of nouns: what the document has, one line an entry; routes are looked for in this order, so what is
asked most stands first, the rest sorted.
"""

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
    jobs,
    keys,
    lists,
    operation,
    registers,
    retention,
    segments,
    suppressions,
)

NOUNS: tuple[Noun, ...] = (
    customers.noun,
    segments.noun,
    audit.noun,
    registers.check_noun,
    consents.noun,
    decisions.noun,
    duplicates.noun,
    registers.fields_noun,
    history.noun,
    import_reading.noun,  # that of imports.py: everything on an import
    jobs.noun,
    keys.noun,
    lists.noun,
    operation.noun,
    retention.noun,
    registers.rules_noun,
    suppressions.noun,
)
