"""Phone numbers and company numbers: all valid by their rules before damage, none copied from anywhere.

Landlines come from the blocks that Arcep keeps for fiction (01 99 00, 02 61 91, 03 53 01, 04 65 71, 05 36 49: ten
thousand numbers each). Above LARGE rows these 50,000 do not suffice: landlines are then random within the plan, and
may by accident be somebody's. The block 06 39 98 is fiction too, but `phonenumbers` refuses it, so mobiles come from
079x instead: valid by the plan, and given to no operator in the carrier data of `phonenumbers` 9 (ten million numbers).

SIREN and SIRET are random digits with right check digits: one may by accident be a real firm's.
"""

from __future__ import annotations

import numpy as np
import polars as pl

from demo.chance import Chance, Ints

FICTION_BLOCKS = {1: 199_00, 2: 261_91, 3: 353_01, 4: 465_71, 5: 536_49}
MOBILE_BLOCK = 79
LARGE = 20_000


def landlines(chance: Chance, name: str, zone: Ints, *, fiction: bool) -> pl.Series:
    """Give a landline of ten digits for each zone 1 to 5."""
    n = len(zone)
    if fiction:
        blocks = np.array([0, *FICTION_BLOCKS.values()], dtype=np.int64)
        number = blocks[zone] * 10_000 + chance.below(name, n, 10_000)
    else:
        # second digit 3 to 5: geographic in every zone, and never one of the overseas 0262, 0590…
        number = zone * 10**8 + (30_000_000 + chance.below(name, n, 29_999_999))
    return _digits(number, 10)


def mobiles(chance: Chance, name: str, n: int) -> pl.Series:
    """Give `n` mobiles of ten digits."""
    return _digits(MOBILE_BLOCK * 10**7 + chance.below(name, n, 10**7), 10)


def sirens(chance: Chance, name: str, n: int) -> Ints:
    """Give `n` SIREN with a right Luhn key; 4 % begin with 0, as the oldest do."""
    old = chance.happens(f"{name}.old", n, 0.04)
    low, span = np.where(old, 500_000, 30_000_000), np.where(old, 9_400_000, 69_000_000)
    body = low + chance.below(name, n, span)
    return body * 10 + _luhn_key(body)


def sirets(siren: Ints, establishment: Ints) -> pl.Series:
    """Give the SIRET of 14 digits of an establishment numbered from 1."""
    body = siren * 10_000 + establishment
    return _digits(body * 10 + _luhn_key(body), 14)


def _luhn_key(body: Ints) -> Ints:
    """Give the digit that makes body * 10 + key pass Luhn (source: ISO/IEC 7812-1, annex B)."""
    total = np.zeros(len(body), dtype=np.int64)
    rest, double = body.copy(), True
    while rest.any():
        digit = rest % 10 * (2 if double else 1)
        total += digit // 10 + digit % 10
        rest, double = rest // 10, not double
    return np.asarray((10 - total % 10) % 10, dtype=np.int64)


def _digits(number: Ints, width: int) -> pl.Series:
    return pl.Series(number).cast(pl.String).str.zfill(width)
