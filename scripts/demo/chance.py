"""Seeded chance: one independent stream per purpose, the same on every machine.

Only `PCG64.random_raw` and `SeedSequence` are used, the two parts of numpy whose output is promised for ever
(NEP 19); everything else is arithmetic on those 64-bit words. A stream belongs to a name, so adding a purpose
never shifts the draws of another.
"""

from __future__ import annotations

import zlib
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]

_TO_UNIT = 2.0**-53


class Chance:
    """Draws for one seed. A name may be used once: drawing it twice would repeat the same numbers."""

    def __init__(self, seed: int) -> None:
        self._seed = seed
        self._used: set[str] = set()

    def raw(self, name: str, n: int) -> NDArray[np.uint64]:
        """Give `n` 64-bit words of the stream `name`. Raises ValueError when the name was drawn before."""
        if name in self._used:
            msg = f"stream {name!r} was already drawn"
            raise ValueError(msg)
        self._used.add(name)
        words: Any = np.random.PCG64(np.random.SeedSequence([self._seed, zlib.crc32(name.encode())])).random_raw(n)
        return np.asarray(words, dtype=np.uint64)

    def uniform(self, name: str, n: int) -> Floats:
        """Give `n` doubles in [0, 1)."""
        return (self.raw(name, n) >> np.uint64(11)).astype(np.float64) * _TO_UNIT

    def happens(self, name: str, n: int, rate: float | Floats) -> Flags:
        """Give `n` flags, true at `rate` (one rate, or one per draw)."""
        return np.asarray(self.uniform(name, n) < rate)

    def below(self, name: str, n: int, limit: int | Ints) -> Ints:
        """Give `n` integers in [0, limit), limit one number or one per draw."""
        return np.floor(self.uniform(name, n) * limit).astype(np.int64)

    def choose(self, name: str, n: int, weights: Floats | list[float]) -> Ints:
        """Give `n` indices into `weights`, each as often as its weight says."""
        return pick(self.uniform(name, n), np.asarray(weights, dtype=np.float64))

    def order(self, name: str, n: int) -> Ints:
        """Give a permutation of 0..n-1."""
        return np.argsort(self.raw(name, n), kind="stable").astype(np.int64)


def pick(draws: Floats, weights: Floats) -> Ints:
    """Turn uniform draws into indices by the cumulated weights."""
    cumulated = np.cumsum(weights)
    found = np.searchsorted(cumulated, draws * cumulated[-1], side="right")
    return np.asarray(np.minimum(found, len(weights) - 1), dtype=np.int64)


def zipf(n: int, shift: float, power: float) -> Floats:
    """Weights of ranks 0..n-1 by Zipf and Mandelbrot: 1 / (rank + shift) ** power."""
    return np.asarray(1.0 / (np.arange(n, dtype=np.float64) + shift) ** power)
