"""The register of nouns: what the document has, sorted, one line an entry."""

from __future__ import annotations

from service.api.operations import Noun
from service.api.v1 import (
    audit,
    import_reading,
    imports,
    jobs,
    keys,
    lists,
    registers,
    retention,
    segments,
)

NOUNS: tuple[Noun, ...] = (
    audit.noun,
    import_reading.noun,
    imports.noun,
    jobs.noun,
    keys.noun,
    lists.noun,
    registers.check_noun,
    registers.fields_noun,
    registers.rules_noun,
    retention.noun,
    segments.noun,
)
