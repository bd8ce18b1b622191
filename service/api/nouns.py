"""The register of nouns: what the document has, sorted, one line an entry."""

from __future__ import annotations

from service.api.operations import Noun
from service.api.v1 import (
    keys,
    lists,
)

NOUNS: tuple[Noun, ...] = (
    keys.noun,
    lists.noun,
)
