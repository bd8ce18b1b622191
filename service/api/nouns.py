"""The register of nouns: what the document has, sorted, one line an entry."""

from __future__ import annotations

from service.api.operations import Noun
from service.api.v1 import (
    audit,
    imports,
    jobs,
    keys,
    lists,
)

NOUNS: tuple[Noun, ...] = (
    audit.noun,
    imports.noun,
    jobs.noun,
    keys.noun,
    lists.noun,
)
