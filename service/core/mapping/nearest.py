"""The fields that a heading may mean, by the known headings that are nearest to it.

A heading is a vector of the meanings of its words (tokens.py), each worth more the fewer headings have it. Every known
heading votes for its field with a weight that falls with its distance; all headings of one vendor that say the same
count once. Shares of the votes are what `candidates` are made of. Nothing here is learned beyond these counts.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from math import log

import numpy as np
from numpy.typing import NDArray

from service.core.mapping.tokens import meanings, words

_SHARPNESS = 14.0  # how fast a vote falls with distance
_UNKNOWN = 0.02  # the vote of nothing: what a heading is worth that is near to none
_NEW = 0.8  # a word that no known heading has, against one that a single heading has
_WORD = 0.25  # a word beside its meaning

Scores = tuple[tuple[str, float], ...]


@dataclass(frozen=True)
class Example:
    """A known heading: who writes it, and the field it stands for there."""

    family: str
    heading: str
    field: str


class Nearest:
    """Known headings, ready to be asked."""

    def __init__(self, examples: Iterable[Example]) -> None:
        voices: dict[tuple[tuple[tuple[str, float], ...], str], set[str]] = defaultdict(set)
        for e in examples:
            said = _features(e.heading)
            if said:
                voices[said, e.field].add(e.family)
        keys = list(voices)
        uses = Counter(f for said, _ in keys for f, _ in said)
        self._at = {f: i for i, f in enumerate(uses)}
        self._worth = {f: log((len(keys) + 1) / n) for f, n in uses.items()}
        self._new = _NEW * log(len(keys) + 1)
        self.fields = sorted({field for _, field in keys})
        place = {f: i for i, f in enumerate(self.fields)}
        self._field = np.array([place[field] for _, field in keys])
        self._votes = np.array([len(v) ** 0.8 for v in voices.values()], dtype=np.float32)
        self._matrix = np.zeros((len(uses), len(keys)), dtype=np.float32)
        for column, (said, _) in enumerate(keys):
            values = np.array([w * self._worth[f] for f, w in said])
            self._matrix[[self._at[f] for f, _ in said], column] = values / np.linalg.norm(values)

    def scores(self, heading: str, most: int = 8) -> Scores:
        """Fields and their shares of the votes, best first; the rest up to 1 is what nothing known stands for."""
        near = self._near(heading)
        if near is None:
            return ()
        votes = self._votes * np.exp(_SHARPNESS * (near - 1.0))
        votes[near < 0.3] = 0.0
        counted = np.bincount(self._field, votes, minlength=len(self.fields))
        shares = counted / (counted.sum() + _UNKNOWN)
        best = np.argsort(-shares, kind="stable")[:most]
        return tuple((self.fields[i], float(shares[i])) for i in best if shares[i] > 0.001)

    def _near(self, heading: str) -> NDArray[np.float32] | None:
        said = _features(heading)
        known = [(self._at[f], w * self._worth[f]) for f, w in said if f in self._at]
        if all(f not in self._at or f[0] in "#~" for f, _ in said):
            return None
        length = sum((w * self._worth.get(f, self._new)) ** 2 for f, w in said) ** 0.5
        rows, values = [i for i, _ in known], np.array([v for _, v in known], dtype=np.float32)
        near: NDArray[np.float32] = values @ self._matrix[rows] / np.float32(length)
        return near


def _features(heading: str) -> tuple[tuple[str, float], ...]:
    said = meanings(heading)
    told = {f"~{w}": _WORD for w in words(heading) if len(w) > 1}
    return tuple(sorted({**told, **dict(said)}.items()))
