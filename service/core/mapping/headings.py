"""Whether a cell reads like a heading: by the shipped headings, then by the words in it."""

from __future__ import annotations

import re
from functools import cache, lru_cache

from service.core.folding import fold
from service.core.mapping.words import RULES
from service.reference.headings import known_headings

_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")


@cache
def _known() -> frozenset[str]:
    return frozenset(fold(known.heading) for known in known_headings())


@lru_cache(10_000)
def is_known(heading: str) -> bool:
    """Whether a cell reads like a heading that we know."""
    plain = fold(_CAMEL.sub(" ", heading))
    known = _known()
    return bool(plain) and (
        plain in known or fold(heading) in known or any(pattern.search(plain) for pattern, _ in RULES)
    )
